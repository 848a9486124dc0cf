"""A list of kinds with their counts, of which one is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from workbench.ui.tables import as_list
from workbench.ui.theme import colours, tabular_font
from workbench.ui.tips import literal_tip


@dataclass(frozen=True, slots=True)
class CountRow:
    """A kind: what stands for it, its title, what it means, and how many there are."""

    key: str
    title: str
    explanation: str
    count: int
    where: str = ""


class CountList(QTableWidget):
    """`picked` carries the key of the row that a person chose, or an empty text."""

    picked = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(0, 2, parent)
        self._rows: tuple[CountRow, ...] = ()
        self.setAccessibleName(name)
        self._dress()
        self.currentCellChanged.connect(self._changed)

    @property
    def current_key(self) -> str:
        """The key of the chosen row; empty where none is."""
        row = self.currentRow()
        return self._rows[row].key if 0 <= row < len(self._rows) else ""

    def show_rows(self, rows: Sequence[CountRow]) -> None:
        """List the rows; the chosen one stays chosen while it is there."""
        before = self.current_key
        self.blockSignals(True)
        self._rows = tuple(rows)
        self.setRowCount(len(rows))
        for number, row in enumerate(rows):
            self._fill(number, row)
        keys = [row.key for row in rows]
        self.setCurrentCell(keys.index(before) if before in keys else (0 if keys else -1), 0)
        self.blockSignals(False)
        self.picked.emit(self.current_key)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Write other counts beside the kinds of these keys; the choice stays as it is."""
        for number, row in enumerate(self._rows):
            cell = self.item(number, 1)
            if row.key in counts and cell is not None:
                cell.setText(f"{counts[row.key]:,}")

    def choose(self, key: str) -> None:
        """Choose the row of that key."""
        self.setCurrentCell([row.key for row in self._rows].index(key), 0)

    def _fill(self, number: int, row: CountRow) -> None:
        title = QTableWidgetItem(row.title)
        title.setToolTip(literal_tip(row.explanation))
        count = QTableWidgetItem(f"{row.count:,}")
        count.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        count.setFont(tabular_font(self.font()))
        count.setForeground(QColor(colours().muted))
        count.setToolTip(literal_tip(row.where))
        self.setItem(number, 0, title)
        self.setItem(number, 1, count)

    def _changed(self, row: int, _column: int, old_row: int, _old_column: int) -> None:
        if row != old_row:
            self.picked.emit(self.current_key)

    def _dress(self) -> None:
        as_list(self, 0)
        columns = self.horizontalHeader()
        columns.hide()
        columns.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
