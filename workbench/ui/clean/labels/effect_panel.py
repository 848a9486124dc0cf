"""What a change of labels would do, with one button that does it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.operations.label import LabelCount
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label, tabular_font

# Rows of the table of labels; who splits into more sees the first ones.
SHOWN_LABELS = 8
COLUMNS = ("Entities of", "before", "", "after")


class CountTable(QWidget):
    """Before and after for each label, in columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Entities before and after")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(LARGE)
        self._grid.setVerticalSpacing(SMALL)
        self._cells: list[QLabel] = []

    @property
    def rows(self) -> list[str]:
        """What is shown, a line for each label."""
        texts = [cell.text() for cell in self._cells]
        width = len(COLUMNS)
        lines = [texts[at : at + width] for at in range(width, len(texts), width)]
        return [" ".join(line) for line in lines]

    def show_counts(self, counts: Sequence[LabelCount]) -> None:
        """Show these in place of those before."""
        texts = [text for row in self._texts(counts) for text in row]
        while len(self._cells) < len(texts):
            self._cells.append(self._cell(len(self._cells)))
        for cell in self._cells[len(texts) :]:
            self._grid.removeWidget(cell)
            cell.deleteLater()
        del self._cells[len(texts) :]
        for cell, text in zip(self._cells, texts, strict=True):
            cell.setText(text)
        self.setAccessibleDescription("\n".join(self.rows))

    def _texts(self, counts: Sequence[LabelCount]) -> list[tuple[str, ...]]:
        shown = [(one.name, f"{one.before:,}", "→", f"{one.after:,}") for one in counts]
        return [COLUMNS, *shown[:SHOWN_LABELS]]

    def _cell(self, number: int) -> QLabel:
        row, column = divmod(number, len(COLUMNS))
        cell = plain_label(role="" if row else "muted")
        cell.setFont(tabular_font(self.font()))
        cell.setMaximumWidth(240)
        side = Qt.AlignmentFlag.AlignLeft if column in (0, 2) else Qt.AlignmentFlag.AlignRight
        self._grid.addWidget(cell, row, column, side)
        return cell


class EffectPanel(QFrame):
    """`agreed` when the change shall be made, `closed` when it shall not."""

    agreed = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "raised")
        self.title = plain_label(role="heading", wrap=True)
        self.counts = CountTable()
        self.lines = plain_label(wrap=True)
        self.go = QPushButton()
        self.go.setProperty("role", "primary")
        self.go.setAutoDefault(True)
        self.cancel = QPushButton("Cancel")
        self.cancel.setToolTip("Change nothing (Esc)")
        self.cancel.setAccessibleName("Cancel: change nothing")
        self.extra = QHBoxLayout()
        self.extra.setSpacing(MEDIUM)
        self._lay_out()
        self.go.clicked.connect(self.agreed)
        self.cancel.clicked.connect(self.closed)
        self.hide()

    def show_effect(self, title: str, counts: Sequence[LabelCount], lines: Sequence[str]) -> None:
        """Fill the panel and bring it up."""
        self.title.setText(title)
        self.counts.show_counts(counts)
        self.lines.setText("\n".join(lines))
        self.setAccessibleName(title)
        self.setAccessibleDescription("\n".join(lines))
        self.show()

    def set_verb(self, text: str) -> None:
        """What the button says and does."""
        self.go.setText(text.replace("&", "&&"))
        self.go.setAccessibleName(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return agrees wherever the focus is; Esc cancels."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go.click()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(MEDIUM)
        buttons.addWidget(self.go)
        buttons.addWidget(self.cancel)
        buttons.addStretch()
        words = QHBoxLayout()
        words.setSpacing(2 * LARGE)
        words.addWidget(self.counts, 0, Qt.AlignmentFlag.AlignTop)
        words.addWidget(self.lines, 1, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.title)
        layout.addLayout(self.extra)
        layout.addLayout(words)
        layout.addLayout(buttons)
