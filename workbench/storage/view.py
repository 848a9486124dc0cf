"""A project that is looked at and not changed: it may not be written, or somebody else has it open.

What is shown is a copy of one moment. SQLite itself can read neither a log in a folder that may
not be written, nor a file that another connection holds.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from workbench import paths
from workbench.domain.changes import Changes
from workbench.storage import database, failures, opening, owner
from workbench.storage.lane import Lane
from workbench.storage.project import Project
from workbench.storage.recovery.side import SideJournal

_PREFIX, _NAME = "workbench-view-", "project.nerproj"
# How often a copy is begun that somebody wrote into, and what lies between two attempts.
_ATTEMPTS, _PAUSE = 20, 0.1
# The part of a log that is another one after each time it was begun anew.
_HEAD_OF_LOG = 32


class View(Project):
    """A store that refuses every operation, over a copy that goes when it is closed."""

    def __init__(self, source: Path, reason: str, copy: Path, connection: Connection) -> None:
        self._source, self._reason = source, reason
        super().__init__(copy, connection, Lane(f"view of {source.name}"), SideJournal(copy, None))

    @classmethod
    def of(cls, path: Path) -> View:
        """Look at a project as it is now; StorageError NW-S43 where no copy can be made."""
        path = path.absolute()
        database.check_header(path)
        reason = _reason(path)
        copy = _copied(path)
        try:
            opening.check(copy)
            connection = database.connect(copy)
            try:
                database.upgrade(connection, copy)
                return cls(path, reason, copy, connection)
            except BaseException:
                database.close(connection)
                raise
        except BaseException:
            _discard(copy)
            raise

    @property
    def path(self) -> Path:
        return self._source

    @property
    def read_only(self) -> str:
        return self._reason

    @property
    def runs_folder(self) -> Path:
        return paths.runs_folder(self._source)

    def submit(
        self, operation: Callable[..., Changes], /, *args: Any, **kwargs: Any
    ) -> Future[Changes]:
        refused: Future[Changes] = Future()
        refused.set_exception(failures.only_read())
        return refused

    def _let_go(self) -> None:
        database.close(self._connection)
        _discard(self._path)


def _reason(path: Path) -> str:
    """Why a project is only looked at, as a sentence."""
    if failures.may_only_read(path):
        return "You may not write to this file or its folder. Save a copy to edit it."
    who = owner.described(path)
    if not who:
        return "It cannot be written, or another program has it open. Save a copy to edit it."
    return f"It is open{who}. This is how it was at {time.strftime('%H:%M')}."


def _copied(path: Path) -> Path:
    """A copy of one moment in a folder of its own, with the log that belongs to it."""
    _sweep()
    try:
        copy = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-")) / _NAME
    except OSError as error:
        raise failures.not_shown(path, error.strerror or str(error)) from error
    try:
        for _ in range(_ATTEMPTS):
            if _copy(path, copy):
                return copy
            time.sleep(_PAUSE)
    except OSError as error:
        _discard(copy)
        raise failures.not_shown(path, error.strerror or str(error)) from error
    _discard(copy)
    raise failures.not_shown(path, "it changes all the time")


def _copy(path: Path, copy: Path) -> bool:
    """Copy file and log; whether neither was begun anew or folded in meanwhile.

    What is added to the log while it is copied does no harm: its frames carry checksums, and
    what follows the last whole transaction is not read.
    """
    before, log = _state(path), copy.with_name(f"{copy.name}-wal")
    log.unlink(missing_ok=True)
    shutil.copyfile(path, copy)
    with suppress(FileNotFoundError):
        shutil.copyfile(_log(path), log)
    return _state(path) == before


def _state(path: Path) -> tuple[int, int, int, bytes]:
    found = path.stat()
    head = b""
    with suppress(FileNotFoundError), _log(path).open("rb") as file:
        head = file.read(_HEAD_OF_LOG)
    return found.st_ino, found.st_size, found.st_mtime_ns, head


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _sweep() -> None:
    """Take away the copies of processes that were killed."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        number = left.name.removeprefix(_PREFIX).partition("-")[0]
        if number.isdecimal() and not owner.lives(int(number)):
            shutil.rmtree(left, ignore_errors=True)


def _discard(copy: Path) -> None:
    shutil.rmtree(copy.parent, ignore_errors=True)
