"""What a transaction did, as a record that does the same to an older copy of the project.

A record holds events in their order: an operation with its journal, what it added and what it
took in; a step of undo or redo; settings, runs and the queue, which no journal holds.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from workbench.storage import undone
from workbench.storage.codec import json_to_labels, loads
from workbench.storage.images import Image, apply, unpack
from workbench.storage.journal import Journal, write_value
from workbench.storage.schema import (
    ENTITIES,
    FINDINGS,
    IMPORTED_FILES,
    JOURNAL_PAGES,
    OPERATIONS,
    QUEUE,
    RUNS,
    SENTENCES,
    SETTINGS,
    SUGGESTIONS,
    VALUE_CHANGES,
)
from workbench.storage.travel import Travel, added_by, write_labels

Event = dict[str, Any]
# Of one operation: above this a copy of the whole project costs less than a record.
MOST_ADDED, MOST_BYTES = 20_000, 16 << 20
_PAGE = "INSERT INTO journal_pages (sequence, place, content) VALUES (?, ?, ?)"
_ADDED = (SENTENCES, ENTITIES, SUGGESTIONS, FINDINGS)


def of_operation(connection: Connection, sequence: int, first_page: int) -> Event | None:
    """The event of an operation that wrote pages from this one on; None where it is too large."""
    (operation,) = _rows(connection, OPERATIONS, "sequence = ?", sequence)
    if _is_large(connection, operation, sequence, first_page):
        return None
    pages = _rows(connection, JOURNAL_PAGES, "sequence = ? AND number > ?", sequence, first_page)
    added = added_by(operation)  # type: ignore[arg-type]
    return {
        "do": "operation",
        "operation": operation,
        "goes_on": first_page > 0,
        "pages": [
            (one["place"], base64.b85encode(one["content"]).decode("ascii")) for one in pages
        ],
        "values": _rows(connection, VALUE_CHANGES, "sequence = ?", sequence),
        "files": _rows(connection, IMPORTED_FILES, "sequence = ?", sequence),
        "added": {
            str(table.name): _rows(connection, table, undone.between(table), added[0], added[-1])
            for table in _ADDED
        }
        if added
        else {},
    }


def of_setting(name: str, text: str) -> Event:
    return {"do": "setting", "name": name, "value": text}


def of_travel(back: bool) -> Event:
    return {"do": "undo" if back else "redo"}


def of_run(connection: Connection, name: str) -> Event:
    return {"do": "run", "row": _rows(connection, RUNS, "name = ?", name)[0]}


def of_queue(connection: Connection) -> Event:
    return {"do": "queue", "rows": _rows(connection, QUEUE, "1")}


def of_labels(labels: Sequence[Sequence[str]]) -> Event:
    return {"do": "labels", "labels": labels}


def replay(connection: Connection, events: Iterable[Event]) -> None:
    """Do what a record says, inside of a transaction, to a project as it was before."""
    for event in events:
        _HOW[event["do"]](connection, event)


def _is_large(
    connection: Connection, operation: Mapping[str, Any], sequence: int, first_page: int
) -> bool:
    if len(added_by(operation)) > MOST_ADDED:  # type: ignore[arg-type]
        return True
    statement = "SELECT sum(length(content)) FROM journal_pages WHERE sequence = ? AND number > ?"
    found = connection.exec_driver_sql(statement, (sequence, first_page)).scalar()
    return int(found or 0) > MOST_BYTES


def _rows(
    connection: Connection, table: Table, condition: str, *values: Any
) -> list[dict[str, Any]]:
    names = [str(column.name) for column in table.columns]
    columns = ", ".join(f'"{name}"' for name in names)
    key = ", ".join(f'"{column.name}"' for column in table.primary_key)
    found = connection.exec_driver_sql(
        f"SELECT {columns} FROM {table.name} WHERE {condition} ORDER BY {key}", values
    )
    return [dict(zip(names, row, strict=True)) for row in found.cursor.fetchall()]


def _put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows as they are, in the place of those with their keys."""
    if not rows:
        return
    names = list(rows[0])
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    connection.exec_driver_sql(
        f"INSERT OR REPLACE INTO {table.name} ({columns}) VALUES ({marks})",
        [tuple(row[name] for name in names) for row in rows],
    )


def _operation(connection: Connection, event: Event) -> None:
    journal, operation = Journal(connection), event["operation"]
    sequence = operation["sequence"]
    if not event["goes_on"]:
        journal.open(sequence, operation["actor"])
    for table in _ADDED:
        _put(connection, table, event["added"].get(table.name, ()))
    for place, text in event["pages"]:
        content = base64.b85decode(text)
        apply(connection, [Image(**unpack(content))])
        connection.exec_driver_sql(_PAGE, (sequence, place, content))
    if operation["labels_after"] is not None:
        write_labels(connection, json_to_labels(loads(operation["labels_after"])))
    _put(connection, VALUE_CHANGES, event["values"])
    for one in event["values"]:
        write_value(connection, one["name"], None if one["after"] is None else loads(one["after"]))
    _put(connection, IMPORTED_FILES, event["files"])
    journal.close(sequence, **{name: one for name, one in operation.items() if name != "sequence"})


def _undo(connection: Connection, _event: Event) -> None:
    Travel(connection).undo()


def _redo(connection: Connection, _event: Event) -> None:
    Travel(connection).redo()


def _setting(connection: Connection, event: Event) -> None:
    _put(connection, SETTINGS, [{"name": event["name"], "value": event["value"]}])


def _run(connection: Connection, event: Event) -> None:
    _put(connection, RUNS, [event["row"]])


def _queue(connection: Connection, event: Event) -> None:
    connection.exec_driver_sql(f"DELETE FROM {QUEUE.name}")
    _put(connection, QUEUE, event["rows"])


def _labels(connection: Connection, event: Event) -> None:
    write_labels(connection, json_to_labels(event["labels"]))


_HOW: Mapping[str, Callable[[Connection, Event], None]] = {
    "operation": _operation,
    "undo": _undo,
    "redo": _redo,
    "setting": _setting,
    "run": _run,
    "queue": _queue,
    "labels": _labels,
}
