"""Runs as rows, with what a person noted about them.

Title, pin and deletion are journalled values (`run_value`), so that undo reaches them. The row
of a deleted run stays: its name is never given again, because entities may name it as their
origin.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from workbench.domain.errors import UsageError
from workbench.operations.store import RUN_VALUE, Run, run_value
from workbench.storage.codec import dumps, loads
from workbench.storage.schema import RUNS, VALUES


def put_run(connection: Connection, run: Run) -> None:
    """Write the row of a run, a new one or one that is there."""
    values = {
        "name": run.name,
        "state": run.state,
        "folder": run.folder,
        "created": run.created,
        "seconds": run.seconds,
        "spec": dumps(run.spec),
        "report": None if run.report is None else dumps(run.report),
        "error": None if run.error is None else dumps(run.error),
    }
    known = connection.scalar(select(RUNS.c.number).where(RUNS.c.name == run.name))
    if known is None:
        connection.execute(insert(RUNS).values(**values))
    else:
        connection.execute(update(RUNS).where(RUNS.c.number == known).values(**values))


def is_inside(folder: str) -> bool:
    """Whether the path of a run stays in the folder of runs, on any system."""
    kinds = PurePosixPath(folder), PureWindowsPath(folder)
    return all(
        path.parts and not path.is_absolute() and not path.drive and ".." not in path.parts
        for path in kinds
    )


def runs(connection: Connection) -> list[Run]:
    """All runs that are not deleted, in the order of their making."""
    statement = select(VALUES.c.name, VALUES.c.value).where(VALUES.c.name.startswith(RUN_VALUE))
    notes = {name: loads(value) for name, value in connection.execute(statement)}
    rows = connection.execute(select(RUNS).order_by(RUNS.c.number)).mappings()
    found = ((row, notes.get(run_value(row["name"]), {})) for row in rows)
    return [_to_run(row, note) for row, note in found if not note.get("deleted")]


def run(connection: Connection, name: str) -> Run:
    """One run; UsageError NW-U21 where there is none, or none any more."""
    row = connection.execute(select(RUNS).where(RUNS.c.name == name)).mappings().one_or_none()
    text = connection.scalar(select(VALUES.c.value).where(VALUES.c.name == run_value(name)))
    note = {} if text is None else loads(text)
    if row is None or note.get("deleted"):
        raise UsageError(
            "NW-U21",
            f"There is no run called {name}.",
            "Nothing was changed.",
            "List the runs to see their names.",
        )
    return _to_run(row, note)


def run_names(connection: Connection) -> frozenset[str]:
    """The names of all runs that ever were."""
    return frozenset(connection.scalars(select(RUNS.c.name)))


def _to_run(row: RowMapping, note: dict[str, Any]) -> Run:
    return Run(
        row["name"],
        row["state"],
        # A path that leads elsewhere came from a stranger's file: nothing lies there.
        row["folder"] if is_inside(row["folder"]) else f"outside-{row['number']}",
        row["created"],
        loads(row["spec"]),
        row["seconds"],
        loads(row["report"]) if row["report"] else None,
        loads(row["error"]) if row["error"] else None,
        note.get("title", ""),
        note.get("pinned", False),
    )


def about_runs(values: Iterable[str]) -> bool:
    """Whether journalled values of these names say something about runs."""
    return any(name.startswith(RUN_VALUE) for name in values)
