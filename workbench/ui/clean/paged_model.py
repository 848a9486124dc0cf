"""A table model that fetches its rows page by page, when they are painted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from workbench.ui.context import Context
from workbench.ui.tasks import Ticket
from workbench.ui.tips import literal_tip

Index = QModelIndex | QPersistentModelIndex
Arrived = Callable[[Sequence[Any]], object]
_NOWHERE = QModelIndex()
_SHOWN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class PagedModel(QAbstractTableModel):
    """Holds the pages that were painted since the last reset; subclasses ask for them."""

    headers: tuple[str, ...] = ()
    page_size = 128

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._pages: dict[int, list[Any]] = {}
        self._requests: dict[int, Ticket] = {}
        self._stale: set[int] = set()
        self._count = 0

    # What a subclass tells.

    def ask_for(self, offset: int, arrived: Arrived) -> Ticket:
        """Ask the store for the rows from `offset` on."""
        raise NotImplementedError

    def text_of(self, item: Any, column: int) -> str:
        raise NotImplementedError

    def colour_of(self, item: Any, column: int) -> str | None:
        return None

    def tip_of(self, item: Any, column: int) -> str:
        return ""

    # What it has from that.

    def reset_to(self, count: int) -> None:
        """Forget all rows; there are so many now."""
        self.beginResetModel()
        for ticket in self._requests.values():
            ticket.drop()
        self._requests.clear()
        self._pages.clear()
        self._stale.clear()
        self._count = count
        self.endResetModel()

    def refresh(self) -> None:
        """Ask for the rows at hand again; they stay until the new ones are there."""
        self._stale = set(self._pages)
        if self._count:
            last = self.columnCount() - 1
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, last))

    def item_at(self, row: int) -> Any | None:
        """A row where it is at hand; asks for its page otherwise."""
        number, offset = divmod(row, self.page_size)
        if number not in self._pages or number in self._stale:
            self._request(number)
        page = self._pages.get(number, ())
        return page[offset] if 0 <= offset < len(page) else None

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.headers)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.headers[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self.item_at(index.row()) if index.isValid() else None
        if item is None:
            return None
        if role in _SHOWN:
            return self.text_of(item, index.column())
        if role == Qt.ItemDataRole.ForegroundRole:
            colour = self.colour_of(item, index.column())
            return QColor(colour) if colour else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal_tip(self.tip_of(item, index.column())) or None
        return None

    def _request(self, number: int) -> None:
        self._stale.discard(number)
        if number in self._requests:
            return

        def arrived(items: Sequence[Any]) -> None:
            self._requests.pop(number, None)
            self._pages[number] = list(items)
            last = min((number + 1) * self.page_size, self._count) - 1
            first = number * self.page_size
            self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))

        self._requests[number] = self.ask_for(number * self.page_size, arrived)
