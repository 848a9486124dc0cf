"""Many rows of a table, written at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Connection, Float, Integer, MetaData, String, Table, create_engine

from workbench.storage.tables import Writing

TABLE = Table(
    "things",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("end", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("score", Float, nullable=True),
)
THINGS = Writing(TABLE)
ROWS = [(number, f"n{number}", "a", "" if number % 3 else 0.0) for number in range(2005)]


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        TABLE.create(connection)
        yield connection
    engine.dispose()


def content(connection: Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(TABLE.select().order_by(TABLE.c.id))]


@pytest.mark.parametrize("number", [0, 1, 99, 100, 101, 2005])
def test_any_number_of_rows_is_inserted(connection: Connection, number: int) -> None:
    """Those of a full statement and those that are left over; "" is NULL where that may be."""
    THINGS.insert(connection, ROWS[:number])
    expected = [(*row[:3], None if row[3] == "" else row[3]) for row in ROWS[:number]]
    assert content(connection) == expected


def test_constants_stand_in_each_row(connection: Connection) -> None:
    """They are not among the values."""
    writing = Writing(TABLE, {"kind": "'it''s'", "score": "NULL"})
    writing.insert_values(connection, [1, "a", 2, ""])
    assert content(connection) == [(1, "a", "it's", None), (2, "", "it's", None)]


def test_rows_are_updated_and_deleted_by_their_key(connection: Connection) -> None:
    """Only the values that are named change."""
    THINGS.insert(connection, ROWS[:3])
    THINGS.update(connection, [1, 3], [(1, "new", "ignored", 0.5)])
    THINGS.delete(connection, [ROWS[0]])
    THINGS.delete(connection, [])
    assert content(connection) == [(1, "new", "a", 0.5), (2, "n2", "a", None)]


def test_the_same_values_go_to_the_chosen_rows_only(connection: Connection) -> None:
    """In one statement; "" is NULL where that may be."""
    THINGS.insert(connection, ROWS[:6])
    THINGS.set_same(connection, ["kind", "score"], ("b", ""), [2, 4, 99])
    rows = {row[0]: row[2:] for row in content(connection)}
    assert rows[2] == rows[4] == ("b", None)
    assert [rows[number] for number in (0, 1, 3, 5)] == [
        ("a", 0.0),
        *[("a", None)],
        ("a", 0.0),
        ("a", None),
    ]


def test_swapped_rows_change_where_they_differ(connection: Connection) -> None:
    """Rows go, rows come, and those of one key get what is new in them."""
    THINGS.insert(connection, ROWS[:4])
    come = [(1, "n1", "b", ""), (2, "other", "b", 0.5), (7, "n7", "a", "")]
    THINGS.swap(connection, ROWS[:3], come)
    assert content(connection) == [
        (1, "n1", "b", None),
        (2, "other", "b", 0.5),
        (3, "n3", "a", 0.0),
        (7, "n7", "a", None),
    ]
