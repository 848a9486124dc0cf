"""The page shown while no project is open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.ui.theme import (
    HUGE,
    LARGE,
    MEDIUM,
    SMALL,
    colours,
    plain_label,
    set_icon,
    theme,
)
from workbench.ui.tips import literal_tip

WIDTH = 640
RECENT_SHOWN = 6


class DropHint(QWidget):
    """A dashed field that says what may be dropped; the whole window takes drops."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, HUGE, LARGE, HUGE)
        words = self.tr("Drop files anywhere in this window to look at them and import them")
        for text, role in (
            (words, ""),
            (
                self.tr(
                    "Columns, JSON Lines, Label Studio, Prodigy, brat, WebAnno, spaCy, datasets, "
                    "tables, plain text · folders and archives · or a project file"
                ),
                "muted",
            ),
        ):
            label = plain_label(text, role, wrap=True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(colours().faint), 1.2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 6, 6)


class StartPage(QWidget):
    """New, open, the sample, and the projects opened lately."""

    open_recent = Signal(object)

    def __init__(
        self, actions: Sequence[tuple[QAction, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        column = QWidget()
        column.setMaximumWidth(WIDTH)
        inner = QVBoxLayout(column)
        inner.setSpacing(MEDIUM)
        inner.addStretch(2)
        inner.addWidget(plain_label(self.tr("NER Workbench"), "title"))
        inner.addWidget(plain_label(self.tr("From raw text to a measured model."), "muted"))
        inner.addSpacing(LARGE)
        inner.addLayout(self._buttons(actions))
        inner.addSpacing(LARGE)
        self._heading = plain_label(self.tr("Recent"), "section")
        inner.addWidget(self._heading)
        inner.addLayout(self._recent)
        inner.addSpacing(LARGE)
        inner.addWidget(DropHint())
        inner.addStretch(3)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(column, 100)
        outer.addStretch(1)

    def _buttons(self, actions: Sequence[tuple[QAction, str]]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        for number, (action, icon) in enumerate(actions):
            button = QPushButton(action.text().rstrip("…"))
            button.setProperty("role", "primary" if number == 0 else "big")
            button.setToolTip(action.toolTip())
            button.setAccessibleName(action.text())
            button.clicked.connect(action.trigger)
            set_icon(button, icon, "on_accent" if number == 0 else "muted")
            row.addWidget(button, 1)
        return row

    def show_recent(self, paths: Sequence[Path]) -> None:
        """List the projects opened lately; those that are gone are left out."""
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        shown = list(paths)[:RECENT_SHOWN]
        for path in shown:
            self._recent.addWidget(self._recent_row(path))
        self._heading.setVisible(bool(shown))

    def _recent_row(self, path: Path) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        button = QPushButton(path.stem)
        button.setProperty("role", "link")
        button.setAccessibleName(self.tr("Open {0}").format(path.name))
        button.setToolTip(literal_tip(str(path)))
        button.clicked.connect(lambda: self.open_recent.emit(path))
        layout.addWidget(button)
        layout.addWidget(plain_label(shown_folder(path), "muted"), 1)
        return row


def shown_folder(path: Path) -> str:
    """A path's folder, with the home folder written as ~."""
    folder = path.parent
    home = Path.home()
    return f"~/{folder.relative_to(home)}" if folder.is_relative_to(home) else str(folder)
