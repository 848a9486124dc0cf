"""The rows of the history: a page of the journal at a time, the latest operation first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from workbench.operations.store import HistoryEntry, Reader
from workbench.ui.context import Context
from workbench.ui.history.words import (
    BEGINNING,
    here_and_now,
    moment,
    state_of,
    tip_of,
    what,
)
from workbench.ui.tasks import Ticket
from workbench.ui.tips import literal_tip

ENTRY, ORIGIN = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
PAGE = 200
# As much as is read again after each change; what is older does not change unseen.
FRESH = 1000
# How far a search goes back.
SEARCHED = 20_000
SIGNS = {"done": "", "undone": "↶ ", "undone, and written over": "✕ "}

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


def read_page(reader: Reader, limit: int, before: int | None) -> list[HistoryEntry]:
    return reader.history(limit, before)


class HistoryModel(QAbstractListModel):
    """Adapts the journal to a list view; the last row is the beginning, before all."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._read: list[HistoryEntry] = []
        self._complete = False
        self._words: tuple[str, ...] = ()
        self._now = here_and_now()
        self._ticket: Ticket | None = None
        self.rows: list[HistoryEntry | None] = []

    def refresh(self) -> None:
        """Read the journal's latest part again."""
        limit = min(max(len(self._read), PAGE), FRESH)
        self._ask(limit, None)

    def search(self, text: str) -> None:
        """Show the operations only in whose line all these words stand."""
        self._words = tuple(text.casefold().split())
        self._show()
        self._read_on()

    def steps_to(self, row: int) -> list[HistoryEntry]:
        """What would be undone, or else redone, to make a row the last operation that stands."""
        entry = self.rows[row]
        goal = entry.sequence if entry else 0
        if entry is not None and entry.dropped:
            return []
        if entry is not None and entry.undone:
            return [e for e in self._read if e.undone and not e.dropped and e.sequence <= goal]
        return [e for e in self._read if not e.undone and e.sequence > goal]

    def row_of(self, sequence: int) -> int | None:
        """Where an operation is listed, if it is."""
        found = (n for n, entry in enumerate(self.rows) if entry and entry.sequence == sequence)
        return next(found, None)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return SIGNS[state_of(entry)] + what(entry.operation) if entry else self.tr(BEGINNING)
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal_tip(tip_of(entry)) if entry else BEGINNING
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return tip_of(entry) if entry else BEGINNING
        if role == ENTRY:
            return entry
        return self._origin(entry) if role == ORIGIN else None

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._complete and self._ticket is None

    def fetchMore(self, parent: Index) -> None:
        if self._read:
            self._ask(FRESH if self._words else PAGE, self._read[-1].sequence)

    def _origin(self, entry: HistoryEntry | None) -> str:
        """When it was, who did it, and whether it still stands."""
        if entry is None:
            return ""
        parts = [moment(entry.time, self._now), entry.actor]
        parts += [state_of(entry)] if entry.undone else []
        return " · ".join(part for part in parts if part)

    def _ask(self, limit: int, before: int | None) -> None:
        if self._ticket is not None:
            self._ticket.drop()
        self._ticket = self._context.ask(
            read_page, limit, before, done=lambda page: self._take(page, limit, before)
        )

    def _take(self, page: Sequence[HistoryEntry], limit: int, before: int | None) -> None:
        self._ticket = None
        self._now = here_and_now()
        short = len(page) < limit
        if before is not None:
            self._read += page
            self._complete = short
            self._append(page)
        else:
            older = [] if short else [e for e in self._read if e.sequence < page[-1].sequence]
            # Between what was read before and now may lie more than one page.
            joins = bool(older) and older[0].sequence == page[-1].sequence - 1
            self._read = [*page, *older] if joins else list(page)
            self._complete = short or (joins and self._complete)
            self._show()
        self._read_on()

    def _read_on(self) -> None:
        """Who searches means the whole journal."""
        if self._words and len(self._read) < SEARCHED and self.canFetchMore(_NOWHERE):
            self.fetchMore(_NOWHERE)

    def _show(self) -> None:
        rows = self._listed(self._read)
        if len(rows) == len(self.rows):
            # Nothing jumps: the choice and the place in the list stay.
            self.rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def _append(self, page: Sequence[HistoryEntry]) -> None:
        rows = self._listed(page)
        if rows:
            first = len(self.rows)
            self.beginInsertRows(_NOWHERE, first, first + len(rows) - 1)
            self.rows = self.rows + rows
            self.endInsertRows()

    def _listed(self, entries: Sequence[HistoryEntry]) -> list[HistoryEntry | None]:
        """What the search lets through; behind the oldest operation stands the beginning."""
        rows: list[HistoryEntry | None] = [e for e in entries if self._matches(e)]
        return [*rows, None] if self._complete and not self._words else rows

    def _matches(self, entry: HistoryEntry) -> bool:
        if not self._words:
            return True
        line = f"{entry.operation} {self._origin(entry)}".casefold()
        return all(word in line for word in self._words)
