"""One backup: copied aside, read back, brought to the disk, then given its name."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from workbench.domain.errors import StorageError
from workbench.examining.look import examine, examine_apart
from workbench.files import settle, sync_file
from workbench.storage import database, failures
from workbench.storage.backups import folder

# Of a copy made bit by bit, so that an edit waits for some milliseconds at most.
STEP, _PAUSE = 500, 0.002
ALL_AT_ONCE = -1
_LARGE = 32 << 20


def copy(connection: Connection, target: Path, pages: int = ALL_AT_ONCE) -> Path:
    """Copy the open project beside the target; the path of what is not a backup yet.

    With some `pages` at a time another thread may call it while the connection is used: SQLite
    carries what is committed meanwhile into the copy, which is of one moment at the end.
    """
    part = folder.part_of(target)
    try:
        part.parent.mkdir(exist_ok=True)
        part.unlink(missing_ok=True)
        _check_room(connection, part)
        _copy(connection, part, pages)
    except (OSError, sqlite3.Error) as error:
        discard(part)
        raise failures.not_made(target, str(error)) from error
    except StorageError:
        discard(part)
        raise
    return part


def _copy(connection: Connection, part: Path, pages: int) -> None:
    source = connection.connection.driver_connection
    assert isinstance(source, sqlite3.Connection)
    made = sqlite3.connect(part)
    try:
        source.backup(made, pages=pages, sleep=_PAUSE)
    finally:
        made.close()
    database.mark_whole(part)


def _check_room(connection: Connection, part: Path) -> None:
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    (size,) = raw.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
    free = shutil.disk_usage(part.parent).free
    if free < size[0]:
        raise failures.no_room(part, size[0], free)


def finish(part: Path, target: Path) -> None:
    """Read a copy back and give it its name; StorageError NW-S30 where it is not whole."""
    try:
        # Python is busy for seconds with the sentences of a large one.
        look = examine_apart if part.stat().st_size > _LARGE else examine
        found = look(part, digests=True)
        if not found.ok:
            raise failures.bad_copy(target, failures.described(found))
        sync_file(part)
        part.replace(target)
        settle(target)
    except OSError as error:
        raise failures.not_made(target, error.strerror or str(error)) from error
    finally:
        discard(part)


def copy_as_it_is(connection: Connection, project: Path, reason: str) -> Path:
    """Copy what may be damaged, under a name that says why; it is no backup among the others."""
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = project.with_name(f"{project.name}.{reason}-{now}")
    part = copy(connection, target)
    try:
        sync_file(part)
        part.replace(target)
        settle(target)
    except OSError as error:
        raise failures.not_made(target, error.strerror or str(error)) from error
    return target


def discard(part: Path) -> None:
    """Take away what did not become a backup."""
    for name in (part.name, f"{part.name}-journal"):
        with suppress(OSError):
            part.with_name(name).unlink(missing_ok=True)
