"""The table of terms."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from workbench.ui.models.dictionaries.model import (
    CASE,
    CONFIDENCE,
    COUNT,
    HITS,
    PRECISION,
    TERM,
    TermModel,
)
from workbench.ui.models.matching.parts import dress_table

SAMPLES = {
    CONFIDENCE: "Confidence",
    CASE: "Aa",
    COUNT: "100,000",
    HITS: "1,000,000",
    PRECISION: "100 % of 10,000",
}


class TermTable(QTableView):
    """Terms, several of which may be selected."""

    picked = Signal()

    def __init__(self, model: TermModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._terms = model
        self.setModel(model)
        self.setAccessibleName(self.tr("Terms"))
        dress_table(self, SAMPLES, TERM)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed)
        self.setSortingEnabled(True)
        self.sortByColumn(TERM, Qt.SortOrder.AscendingOrder)
        self.selectionModel().selectionChanged.connect(lambda *_: self.picked.emit())

    @property
    def current_text(self) -> str:
        row = self.currentIndex().row()
        return self._terms.rows[row][0].text if 0 <= row < len(self._terms.rows) else ""

    def choose(self, text: str) -> None:
        """Select a term, or the first one."""
        if self._terms.rows:
            row = max(self._terms.row_of(text), 0)
            self.selectRow(row)
            self.scrollTo(self._terms.index(row, TERM))
