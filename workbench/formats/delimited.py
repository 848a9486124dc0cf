"""Comma-separated values, and values with other separators, within limits."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from workbench.domain.errors import NOTHING_CHANGED, CorpusError

LONGEST_CELL = 131_072
LONGEST_RECORD = 1_000_000
_DELIMITERS = (",", ";", "\t", "|")
_SNIFFED = 200
# So large a share of records must have the same number of cells.
_MOST = 0.9
_QUOTE = '"'

# Where in a cell one is, and what follows on a quote, on its end, and on anything else.
_START, _PLAIN, _INSIDE, _CLOSED = "start", "plain", "inside", "closed"
_END = "end"
_NEXT = {
    _START: (_INSIDE, _START, _PLAIN),
    _PLAIN: (_PLAIN, _START, _PLAIN),
    _INSIDE: (_CLOSED, _INSIDE, _INSIDE),
    # A quote right behind a quote is one of the text.
    _CLOSED: (_INSIDE, _START, _PLAIN),
}

# A record with the line, counted from 1, that it starts on.
Numbered = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are told apart.

    `even` is the share of records with the usual width, among those that were looked at;
    `closed` says that no quote was open at their end.
    """

    delimiter: str
    quoted: bool = True
    width: int = 1
    even: float = 1.0
    closed: bool = True

    @property
    def is_sure(self) -> bool:
        return self.width > 1 and self.even >= _MOST

    @property
    def description(self) -> str:
        names = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
        return names[self.delimiter] if self.width > 1 else "one column"


def sniff_dialect(lines: Sequence[str]) -> Dialect:
    """The dialect under which the first lines of a file give the most even table."""
    tried = [_tried(lines[:_SNIFFED], Dialect(delimiter)) for delimiter in _DELIMITERS]
    # Only where tabs separate, many programs leave quotes alone.
    tried.append(_tried(lines[:_SNIFFED], Dialect("\t", quoted=False)))
    sure = [dialect for dialect in tried if dialect.is_sure]
    return max(sure, key=lambda one: (one.closed, one.even, one.width), default=Dialect(","))


def _tried(lines: Sequence[str], dialect: Dialect) -> Dialect:
    widths: Counter[int] = Counter()
    try:
        for _, cells in records(lines, dialect, ""):
            widths[len(cells)] += 1
    except CorpusError:
        # The quote may be closed behind the sample.
        dialect = replace(dialect, closed=False)
    if not widths:
        return dialect
    (width, number), *_ = widths.most_common(1)
    return replace(dialect, width=width, even=number / widths.total())


def records(lines: Iterable[str], dialect: Dialect, name: str) -> Iterator[Numbered]:
    """The records in lines without ends; blank lines are none.

    Raises CorpusError NW-I34 for a quote that is never closed and for a cell or a record
    that is too long.
    """
    feed = _Feed(iter(lines), name, dialect.delimiter)
    reader = csv.reader(
        feed,
        delimiter=dialect.delimiter,
        quoting=csv.QUOTE_MINIMAL if dialect.quoted else csv.QUOTE_NONE,
    )
    while True:
        feed.start_record()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise feed.too_long() from error
        if any(cells):
            yield feed.first, cells


@dataclass
class _Feed:
    """Gives lines to the reader, and knows those of the record that is being read."""

    lines: Iterator[str]
    name: str
    delimiter: str
    first: int = 1
    _held: list[str] = field(default_factory=list)
    _length: int = 0

    def start_record(self) -> None:
        self.first += len(self._held)
        self._held, self._length = [], 0

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        """The next line; the reader asks for a second one inside of quotes only."""
        line = next(self.lines, None)
        if line is None:
            if self._held:
                raise self._never_closed()
            raise StopIteration
        self._held.append(line)
        self._length += len(line)
        if self._length > LONGEST_RECORD:
            raise self.too_long()
        return line + "\n"

    def too_long(self) -> CorpusError:
        if len(self._held) > 1:
            return self._never_closed()
        return _unreadable(
            f"Line {self.first} of {self.name} has a cell of more than {LONGEST_CELL:,} characters."
        )

    def _never_closed(self) -> CorpusError:
        line = self.first + _open_quote(self._held, self.delimiter)
        return _unreadable(f"The quote opened in line {line} of {self.name} is never closed.")


def _open_quote(lines: Sequence[str], delimiter: str) -> int:
    """On which of the lines of a record, counted from 0, its last quote opens."""
    opened, state = 0, _START
    for number, line in enumerate(lines):
        for character in line + "\n":
            kind = _END if character in (delimiter, "\n") else character
            before, (on_quote, on_end, otherwise) = state, _NEXT[state]
            state = {_QUOTE: on_quote, _END: on_end}.get(kind, otherwise)
            if before == _START and state == _INSIDE:
                opened = number
    return opened


def _unreadable(happened: str) -> CorpusError:
    return CorpusError(
        "NW-I34",
        happened,
        NOTHING_CHANGED,
        "Close the quote, write a quote that belongs to the text twice, or make the cell shorter.",
    )
