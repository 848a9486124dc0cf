"""Hits as a table model with ticks; rows come in as they are found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor

from workbench.domain.mentions import CONFLICTS, Hit, State
from workbench.ui.annotate.editor.tips import plain_tip
from workbench.ui.annotate.mentions.choice import Choice
from workbench.ui.annotate.mentions.words import SHOWN_STATES, Shown, state_words
from workbench.ui.theme import colours

TICK, CONTEXT, NOW = range(3)
HEADERS = ("Tag", "In context", "Now")
_NOWHERE = QModelIndex()
_ROLE = Qt.ItemDataRole

Index = QModelIndex | QPersistentModelIndex


class MentionModel(QAbstractTableModel):
    """Shows the hits of one state, or all; `counted` says that a count is another one."""

    counted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.choice = Choice()
        self.shown = Shown.OPEN
        self._rows: list[int] = []

    def clear(self) -> None:
        self.beginResetModel()
        self.choice.clear()
        self._rows.clear()
        self.endResetModel()
        self.counted.emit()

    def add(self, hits: Sequence[Hit]) -> None:
        """Append hits, and the rows of those that are shown."""
        if not hits:
            return
        first = len(self.choice)
        self.choice.add(hits)
        rows = self._shown_from(first)
        if rows:
            self.beginInsertRows(_NOWHERE, len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()
        self.counted.emit()

    def set_label(self, label: str) -> None:
        """Judge all hits for this label."""
        self.choice.set_label(label)
        self.show_only(self.shown)

    def show_only(self, shown: Shown) -> None:
        """Show the hits of a state; what is ticked stays so."""
        self.beginResetModel()
        self.shown = shown
        self._rows = self._shown_from(0)
        self.endResetModel()
        self.counted.emit()

    def tick(self, rows: Iterable[int], wanted: bool) -> None:
        """Take the hits of rows in or leave them out."""
        self.choice.tick([self._rows[row] for row in rows], wanted)
        self._changed()

    def tick_shown(self, wanted: bool) -> None:
        self.tick(range(len(self._rows)), wanted)

    def only_untagged(self) -> None:
        self.choice.only_untagged()
        self._changed()

    def hit_at(self, row: int) -> Hit:
        return self.choice.hits[self._rows[row]]

    def state_at(self, row: int) -> State:
        return self.choice.states[self._rows[row]]

    def is_ticked(self, row: int) -> bool:
        return self.choice.is_ticked(self._rows[row])

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == _ROLE.DisplayRole:
            return HEADERS[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if not index.isValid() or index.column() != TICK:
            return flags
        if self.choice.may_be_ticked(self._rows[index.row()]):
            return flags | Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == _ROLE.CheckStateRole and column == TICK:
            return self._tick(row)
        if role in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            return self._text(row, column, role == _ROLE.AccessibleTextRole)
        if role == _ROLE.ForegroundRole and column == NOW:
            return _colour(self.state_at(row))
        if role == _ROLE.ToolTipRole and column != TICK:
            return plain_tip(self._text(row, CONTEXT, False))
        return None

    def setData(self, index: Index, value: Any, role: int = _ROLE.EditRole) -> bool:
        if role != _ROLE.CheckStateRole or not index.isValid():
            return False
        self.tick([index.row()], Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def _tick(self, row: int) -> Qt.CheckState | None:
        if not self.choice.may_be_ticked(self._rows[row]):
            return None
        return Qt.CheckState.Checked if self.is_ticked(row) else Qt.CheckState.Unchecked

    def _text(self, row: int, column: int, spoken: bool) -> str:
        hit = self.hit_at(row)
        if column == CONTEXT:
            return f"{hit.left} [{hit.text}] {hit.right}".strip()
        if column == NOW:
            return state_words(hit, self.state_at(row))
        return ("chosen" if self.is_ticked(row) else "not chosen") if spoken else ""

    def _shown_from(self, first: int) -> list[int]:
        """The numbers of the hits that are shown, from this one on."""
        choice, wanted = self.choice, SHOWN_STATES[self.shown]
        if self.shown is Shown.CHOSEN:
            return [number for number in range(first, len(choice)) if choice.is_ticked(number)]
        states = choice.states[first:]
        return [number for number, state in enumerate(states, first) if state in wanted]

    def _changed(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, TICK), self.index(len(self._rows) - 1, NOW))
        self.counted.emit()


def _colour(state: State) -> QColor:
    page = colours()
    return QColor(page.bad if state in CONFLICTS else page.muted)
