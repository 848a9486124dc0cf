"""Asks for the number of a sentence."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from workbench.domain.errors import UsageError
from workbench.operations.store import Reader
from workbench.ui.theme import LARGE, MEDIUM, plain_label


class GoToDialog(QDialog):
    """One line: 1234 is the position in the project, #1234 the sentence's own number."""

    answered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Go to sentence")
        self.setFixedWidth(400)
        self.field = QLineEdit()
        self.field.setAccessibleName("Number of the sentence")
        self.field.setPlaceholderText("Position, or # and its own number")
        self.field.returnPressed.connect(self._accept)
        self.problem = plain_label(role="bad", wrap=True)
        self.problem.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.field)
        layout.addWidget(self.problem)

    def refuse(self, error: UsageError) -> None:
        """Say why the number leads nowhere; the dialog stays for another one."""
        self.problem.setText(f"{error.happened} {error.next_step}")
        self.problem.show()
        self.problem.setMinimumHeight(self.problem.heightForWidth(400 - 2 * LARGE))
        self.adjustSize()
        self.field.selectAll()

    def _accept(self) -> None:
        self.answered.emit(self.field.text())


def find_sentence(reader: Reader, written: str) -> int:
    """The sentence that a person means; UsageError NW-U53 where there is none."""
    plain = written.strip().replace(",", "").replace(".", "").replace(" ", "")
    number = int(plain.lstrip("#")) if plain.lstrip("#").isdecimal() else None
    found: int | None = None
    if number is not None and number < 2**63:
        if plain.startswith("#"):
            found = number if reader.rows([number]) else None
        else:
            found = reader.sentence_at(number)
    if found is None:
        raise UsageError(
            "NW-U53",
            f"There is no sentence {written.strip() or '(nothing)'}.",
            "The sentence at hand stays.",
            "Write a position such as 1234, or # and the sentence's own number.",
        )
    return found
