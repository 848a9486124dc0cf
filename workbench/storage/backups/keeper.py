"""Knows when an open project needs a backup, and has it made."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from workbench.domain.errors import StorageError
from workbench.storage import failures

# Seconds: one in the background where something changed, and how young one may be to count.
EVERY, YOUNG = 30 * 60, 5 * 60


class Keeper:
    """Makes the backups of one open project; all but `wait` is called in its lane.

    A copy from before an operation is made in the lane, so that it is of that moment; the
    regular one bit by bit beside it. To read it back is left to a thread in both cases.
    """

    def __init__(
        self,
        project: Path,
        connection: Callable[[], Connection],
        at_close: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._project = project
        self._connection = connection
        self._at_close = at_close
        self._clock = clock
        self._thread: threading.Thread | None = None
        self._changed = False
        self._begun = clock()
        self._last: float | None = None
        # Why the last backup could not be made; None where it was.
        self.failure: StorageError | None = None

    def before(self, reason: str) -> None:
        """Before an operation that names a reason: a backup, unless there is a young one."""
        if reason and not self._has_young() and self._holds_sentences():
            self._make(reason)

    def changed(self) -> None:
        """An operation was saved; from time to time that leads to a backup."""
        self._changed = True
        if self._clock() - (self._begun if self._last is None else self._last) < EVERY:
            return
        if self._thread is None or not self._thread.is_alive():
            self._make("regular", bit_by_bit=True)

    def close(self) -> None:
        """The last backup of a session in which something changed."""
        self.wait()
        if self._at_close and self._changed and self._holds_sentences():
            self._make("closed")
        self.wait()

    def wait(self) -> None:
        """Until no backup is under way."""
        if self._thread is not None:
            self._thread.join()

    def make(self, reason: str) -> Path:
        """A backup now, read back; StorageError where that fails."""
        from workbench.storage.backups import making

        self.wait()
        target = self._next(reason)
        making.finish(making.copy(self._connection(), target), target)
        self._made()
        return target

    def _has_young(self) -> bool:
        return self._last is not None and (not self._changed or self._clock() - self._last < YOUNG)

    def _holds_sentences(self) -> bool:
        connection = self._connection()
        try:
            with connection.begin():
                found = connection.exec_driver_sql("SELECT 1 FROM sentences LIMIT 1").scalar()
        except DBAPIError as error:
            self.failure = failures.not_made(self._project, str(error.orig))
            return False
        return found is not None

    def _next(self, reason: str) -> Path:
        from workbench.storage.backups import folder

        return folder.next_backup(self._project, reason, datetime.now(UTC)).path

    def _make(self, reason: str, bit_by_bit: bool = False) -> None:
        from workbench.storage.backups import folder, making

        self.wait()
        target = self._next(reason)
        copied: Path | None = None
        if not bit_by_bit:
            copied = self._tried(lambda: making.copy(self._connection(), target))
            if copied is None:
                return
        self._made()

        def finish() -> None:
            part = copied or self._tried(
                lambda: making.copy(self._connection(), target, making.STEP)
            )
            if part is not None:
                self._tried(lambda: making.finish(part, target))
                folder.thin(self._project)

        self._thread = threading.Thread(target=finish, name="backup")
        self._thread.start()

    def _tried(self, make: Callable[[], Path | None]) -> Path | None:
        """What goes on without a backup must not fail for that; the project says it."""
        try:
            made = make()
        except StorageError as error:
            self.failure = error
            return None
        self.failure = None
        return made

    def _made(self) -> None:
        self._last, self._changed = self._clock(), False
