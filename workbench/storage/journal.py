"""Operations with their before and after: the base of undo, redo and history.

What an operation changed in sentences stands in pages: images of rows, see `storage.images`.
What it added is only named, by its first and last id. What older versions of the program
wrote is read by `storage.old_pages`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, func, insert, select, update

from workbench.domain.labels import LabelSet
from workbench.storage import undone
from workbench.storage.codec import dumps, labels_to_json, loads
from workbench.storage.images import Image, unpack
from workbench.storage.schema import JOURNAL_PAGES, OPERATIONS, VALUE_CHANGES, VALUES
from workbench.storage.tables import Writing

DONE, UNDONE, DROPPED = "done", "undone", "dropped"
# The actor of what nobody asked for. Such an operation goes with the one before it: undo takes
# both back, and redo does both again.
BACKGROUND = "background"
_PAGE = Writing(JOURNAL_PAGES, {"number": "NULL"})
# Pages that are read at once, from the first ones on to such as hold few sentences each: up to
# some 2,000 sentences.
_AT_ONCE, _MOST_AT_ONCE = 8, 256
_SENTENCES = 2000
_NEXT = (
    "SELECT number, content FROM journal_pages WHERE sequence = ? AND number {compared} ?"
    " ORDER BY number {order} LIMIT ?"
)
_FORWARDS = _NEXT.format(compared=">", order="")
_BACKWARDS = _NEXT.format(compared="<", order="DESC")
_END = 1 << 62


class Journal:
    """The journal of one project, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def next_sequence(self) -> int:
        last = self._connection.scalar(select(func.max(OPERATIONS.c.sequence)))
        return int(last or 0) + 1

    def open(self, sequence: int, actor: str) -> None:
        """Begin an operation; what was undone can no longer be redone."""
        if self.first_undone() is not None:
            self._drop_undone()
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

    def _drop_undone(self) -> None:
        dropped = select(OPERATIONS.c.sequence).where(OPERATIONS.c.state == UNDONE)
        for table in (JOURNAL_PAGES, VALUE_CHANGES):
            self._connection.execute(delete(table).where(table.c.sequence.in_(dropped)))
        self._connection.execute(
            update(OPERATIONS).where(OPERATIONS.c.state == UNDONE).values(state=DROPPED)
        )
        undone.clear(self._connection)

    def write(self, sequence: int, images: Sequence[Image]) -> None:
        """Keep what an operation changed, behind what it changed before."""
        _PAGE.insert(self._connection, [(sequence, one.place, one.pack()) for one in images])

    def last_page(self) -> int:
        """The number of the page that was written last."""
        return int(self._connection.scalar(select(func.max(JOURNAL_PAGES.c.number))) or 0)

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

    def close(self, sequence: int, **values: Any) -> None:
        """Complete an operation's row."""
        self._connection.execute(
            update(OPERATIONS).where(OPERATIONS.c.sequence == sequence).values(**values)
        )

    def last_done(self, asked_for: bool = False) -> RowMapping | None:
        """The last operation that stands, or the last of those that somebody asked for."""
        return self._edge(DONE, True, asked_for)

    def first_undone(self, asked_for: bool = False) -> RowMapping | None:
        """The operation that was undone last, or the last such that somebody asked for."""
        return self._edge(UNDONE, False, asked_for)

    def _edge(self, state: str, last: bool, asked_for: bool) -> RowMapping | None:
        statement = _edge_of(state, last, asked_for)
        return self._connection.execute(statement).mappings().one_or_none()

    def pages(self, sequence: int, back: bool) -> Iterator[list[Any]]:
        """The contents of an operation's pages, some at a time; the last ones first (back)."""
        statement, number = (_BACKWARDS, _END) if back else (_FORWARDS, 0)
        limit = _AT_ONCE
        while True:
            parameters = sequence, number, limit
            rows = self._connection.exec_driver_sql(statement, parameters).all()
            if not rows:
                return
            contents = [unpack(content) for _, content in rows]
            yield contents
            number = rows[-1][0]
            sentences = sum(len(one.get("ids", "1")) for one in contents)
            limit = min(max(_SENTENCES * len(rows) // sentences, _AT_ONCE), _MOST_AT_ONCE)


@cache
def _edge_of(state: str, last: bool, asked_for: bool) -> Select[Any]:
    """The statement for the last or first operation of a state; each edit asks it again."""
    order = OPERATIONS.c.sequence.desc() if last else OPERATIONS.c.sequence
    statement = select(OPERATIONS).where(OPERATIONS.c.state == state).order_by(order).limit(1)
    return statement.where(OPERATIONS.c.actor != BACKGROUND) if asked_for else statement


def write_value(connection: Connection, name: str, value: Any) -> None:
    """Keep a JSON value under a name; None takes it away."""
    connection.execute(delete(VALUES).where(VALUES.c.name == name))
    if value is not None:
        connection.execute(insert(VALUES).values(name=name, value=dumps(value)))


def labels_or_none(labels: LabelSet | None) -> str | None:
    return None if labels is None else dumps(labels_to_json(labels))
