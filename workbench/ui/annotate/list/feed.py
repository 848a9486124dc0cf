"""Brings the list of a filter bit by bit, so that its beginning is there at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.domain.filters import ALL, Filter, Order
from workbench.operations.store import Reader
from workbench.ui.annotate.list.sentence_ids import Listing
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket

# Rows that are added to a long list take the view some milliseconds: not at each bit.
PAUSE_MS = 120


def list_sentences(reader: Reader, wanted: Filter) -> Iterator[Sequence[int] | int]:
    """Batches of the ids that a filter lets through; once, how many sentences there are."""
    batches = iter(reader.listing(wanted))
    yield next(batches, ())
    yield reader.count(ALL)
    yield from batches


class ListFeed(QObject):
    """One question at a time; a new one drops the one before.

    `begun` carries the first ids of a list, `grown` further ones, `ended` comes last.
    `whole` carries a list that was asked for in one piece.
    """

    begun = Signal(object)
    grown = Signal(object)
    whole = Signal(object)
    counted = Signal(int)
    ended = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._ticket: Ticket | None = None
        self._ascending = True
        self._waiting = Listing()
        self.in_one = False
        self._shown = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._hand_over)

    @property
    def busy(self) -> bool:
        return self._ticket is not None

    def ask(self, wanted: Filter, in_one: bool = False) -> None:
        """List a filter; `in_one` keeps everything back until it is complete."""
        self.drop()
        self._ascending = wanted.order is Order.POSITION
        self._waiting = self._empty()
        self.in_one, self._shown = in_one, False
        self._ticket = self._context.follow(
            list_sentences, wanted, step=self._take, done=self._end, failed=self._fail
        )

    def drop(self) -> None:
        """Ask no more."""
        self._pause.stop()
        if self._ticket is not None:
            self._ticket.drop()
            self._ticket = None

    def _empty(self) -> Listing:
        return Listing(ascending=self._ascending)

    def _take(self, found: Sequence[int] | int) -> None:
        if isinstance(found, int):
            self.counted.emit(found)
            return
        self._waiting.append(found)
        if self.in_one or not len(self._waiting):
            return
        if not self._shown:
            self._hand_over()
        elif not self._pause.isActive():
            self._pause.start()

    def _hand_over(self) -> None:
        given, self._waiting = self._waiting, self._empty()
        if not self._shown:
            self._shown = True
            self.begun.emit(given)
        elif len(given):
            self.grown.emit(given.ids)

    def _end(self, _nothing: None) -> None:
        self._pause.stop()
        self._ticket = None
        if self.in_one:
            self.whole.emit(self._waiting)
        elif not self._shown or len(self._waiting):
            self._hand_over()
        self._waiting = self._empty()
        self.ended.emit()

    def _fail(self, error: BaseException) -> None:
        """A regular expression that takes too long, for example; what was found stays."""
        self._pause.stop()
        self._ticket = None
        self._context.notify.error(error)
        self.ended.emit()
