"""Answers from the search index: exactly the sentences that a scan of all texts would find.

The index holds, for each word that occurs as it is written, where it occurs (an FTS5 table
without content), and the words themselves. What it does not hold, or holds as it was before an
edit, is scanned: sentences behind `indexed_to`, and those in `search_stale`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain, product
from math import prod
from time import perf_counter

from sqlalchemy import Connection

from workbench.domain.filters import Field, Term
from workbench.storage.filters import where
from workbench.storage.pace import Pace
from workbench.storage.search_words import Place, Slot, encode, slots
from workbench.storage.vocabulary import Vocabulary

# Words that hold a part; of more than these a scan of the texts is as quick.
_MOST_WORDS = 3000
# Ways in which words with such parts may follow each other.
_MOST_PHRASES = 300
# Words or phrases in one question to SQLite.
_AT_ONCE = 8
# Seconds until a step ends.
_STEP = 0.008
# Where more sentences than these are found, a scan soon comes to the first ones.
_MOST_HITS = 50_000
# Sentences that the index has otherwise; of more than these it is not asked.
_MOST_STALE = 20_000
_STATE = "SELECT indexed_to, moved, holes FROM search_state"
# As one text: to fetch ids one by one takes longer than to find them.
_POSTINGS = "SELECT json_group_array(rowid) FROM search_postings WHERE search_postings MATCH ?"


class Search:
    """The index of one project, as it is now.

    `moved` says that its sentences do not stand in the order of their ids, `holes` that it may
    name sentences that are not there any more.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        row = connection.exec_driver_sql(_STATE).one()
        self._indexed_to = int(row[0])
        self.moved, self.holes = bool(row[1]), bool(row[2])

    def hits(self, term: Term) -> Iterator[Sequence[int]] | None:
        """The ids of the sentences with a text in it, rising, in steps that may find nothing.

        None where the index cannot help.
        """
        wanted = term.value.casefold() if term.field is Field.WORDS else term.value
        found = slots(wanted) if self._indexed_to else None
        return None if found is None or self._is_stale() else self._find(term, found)

    def _is_stale(self) -> bool:
        statement = "SELECT count(*) FROM (SELECT 1 FROM search_stale LIMIT ?)"
        return self._connection.exec_driver_sql(statement, (_MOST_STALE,)).scalar() == _MOST_STALE

    def _find(self, term: Term, wanted: Sequence[Slot]) -> Iterator[Sequence[int]]:
        vocabulary = Vocabulary.of(self._connection)
        for _ in vocabulary.refresh(self._connection):
            yield ()
        phrases = _phrases(wanted, vocabulary, term.field is Field.WORDS)
        parts: list[list[int]] = []
        for found in () if phrases is None else self._postings(phrases):
            parts.append(found)
            if not found:
                yield ()
        if phrases is None or sum(map(len, parts)) > _MOST_HITS:
            yield from self._scan(term, 0)
            return
        # Between two steps something may have been edited: what is stale is looked up now.
        yield self._with_stale(parts, term)
        yield from self._scan(term, self._indexed_to)

    def _postings(self, phrases: Sequence[str]) -> Iterator[list[int]]:
        """The ids that the index has for some of these, rising; no ids at the end of a step.

        It ends where there are too many of them.
        """
        begun, left = perf_counter(), _MOST_HITS
        for at in range(0, len(phrases), _AT_ONCE):
            match = " OR ".join([_quoted(one) for one in phrases[at : at + _AT_ONCE]])
            answer = self._connection.exec_driver_sql(_POSTINGS, (match,)).scalar()
            found: list[int] = json.loads(answer or "[]")
            yield found
            left -= len(found)
            if left < 0:
                return
            if perf_counter() - begun > _STEP:
                yield []
                begun = perf_counter()

    def _with_stale(self, parts: Sequence[list[int]], term: Term) -> Sequence[int]:
        """What the index says, corrected by those sentences that it has otherwise."""
        # Sorted first: each part is, so that they are only merged.
        ids = parts[0] if len(parts) == 1 else list(dict.fromkeys(sorted(chain(*parts))))
        stale = self._ids("SELECT sentence_id FROM search_stale", ())
        if not stale:
            return ids
        condition = where((term,))
        there = "search_stale CROSS JOIN sentences ON sentences.id = sentence_id"
        found = self._ids(f"SELECT id FROM {there} WHERE {condition.sql}", condition.values)
        return sorted(set(ids).difference(stale).union(found))

    def _scan(self, term: Term, last: int) -> Iterator[Sequence[int]]:
        """Look at each text behind an id."""
        condition = where((term,))
        statement = (
            f"SELECT id FROM sentences WHERE id > ? AND id <= ? AND {condition.sql} ORDER BY id"
        )
        pace = Pace()
        while (start := self._next_id(last)) is not None:
            with pace as rows:
                last = start + rows
                found = self._ids(statement, (start - 1, last, *condition.values))
            yield found

    def _next_id(self, last: int) -> int | None:
        statement = "SELECT min(id) FROM sentences WHERE id > ?"
        found: int | None = self._connection.exec_driver_sql(statement, (last,)).scalar()
        return found

    def _ids(self, statement: str, values: tuple[object, ...]) -> list[int]:
        return list(self._connection.exec_driver_sql(statement, values).scalars())


def _quoted(phrase: str) -> str:
    escaped = phrase.replace('"', '""')
    return f'"{escaped}"'


def _phrases(wanted: Sequence[Slot], vocabulary: Vocabulary, folded: bool) -> list[str] | None:
    """All that the words of the project can make of the wanted slots; None for too much."""
    words: list[Sequence[str]] = []
    for part, place in wanted:
        # White space is in no vocabulary.
        if part.isspace() or (place is Place.WHOLE and not folded):
            words.append((part,))
            continue
        found = vocabulary.find(part, place, folded, _MOST_WORDS)
        if found is None:
            return None
        words.append(found)
    if len(words) == 1:
        return [encode((word,)) for word in words[0]]
    if prod(map(len, words)) > _MOST_PHRASES:
        return None
    return list(map(encode, product(*words)))
