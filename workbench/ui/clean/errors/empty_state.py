"""What stands in the place of cases where there are none: why, and how to come by some."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from workbench.ui.actions import show_key_in_tip
from workbench.ui.clean.errors.inspector import Inspector
from workbench.ui.theme import LARGE, plain_label


class EmptyState(QWidget):
    """The button is there as long as nobody has looked, and there is enough to look through."""

    def __init__(self, inspector: Inspector, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inspector = inspector
        self.text = plain_label(role="muted")
        self.button = QPushButton(inspector.begin)
        self.button.setAccessibleName(inspector.begin)
        self.button.setProperty("role", "primary")
        show_key_in_tip(self.button, inspector.action, inspector.begin)
        self.button.clicked.connect(inspector.start)
        inspector.stood.connect(self._show_button)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setSpacing(LARGE)
        column.addStretch()
        column.addWidget(self.text)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        self._show_button()

    def show_text(self, text: str) -> None:
        self.text.setText(text)
        self._show_button()

    def _show_button(self) -> None:
        inspector = self._inspector
        inspection = inspector.inspection
        first = inspection is not None and inspection.state is None
        self.button.setVisible(first and inspector.can_start and not inspector.is_running)
