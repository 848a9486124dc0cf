"""Statements that write many rows of a table at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from operator import itemgetter, ne
from typing import Any

from sqlalchemy import Column, Connection, Table

from workbench.examining import digests
from workbench.storage.codec import dumps
from workbench.storage.loading import AMONG

# Values in the order of a table's columns, "" for NULL in a column that may be NULL. To bind
# None, a bool or a member of an enumeration takes the driver several times as long as to bind
# an exact str, int or float; so there is none of them.
Row = tuple[Any, ...]

# Of one statement. From some 700 on SQLite keeps a journal of the statement on the disk.
_MOST_VALUES = 400


@dataclass(frozen=True)
class Writing:
    """The statements that write rows of one table.

    `constants` are columns that hold the same in each row, with that value as SQL; a row has
    values for the other columns only. The rows of sentences are `digested`.
    """

    table: Table
    constants: Mapping[str, str] = field(default_factory=dict)
    digested: bool = False

    @cached_property
    def columns(self) -> Sequence[Column[Any]]:
        """The columns that a row has values for, in order."""
        return [column for column in self.table.columns if column.name not in self.constants]

    @cached_property
    def keys(self) -> Sequence[int]:
        """The places of the primary key in a row."""
        return [place for place, column in enumerate(self.columns) if column.primary_key]

    def insert(self, connection: Connection, rows: Sequence[Row]) -> None:
        self.insert_values(connection, list(chain.from_iterable(rows)))

    def insert_values(self, connection: Connection, values: Sequence[Any]) -> None:
        """Insert rows whose values stand behind each other.

        Many rows go into one statement: to run one costs as much as a row or two.
        """
        width = len(self.columns)
        many = _MOST_VALUES // width * width
        whole = len(values) - len(values) % many
        for size, start, end in ((many, 0, whole), (width, whole, len(values))):
            if start < end:
                bundles = [tuple(values[at : at + size]) for at in range(start, end, size)]
                connection.exec_driver_sql(self._insertion(size // width), bundles)

    def update(self, connection: Connection, places: Sequence[int], rows: Sequence[Row]) -> None:
        """Write some of the values, by their places, of rows that are there."""
        order = (*places, *self.keys)
        values = list(map(itemgetter(*order), rows))
        self.set(connection, [self.columns[place].name for place in places], values)

    def set(self, connection: Connection, names: Sequence[str], values: Sequence[Row]) -> None:
        """Set columns of rows that are there; each row of values ends with its primary key."""
        if names and values:
            statement = f"{self._setting(names)} WHERE {self._condition}"
            connection.exec_driver_sql(statement, values)

    def set_same(
        self, connection: Connection, names: Sequence[str], values: Row, keys: Sequence[int]
    ) -> None:
        """Set columns of rows that are there to the same values; the table has one key."""
        (key,) = (column for column in self.columns if column.primary_key)
        statement = f"{self._setting(names)} WHERE {_name(key)} {AMONG}"
        connection.exec_driver_sql(statement, (*values, dumps(keys)))

    def swap(self, connection: Connection, gone: Sequence[Row], come: Sequence[Row]) -> None:
        """Put rows in the place of others; those of one key are updated where they differ."""
        if not (gone and come):
            self.delete(connection, gone)
            self.insert(connection, come)
            return
        left = {self._key(row): row for row in gone}
        fresh: list[Row] = []
        # By which values differ.
        differing: dict[tuple[bool, ...], list[Row]] = defaultdict(list)
        for row in come:
            old = left.pop(self._key(row), None)
            if old is None:
                fresh.append(row)
            else:
                differing[tuple(map(ne, row, old))].append(row)
        self.delete(connection, list(left.values()))
        for differ, rows in differing.items():
            self.update(connection, [place for place, one in enumerate(differ) if one], rows)
        self.insert(connection, fresh)

    def delete(self, connection: Connection, rows: Sequence[Row]) -> None:
        if rows:
            values = list(zip(*(map(itemgetter(key), rows) for key in self.keys), strict=True))
            connection.exec_driver_sql(
                f"DELETE FROM {self.table.name} WHERE {self._condition}", values
            )

    @cached_property
    def _key(self) -> Callable[[Row], Any]:
        return itemgetter(*self.keys)

    def _setting(self, names: Sequence[str]) -> str:
        """The beginning of an update; a value that is used twice has a number."""
        columns = [self.table.columns[name] for name in names]
        values = {
            column.name: _value(column, f"?{place}") for place, column in enumerate(columns, 1)
        }
        if self.digested and "digest" not in values:
            values["digest"] = digests.moved(values)
        settings = ", ".join(f'"{name}" = {value}' for name, value in values.items())
        return f"UPDATE {self.table.name} SET {settings}"

    @cached_property
    def _condition(self) -> str:
        return " AND ".join(f"{_name(self.columns[place])} = ?" for place in self.keys)

    def _insertion(self, rows: int) -> str:
        names = ", ".join(_name(column) for column in self.table.columns)
        row = ", ".join(self._values())
        return f"INSERT INTO {self.table.name} ({names}) VALUES {', '.join([f'({row})'] * rows)}"

    def _values(self) -> Iterator[str]:
        for column in self.table.columns:
            yield self.constants.get(column.name) or _value(column)


def fetched(connection: Connection, statement: str, values: Sequence[Any]) -> list[Row]:
    """The rows that a statement finds, as plain tuples: made in half the time of SQLAlchemy's."""
    found = connection.exec_driver_sql(statement, tuple(values))
    rows = list(found.cursor.fetchall())
    found.close()
    return rows


def _name(column: Column[Any]) -> str:
    # Some are words of SQL, such as `end`.
    return f'"{column.name}"'


def _value(column: Column[Any], bound: str = "?") -> str:
    return f"NULLIF({bound}, '')" if column.nullable else bound
