"""Runs a worker from a command line program, without Qt."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from workbench import log
from workbench.domain.errors import JobError
from workbench.domain.training import JobState
from workbench.jobs.environment import worker_command, worker_environment
from workbench.jobs.explain import judge_end
from workbench.jobs.protocol import (
    CANCEL_LINE,
    STOP_LINE,
    Finished,
    LineReader,
    Message,
    message_to_line,
)
from workbench.jobs.spec import RunFolder

PATIENCE = 10.0
M = TypeVar("M", bound=Message)


@dataclass
class Supervisor:
    """One worker process and the pipes to it."""

    folder: RunFolder
    _process: subprocess.Popen[bytes] | None = None
    _reader: LineReader = field(default_factory=LineReader)
    _heard: list[Message] = field(default_factory=list)
    _last: Finished | None = None

    @property
    def garbage(self) -> int:
        """How many lines the worker printed that are no message."""
        return self._reader.garbage

    @property
    def pid(self) -> int:
        return self._running.pid

    def start(self) -> None:
        """Start the worker in a session of its own, so that Ctrl+C does not reach it."""
        with self.folder.log.open("ab") as log:
            self._process = subprocess.Popen(
                worker_command(self.folder.path),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=worker_environment(),
                start_new_session=True,
                bufsize=0,
            )

    def tell(self, line: bytes) -> None:
        """Hand the worker a line on its standard input."""
        self._tell(line)

    def stop(self) -> None:
        """Ask the worker to stop and keep the best."""
        self._tell(STOP_LINE)

    def cancel(self) -> None:
        """Ask the worker to end at once and keep nothing."""
        self._tell(CANCEL_LINE)

    def follow(self, on_message: Callable[[Message], None]) -> Finished:
        """Pass on messages until the worker ends; then say how it ended."""
        last: Finished | None = None
        output = self._running.stdout
        assert output is not None
        while data := os.read(output.fileno(), 65536):
            for message in self._reader.feed(data):
                last = message if isinstance(message, Finished) else last
                on_message(message)
        finished = settle(self.folder, last, self._running.wait())
        if last is None:
            on_message(finished)
        return finished

    def wait_for(self, kind: type[M]) -> M:
        """The next message of a kind, others passed over; JobError when the worker ends first."""
        output = self._running.stdout
        assert output is not None
        while True:
            while self._heard:
                message = self._heard.pop(0)
                if isinstance(message, kind):
                    return message
                self._last = message if isinstance(message, Finished) else self._last
            data = os.read(output.fileno(), 65536)
            if not data:
                raise _ended(settle(self.folder, self._last, self._running.wait()))
            self._heard += self._reader.feed(data)

    def end(self) -> None:
        """Make sure that the process is gone: end of input, then terminate, then kill."""
        process = self._running
        for step in (self._hang_up, process.terminate, self._kill_group):
            step()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
                break
        if process.stdout:
            process.stdout.close()

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("the worker was not started")
        return self._process

    def _tell(self, line: bytes) -> None:
        pipe = self._running.stdin
        with contextlib.suppress(OSError, ValueError):
            if pipe:
                pipe.write(line)

    def _hang_up(self) -> None:
        if self._running.stdin:
            with contextlib.suppress(OSError):
                self._running.stdin.close()

    def _kill_group(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._running.pid, signal.SIGKILL)


def _ended(finished: Finished) -> JobError:
    if finished.error is not None:
        return finished.error.to_error()
    return JobError(
        "NW-J10", "The job was cancelled.", "The project is untouched.", "Start it again."
    )


def settle(folder: RunFolder, last: Finished | None, return_code: int | None) -> Finished:
    """Say how a job ended and leave its folder in order.

    A worker that was killed said nothing: its end is added to events.jsonl. After a cancel
    whatever the process left in its last moment is removed.
    """
    finished = judge_end(last, return_code)
    code = finished.error.code if finished.error else None
    log.record("job ended", state=finished.state.value, code=code, status=return_code)
    folder.commands.unlink(missing_ok=True)
    if last is None:
        with folder.events.open("ab") as events:
            events.write(b"\n" + message_to_line(finished))
    if finished.state == JobState.CANCELLED:
        folder.remove_results()
    return finished


def run_job(
    folder: Path, on_message: Callable[[Message], None], first_line: bytes = b""
) -> Finished:
    """Run a job to its end; Ctrl+C cancels it, and the process is gone on return.

    `first_line` is handed to the worker and to nobody else.
    """
    supervisor = Supervisor(RunFolder(folder))
    supervisor.start()
    if first_line:
        supervisor.tell(first_line)
    try:
        return supervisor.follow(on_message)
    except KeyboardInterrupt:
        supervisor.cancel()
        return supervisor.follow(on_message)
    finally:
        supervisor.end()
