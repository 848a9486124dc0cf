"""Indexes that step aside while very many rows are written."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from sqlalchemy import Connection, Index, Table, func, select
from sqlalchemy.exc import OperationalError

from workbench.storage.images import Image
from workbench.storage.schema import ENTITIES, FINDINGS, SUGGESTIONS

# Fewer rows than these are never worth it.
_MANY = 20_000
# Steps of SQLite's machine between two beats: some milliseconds.
_STEPS = 50_000

Heartbeat = Callable[[], None]


@contextmanager
def aside(
    connection: Connection,
    tables: Sequence[Table],
    written: int,
    others: int,
    heartbeat: Heartbeat | None = None,
) -> Iterator[None]:
    """Drop the secondary indexes of tables and make them anew, where that pays.

    That is when the rows that will be written outnumber the `others`: to sort all rows once
    takes a fraction of the time of putting each one in its place. A failure leaves the
    indexes away; the transaction must then be rolled back. What `heartbeat` raises while
    they are made ends that.
    """
    indexes: list[Index] = []
    if written >= max(_MANY, others // 2):
        indexes = [index for table in tables for index in _of(table)]
    for index in indexes:
        index.drop(connection)
    yield
    with _beating(connection, heartbeat):
        for index in indexes:
            index.create(connection)


@contextmanager
def aside_of_rows(
    connection: Connection, first: Sequence[Image], times: float, back: bool = False
) -> Iterator[None]:
    """The same for the rows that belong to sentences, while images are written.

    Told by the first of these images, and how many times as many sentences there are in all.
    """
    with ExitStack() as stack:
        for table in (ENTITIES, SUGGESTIONS, FINDINGS):
            pairs = [image.rows[table.name] for image in first if table.name in image.rows]
            sides = [int(times * sum(len(pair[side]) for pair in pairs)) for side in (0, 1)]
            if max(sides) >= _MANY:
                there = connection.scalar(select(func.count()).select_from(table)) or 0
                others = max(there - sides[back], 0)
                stack.enter_context(aside(connection, (table,), max(sides), others))
        yield


def _of(table: Table) -> list[Index]:
    return sorted(table.indexes, key=lambda index: str(index.name))


@contextmanager
def _beating(connection: Connection, heartbeat: Heartbeat | None) -> Iterator[None]:
    """Call a function again and again while SQLite works on one long statement."""
    if heartbeat is None:
        yield
        return
    raised: list[BaseException] = []
    beat = heartbeat

    def step() -> int:
        try:
            beat()
        except BaseException as error:  # noqa: BLE001 - raised again below, outside of SQLite
            raised.append(error)
        return len(raised)

    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.set_progress_handler(step, _STEPS)
    try:
        yield
    except OperationalError:
        if raised:
            raise raised[0] from None
        raise
    finally:
        driver.set_progress_handler(None, 0)
