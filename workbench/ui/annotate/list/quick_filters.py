"""Small menus that write the most wanted terms into the filter field."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from workbench.domain.sentence import Split, Status
from workbench.ui.annotate.list.filter_text import with_term
from workbench.ui.annotate.list.sentence_model import STATUS_GLYPHS

# The text itself shows that a menu opens.
NO_INDICATOR = (
    "QToolButton::menu-indicator { image: none; width: 0; } QToolButton { padding: 4px; }"
)
MARKS = (("flag", "Flagged"), ("suggested", "With suggestions"), ("finding", "With findings"))


class QuickFilters(QWidget):
    """Emits the field and the value (None for any) that a person picked."""

    picked = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._fill(
            self._menu("Status"),
            "status",
            [(f"{STATUS_GLYPHS[status]}  {status}", status.value) for status in Status],
        )
        splits = [(split.value, split.value) for split in Split]
        self._fill(self._menu("Split"), "split", [*splits, ("none", "none")])
        self._labels = self._menu("Label")
        self._fill_marks(self._menu("Marks"))
        self._layout.addStretch()

    def set_label_names(self, names: Sequence[str]) -> None:
        if tuple(names) == self._names:
            return
        self._names = tuple(names)
        self._labels.clear()
        self._fill(self._labels, "label", [(name.replace("&", "&&"), name) for name in names])

    @staticmethod
    def written(text: str, field: str, value: object) -> str:
        """The filter text with the picked term."""
        return with_term(text, field, None if value is None else str(value))

    def _menu(self, text: str) -> QMenu:
        button = QToolButton()
        button.setText(f"{text} ▾")
        button.setStyleSheet(NO_INDICATOR)
        button.setAutoRaise(True)
        button.setAccessibleName(f"Filter by {text.lower()}")
        button.setToolTip(f"Filter by {text.lower()}")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        button.setMenu(menu)
        self._layout.addWidget(button)
        return menu

    def _fill(self, menu: QMenu, field: str, values: Sequence[tuple[str, str]]) -> None:
        menu.addAction("any", lambda: self.picked.emit(field, None))
        menu.addSeparator()
        for text, value in values:
            menu.addAction(text, partial(self.picked.emit, field, value))

    def _fill_marks(self, menu: QMenu) -> None:
        for field, text in MARKS:
            menu.addAction(text, partial(self.picked.emit, field, ""))
        menu.addSeparator()
        menu.addAction("any", self._any_mark)

    def _any_mark(self) -> None:
        for field, _ in MARKS:
            self.picked.emit(field, None)
