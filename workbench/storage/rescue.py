"""The sentences of a damaged or strange file in a fresh project; the file itself stays.

Only rows of ordinary tables are read, one value at a time, so that nothing which a stranger put
into the schema is run: no view, no trigger, no computed column, no virtual table.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert

from workbench.domain.backups import Rescued
from workbench.domain.sentence import Sentence
from workbench.examining.look import read_only
from workbench.storage import database, failures
from workbench.storage.doctor.mending import made_readable
from workbench.storage.doctor.raw import (
    RawSentence,
    behind,
    stored_columns,
    to_sentence,
)
from workbench.storage.run_rows import is_inside
from workbench.storage.schema import LABELS, RUNS, VALUES
from workbench.storage.writer import SentenceWriter

_PLAIN = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ? AND sql NOT LIKE ?"
_LAST = "SELECT seq FROM sqlite_sequence WHERE name = 'sentences'"
# Where the file does not tell how many there are, and how many may be missing in a row.
_MOST_MISSING = 100_000
_SECONDS, _STEPS = 600, 1_000_000


def rescue(source: Path, target: Path) -> Rescued:
    """Make a project of what can be read of a file; the target must be a free name."""
    source, target = source.absolute(), target.absolute()
    database.check_header(source)
    if os.path.lexists(target):
        raise failures.existing_project(target)
    found = Rescued()
    part = target.with_name(f".{target.name}.rescue")
    with suppress(OSError):
        part.unlink()
    try:
        database.create(part)
        _fill(source, part, found)
        database.put_in_place(part, target)
    except FileExistsError as error:
        raise failures.existing_project(target) from error
    except (OSError, sqlite3.Error) as error:
        raise failures.not_rescued(source, str(error)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return found


def _fill(source: Path, part: Path, found: Rescued) -> None:
    connection = database.connect(part)
    try:
        with read_only(source) as old, connection.begin():
            _limit(old)
            if not _is_plain(old, "sentences") or "length" not in stored_columns(old, "sentences"):
                raise sqlite3.DatabaseError("it holds no table of sentences")
            labels = _copy_rows(old, connection, LABELS)
            _copy_rows(old, connection, VALUES)
            _copy_rows(old, connection, RUNS)
            writer = SentenceWriter(connection, 0, frozenset(labels))
            for page in _readable(old, found):
                writer.insert(page)
                found.sentences += len(page)
    finally:
        database.close(connection)


def _limit(connection: sqlite3.Connection) -> None:
    """A file that takes for ever to read ends in an error."""
    end = time.monotonic() + _SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)


def _is_plain(connection: sqlite3.Connection, table: str) -> bool:
    return connection.execute(_PLAIN, (table, "CREATE VIRTUAL%")).fetchone() is not None


def _copy_rows(old: sqlite3.Connection, new: Connection, table: Table) -> list[str]:
    """Copy the rows of a small table, as far as they can be read; their keys."""
    names = [column.name for column in table.columns]
    keys: list[str] = []
    with suppress(sqlite3.Error):
        if not _is_plain(old, table.name) or set(names) - stored_columns(old, table.name):
            return keys
        columns = ", ".join(f'"{name}"' for name in names)
        for row in old.execute(f"SELECT {columns} FROM {table.name}"):
            values = dict(zip(names, row, strict=True))
            if table is RUNS and not is_inside(str(values["folder"])):
                continue
            new.execute(insert(table).values(**values))
            keys.append(str(row[0]))
    return keys


def _readable(old: sqlite3.Connection, found: Rescued) -> Iterator[list[Sentence]]:
    sound = "digest" in stored_columns(old, "sentences")
    for page in _pages(old, found):
        sentences = []
        for raw in page:
            if sound and not raw.is_as_saved:
                found.changed.append(raw.id)
            sentences.append(_sentence(raw))
        yield sentences


def _sentence(raw: RawSentence) -> Sentence:
    try:
        return to_sentence(raw)
    except ValueError:
        return to_sentence(made_readable(raw))


def _pages(old: sqlite3.Connection, found: Rescued) -> Iterator[list[RawSentence]]:
    """All sentences that can be read; where a page of the file cannot be, one by one past it."""
    last, after, missing = _last(old), 0, 0
    while after < last and missing < _MOST_MISSING:
        for most in (500, 1):
            try:
                page = behind(old, after, most)
            except (sqlite3.Error, OverflowError):
                continue
            if not page:
                return
            yield page
            after, missing = page[-1].id, 0
            break
        else:
            after, missing = after + 1, missing + 1
            found.lost += 1


def _last(old: sqlite3.Connection) -> int:
    for statement in (_LAST, "SELECT max(id) FROM sentences"):
        with suppress(sqlite3.Error, TypeError, ValueError):
            row: Any = old.execute(statement).fetchone()
            if row and int(row[0]) > 0:
                return int(row[0])
    return _MOST_MISSING
