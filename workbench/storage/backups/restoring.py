"""A backup becomes a project of its own; nothing is ever written over."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from workbench.domain.backups import Backup, Examination
from workbench.examining.look import examine, read_only
from workbench.files import settle, sync_file
from workbench.storage import database, failures
from workbench.storage.backups import folder

# What SQLite would take for a part of a new file of that name.
_LEFT_BEHIND = ("-wal", "-shm", "-journal")


def verified(project: Path) -> Iterator[tuple[Backup, Examination]]:
    """The backups of a project, the newest first, each with what reading all of it found."""
    for backup in folder.listed(project):
        yield backup, examine(backup.path, digests=True)


def newest_whole(project: Path) -> tuple[Backup, Examination]:
    """The newest backup that reads as it was made; StorageError NW-S18 where there is none."""
    damaged = 0
    for backup, found in verified(project):
        if found.ok:
            return backup, found
        damaged += 1
    raise failures.no_whole_backup(project, damaged)


def restore(backup: Path, target: Path) -> Examination:
    """Make a project out of a backup, under a name that is free.

    StorageError NW-S31 where the backup is damaged, NW-S21 where the name is taken.
    """
    backup, target = backup.absolute(), target.absolute()
    database.check_header(backup)
    if os.path.lexists(target):
        raise failures.existing_project(target)
    found = examine(backup, digests=True)
    if not found.ok:
        raise failures.damaged_backup(backup, failures.described(found))
    part = folder.part_of(target)
    try:
        part.unlink(missing_ok=True)
        _copy(backup, part)
        _put_away_left_behind(target)
        database.put_in_place(part, target)
        settle(target)
    except FileExistsError as error:
        raise failures.existing_project(target) from error
    except (OSError, sqlite3.Error) as error:
        raise failures.not_made(target, str(error)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return found


def _copy(backup: Path, part: Path) -> None:
    with read_only(backup) as source:
        copy = sqlite3.connect(part)
        try:
            source.backup(copy, pages=-1)
        finally:
            copy.close()
    database.mark_whole(part)
    sync_file(part)


def _put_away_left_behind(target: Path) -> None:
    """A log of a file that is gone would be read into the new one of its name."""
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    for ending in _LEFT_BEHIND:
        old = target.with_name(target.name + ending)
        if os.path.lexists(old):
            old.rename(old.with_name(f"{old.name}.left-{now}"))
