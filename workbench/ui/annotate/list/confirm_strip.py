"""A quiet question over the foot of the list: how many, and whether to go on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.ui.theme import MEDIUM, SMALL, plain_label


class ConfirmStrip(QFrame):
    """Enter goes on, Esc does not; nothing waits for the answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._act: Callable[[], object] | None = None
        self.setProperty("notice", "info")
        self.setAccessibleName("Question")
        self.text = plain_label(wrap=True)
        self.yes = QPushButton()
        self.no = QPushButton("Cancel")
        self.yes.clicked.connect(self._go_on)
        self.no.clicked.connect(self.hide)
        buttons = QHBoxLayout()
        buttons.setSpacing(SMALL)
        buttons.addStretch()
        buttons.addWidget(self.no)
        buttons.addWidget(self.yes)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.text)
        layout.addLayout(buttons)
        self.hide()

    def ask(self, question: str, answer: str, act: Callable[[], object]) -> None:
        """Ask; `act` is called when the button with this answer is pressed."""
        self._act = act
        self.text.setText(question)
        self.yes.setText(answer)
        self.setAccessibleDescription(question)
        self.show()
        self.yes.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            button = self.no if self.no.hasFocus() else self.yes
            button.click()
        else:
            super().keyPressEvent(event)

    def _go_on(self) -> None:
        act, self._act = self._act, None
        self.hide()
        if act is not None:
            act()
