"""Operations with their before and after: the base of undo, redo and history."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, insert, select, update

from workbench.domain.labels import LabelSet
from workbench.domain.sentence import Sentence
from workbench.storage.codec import dumps, labels_to_json, loads, sentence_to_json
from workbench.storage.reader import pages
from workbench.storage.schema import CHANGES, OPERATIONS, VALUE_CHANGES, VALUES
from workbench.storage.tables import Writing

DONE, UNDONE, DROPPED = "done", "undone", "dropped"
_CHANGE = Writing(CHANGES)


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """The fields of a sentence that an operation changed, as JSON values."""

    sentence_id: int
    before: dict[str, Any] | None
    after: dict[str, Any]


class Journal:
    """The journal of one project, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def next_sequence(self) -> int:
        last = self._connection.scalar(select(func.max(OPERATIONS.c.sequence)))
        return int(last or 0) + 1

    def open(self, sequence: int, actor: str) -> None:
        """Begin an operation; what was undone can no longer be redone."""
        dropped = select(OPERATIONS.c.sequence).where(OPERATIONS.c.state == UNDONE)
        self._connection.execute(delete(CHANGES).where(CHANGES.c.sequence.in_(dropped)))
        self._connection.execute(
            update(OPERATIONS).where(OPERATIONS.c.state == UNDONE).values(state=DROPPED)
        )
        self._connection.execute(
            insert(OPERATIONS).values(
                sequence=sequence,
                name="",
                time=datetime.now(UTC).isoformat(timespec="seconds"),
                actor=actor,
                state=DONE,
                sentences=0,
            )
        )

    def write(self, sequence: int, changes: Iterable[SentenceChange]) -> None:
        rows = [
            (
                sequence,
                change.sentence_id,
                "" if change.before is None else dumps(change.before),
                dumps(change.after),
            )
            for change in changes
        ]
        _CHANGE.insert(self._connection, rows)

    def note_value(self, sequence: int, name: str, before: Any, after: Any) -> None:
        """Note a value before and after; one that is put twice keeps its first before."""
        here = (VALUE_CHANGES.c.sequence == sequence) & (VALUE_CHANGES.c.name == name)
        texts = [None if one is None else dumps(one) for one in (before, after)]
        known = self._connection.execute(update(VALUE_CHANGES).where(here).values(after=texts[1]))
        if not known.rowcount:
            row = {"sequence": sequence, "name": name, "before": texts[0], "after": texts[1]}
            self._connection.execute(insert(VALUE_CHANGES).values(**row))

    def values(self, sequence: int, back: bool) -> list[tuple[str, Any]]:
        """The values that an operation changed, as they were (back) or became."""
        wanted = VALUE_CHANGES.c.before if back else VALUE_CHANGES.c.after
        statement = select(VALUE_CHANGES.c.name, wanted).where(VALUE_CHANGES.c.sequence == sequence)
        rows = self._connection.execute(statement).all()
        return [(name, None if text is None else loads(text)) for name, text in rows]

    def take_back(self, sequence: int, ids: Sequence[int]) -> dict[int, SentenceChange]:
        """Return and forget what this operation has written about these sentences already."""
        statement = select(CHANGES.c.sentence_id, CHANGES.c.before, CHANGES.c.after).where(
            CHANGES.c.sequence == sequence, CHANGES.c.sentence_id.in_(ids)
        )
        earlier = {
            number: SentenceChange(number, None if before is None else loads(before), loads(after))
            for number, before, after in self._connection.execute(statement)
        }
        self.forget(sequence, ids)
        return earlier

    def forget(self, sequence: int, ids: Sequence[int]) -> None:
        self._connection.execute(
            delete(CHANGES).where(CHANGES.c.sequence == sequence, CHANGES.c.sentence_id.in_(ids))
        )

    def close(self, sequence: int, **values: Any) -> None:
        """Complete an operation's row."""
        self._connection.execute(
            update(OPERATIONS).where(OPERATIONS.c.sequence == sequence).values(**values)
        )

    def last_done(self) -> RowMapping | None:
        return self._edge(DONE, func.max(OPERATIONS.c.sequence))

    def first_undone(self) -> RowMapping | None:
        return self._edge(UNDONE, func.min(OPERATIONS.c.sequence))

    def _edge(self, state: str, edge: Any) -> RowMapping | None:
        sequence = select(edge).where(OPERATIONS.c.state == state).scalar_subquery()
        statement = select(OPERATIONS).where(OPERATIONS.c.sequence == sequence)
        return self._connection.execute(statement).mappings().one_or_none()

    def fields(self, sequence: int, back: bool) -> Iterator[dict[int, dict[str, Any]]]:
        """What an operation changed in sentences, as it was (back) or became, in pages."""
        wanted = CHANGES.c.before if back else CHANGES.c.after
        yield from self._pages(sequence, wanted, CHANGES.c.before.is_not(None))

    def whole(self, sequence: int) -> Iterator[dict[int, dict[str, Any]]]:
        """The sentences that an undone operation had added, in pages."""
        yield from self._pages(sequence, CHANGES.c.after, CHANGES.c.before.is_(None))

    def _pages(
        self, sequence: int, wanted: ColumnElement[Any], condition: ColumnElement[bool]
    ) -> Iterator[dict[int, dict[str, Any]]]:
        of_operation = CHANGES.c.sequence == sequence
        statement = select(CHANGES.c.sentence_id).where(of_operation, condition)
        # The ids first: what is done with a page may change the journal.
        ids = array("q", self._connection.scalars(statement))
        for page in pages(ids):
            rows = self._connection.execute(
                select(CHANGES.c.sentence_id, wanted).where(
                    of_operation, CHANGES.c.sentence_id.in_(page)
                )
            )
            yield {number: loads(text) for number, text in rows}

    def keep_whole(self, sequence: int, sentences: Iterable[Sentence]) -> None:
        """Keep added sentences whole, so that a redo can add them again."""
        self.write(
            sequence,
            (SentenceChange(one.id, None, sentence_to_json(one)) for one in sentences),
        )


def write_value(connection: Connection, name: str, value: Any) -> None:
    """Keep a JSON value under a name; None takes it away."""
    connection.execute(delete(VALUES).where(VALUES.c.name == name))
    if value is not None:
        connection.execute(insert(VALUES).values(name=name, value=dumps(value)))


def labels_or_none(labels: LabelSet | None) -> str | None:
    return None if labels is None else dumps(labels_to_json(labels))
