"""The worker's side of the wire: prints messages, hears commands, ends in time."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue

from workbench.domain.run_reports import EpochRow
from workbench.domain.training import CancelledError, JobState
from workbench.jobs.explain import CUT_OFF
from workbench.jobs.protocol import (
    Fault,
    Finished,
    Log,
    Message,
    Progress,
    Started,
    line_to_command,
    message_to_line,
)

PROGRESS_INTERVAL = 0.2
GRACE = 2.0


class WorkerHost:
    """Writes messages to the owner's pipe and to events.jsonl; carries stop and cancel.

    Safe to use from several threads. `stopping` may be known from the start; `beat` is called
    with the progress. When the owner's pipe breaks, the job is cut off: it ends as after a
    cancel, but what it has on the disk stays for a resumption.
    """

    def __init__(
        self,
        out: int,
        events: Path,
        stopping: bool = False,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        self.device = "cpu"
        self.out = out
        # Lines on standard input that are no command to every job; None is the end of them.
        self.lines: SimpleQueue[bytes | None] = SimpleQueue()
        self._beat = beat
        self._events = events.open("ab", buffering=0)
        _end_line(self._events.fileno(), events)
        self._lock = threading.Lock()
        self._wish = threading.Event()
        self._cancelled = False
        self._cut_off = False
        self._ended = threading.Event()
        self._finished = False
        self._first: tuple[float, int] | None = None
        self._last_progress = 0.0
        if stopping:
            self._wish.set()

    @property
    def stopping(self) -> bool:
        return self._wish.is_set()

    @property
    def cut_off_only(self) -> bool:
        """Whether the job ends because its owner is gone, and not because it was cancelled."""
        return self._cut_off and not self._cancelled

    def check(self) -> None:
        if self._cancelled or self._cut_off:
            raise CancelledError

    def wait(self, seconds: float | None) -> bool:
        return self._wish.wait(seconds)

    def started(self, device: str, threads: int) -> None:
        self.device = device
        self._send(Started(os.getpid(), device, threads))

    def progress(self, step: int, steps: int, epoch: float, loss: float | None) -> None:
        now = time.monotonic()
        if step < steps and now - self._last_progress < PROGRESS_INTERVAL:
            return
        self._last_progress = now
        self._beat()
        left = self._seconds_left(step, steps, now)
        self._send(Progress(step, steps, round(epoch, 3), loss, left))

    def epoch(self, row: EpochRow) -> None:
        self._send(row)

    def log(self, text: str) -> None:
        self._send(Log(text))

    def answer(self, message: Message) -> None:
        """Tell the owner something that is not kept on the disk."""
        with self._lock:
            self._print(message_to_line(message))

    def stop(self) -> None:
        """The owner wants to stop and keep the best."""
        self._wish.set()

    def cancel(self) -> None:
        """The owner wants to end now and keep nothing."""
        self._cancelled = True
        self._wish.set()

    def cut_off(self) -> None:
        """The owner is gone: end now, and keep what lies on the disk."""
        self._cut_off = True
        self._wish.set()

    def finish(self, state: JobState, error: Fault | None = None) -> None:
        """Say how it ended; only the first call counts."""
        self._send(Finished(state, error))
        self._ended.set()

    def ended_within(self, seconds: float) -> bool:
        return self._ended.wait(seconds)

    def _seconds_left(self, step: int, steps: int, now: float) -> float | None:
        if self._first is None:
            self._first = (now, step)
        since, first = self._first
        if step <= first:
            return None
        return round((now - since) / (step - first) * (steps - step), 1)

    def _send(self, message: Message) -> None:
        line = message_to_line(message)
        with self._lock:
            if self._finished:
                return
            self._finished = isinstance(message, Finished)
            self._events.write(line)
            self._print(line)

    def _print(self, line: bytes) -> None:
        try:
            while line:
                line = line[os.write(self.out, line) :]
        except OSError:
            self.cut_off()


def obey(host: WorkerHost, stream: int, clean_up: Callable[[], None]) -> None:
    """Read commands until the stream ends; then, or after a cancel, see that the end comes.

    Runs in a thread of its own. When the main thread does not react within `GRACE` seconds (it
    may be loading a library), the process ends from here.
    """
    for command in _commands(stream, host.lines.put):
        if command == "cancel":
            host.cancel()
            break
        host.stop()
    else:
        host.cut_off()
    host.lines.put(None)
    if not host.ended_within(GRACE):
        end_early(host, clean_up)
        os._exit(0)


def end_early(host: WorkerHost, clean_up: Callable[[], None]) -> None:
    """Say that a job was cancelled, and keep nothing; or that it was cut off, and keep all."""
    if host.cut_off_only:
        host.finish(JobState.LOST, CUT_OFF)
        return
    clean_up()
    host.finish(JobState.CANCELLED)


def _end_line(file: int, path: Path) -> None:
    """An attempt that was killed may have left half a line; the next one begins its own."""
    size = os.fstat(file).st_size
    with path.open("rb") as before:
        before.seek(max(size - 1, 0))
        if before.read(1) not in (b"", b"\n"):
            os.write(file, b"\n")


def start_obeying(host: WorkerHost, stream: int, clean_up: Callable[[], None]) -> None:
    """Run `obey` in a daemon thread."""
    thread = threading.Thread(target=obey, args=(host, stream, clean_up), daemon=True)
    thread.start()


def _commands(stream: int, pass_on: Callable[[bytes], None]) -> Iterator[str]:
    rest = b""
    while data := _read(stream):
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            if command := line_to_command(line):
                yield command
            else:
                pass_on(line)


def _read(stream: int) -> bytes:
    # Not sys.stdin: its lock would be held by this thread while the interpreter ends.
    with suppress(OSError):
        return os.read(stream, 4096)
    return b""
