"""Opening of a project file: identity, pragmas, exclusive lock, upgrade after a backup."""

from __future__ import annotations

import os
import random
import sqlite3
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from workbench.domain.errors import BusyError, StorageError
from workbench.examining import digests
from workbench.storage import failures
from workbench.storage.filters import matches, some_line_matches
from workbench.storage.identity import Identity
from workbench.storage.schema import APPLICATION_ID, HEAD_REVISION

_MAGIC = b"SQLite format 3\x00"
_APPLICATION_ID_AT = 68
_HEADER = 100
# SQLite's `user_version`, which a project has for this alone: whether the file may lack what its
# log holds. It is 1 from the first change after an opening until the project is closed.
_IN_USE_AT, _IN_USE = 60, 1
# In KiB. An operation may take more: of a bulk, each page that does not fit in is written to the
# log several times.
_CACHE, _CACHE_OF_OPERATION = 8 << 10, 64 << 10
# The files that this process has open.
_HELD: dict[Engine, Identity] = {}
# Set in this order at each open, and read back. The reasons stand in docs/architecture.md.
_PRAGMAS: tuple[tuple[str, str, object], ...] = (
    ("locking_mode", "EXCLUSIVE", "exclusive"),
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("foreign_keys", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("mmap_size", "0", 0),
    ("journal_size_limit", str(64 << 20), 64 << 20),
    ("cache_size", str(-_CACHE), -_CACHE),
    # Last: the file is ours by then, and to wait for it is left to `connect`.
    ("busy_timeout", "2000", 2000),
)
# Two that open a project at the same moment may each hold what the other one waits for, however
# long that is. So each lets go soon and tries again, after pauses that are not alike.
_ATTEMPTS, _WAIT, _PAUSES = 4, 0.5, (0.02, 0.25)


def check_header(path: Path) -> None:
    """Refuse what is not a project, before SQLite may touch it."""
    # Not Path.exists, which raises where a folder is closed or a name too long.
    if not os.path.exists(path):  # noqa: PTH110
        raise failures.missing_project(path)
    if not path.is_file():
        raise failures.not_a_project(path, "it is no file")
    # To open and close a file gives up every lock that this process has on it.
    if Identity.of(path) in _HELD.values():
        raise failures.busy_project(path)
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER)
    except OSError as error:
        raise failures.not_a_project(path, error.strerror or "it cannot be read") from error
    if not header:
        raise failures.not_a_project(path, "it is empty")
    if not header.startswith(_MAGIC) or len(header) < _HEADER:
        raise failures.not_a_project(path, "its content is not a database")
    (application_id,) = struct.unpack_from(">I", header, _APPLICATION_ID_AT)
    if application_id != APPLICATION_ID:
        raise failures.not_a_project(path, "it is a database of another program")


def is_project(path: Path) -> bool:
    """Whether a project file lies there, whole or damaged."""
    try:
        check_header(path)
    except BusyError:
        return True
    except StorageError:
        return False
    return True


def connect(path: Path) -> Connection:
    """Open the file, take its lock and set the pragmas; BusyError where another one has it."""
    for _ in range(_ATTEMPTS - 1):
        with suppress(BusyError):
            return _try_to_connect(path)
        time.sleep(random.uniform(*_PAUSES))
    return _try_to_connect(path)


def _try_to_connect(path: Path) -> Connection:
    try:
        return _connect(_engine(path))
    except DBAPIError as error:
        raise failures.storage_error(error, path) from error
    except sqlite3.Error as error:
        raise failures.sqlite_error(error, path) from error


def _connect(engine: Engine) -> Connection:
    """Connect, and leave nothing open where that fails."""
    with ExitStack() as undo:
        undo.callback(engine.dispose)
        connection = engine.connect()
        undo.callback(connection.close)
        # In WAL mode an exclusive lock is taken by the first transaction.
        with connection.begin():
            connection.execute(text("SELECT count(*) FROM sqlite_master"))
        undo.pop_all()
    identity = Identity.of(Path(str(engine.url.database)))
    if identity is not None:
        _HELD[engine] = identity
    return connection


def _engine(path: Path) -> Engine:
    # URL.create, because a path in a URL string breaks at `?`, `#` and `%`.
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "timeout": _WAIT},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    # Python's driver would begin transactions by itself, and leave DDL outside of them.
    connection.isolation_level = None
    connection.create_function("folded", 1, str.casefold, deterministic=True)
    for function in (matches, some_line_matches):
        connection.create_function(function.__name__, 2, function, deterministic=True)
    digests.register(connection)
    try:
        _set_pragmas(connection)
    except BaseException:
        # Nobody else would: it is not in the pool yet.
        connection.close()
        raise


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _set_pragmas(connection: sqlite3.Connection) -> None:
    raw = connection.cursor()
    for name, value, expected in _PRAGMAS:
        raw.execute(f"PRAGMA {name} = {value}")
        answer = raw.execute(f"PRAGMA {name}").fetchone()
        if answer is None or answer[0] != expected:
            raise RuntimeError(f"SQLite did not take {name} = {value}: {answer}")
    raw.close()


def reopen(connection: Connection) -> None:
    """Open the file anew after the disk refused a write or a sync, and look whether it is sound.

    What the old handle holds may never reach the disk, so everything is folded into the file
    before anything else is written.
    """
    connection.invalidate()
    with connection.begin():
        (found,) = connection.execute(text("PRAGMA quick_check(1)")).scalars()
        if found != "ok":
            raise sqlite3.DatabaseError(f"the file is damaged: {found}")
    raw = connection.connection.cursor()
    (busy, *_) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    raw.close()
    if busy:
        raise sqlite3.DatabaseError("the log cannot be folded in")


def mark_in_use(connection: Connection) -> None:
    """Have the file itself say that from here on it is whole only together with its log."""
    with connection.begin():
        connection.exec_driver_sql(f"PRAGMA user_version = {_IN_USE}")
    raw = connection.connection.cursor()
    try:
        raw.execute("PRAGMA wal_checkpoint(PASSIVE)")
    except sqlite3.Error as error:
        raise DBAPIError("wal_checkpoint", None, error) from error
    finally:
        raw.close()


def says_in_use(path: Path) -> bool:
    """Whether a file, without its log, says that it is not whole; nobody may have it open."""
    with path.open("rb") as file:
        header = file.read(_HEADER)
    return len(header) == _HEADER and header[_IN_USE_AT : _IN_USE_AT + 4] != bytes(4)


def mark_whole(copy: Path) -> None:
    """Have a copy that needs no log say so; nobody may have it open."""
    with copy.open("r+b") as file:
        file.seek(_IN_USE_AT)
        file.write(bytes(4))


@contextmanager
def roomy(connection: Connection) -> Iterator[None]:
    """Give an operation more memory than the project holds otherwise."""
    raw = connection.connection.cursor()
    raw.execute(f"PRAGMA cache_size = {-_CACHE_OF_OPERATION}")
    try:
        yield
    finally:
        raw.execute(f"PRAGMA cache_size = {-_CACHE}")
        raw.close()


@contextmanager
def unsynchronised(connection: Connection) -> Iterator[None]:
    """A transaction that a power cut may take back, as a whole and none but the last ones.

    It is for what can be made again. The next other transaction brings it to the disk as well.
    """
    raw = connection.connection.cursor()
    raw.execute("PRAGMA synchronous = NORMAL")
    try:
        with connection.begin():
            yield
    finally:
        raw.execute("PRAGMA synchronous = FULL")
        raw.close()


def written(connection: Connection) -> int:
    """How many rows were written over this connection until now."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw.total_changes


def revision(connection: Connection) -> str | None:
    """The version of the file, None for a file without one."""
    with connection.begin():
        known = connection.execute(
            text("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")
        ).scalar()
        if known is None:
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(connection: Connection, path: Path) -> None:
    """Bring an older file to the newest version, after a backup; refuse a newer one."""
    try:
        _upgrade(connection, path)
    except DBAPIError as error:
        raise failures.storage_error(error, path) from error


def _upgrade(connection: Connection, path: Path) -> None:
    found = revision(connection)
    if found == HEAD_REVISION:
        return
    if found is None:
        raise failures.not_a_project(path, "it holds no version")
    if found > HEAD_REVISION:
        raise failures.newer_project(path)
    from workbench.storage import migration

    if not migration.knows(found):
        raise failures.not_a_project(path, f"nobody knows its version {found}")
    backup(connection, path.with_name(f"{path.name}.before-{HEAD_REVISION}"))
    migrate(connection)


def migrate(connection: Connection) -> None:
    """Apply every missing version in one transaction."""
    from workbench.storage import migration

    with connection.begin():
        migration.upgrade(connection)


def create(path: Path) -> None:
    """Make an empty project; it appears under its name only when it is whole."""
    if os.path.lexists(path):
        raise failures.existing_project(path)
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        _create(part)
        put_in_place(part, path)
    except FileExistsError as error:
        raise failures.existing_project(path) from error
    except OSError as error:
        raise failures.not_made(path, error.strerror or str(error)) from error
    except StorageError as error:
        raise failures.not_made(path, error.happened.removesuffix(".")) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def put_in_place(part: Path, path: Path) -> None:
    """Give a new file its name; FileExistsError when somebody was quicker."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:
        # Not every file system knows links: FAT, some network drives.
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        part.rename(path)


def _create(part: Path) -> None:
    part.parent.mkdir(parents=True, exist_ok=True)
    connection = connect(part)
    raw = connection.connection.cursor()
    raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    raw.close()
    migrate(connection)
    close(connection)


def backup(connection: Connection, target: Path) -> None:
    """Copy the open project into one file that reads back as it is, or into none."""
    # A window that opens a project of this version needs none of it.
    from workbench.storage.backups import making

    making.finish(making.copy(connection, target), target)


def close(connection: Connection) -> None:
    """Fold the log into the file, so that one file remains, and let go of it."""
    engine = connection.engine
    # After the disk has failed there may be no handle; to look for one would open the file anew.
    if not connection.invalidated:
        raw = connection.connection.cursor()
        # Where there is no room to fold it in, the log stays beside the file; nothing is lost.
        with suppress(sqlite3.Error):
            if raw.execute("PRAGMA user_version").fetchone()[0]:
                raw.execute("PRAGMA user_version = 0")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.close()
    connection.close()
    engine.dispose()
    _HELD.pop(engine, None)
