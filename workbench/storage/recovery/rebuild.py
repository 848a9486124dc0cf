"""A new file for a project that was deleted, replaced or lost with its disk.

It begins with the copy that lacks the least, and does again what the side journal holds.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from workbench import paths
from workbench.examining.look import examine
from workbench.storage import database, failures
from workbench.storage.backups.restoring import restore
from workbench.storage.project import Project
from workbench.storage.recovery import places
from workbench.storage.recovery.foreign import mark_of
from workbench.storage.recovery.side import Record, following, saved_records


@dataclass(frozen=True, slots=True)
class Plan:
    """What a lost project is made of: a copy, or nothing at first, and the changes after it."""

    copy: Path | None
    project: str
    records: Sequence[Record]


def plans(path: Path, copies: Iterable[Path] = ()) -> list[Plan]:
    """The ways to bring back what lay at a path, the best first."""
    path = path.absolute()
    for log in places.logs_at(path):
        records, project = saved_records(log), places.project_of(log)
        found = [*_plans(records, project, _candidates(path, log, copies))]
        if records and not records[0]["before"]:
            found.append(Plan(None, project, following(records, "") or ()))
        if found:
            # Whoever gets furthest, and of those who lacks the least.
            reach = {one["token"]: place for place, one in enumerate(records, 1)}
            found.sort(key=lambda one: (_end(one, reach), -len(one.records)), reverse=True)
            return found
    return []


def rebuild(path: Path, target: Path, copies: Iterable[Path] = ()) -> int:
    """Make a new file of what lay at a path; how many changes came from the side journal.

    StorageError NW-S41 where nothing is known of it, NW-S21 where the new name is taken.
    """
    if os.path.lexists(target):
        raise failures.existing_project(target)
    for found in plans(path, copies):
        if _begin(found, target):
            with Project.open(target) as project:
                project.replay(found.records).result()
            return len(found.records)
    raise failures.nothing_known(path)


def _begin(plan: Plan, target: Path) -> bool:
    """Make the file that the changes go into; whether the copy for it is whole."""
    if plan.copy is None:
        database.create(target.absolute())
        return True
    examined = examine(plan.copy, digests=True)
    if examined.ok:
        restore(plan.copy, target)
    return examined.ok


def _end(plan: Plan, reach: dict[str, int]) -> int:
    return reach.get(plan.records[-1]["token"], 0) if plan.records else len(reach)


def _candidates(path: Path, log: Path, copies: Iterable[Path]) -> Iterator[Path]:
    yield from copies
    if database.is_project(path):
        yield path
    yield places.base_of(log)
    with suppress(OSError):
        yield from sorted(paths.backups_folder(path).iterdir(), reverse=True)
    yield from path.parent.glob(f"{path.name}.before-*")


def _plans(records: Sequence[Record], project: str, copies: Iterable[Path]) -> Iterator[Plan]:
    for copy in copies:
        mark = mark_of(copy) if database.is_project(copy) else None
        if mark is None or mark.project != project:
            continue
        missing = following(records, mark.token)
        if missing is not None:
            yield Plan(copy, project, missing)
