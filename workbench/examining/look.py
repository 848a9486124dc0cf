"""Looks a project file through without a change to it, and without trust in it.

`python -m workbench.examining.look FILE` does so in a process of its own: whatever a stranger's
file does to SQLite happens there, within limits of time and memory.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path
from typing import Any

from workbench.domain.backups import Examination
from workbench.examining.digests import COLUMNS, row_digest
from workbench.examining.known_schemas import KNOWN_SCHEMAS, OWN_NAMES

# Faults and sentences that are named; more tell a person nothing new.
_MOST = 1000
EMPTY = "it holds no tables"
_LONGEST_TEXT = 50_000_000
_SECONDS, _MEMORY = 120, 2 << 30
_OPTIONS = {True: ("--digests",), False: ()}
# The bytes that readers of a database lock, and how many there are.
_SHARED = 0x40000002, 510
SCHEMA = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master ORDER BY type, name"
# As bytes, since what is damaged may be no text any more.
_WRONG = (
    f"SELECT id FROM sentences WHERE digest IS NOT"
    f" bytes_digest({', '.join(f'CAST({name} AS BLOB)' for name in COLUMNS)}) LIMIT {_MOST}"
)


@contextmanager
def read_only(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file that nobody writes to meanwhile; neither it nor its log are changed."""
    with _resting(path) as (resting, immutable):
        uri = f"{resting.absolute().as_uri()}?mode={'ro&immutable=1' if immutable else 'rw'}"
        with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_TEXT)
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.text_factory = _text
            yield connection


@contextmanager
def _resting(path: Path) -> Iterator[tuple[Path, bool]]:
    """The file itself, or a copy where a log belongs to it: to read that one writes."""
    log = path.with_name(f"{path.name}-wal")
    if not log.is_file() or not log.stat().st_size:
        yield path, True
        return
    with tempfile.TemporaryDirectory(prefix="workbench-") as name:
        copy = Path(name) / "project"
        shutil.copyfile(path, copy)
        shutil.copyfile(log, copy.with_name("project-wal"))
        yield copy, False


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def examine(path: Path, digests: bool = False) -> Examination:
    """What is wrong with a file; with `digests` also each sentence, which takes a while."""
    try:
        with read_only(path) as connection:
            return _examine(connection, digests)
    except (sqlite3.Error, OSError, ValueError, OverflowError, MemoryError) as error:
        return Examination(faults=(str(error) or type(error).__name__,))


def _examine(connection: sqlite3.Connection, digests: bool) -> Examination:
    faults = [str(row[0]) for row in connection.execute(f"PRAGMA quick_check({_MOST})")]
    if faults == ["ok"]:
        faults = [f"a row of {row[0]} has no owner" for row in _orphans(connection)]
    schema = list(connection.execute(SCHEMA))
    names = {name for _, name, *_ in schema}
    revision = "" if faults or "alembic_version" not in names else _revision(connection)
    if revision > max(KNOWN_SCHEMAS):
        return Examination(revision=revision, foreign=("a newer version",))
    foreign = _foreign(schema)
    if not faults and "alembic_version" not in names:
        faults = [EMPTY]
    if faults or foreign:
        return Examination(faults=tuple(faults), foreign=foreign)
    if KNOWN_SCHEMAS.get(revision, "") not in ("", fingerprint(schema)):
        foreign = ("tables that differ from those of a project",)
    (sentences,) = connection.execute("SELECT count(*) FROM sentences").fetchone()
    damaged: Sequence[int] = ()
    if digests and not foreign and revision >= "0006":
        connection.create_function("bytes_digest", len(COLUMNS), _bytes_digest, deterministic=True)
        damaged = [row[0] for row in connection.execute(_WRONG)]
    return Examination(sentences, revision, (), tuple(damaged), foreign)


def _orphans(connection: sqlite3.Connection) -> list[Any]:
    return connection.execute("PRAGMA foreign_key_check").fetchmany(_MOST)


def _revision(connection: sqlite3.Connection) -> str:
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


def _bytes_digest(*values: bytes | None) -> int | None:
    try:
        return row_digest(*(None if one is None else one.decode() for one in values))
    except UnicodeDecodeError:
        return None


def fingerprint(schema: Sequence[Sequence[str]]) -> str:
    """A digest of all objects of a file, without regard to white space."""
    lines = [" ".join(f"{kind} {name} {table} {sql}".split()) for kind, name, table, sql in schema]
    return blake2b("\n".join(sorted(lines)).encode(), digest_size=12).hexdigest()


def _foreign(schema: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Objects that no version of the program ever made."""
    there = (f"{kind} {name}" for kind, name, *_ in schema)
    return tuple(one for one in there if one not in OWN_NAMES)[:_MOST]


def examine_apart(path: Path, digests: bool = False) -> Examination:
    """The same in a process of its own, which may crash."""
    # A folder that somebody stands in is no place to import from.
    command = [sys.executable, "-S", "-P", "-m", __name__, str(path), *_OPTIONS[digests]]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=_SECONDS, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        return Examination(faults=("to read it takes too long",))
    try:
        found = json.loads(done.stdout)
        return Examination(**{name: _frozen(value) for name, value in found.items()})
    except (ValueError, TypeError, AttributeError):
        return Examination(faults=(f"to read it ended a process ({done.returncode})",))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _limit() -> None:
    """Let a file that asks for very much memory or time end this process, and nothing else."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _is_held(path: Path) -> bool:
    """Whether another process has the file open; whoever opens it next is told by SQLite.

    To be called in a process of its own: closing the file gives up the locks of a process.
    """
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        with path.open("rb") as file:
            fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB, _SHARED[1], _SHARED[0])
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def main(path: Path, digests: bool) -> None:
    """Print what is found as one JSON object."""
    _limit()
    found = Examination() if _is_held(path) else examine(path, digests)
    print(json.dumps(asdict(found)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--digests" in sys.argv)
