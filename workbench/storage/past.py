"""What the journal tells about the past: of the project, and of one sentence."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from workbench.domain.sentence import Sentence
from workbench.operations.store import HistoryEntry, NextSteps, SentenceVersion
from workbench.storage.codec import loads, with_fields
from workbench.storage.schema import CHANGES, OPERATIONS

_DONE, _UNDONE, _DROPPED = "done", "undone", "dropped"
_BEFORE_ALL = {"sequence": 0, "name": "", "time": "", "actor": ""}


def history(connection: Connection, limit: int, before: int | None = None) -> list[HistoryEntry]:
    """The journal, the latest operation first; `before` leaves it and what is later out."""
    statement = select(OPERATIONS).order_by(OPERATIONS.c.sequence.desc()).limit(limit)
    if before is not None:
        statement = statement.where(OPERATIONS.c.sequence < before)
    return [_entry(row) for row in connection.execute(statement).mappings()]


def next_steps(connection: Connection) -> NextSteps:
    """The operation that an undo takes back, and the one that a redo does again."""
    last_done = _edge(connection, _DONE, func.max(OPERATIONS.c.sequence))
    return NextSteps(last_done, _edge(connection, _UNDONE, func.min(OPERATIONS.c.sequence)))


def operation_sentences(
    connection: Connection, sequence: int, limit: int | None = None
) -> Sequence[int]:
    """What an operation changed or added, as far as it is there; or the first of them."""
    statement = select(OPERATIONS).where(OPERATIONS.c.sequence == sequence)
    operation = connection.execute(statement).mappings().one_or_none()
    if operation is None:
        return ()
    changed = select(CHANGES.c.sentence_id).where(
        CHANGES.c.sequence == sequence, CHANGES.c.before.is_not(None)
    )
    ids = array("q", connection.scalars(changed.order_by(CHANGES.c.sentence_id).limit(limit)))
    first = operation["added_first"]
    if first is not None and operation["state"] == _DONE:
        ids.extend(range(first, operation["added_last"] + 1)[:limit])
    return ids[:limit]


def _edge(connection: Connection, state: str, edge: Any) -> HistoryEntry | None:
    sequence = select(edge).where(OPERATIONS.c.state == state).scalar_subquery()
    statement = select(OPERATIONS).where(OPERATIONS.c.sequence == sequence)
    row = connection.execute(statement).mappings().one_or_none()
    return None if row is None else _entry(row)


def _entry(row: RowMapping) -> HistoryEntry:
    return HistoryEntry(
        row["sequence"],
        row["name"],
        row["time"],
        row["actor"],
        row["sentences"],
        row["state"] != _DONE,
        loads(row["details"]) if row["details"] else {},
        row["state"] == _DROPPED,
    )


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
