"""What may spoil a training, line by line, each with a way to look at it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.domain.filters import Field, Filter, Term, format_filter
from workbench.jobs.preflight import PreflightWarning
from workbench.ui.theme import MEDIUM, SMALL, plain_label

SHOWN = 6
SIGN = "⚠"


@dataclass(frozen=True, slots=True)
class WarningLine:
    """A warning, and where it leads: a filter of the sentence list, or a place by name."""

    text: str
    button: str = ""
    filter: str = ""
    place: str = ""


class WarningList(QWidget):
    """`filter_wanted` carries a filter to list sentences by, `place_wanted` a place."""

    filter_wanted = Signal(str)
    place_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: Sequence[WarningLine] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SMALL)
        self.hide()

    def show_lines(self, lines: Sequence[WarningLine]) -> None:
        """Show these, or hide where there are none."""
        if list(lines) != list(self.lines):
            self.lines = tuple(lines)
            self._clear()
            for line in lines[:SHOWN]:
                self._column.addWidget(self._row(line))
            if len(lines) > SHOWN:
                more = self.tr("… and {0} more").format(len(lines) - SHOWN)
                self._column.addWidget(plain_label(more, "warning"))
        self.setVisible(bool(lines))

    def _row(self, line: WarningLine) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        sign = plain_label(SIGN, "warning")
        layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(plain_label(line.text, "warning", wrap=True), 1)
        if line.button:
            button = QPushButton(line.button)
            button.setProperty("role", "link")
            button.setStyleSheet("padding: 0 4px; min-height: 0;")
            button.setAccessibleName(f"{line.button}: {line.text}")
            button.clicked.connect(lambda _checked=False: self._open(line))
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _open(self, line: WarningLine) -> None:
        if line.place:
            self.place_wanted.emit(line.place)
        else:
            self.filter_wanted.emit(line.filter)

    def _clear(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()


def warning_lines(warnings: Sequence[PreflightWarning]) -> list[WarningLine]:
    """Warnings as they are shown, each with where it leads."""
    return [_LEADS.get(one.kind, _plain)(one) for one in warnings]


def _plain(warning: PreflightWarning) -> WarningLine:
    return WarningLine(warning.text)


def _to_label(warning: PreflightWarning) -> WarningLine:
    """The done sentences that hold the label; rare ones of training, unseen ones of all."""
    wanted = format_filter(Filter((Term(Field.LABEL, warning.label),)))
    return WarningLine(warning.text, "Show", wanted)


def _to_quality(warning: PreflightWarning) -> WarningLine:
    return WarningLine(warning.text, "Show", place="clean")


def _to_bad_tags(warning: PreflightWarning) -> WarningLine:
    return WarningLine(warning.text, "Clean", place="clean")


_LEADS: dict[str, Callable[[PreflightWarning], WarningLine]] = {
    "few-examples": _to_label,
    "unseen-label": _to_label,
    "duplicates": _to_quality,
    "bad-tags": _to_bad_tags,
}
