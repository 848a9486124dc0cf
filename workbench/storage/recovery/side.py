"""The side journal of an open project: each change a second time, outside of the project file.

The project holds the mark of its last change. A line of the journal says which mark it leads
from and to, so that any copy of the project knows which lines it lacks. A line is written
before the commit and called saved after it: what a kill leaves without that was never shown as
saved.
"""

from __future__ import annotations

import os
import uuid
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from workbench.domain.errors import StorageError
from workbench.files import sync_file
from workbench.storage.codec import dumps, loads
from workbench.storage.recovery import places
from workbench.storage.recovery.log import Log, last_line, read_lines, to_line
from workbench.storage.schema import HEAD_REVISION

SETTING = "side_journal"
_READ = "SELECT value FROM settings WHERE name = ?"
_WRITE = "INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)"
# A journal is begun anew at an opening from the first size on, and at any time from the second.
_ANEW, _MOST = 4 << 20, 32 << 20

# What a whole journal ends with: a change called saved, or folded into the file, or its start.
_ENDS = frozenset({"saved", "folded", "start"})

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """Which change was the last one in a project file."""

    project: str
    token: str

    @classmethod
    def of(cls, connection: Connection) -> Mark | None:
        """The mark of a project, inside of a transaction; None where it has none yet."""
        text = connection.exec_driver_sql(_READ, (SETTING,)).scalar()
        return from_text(text) if isinstance(text, str) else None

    @classmethod
    def after(cls, before: Mark | None, record: Record) -> Mark:
        """The mark of a project that a change was brought to."""
        return cls(before.project if before else uuid.uuid4().hex, record["token"])

    def put(self, connection: Connection) -> None:
        values = {"project": self.project, "token": self.token}
        connection.exec_driver_sql(_WRITE, (SETTING, dumps(values)))


def from_text(text: str) -> Mark | None:
    """A mark from the value of its setting."""
    with suppress(ValueError, KeyError, TypeError):
        found = loads(text)
        # The id becomes a part of a file's name, and a project may come from anybody.
        return Mark(uuid.UUID(found["project"]).hex, str(found["token"]))
    return None


class SideJournal:
    """Notes the changes of one open project; used in its lane only.

    It never keeps a project from being edited: where it cannot be written, `problem` says why.
    """

    def __init__(self, path: Path, mark: Mark | None) -> None:
        self._path = path
        self._log: Log | None = None
        # Where the line of the change under way begins.
        self._begin: int | None = None
        self._next: Mark | None = None
        # Whether the change under way is too large to be written.
        self._large = False
        self._ended = False
        self.mark = mark
        # When the file itself was written last; in between, changes stand in its log.
        self._folded_at = _written_at(path)
        self._begins_folded = not _size(path.with_name(f"{path.name}-wal"))
        self.missing: Sequence[Record] = ()
        # Whether the file went on without what is missing, so that it has to be merged in.
        self.waits = False
        self.problem: OSError | None = None
        if mark is not None:
            try:
                self._meet(mark)
                self._meet_waiting(mark)
            except OSError as error:
                self.problem = error

    def _meet(self, mark: Mark) -> None:
        """Find the journal of a file that is being opened, and what the file lacks of it."""
        log = places.find_log(mark.project, self._path)
        if not log.exists() or ends_with(log, mark.token):
            return
        last = next(iter(deque(read_lines(log), 1)), None)
        if last is not None and mark.token in map(last.get, _ENDS):
            return
        if last is not None and last.get("token") == mark.token:
            # Killed after the commit, before the change was called saved here.
            _confirm(log, mark)
            return
        self.missing = following(saved_records(log), mark.token) or ()
        if not self.missing:
            # Lines of another past, or older than all that is in this file.
            places.set_aside(log)

    def _meet_waiting(self, mark: Mark) -> None:
        """Find what was missing before, where nobody has answered for it yet."""
        log = places.log_of(mark.project, self._path)
        if not self.missing and places.waiting_base(log).exists():
            self.missing = [*_saved(places.waiting(log))]
            self.waits = bool(self.missing)

    @property
    def waiting_base(self) -> Path | None:
        """The state that what is waiting goes on from."""
        return None if self.path is None else places.waiting_base(self.path)

    def before_change(self, connection: Connection) -> None:
        """Before the first change: keep the state that the missing ones go on from."""
        path = self.path
        if self.missing and not self.waits and path is not None:
            with suppress(OSError):
                keep_base(connection, places.waiting_base(path))

    def _let_wait(self) -> None:
        """Keep what is missing apart, because the file goes on without it now."""
        path = self.path
        if path is None or not places.waiting_base(path).exists():
            self.leave_missing()
            return
        with suppress(FileNotFoundError):
            places.waiting(path).unlink()
        log = Log(places.waiting(path))
        try:
            for record in self.missing:
                log.add(record)
                log.add({"saved": record["token"]})
            log.sync()
        finally:
            log.close()
        places.set_aside(path)
        self.waits = True

    @property
    def path(self) -> Path | None:
        """The file of the journal."""
        return None if self.mark is None else places.log_of(self.mark.project, self._path)

    def was_folded(self) -> None:
        """The file itself has just been written, and holds every change until now."""
        self._folded_at = _written_at(self._path)
        self._begins_folded = True

    def note(self, connection: Connection, name: str, events: Sequence[Any] | None) -> None:
        """Mark a change in its transaction, and write what it did; None is too much to write."""
        if self._ended or (self.missing and not self.waits and _only_settings(events)):
            return
        before = self.mark
        project = before.project if before else uuid.uuid4().hex
        self._next = Mark(project, os.urandom(8).hex())
        self._next.put(connection)
        self._large = events is None
        record = {
            "before": before.token if before else "",
            "token": self._next.token,
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "name": name,
            "schema": HEAD_REVISION,
            "events": events,
        }
        try:
            self._begin = self._open(self._next).add(record)
        except OSError as error:
            self._fail(error)

    def keep(self, connection: Connection) -> None:
        """Call the change saved, after its commit; for a large one copy the whole project."""
        if self._next is None:
            return
        self.mark, self._next = self._next, None
        if self._log is None or self._begin is None:
            return
        try:
            self._log.add({"saved": self.mark.token})
            if (at := _written_at(self._path)) != self._folded_at:
                self._folded_at = at
                self._log.add({"folded": self.mark.token})
            self._log.sync()
            self.problem = None
            if self._large:
                keep_base(connection, places.base_of(places.log_of(self.mark.project, self._path)))
        except OSError as error:
            self._fail(error)
        self._begin = None

    def drop(self) -> None:
        """Take back what was written of a change that did not happen."""
        self._next = None
        if self._log is not None and self._begin is not None:
            self._log.cut(self._begin)
        self._begin = None

    def caught_up(self, mark: Mark) -> None:
        """The file holds everything that stands in the journal."""
        self.mark = mark
        self._forget_waiting()

    def leave_missing(self) -> None:
        """Keep what is missing out of the way; the file goes on without it."""
        waited, path = self.waits, self.path
        self._forget_waiting()
        if path is not None and not waited:
            places.set_aside(path)

    def _forget_waiting(self) -> None:
        self.missing, self.waits = (), False
        if (path := self.path) is not None:
            with suppress(OSError):
                places.waiting(path).replace(places.waiting(path).with_suffix(".waiting.aside"))
            with suppress(OSError):
                places.waiting_base(path).unlink(missing_ok=True)

    def end(self) -> None:
        """Note nothing more: another file takes the place of this one, and its journal."""
        self._ended = True
        self.close()

    def close(self) -> None:
        if self._log is not None:
            self._log.close()
        self._log = None

    def _open(self, mark: Mark) -> Log:
        """The file to write to, begun anew where the old one does not go on or is large."""
        if self.missing and not self.waits:
            self._let_wait()
        path = places.log_of(mark.project, self._path)
        if self._log is not None and self._log.size <= _MOST:
            return self._log
        self.close()
        begin_anew(path)
        log = Log(path)
        if not log.size:
            log.add({"start": self.mark.token if self.mark else ""})
        if self._begins_folded and self.mark is not None:
            log.add({"folded": self.mark.token})
        self._begins_folded = False
        places.note_place(path, self._path)
        self._log = log
        return log

    def _fail(self, error: OSError) -> None:
        """Go on without it; the next change tries again, in a journal of its own."""
        self.problem, self._begin = error, None
        if self._log is not None:
            self._log.cut(self._log.size)
        self.close()
        if (path := self.path) is not None:
            places.set_aside(path)


def _only_settings(events: Sequence[Any] | None) -> bool:
    """Whether nothing was done but to remember, such as where somebody left off.

    Changes that are missing go on from the file all the same.
    """
    return events is not None and all(one["do"] == "setting" for one in events)


def _written_at(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_mtime_ns
    return 0


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0


def keep_base(connection: Connection, base: Path) -> None:
    """Copy the open project; without room for that, there are the backups."""
    from workbench.storage.backups import making

    with suppress(StorageError):
        part = making.copy(connection, base)
        sync_file(part)
        part.replace(base)


def begin_anew(log: Path) -> None:
    """Keep a journal that has grown large as the one before; cut off what was never saved."""
    with suppress(FileNotFoundError):
        size = log.stat().st_size
        if size > _ANEW:
            log.replace(places.previous(log))
        elif not _ENDS.intersection(last_line(log) or ()):
            os.truncate(log, _whole(log))


def _confirm(log: Path, mark: Mark) -> None:
    with suppress(OSError):
        os.truncate(log, sum(len(to_line(value)) for value in read_lines(log)))
        file = Log(log)
        file.add({"saved": mark.token})
        file.sync()
        file.close()


def _whole(log: Path) -> int:
    """Up to where a journal holds changes that were called saved."""
    size = end = 0
    for value in read_lines(log):
        size += len(to_line(value))
        if not _ENDS.isdisjoint(value):
            end = size
    return end


def ends_with(log: Path, token: str) -> bool:
    """Whether the last line of a journal calls this change saved."""
    value = last_line(log)
    return isinstance(value, dict) and token in map(value.get, _ENDS)


def saved_records(log: Path) -> list[Record]:
    """The changes of a journal that were called saved, in their order."""
    return [*_saved(places.previous(log)), *_saved(log)]


def _saved(log: Path) -> Iterator[Record]:
    waiting: Record | None = None
    for value in read_lines(log):
        if "token" in value:
            waiting = value
        elif waiting is not None and value.get("saved") == waiting["token"]:
            yield waiting
            waiting = None


def _fits(record: Record) -> bool:
    """Whether a change was small enough to be written, for tables as they are now."""
    return record["events"] is not None and record["schema"] == HEAD_REVISION


def following(records: Iterable[Record], token: str) -> list[Record] | None:
    """The changes after a mark, as far as each goes on from the one before.

    None where the mark is not among them; what is too large to be written ends them.
    """
    found: list[Record] | None = None
    for record in records:
        if record["before"] == token and found is None:
            found = []
        if found is None:
            found = [] if record["token"] == token else None
        elif record["before"] == token and _fits(record):
            found.append(record)
            token = record["token"]
        else:
            break
    return found
