"""The terms of one label as a table model: sorted, filtered, edited in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor

from workbench.domain.dictionaries import Dictionary, DictionaryTerm
from workbench.domain.matching import Source, Survey, Tally
from workbench.ui.annotate.editor.tips import plain_tip
from workbench.ui.models.matching.parts import NOTHING, hits_words, precision_words, side
from workbench.ui.tables import Index
from workbench.ui.theme import colours

TERM, CONFIDENCE, CASE, COUNT, HITS, PRECISION = range(6)
HEADERS = ("Term", "Confidence", "Aa", "Learned", "Hits", "Right")
TIPS = (
    "F2 or a double click edits it",
    "From 0 to 1; of a learned term the share of its places that gold has under this label",
    "Ticked: capital letters have to be the same",
    "How often gold has it under this label; nothing for terms that were typed or imported",
    "Places in all sentences where no longer term stands",
    "Of its hits in done sentences those that are gold under this label",
)
ROLE = Qt.ItemDataRole
Key = Callable[[tuple[DictionaryTerm, Tally]], Any]
_NOWHERE = QModelIndex()
_KEYS: Mapping[int, Key] = {
    TERM: lambda row: (row[0].text.casefold(), row[0].text),
    CONFIDENCE: lambda row: row[0].confidence,
    CASE: lambda row: row[0].case,
    COUNT: lambda row: row[0].count,
    HITS: lambda row: row[1].hits,
    PRECISION: lambda row: (-1.0, 0) if row[1].precision is None else (row[1].precision, row[1][1]),
}


class TermModel(QAbstractTableModel):
    """`edited` carries a text and the term in its place; `mistyped` what cannot be taken."""

    edited = Signal(str, object)
    mistyped = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.dictionary = Dictionary("")
        self.rows: list[tuple[DictionaryTerm, Tally]] = []
        self._survey: Survey | None = None
        self._wanted = ""
        self._order = (TERM, Qt.SortOrder.AscendingOrder)

    def show_dictionary(self, dictionary: Dictionary, survey: Survey | None) -> None:
        """Show these terms, with what was counted, if anything was."""
        self.dictionary, self._survey = dictionary, survey
        self._fill()

    def show_survey(self, survey: Survey) -> None:
        """Show what was counted by now; a cell that is being edited is left alone."""
        self._survey = survey
        label = self.dictionary.label
        self.rows = [(term, survey.tally(Source(label, term.text))) for term, _ in self.rows]
        if self.rows:
            last = self.index(len(self.rows) - 1, PRECISION)
            self.dataChanged.emit(self.index(0, HITS), last)

    def show_only(self, wanted: str) -> None:
        """Show the terms that hold a text."""
        self._wanted = wanted.strip().casefold()
        self._fill()

    def row_of(self, text: str) -> int:
        """The row of a term, or -1."""
        return next((row for row, (term, _) in enumerate(self.rows) if term.text == text), -1)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._order = (column, order)
        self._fill()

    def _fill(self) -> None:
        survey, label = self._survey or Survey(), self.dictionary.label
        column, order = self._order
        self.beginResetModel()
        self.rows = [
            (term, survey.tally(Source(label, term.text)))
            for term in self.dictionary.terms
            if self._wanted in term.text.casefold()
        ]
        self.rows.sort(key=_KEYS[column], reverse=order is Qt.SortOrder.DescendingOrder)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == ROLE.TextAlignmentRole:
            return side(section not in (TERM, CASE))
        if role == ROLE.ToolTipRole:
            return TIPS[section]
        return HEADERS[section] if role == ROLE.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.column() in (TERM, CONFIDENCE):
            return flags | Qt.ItemFlag.ItemIsEditable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == CASE else flags

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        if not index.isValid():
            return None
        (term, tally), column = self.rows[index.row()], index.column()
        if role in (ROLE.DisplayRole, ROLE.EditRole):
            return self._texts(term, tally)[column]
        if role == ROLE.TextAlignmentRole:
            return side(column not in (TERM, CASE))
        if role == ROLE.CheckStateRole and column == CASE:
            return Qt.CheckState.Checked if term.case else Qt.CheckState.Unchecked
        if role == ROLE.ToolTipRole and column == TERM:
            return plain_tip(term.text)
        if role == ROLE.ForegroundRole and column in (COUNT, HITS):
            return QColor(colours().muted)
        return None

    def _texts(self, term: DictionaryTerm, tally: Tally) -> Sequence[str]:
        return (
            term.text,
            f"{term.confidence:.2f}",
            "",
            f"{term.count:,}" if term.learned else NOTHING,
            hits_words(tally, self._survey is not None),
            precision_words(tally),
        )

    def setData(self, index: Index, value: Any, role: int = ROLE.EditRole) -> bool:
        term, column = self.rows[index.row()][0], index.column()
        if role == ROLE.CheckStateRole and column == CASE:
            case = Qt.CheckState(value) == Qt.CheckState.Checked
            self.edited.emit(term.text, replace(term, case=case))
        elif role == ROLE.EditRole and column == TERM and value != term.text:
            self.edited.emit(term.text, replace(term, text=value))
        elif role == ROLE.EditRole and column == CONFIDENCE:
            self._set_confidence(term, value)
        return False

    def _set_confidence(self, term: DictionaryTerm, text: str) -> None:
        try:
            confidence = float(text.replace(",", "."))
        except ValueError:
            self.mistyped.emit(self.tr("A confidence is a number from 0 to 1."))
            return
        if f"{confidence:.2f}" != f"{term.confidence:.2f}":
            self.edited.emit(term.text, replace(term, confidence=confidence))
