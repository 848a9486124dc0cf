"""The field in which a filter is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from workbench.ui.theme import colours

HELP = (
    'Words, "exact", /regex/, label:ORG, tag:I-PER, text:UN*, status:new, split:dev, '
    "flag:, finding:, suggested:, score:<0.6; - negates (Ctrl+F)"
)


class FilterField(QLineEdit):
    """A line of filter terms; Esc empties it, Down goes to the list."""

    left_downwards = Signal()
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("Search or filter  (Ctrl+F)")
        self.setToolTip(HELP)
        self.setAccessibleName("Filter of the sentence list")
        self.setAccessibleDescription(HELP)
        self.setClearButtonEnabled(True)
        self.textChanged.connect(self._changed)

    def set_faulty(self, faulty: bool) -> None:
        """Draw the border in the colour of a fault."""
        self.setStyleSheet(f"QLineEdit {{ border-color: {colours().bad}; }}" if faulty else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.left_downwards.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def _changed(self, text: str) -> None:
        if not text:
            self.cleared.emit()
