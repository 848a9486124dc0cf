"""Workers that are found again: by process number and start time, told what to do over a pipe.

A worker whose owner may go away hears commands on a named pipe instead of its owner's, and
says what it does in events.jsonl alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from workbench.files import write_json
from workbench.jobs.environment import worker_environment
from workbench.jobs.protocol import Finished, LineReader, Message, Started
from workbench.jobs.spec import RunFolder

# Clocks are read to hundredths of a second.
_SAME_START = 0.05
# Another one after each start of the machine; Linux only.
_BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class RunningWorker:
    """The worker of a run folder; `commands` is its named pipe, where it has one."""

    pid: int
    commands: Path | None = None


def note_worker(folder: RunFolder, pid: int, commands: Path | None = None) -> None:
    """Write down which process works in a folder."""
    with contextlib.suppress(psutil.Error):
        birth = _birth(psutil.Process(pid))
        pipe = str(commands) if commands else None
        write_json(folder.worker_file, {"pid": pid, **birth, "commands": pipe})


def find_worker(folder: RunFolder) -> RunningWorker | None:
    """The process that works in a folder now; None when it is gone."""
    try:
        noted = json.loads(folder.worker_file.read_bytes())
        pid, started, commands = noted["pid"], noted["started"], noted["commands"]
        process = psutil.Process(pid)
        alive = not _has_ended(process)
        birth = _birth(process)
        near = abs(birth["started"] - started) < _SAME_START
        same = near and noted["boot"] == birth["boot"]
    except (OSError, ValueError, KeyError, TypeError, psutil.Error):
        return None
    return RunningWorker(pid, Path(commands) if commands else None) if alive and same else None


def start_detached(command: Sequence[str], folder: RunFolder) -> int:
    """Start a worker in a session of its own, without pipes to this process; its number.

    OSError when it cannot be started.
    """
    null, log = str(Path(os.devnull)), str(folder.log)
    append = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    pid = os.posix_spawn(
        command[0],
        [*command, "--detached"],
        worker_environment(),
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, null, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, null, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, log, append, 0o644),
        ],
    )
    # Until it does so itself.
    note_worker(folder, pid)
    return pid


def reap(pid: int) -> int | None:
    """The return code of a child that has ended, negative for a signal; None for others."""
    with contextlib.suppress(ChildProcessError):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
    return None


def _birth(process: psutil.Process) -> dict[str, Any]:
    """When a process began, so that it is known again.

    In seconds since the machine was started: a clock that is set right after a sleep moves the
    time of day at which every process seems to have begun.
    """
    try:
        boot = _BOOT.read_text("ascii").strip()
        ticks = Path(f"/proc/{process.pid}/stat").read_text("utf-8", "replace")
        # The name of the program is in parentheses, and may hold any sign.
        started = int(ticks.rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    except FileNotFoundError:
        return {"started": process.create_time(), "boot": ""}
    return {"started": started, "boot": boot}


def _has_ended(process: psutil.Process) -> bool:
    """Whether a process is over; a child of ours is put away, once all its threads are gone."""
    if process.status() != psutil.STATUS_ZOMBIE:
        return False
    try:
        return os.waitpid(process.pid, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return True


def hear_commands(folder: RunFolder) -> Path:
    """In the worker: let commands come over a named pipe; it becomes standard input.

    The pipe is open for writing too, so that it never ends.
    """
    path = _make_pipe(folder)
    pipe = os.open(path, os.O_RDWR)
    os.dup2(pipe, 0)
    os.close(pipe)
    return path


def _make_pipe(folder: RunFolder) -> Path:
    path = folder.commands
    path.unlink(missing_ok=True)
    try:
        os.mkfifo(path, 0o600)
    except OSError:
        # Some disks, such as sticks and shared folders, hold no pipes.
        path = Path(tempfile.mkdtemp(prefix="workbench-")) / path.name
        os.mkfifo(path, 0o600)
    return path


def tell(folder: RunFolder, line: bytes) -> bool:
    """Send a command to the worker of a folder; False while it does not listen."""
    worker = find_worker(folder)
    if worker is None or worker.commands is None:
        return False
    try:
        pipe = os.open(worker.commands, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        return os.write(pipe, line) == len(line)
    except OSError:
        return False
    finally:
        os.close(pipe)


def kill_group(pid: int) -> None:
    """Kill a worker with all that it started; workers lead a group of their own."""
    if pid <= 1:
        return  # 0 would mean our own group.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


@dataclass
class EventTail:
    """Follows events.jsonl; `offset` is how many bytes were read."""

    folder: RunFolder
    offset: int = 0
    _reader: LineReader = field(default_factory=LineReader)

    def read(self) -> list[Message]:
        """The messages that have come since."""
        try:
            with self.folder.events.open("rb") as file:
                file.seek(self.offset)
                data = file.read()
        except FileNotFoundError:
            return []
        self.offset += len(data)
        return self._reader.feed(data)


def last_word(messages: list[Message]) -> Finished | None:
    """How the last attempt ended, by what it said; None when it said nothing."""
    for message in reversed(messages):
        if isinstance(message, Finished):
            return message
        if isinstance(message, Started):
            return None
    return None
