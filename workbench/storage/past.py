"""What the journal tells about the past: of the project, and of one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from workbench.domain.sentence import Sentence
from workbench.operations.store import HistoryEntry, SentenceVersion
from workbench.storage.codec import loads, with_fields
from workbench.storage.schema import CHANGES, OPERATIONS

_DONE = "done"
_BEFORE_ALL = {"sequence": 0, "name": "", "time": "", "actor": ""}


def history(connection: Connection, limit: int) -> list[HistoryEntry]:
    """The journal, the latest operation first."""
    statement = select(OPERATIONS).order_by(OPERATIONS.c.sequence.desc()).limit(limit)
    return [
        HistoryEntry(
            row["sequence"],
            row["name"],
            row["time"],
            row["actor"],
            row["sentences"],
            row["state"] != _DONE,
            loads(row["details"]) if row["details"] else {},
        )
        for row in connection.execute(statement).mappings()
    ]


def sentence_history(connection: Connection, sentence: Sentence) -> list[SentenceVersion]:
    """What a sentence was like after each operation, the latest first, from how it is now."""
    found = []
    for operation in _operations_on(connection, sentence.id):
        found.append(_version(operation, sentence))
        sentence = with_fields(sentence, loads(operation["before"]))
    return [*found, _version(_addition(connection, sentence.id), sentence)]


def _version(operation: RowMapping | Mapping[str, Any], sentence: Sentence) -> SentenceVersion:
    return SentenceVersion(
        operation["sequence"], operation["name"], operation["time"], operation["actor"], sentence
    )


def _operations_on(connection: Connection, sentence_id: int) -> Iterator[RowMapping]:
    statement = (
        select(OPERATIONS, CHANGES.c.before)
        .join(CHANGES, CHANGES.c.sequence == OPERATIONS.c.sequence)
        .where(
            CHANGES.c.sentence_id == sentence_id,
            CHANGES.c.before.is_not(None),
            OPERATIONS.c.state == _DONE,
        )
        .order_by(OPERATIONS.c.sequence.desc())
    )
    yield from connection.execute(statement).mappings().all()


def _addition(connection: Connection, sentence_id: int) -> RowMapping | Mapping[str, Any]:
    """The operation that brought the sentence in; nameless where none is known."""
    statement = select(OPERATIONS).where(
        OPERATIONS.c.added_first <= sentence_id, OPERATIONS.c.added_last >= sentence_id
    )
    return connection.execute(statement).mappings().first() or _BEFORE_ALL
