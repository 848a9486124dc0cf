"""Where the sentences of an undone import wait for a redo."""

from __future__ import annotations

from sqlalchemy import Connection, Table

from workbench.storage.schema import ASIDE, SENTENCES


def put_aside(connection: Connection, added: range) -> None:
    """Take sentences away, with all that belongs to them."""
    for table, beside in ASIDE.items():
        _copy(connection, table, beside, added)
    # Those that depend on sentences first.
    for table in reversed(ASIDE):
        _delete(connection, table, added)


def bring_back(connection: Connection, added: range) -> None:
    """Put sentences back where they were."""
    for table, beside in ASIDE.items():
        _copy(connection, beside, table, added)
        _delete(connection, beside, added)


def clear(connection: Connection) -> None:
    """Forget all of them: nothing can be redone any more."""
    for beside in ASIDE.values():
        connection.exec_driver_sql(f"DELETE FROM {beside.name}")


def _copy(connection: Connection, source: Table, target: Table, added: range) -> None:
    names = ", ".join(f'"{column.name}"' for column in target.columns)
    connection.exec_driver_sql(
        f"INSERT INTO {target.name} ({names}) SELECT {names} FROM {source.name}"
        f" WHERE {between(target)}",
        (added[0], added[-1]),
    )


def _delete(connection: Connection, table: Table, added: range) -> None:
    connection.exec_driver_sql(
        f"DELETE FROM {table.name} WHERE {between(table)}", (added[0], added[-1])
    )


def between(table: Table) -> str:
    """The condition that a row belongs to a sentence between two ids."""
    key = next(iter(table.primary_key)).name
    assert key in (SENTENCES.c.id.name, "sentence_id")
    return f"{key} BETWEEN ? AND ?"
