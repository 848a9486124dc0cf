"""Keeps the search index up with the sentences, a few milliseconds at a time.

Each step is one transaction: what is indexed and how far that goes are written together, so
that a kill at any point leaves an index that says truly what it holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult

from workbench.storage.pace import Pace
from workbench.storage.search_words import can_be_indexed, encode, tokens
from workbench.storage.vocabulary import Vocabulary

# A project with fewer sentences is scanned in the time of a step or two.
SMALLEST = 20_000
_MOST_IN_STEP = 1000
_DELETE = "INSERT INTO search_postings (search_postings, rowid, words) VALUES ('delete', ?, ?)"
_INSERT = "INSERT INTO search_postings (rowid, words) VALUES (?, ?)"
_NEW = "SELECT id, text FROM sentences WHERE id > ? ORDER BY id LIMIT ?"
_STALE = (
    "SELECT sentence_id, search_stale.text, sentences.text FROM search_stale"
    " JOIN sentences ON sentences.id = sentence_id"
    " WHERE search_stale.text IS NOT NULL LIMIT ?"
)
_MERGE = "INSERT INTO search_postings (search_postings, rank) VALUES ('merge', ?)"
# Pages that a step of merging writes, and the part of all sentences that makes it worth it.
_PAGES = 40
_MUCH = 10
_RESET = (
    "INSERT INTO search_postings (search_postings) VALUES ('delete-all')",
    "DELETE FROM search_words",
    "DELETE FROM search_stale",
    "UPDATE search_state SET indexed_to = 0, indexed = 0, moved = 0, holes = 0",
)

Texts = Sequence[tuple[int, str]]


class Indexer:
    """Does one step after the other until nothing is left to do.

    What an edit made stale is done first: that is what makes each search slower.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._pace = Pace(200, _MOST_IN_STEP)
        self._counted = False
        self._added = 0
        self._merging = False

    def step(self) -> bool:
        """One step, inside of a transaction; whether there is more to do."""
        indexed_to, holes = self._execute("SELECT indexed_to, holes FROM search_state").one()
        if indexed_to == 0 and not self._is_worth_it():
            return False
        if holes and not self._counted:
            self._counted = True
            if self._mend_holes(indexed_to):
                return True
        with self._pace as rows:
            return self._renew(rows) or self._go_on(indexed_to, rows) or self._tidy(indexed_to)

    def _is_worth_it(self) -> bool:
        # Ids are never used twice: there are at most as many sentences as the last one says.
        statement = "SELECT max(id) >= ? FROM sentences"
        return bool(self._execute(statement, (SMALLEST,)).scalar())

    def _mend_holes(self, indexed_to: int) -> bool:
        """Sentences went, or went and came back; whether the index was emptied for that."""
        statement = "SELECT count(*) FROM sentences WHERE id <= ?"
        there = self._execute(statement, (indexed_to,)).scalar()
        indexed = self._execute("SELECT indexed FROM search_state").scalar()
        if there == indexed:
            self._execute("UPDATE search_state SET holes = 0")
        elif not there:
            for statement in _RESET:
                self._execute(statement)
            Vocabulary.of(self._connection).forget()
            return True
        return False

    def _go_on(self, indexed_to: int, rows: int) -> bool:
        """Index the next sentences."""
        found: Texts = [(row[0], row[1]) for row in self._execute(_NEW, (indexed_to, rows))]
        if not found:
            return False
        self._insert(found)
        self._added += len(found)
        self._execute(
            "UPDATE search_state SET indexed_to = ?, indexed = indexed + ?",
            (found[-1][0], len(found)),
        )
        return len(found) == rows

    def _tidy(self, indexed_to: int) -> bool:
        """Bring the many parts together in which the index was written; each is looked through.

        Only where much was added, since all of the index is written anew.
        """
        if not self._merging and self._added * _MUCH < indexed_to:
            return False
        # A negative number begins, and the following steps go on with what was begun.
        pages = _PAGES if self._merging else -_PAGES
        self._merging = True
        before = self._changes()
        self._execute(_MERGE, (pages,))
        return self._changes() - before > 1

    def _changes(self) -> int:
        return int(self._execute("SELECT total_changes()").scalar() or 0)

    def _renew(self, rows: int) -> bool:
        """Take the old texts of edited sentences out, and the new ones in."""
        stale = self._execute(_STALE, (rows,)).all()
        if not stale:
            return False
        self._many(_DELETE, [(number, encode(tokens(old))) for number, old, _ in stale])
        self._many("DELETE FROM search_stale WHERE sentence_id = ?", [(row[0],) for row in stale])
        self._insert([(number, new) for number, _, new in stale])
        return True

    def _insert(self, texts: Texts) -> None:
        split = [(number, tokens(text)) for number, text in texts]
        good = [(number, found) for number, found in split if can_be_indexed(found)]
        # White space is a token, but no word that anybody looks for by its parts.
        words = {word for word in {w for _, found in good for w in found} if not word.isspace()}
        self._many("INSERT OR IGNORE INTO search_words (word) VALUES (?)", [(w,) for w in words])
        self._many(_INSERT, [(number, encode(found)) for number, found in good])
        odd = {number for number, _ in split} - {number for number, _ in good}
        self._many(
            "INSERT INTO search_stale (sentence_id, text) VALUES (?, NULL)", [(n,) for n in odd]
        )

    def _execute(
        self, statement: str, values: tuple[Any, ...] = ()
    ) -> CursorResult[*tuple[Any, ...]]:
        return self._connection.exec_driver_sql(statement, values)

    def _many(self, statement: str, values: Sequence[tuple[Any, ...]]) -> None:
        if values:
            self._connection.exec_driver_sql(statement, list(values))
