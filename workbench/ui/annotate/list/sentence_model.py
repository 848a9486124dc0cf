"""The rows of the sentence list: an array of ids, and a few pages of rows fetched by id."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from itertools import zip_longest
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from workbench.domain.sentence import Split, Status
from workbench.operations.store import Reader, Row
from workbench.ui.annotate.list.sentence_ids import Listing
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket
from workbench.ui.theme import colours
from workbench.ui.tips import literal_tip

PAGE = 256
PAGES_KEPT = 64
# So many pages are asked for at a time: who drags the bar along passes by hundreds.
MOST_ASKED = 6
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
        self.listing = Listing()
        self._pages: OrderedDict[int, list[Row | None]] = OrderedDict()
        self._fresh: set[int] = set()
        # Rows of the list before, shown until the fresh ones arrive: nothing flickers.
        self._former: dict[int, Row] = {}
        self._requests: dict[int, Ticket] = {}

    @property
    def ids(self) -> array[int]:
        return self.listing.ids

    def set_listing(self, listing: Listing) -> None:
        """Show these sentences, in this order; the listing is the model's from now on."""
        self.beginResetModel()
        self._drop_requests()
        self.listing = listing
        self._shift_pages()
        self.endResetModel()

    def append(self, ids: Sequence[int]) -> None:
        """Show further sentences at the end."""
        if not ids:
            return
        count = len(self.listing)
        last = count // PAGE
        self.beginInsertRows(NOWHERE, count, count + len(ids) - 1)
        self.listing.append(ids)
        # The page that was the last one has become longer.
        self._fresh.discard(last)
        if last in self._requests:
            self._requests.pop(last).drop()
        self.endInsertRows()

    def remove(self, row: int) -> None:
        """Show one sentence less."""
        self.beginRemoveRows(NOWHERE, row, row)
        self._drop_requests()
        self.listing.ids.pop(row)
        self._shift_pages()
        self.endRemoveRows()

    def insert(self, row: int, sentence_id: int) -> None:
        """Show one more sentence, in this row."""
        self.beginInsertRows(NOWHERE, row, row)
        self._drop_requests()
        self.listing.insert(row, sentence_id)
        self._shift_pages()
        self.endInsertRows()

    def row_of(self, sentence_id: int, near: int = 0) -> int | None:
        return self.listing.row_of(sentence_id, near)

    def row_at(self, row: int) -> Row | None:
        """The row's content where it is at hand; asks for it otherwise."""
        if row >= len(self.listing):
            return None
        number, offset = divmod(row, PAGE)
        if number not in self._fresh:
            self._request(number)
        page = self._pages.get(number)
        if page is None or offset >= len(page):
            return self._former.get(self.ids[row])
        return page[offset]

    def refresh(self, sentence_ids: Collection[int]) -> None:
        """Fetch the pages that hold these sentences again; what is shown stays until then."""
        concerned = {
            number: places
            for number, page in self._pages.items()
            if (places := [n for n, row in enumerate(page) if row and row.id in sentence_ids])
        }
        self._fresh -= concerned.keys()
        for number in concerned.keys() & self._requests.keys():
            self._requests.pop(number).drop()
        for number, places in concerned.items():
            self._announce(number, places)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.listing)

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
        while len(self._requests) >= MOST_ASKED:
            passed = self._requests.pop(next(iter(self._requests)))
            passed.drop()
            passed.future.cancel()
        ids = list(self.ids[number * PAGE : (number + 1) * PAGE])

        def arrived(rows: list[Row]) -> None:
            self._take_in(number, ids, rows)

        self._requests[number] = self._context.ask(fetch_rows, ids, done=arrived)

    def _take_in(self, number: int, ids: list[int], rows: Iterable[Row]) -> None:
        found = {row.id: row for row in rows}
        self._requests.pop(number, None)
        before = self._pages.get(number, [])
        self._pages[number] = now = [found.get(one) for one in ids]
        self._pages.move_to_end(number)
        for one in ids:
            self._former.pop(one, None)
        self._fresh.add(number)
        while len(self._pages) > PAGES_KEPT:
            dropped, _ = self._pages.popitem(last=False)
            self._fresh.discard(dropped)
        pairs = enumerate(zip_longest(before, now))
        self._announce(number, [place for place, (old, new) in pairs if old != new])

    def _announce(self, number: int, places: Sequence[int]) -> None:
        """Have the rows between these places of a page painted; a whole page takes its time."""
        if not places:
            return
        first = number * PAGE + places[0]
        last = min(number * PAGE + places[-1], len(self.listing) - 1)
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, MARKS))

    def _shift_pages(self) -> None:
        """Rows stand in other pages now; they are shown by their ids until these are fetched."""
        known = {row.id: row for page in self._pages.values() for row in page if row}
        if len(known) < PAGE:
            # Shifted again before anything was fetched: what was known then still holds.
            known = self._former | known
        self._former = known
        self._pages.clear()
        self._fresh.clear()

    def _drop_requests(self) -> None:
        for ticket in self._requests.values():
            ticket.drop()
        self._requests.clear()


def _alignment(column: int) -> int:
    flag = Qt.AlignmentFlag
    sides = {STATE: flag.AlignLeft, SPLIT: flag.AlignHCenter, MARKS: flag.AlignRight}
    return int(sides.get(column, flag.AlignLeft) | flag.AlignVCenter)


def text_of(row: Row, column: int) -> str:
    """What a column shows of a row."""
    if column == STATE:
        return STATUS_GLYPHS[row.status] + (FLAG if row.flagged else "")
    if column == SPLIT:
        return SPLIT_NAMES[row.split]
    return row.text if column == TEXT else marks(row)


def tint_of(row: Row, column: int) -> str | None:
    """The colour of what a column shows of a row; None for that of text."""
    page = colours()
    if column == STATE:
        return str(getattr(page, STATUS_ROLES[row.status]))
    if column == SPLIT:
        return page.faint
    if column == MARKS:
        return page.bad if row.findings else page.muted
    return page.faint if row.status is Status.REJECTED else None


def _colour(row: Row, column: int) -> QColor | None:
    tint = tint_of(row, column)
    return QColor(tint) if tint else None


def _tip(row: Row, column: int) -> str:
    return describe_row(row)


_SHOWERS = {
    int(Qt.ItemDataRole.DisplayRole): text_of,
    int(Qt.ItemDataRole.ForegroundRole): _colour,
    int(Qt.ItemDataRole.ToolTipRole): lambda row, column: literal_tip(_tip(row, column)),
    int(Qt.ItemDataRole.AccessibleDescriptionRole): _tip,
}
