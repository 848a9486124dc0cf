"""What the import page has to say, with the answers that a person may give."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.ui.theme import MEDIUM, SMALL, plain_label


@dataclass(frozen=True)
class Answer:
    """A button under a message, and what it does."""

    text: str
    act: Callable[[], object]


class ImportMessage(QWidget):
    """One message, said or complained; with buttons where there is something to answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said = plain_label(wrap=True)
        self.complaint = plain_label(role="bad", wrap=True)
        self.answers: list[QPushButton] = []
        self._row = QHBoxLayout()
        self._row.setSpacing(MEDIUM)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        for label in (self.said, self.complaint):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            layout.addWidget(label)
        layout.addLayout(self._row)
        self.clear()

    def clear(self) -> None:
        """Say nothing."""
        self._show("", "", ())

    def say(self, text: str, answers: Iterable[Answer] = ()) -> None:
        """Say what there is or what was done."""
        self._show(text, "", answers)

    def complain(self, text: str, answers: Iterable[Answer] = ()) -> None:
        """Say what went wrong."""
        self._show("", text, answers)

    def _show(self, said: str, complaint: str, answers: Iterable[Answer]) -> None:
        self.said.setText(said)
        self.said.setVisible(bool(said))
        self.complaint.setText(complaint)
        self.complaint.setVisible(bool(complaint))
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.answers = [self._button(answer) for answer in answers]
        self._row.addStretch(1)

    def _button(self, answer: Answer) -> QPushButton:
        button = QPushButton(answer.text)
        button.clicked.connect(lambda _checked=False: answer.act())
        self._row.addWidget(button)
        return button
