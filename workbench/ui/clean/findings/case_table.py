"""The table of cases: each bad token in the middle of its line, as in a concordance."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workbench.ui.annotate.mentions.concordance import Line
from workbench.ui.clean.findings.case_model import AFTER, BEFORE, CONTEXT, CaseModel
from workbench.ui.tables import ContextDelegate, OpeningTable, as_list, fit_columns
from workbench.ui.theme import MEDIUM

SAMPLES = ((BEFORE, "B-CREATIVE-WORK"), (AFTER, "→ B-CREATIVE-WORK"))


class CaseTable(OpeningTable):
    """Emits the sentence that a double click or Enter opens."""

    opened = Signal(int)

    def __init__(self, model: CaseModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cases = model
        self.setModel(model)
        self.setItemDelegateForColumn(CONTEXT, ContextDelegate(self._line_at, self))
        self.setAccessibleName("Cases of the chosen kind")
        self.setToolTip("Double click or Enter opens the sentence")
        as_list(self, CONTEXT)
        fit_columns(self, SAMPLES, 2 * MEDIUM)
        self.row_opened.connect(self._open)

    def chosen_sentences(self) -> list[int]:
        """The sentences of the selected cases."""
        rows = self.selectionModel().selectedRows()
        cases = [self._cases.case_at(index.row()) for index in rows]
        return sorted({case.sentence for case in cases if case is not None})

    def _line_at(self, row: int) -> Line | None:
        case = self._cases.case_at(row)
        return case.line if case is not None else None

    def _open(self, row: int) -> None:
        case = self._cases.case_at(row)
        if case is not None:
            self.opened.emit(case.sentence)
