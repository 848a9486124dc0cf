"""The sentences that a filter lets through, in its order, in batches.

Each batch takes some milliseconds to find, so that an edit never waits for a list. A question
takes the first of these ways that it can: along an index that names the sentences of one of
its terms; along the index of its order; through all sentences by position.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from workbench.domain.filters import Field, Filter, Order, Term
from workbench.storage.filters import Where, is_wild, where
from workbench.storage.pace import Pace
from workbench.storage.search import Search

# Position, id, and the value that an order looks at.
Key = tuple[int, int, float | None]
_COLUMNS = {
    Order.DOUBT: "doubt",
    Order.LENGTH: "length",
    Order.RECENT: "edited",
    Order.DISAGREEMENT: "disagreement",
}
# So many are sorted at once; of more than these the first ones soon come along the order.
_SORTED = 20_000
_PAGE = 1000


class Listing:
    """Answers one filter; made anew for each question."""

    def __init__(self, connection: Connection, wanted: Filter, search: Search) -> None:
        self._connection = connection
        self._order = wanted.order
        self._search = search
        self._pace = Pace()
        self._all = where(wanted.terms)
        self._seed: Iterator[Sequence[int]] | None = None
        self._rest, self._plain = self._all, not wanted.terms
        self._choose(wanted.terms)

    def batches(self) -> Iterator[array[int]]:
        """Ids in order; a batch may be empty, where a step found nothing."""
        if self._order is Order.POSITION:
            return self._by_position()
        if self._order is Order.QUEUE:
            return self._by_queue()
        return self._by_column(_COLUMNS[self._order])

    @property
    def _is_filtered(self) -> bool:
        return self._all != _TRUE

    # Which sentences.

    def _choose(self, terms: Sequence[Term]) -> None:
        """Find a term whose sentences an index names, in order of their position."""
        if self._search.moved:
            return
        for term in sorted(terms, key=_rank):
            self._seed = self._seed_of(term)
            if self._seed is not None:
                rest = tuple(one for one in terms if one is not term)
                self._rest = where(rest)
                # The search may name sentences that are not there any more.
                self._plain = not rest and not (is_search(term) and self._search.holes)
                return

    def _seed_of(self, term: Term) -> Iterator[Sequence[int]] | None:
        if term.negated:
            return None
        if is_search(term):
            return self._search.hits(term)
        statement = _seed_statement(term)
        return None if statement is None else self._seeds(statement, term.value)

    def _seeds(self, statement: str, value: str) -> Iterator[Sequence[int]]:
        values = (value,) if value else ()
        last = 0
        while True:
            with self._pace as rows:
                ids = self._ids(statement, (*values, last, rows))
            if not ids:
                return
            yield ids
            last = ids[-1]

    def _by_position(self) -> Iterator[array[int]]:
        if self._seed is None:
            for rows in self._windows("id", self._all):
                yield array("q", [row[0] for row in rows])
        elif self._plain:
            for ids in self._seed:
                yield array("q", ids)
        else:
            statement = f"SELECT id FROM {_AMONG} WHERE {self._rest.sql} ORDER BY id"
            for page in _pages(self._seed):
                values = (json.dumps(page), *self._rest.values)
                yield array("q", self._ids(statement, values))

    def _keys(self, column: str) -> Iterator[Sequence[Key]]:
        """What is to be sorted, in any order."""
        columns = f"position, id, {column}"
        if self._seed is None:
            yield from self._windows(columns, self._all)
            return
        statement = f"SELECT {columns} FROM {_AMONG} WHERE {self._rest.sql}"
        for page in _pages(self._seed):
            yield self._rows(statement, (json.dumps(page), *self._rest.values))

    def _windows(self, columns: str, wanted: Where) -> Iterator[Sequence[Any]]:
        """All sentences by position, stretch by stretch; not only those that pass."""
        statement = (
            f"SELECT {columns} FROM sentences INDEXED BY ix_sentences_position"
            f" WHERE position >= ? AND position < ? AND {wanted.sql} ORDER BY position"
        )
        start = self._next_position(0)
        while start is not None:
            with self._pace as rows:
                found = self._rows(statement, (start, start + rows, *wanted.values))
            yield found
            start = self._next_position(start + rows)

    def _next_position(self, start: int) -> int | None:
        """The first position from `start` on: undone imports leave gaps."""
        (found,) = self._rows("SELECT min(position) FROM sentences WHERE position >= ?", (start,))
        position: int | None = found[0]
        return position

    # In which order.

    def _by_queue(self) -> Iterator[array[int]]:
        """What waits in the queue: a few hundred sentences, however large the project."""
        statement = f"{_WAITING} AND {self._all.sql} ORDER BY queue.rank"
        yield array("q", self._ids(statement, self._all.values))

    def _by_column(self, column: str) -> Iterator[array[int]]:
        found: list[Key] = []
        if self._is_filtered:
            for keys in self._keys(column):
                found += keys
                if len(found) > _SORTED:
                    break
                yield array("q")
            else:
                yield array("q", [key[1] for key in sorted(found, key=_falling)])
                return
        yield from self._along(column)

    def _along(self, column: str) -> Iterator[array[int]]:
        """Along the index of the order; then those that have no value there, by position."""
        statement = f"SELECT id FROM {_AMONG} WHERE {self._all.sql}"
        for keys in self._falling_keys(column):
            ids = [key[1] for key in keys]
            if self._is_filtered:
                values = (json.dumps(ids), *self._all.values)
                passed = set(self._ids(statement, values))
                ids = [one for one in ids if one in passed]
            yield array("q", ids)
        unknown = Where(f"{column} IS NULL AND {self._all.sql}", self._all.values)
        if column in _NULLABLE:
            for rows in self._windows("id", unknown):
                yield array("q", [row[0] for row in rows])

    def _falling_keys(self, column: str) -> Iterator[Sequence[Key]]:
        select = f"SELECT position, id, {column} FROM sentences WHERE"
        first = f"{select} {column} IS NOT NULL ORDER BY {column} DESC, position LIMIT ?"
        same = f"{select} {column} = ? AND position > ? ORDER BY position LIMIT ?"
        less = f"{select} {column} < ? ORDER BY {column} DESC, position LIMIT ?"
        pace = Pace(500, 5000)
        with pace as rows:
            keys = self._rows(first, (rows,))
        while keys:
            yield keys
            position, _, value = keys[-1]
            with pace as rows:
                keys = self._rows(same, (value, position, rows))
                if len(keys) < rows:
                    keys += self._rows(less, (value, rows - len(keys)))

    def _rows(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        return list(self._connection.exec_driver_sql(statement, values).all())

    def _ids(self, statement: str, values: tuple[Any, ...]) -> list[int]:
        return list(self._connection.exec_driver_sql(statement, values).scalars())


# A cross join, and an index by its name: or else SQLite might go through an index of some
# condition, each time from its beginning.
_AMONG = "(SELECT value FROM json_each(?)) CROSS JOIN sentences ON sentences.id = value"
# A cross join for the same reason. A sentence may have come into the hold-out since.
_WAITING = (
    "SELECT sentences.id FROM queue CROSS JOIN sentences ON sentences.id = queue.sentence_id"
    " WHERE sentences.status IN ('new', 'draft') AND coalesce(sentences.split, '')"
    " NOT IN ('dev', 'test')"
)
_NULLABLE = ("doubt", "disagreement")
_TRUE = where(())


def is_named(term: Term) -> bool:
    """Whether some index may name the sentences of a term."""
    return not term.negated and (is_search(term) or _seed_statement(term) is not None)


def is_search(term: Term) -> bool:
    """Whether the search index may know the sentences of a term."""
    return term.field in (Field.WORDS, Field.EXACT)


def _falling(key: Key) -> tuple[bool, float, int]:
    position, _, value = key
    return value is None, -(value or 0.0), position


def _pages(seed: Iterator[Sequence[int]]) -> Iterator[Sequence[int]]:
    for ids in seed:
        for start in range(0, len(ids), _PAGE):
            yield ids[start : start + _PAGE]
        if not ids:
            yield ids


_RANKS: Mapping[Field, int] = {
    Field.EXACT: 0,
    Field.WORDS: 0,
    Field.TEXT: 1,
    Field.FINDING: 2,
    Field.SUGGESTED: 3,
    Field.LABEL: 4,
}
_SEEDS: Mapping[Field, tuple[str, str]] = {
    Field.TEXT: ("entities", "text"),
    Field.FINDING: ("findings", "kind"),
    Field.SUGGESTED: ("suggestions", "label"),
    Field.LABEL: ("entities", "label"),
}


def _rank(term: Term) -> tuple[int, int]:
    """The most telling term first: among words the longest."""
    return _RANKS.get(term.field, 9), -len(term.value)


def _seed_statement(term: Term) -> str | None:
    """A statement for the sentences of a term, along an index, if there is one for it."""
    if term.field not in _SEEDS or term.pattern:
        return None
    if term.field is Field.TEXT and is_wild(term.value):
        return None
    table, column = _SEEDS[term.field]
    named = f"{column} = ? AND " if term.value else ""
    return (
        f"SELECT DISTINCT sentence_id FROM {table} WHERE {named}sentence_id > ?"
        " ORDER BY sentence_id LIMIT ?"
    )
