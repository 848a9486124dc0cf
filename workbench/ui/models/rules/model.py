"""The rules as a table model; a tick switches one on or off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor

from workbench.domain.matching import Survey
from workbench.domain.rules import Rule
from workbench.ui.annotate.editor.tips import plain_tip
from workbench.ui.models.matching.parts import hits_words, precision_words, side
from workbench.ui.tables import Index
from workbench.ui.theme import colours

ON, NAME, LABEL, PATTERN, HITS, PRECISION, REMARK = range(7)
HEADERS = ("On", "Rule", "Label", "Expression", "Hits", "Right", "")
TIPS = (
    "Space switches it on or off",
    "",
    "",
    "",
    "Places in all sentences where no longer hit stands",
    "Of its hits in done sentences those that are gold under its label",
    "",
)
ROLE = Qt.ItemDataRole
_NOWHERE = QModelIndex()


class RuleModel(QAbstractTableModel):
    """`switched` carries a name and whether that rule is to be on."""

    switched = Signal(str, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rules: tuple[Rule, ...] = ()
        self._labels: frozenset[str] = frozenset()
        self._survey: Survey | None = None

    def show_rules(
        self, rules: Sequence[Rule], labels: Sequence[str], survey: Survey | None
    ) -> None:
        """Show these rules, with what was counted, if anything was."""
        self.beginResetModel()
        self.rules, self._labels, self._survey = tuple(rules), frozenset(labels), survey
        self.endResetModel()

    def show_survey(self, survey: Survey) -> None:
        """Show what was counted by now."""
        self._survey = survey
        if self.rules:
            last = self.index(len(self.rules) - 1, REMARK)
            self.dataChanged.emit(self.index(0, HITS), last)

    def row_of(self, name: str) -> int:
        """The row of a rule, or -1."""
        return next((row for row, rule in enumerate(self.rules) if rule.name == name), -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rules)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == ROLE.TextAlignmentRole:
            return side(section in (HITS, PRECISION))
        if role == ROLE.ToolTipRole:
            return TIPS[section]
        return HEADERS[section] if role == ROLE.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == ON else flags

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        if not index.isValid():
            return None
        rule, column = self.rules[index.row()], index.column()
        if role == ROLE.DisplayRole:
            return self._texts(rule)[column]
        if role == ROLE.TextAlignmentRole:
            return side(column in (HITS, PRECISION))
        if role == ROLE.CheckStateRole and column == ON:
            return Qt.CheckState.Checked if rule.enabled else Qt.CheckState.Unchecked
        if role == ROLE.AccessibleTextRole and column == ON:
            return "on" if rule.enabled else "off"
        if role == ROLE.ToolTipRole and column in (NAME, PATTERN, REMARK):
            return plain_tip(self._texts(rule)[column])
        if role == ROLE.ForegroundRole:
            return self._colour(rule, column)
        return None

    def setData(self, index: Index, value: Any, role: int = ROLE.EditRole) -> bool:
        if role == ROLE.CheckStateRole and index.isValid():
            on = Qt.CheckState(value) == Qt.CheckState.Checked
            self.switched.emit(self.rules[index.row()].name, on)
        return False

    def _texts(self, rule: Rule) -> Sequence[str]:
        tally = (self._survey or Survey()).tally(rule.source)
        counted = self._survey is not None and rule.enabled and rule.label in self._labels
        return (
            "",
            rule.name,
            rule.label,
            rule.pattern,
            hits_words(tally, counted),
            precision_words(tally),
            self._remark(rule),
        )

    def _remark(self, rule: Rule) -> str:
        if rule.label not in self._labels:
            return "⚠ no such label"
        cut = (self._survey or Survey()).cut.get(rule.source, 0)
        return f"⚠ {cut:,} cut a token" if cut else ""

    def _colour(self, rule: Rule, column: int) -> QColor | None:
        if column == REMARK:
            return QColor(colours().warning)
        return None if rule.enabled else QColor(colours().faint)
