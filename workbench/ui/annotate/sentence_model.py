"""The rows of the sentence list: an array of ids, and a few pages of rows fetched by id."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Collection, Iterable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from workbench.domain.sentence import Split, Status
from workbench.operations.store import Reader, Row
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket
from workbench.ui.theme import colours

PAGE = 256
PAGES_KEPT = 64
STATE, SPLIT, TEXT, MARKS = range(4)

STATUS_GLYPHS = {Status.DONE: "●", Status.DRAFT: "◐", Status.NEW: "○", Status.REJECTED: "✕"}
STATUS_ROLES = {
    Status.DONE: "good",
    Status.DRAFT: "warning",
    Status.NEW: "faint",
    Status.REJECTED: "bad",
}
SPLIT_NAMES = {Split.TRAIN: "tr", Split.DEV: "de", Split.TEST: "te", None: "–"}
FLAG = "⚑"
LOADING = "…"

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


def fetch_rows(reader: Reader, ids: list[int]) -> list[Row]:
    return reader.rows(ids)


def marks(row: Row) -> str:
    """Counts beside the text: suggestions with `?`, findings with `!`."""
    counted = ((row.suggestions, "?"), (row.findings, "!"))
    return " ".join(f"{count}{sign}" for count, sign in counted if count)


def describe_row(row: Row) -> str:
    """The state of a sentence in words, for tooltips and screen readers."""
    said = [str(row.status), f"split {row.split}" if row.split else "no split"]
    said += ["flagged"] if row.flagged else []
    for count, name in (
        (row.entities, "entities"),
        (row.suggestions, "suggestions"),
        (row.findings, "findings"),
    ):
        said += [f"{count} {name}"] if count else []
    return ", ".join(said)


class SentenceModel(QAbstractTableModel):
    """Adapts the store to a table view; holds no more than a few pages."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, list[Row | None]] = OrderedDict()
        self._fresh: set[int] = set()
        # Rows of the list before, shown until the fresh ones arrive: nothing flickers.
        self._former: dict[int, Row] = {}
        self._requests: dict[int, Ticket] = {}

    @property
    def ids(self) -> array[int]:
        return self._ids

    def set_ids(self, ids: array[int]) -> None:
        """Show these sentences, in this order."""
        self.beginResetModel()
        self._drop_requests()
        self._ids = ids
        if self._pages:
            pages = self._pages.values()
            self._former = {row.id: row for page in pages for row in page if row}
        self._pages.clear()
        self._fresh.clear()
        self.endResetModel()

    def row_of(self, sentence_id: int) -> int | None:
        try:
            return self._ids.index(sentence_id)
        except ValueError:
            return None

    def row_at(self, row: int) -> Row | None:
        """The row's content where it is at hand; asks for it otherwise."""
        number, offset = divmod(row, PAGE)
        if number not in self._fresh:
            self._request(number)
        page = self._pages.get(number)
        return page[offset] if page is not None else self._former.get(self._ids[row])

    def refresh(self, sentence_ids: Collection[int]) -> None:
        """Fetch the pages that hold these sentences again; what is shown stays until then."""
        concerned = {
            number
            for number, page in self._pages.items()
            if any(row is not None and row.id in sentence_ids for row in page)
        }
        self._fresh -= concerned
        for number in concerned & self._requests.keys():
            self._requests.pop(number).drop()
        self._announce(concerned)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else 4

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role not in _SHOWERS:
            return None
        row = self.row_at(index.row())
        if row is None:
            loading = role == Qt.ItemDataRole.DisplayRole and index.column() == TEXT
            return LOADING if loading else None
        return _SHOWERS[role](row, index.column())

    def _request(self, number: int) -> None:
        if number in self._requests:
            return
        ids = list(self._ids[number * PAGE : (number + 1) * PAGE])

        def arrived(rows: list[Row]) -> None:
            self._take_in(number, ids, rows)

        self._requests[number] = self._context.ask(fetch_rows, ids, done=arrived)

    def _take_in(self, number: int, ids: list[int], rows: Iterable[Row]) -> None:
        found = {row.id: row for row in rows}
        self._requests.pop(number, None)
        self._pages[number] = [found.get(one) for one in ids]
        self._pages.move_to_end(number)
        for one in ids:
            self._former.pop(one, None)
        self._fresh.add(number)
        while len(self._pages) > PAGES_KEPT:
            dropped, _ = self._pages.popitem(last=False)
            self._fresh.discard(dropped)
        self._announce({number})

    def _announce(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            last = min((number + 1) * PAGE, len(self._ids)) - 1
            if last >= number * PAGE:
                self.dataChanged.emit(self.index(number * PAGE, 0), self.index(last, MARKS))

    def _drop_requests(self) -> None:
        for ticket in self._requests.values():
            ticket.drop()
        self._requests.clear()


def _alignment(column: int) -> int:
    flag = Qt.AlignmentFlag
    sides = {STATE: flag.AlignLeft, SPLIT: flag.AlignHCenter, MARKS: flag.AlignRight}
    return int(sides.get(column, flag.AlignLeft) | flag.AlignVCenter)


def _text(row: Row, column: int) -> str:
    if column == STATE:
        return STATUS_GLYPHS[row.status] + (FLAG if row.flagged else "")
    if column == SPLIT:
        return SPLIT_NAMES[row.split]
    return row.text if column == TEXT else marks(row)


def _colour(row: Row, column: int) -> QColor | None:
    page = colours()
    if column == STATE:
        return QColor(getattr(page, STATUS_ROLES[row.status]))
    if column == SPLIT:
        return QColor(page.faint)
    if column == MARKS:
        return QColor(page.bad if row.findings else page.muted)
    return QColor(page.faint) if row.status is Status.REJECTED else None


def _tip(row: Row, column: int) -> str:
    return describe_row(row)


_SHOWERS = {
    int(Qt.ItemDataRole.DisplayRole): _text,
    int(Qt.ItemDataRole.ForegroundRole): _colour,
    int(Qt.ItemDataRole.ToolTipRole): _tip,
    int(Qt.ItemDataRole.AccessibleDescriptionRole): _tip,
}
