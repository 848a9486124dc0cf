"""What must be true while a monkey plays, and what notices when it is not."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
import traceback
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QEvent, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from tests.faults import invariants
from workbench.operations.store import Reader

LONGEST = 1.0
KEPT = 30
# Events of the interpreter that write, and where among their arguments the path stands.
WRITERS = {
    "os.remove": (0,), "os.rename": (0, 1), "os.mkdir": (0,), "os.rmdir": (0,), "os.link": (0, 1),
    "os.symlink": (1,), "os.truncate": (0,), "shutil.rmtree": (0,), "sqlite3.connect": (0,),
}  # fmt: skip
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
HARMLESS = ("/dev/", "/proc/self/")


@dataclass
class Fault:
    """Something that broke, with the event that it was noticed at."""

    event: int
    what: str


@dataclass
class Watch:
    """Notes every fault, and the last events before it."""

    folder: Path
    file: Path | None = None
    event: int = 0
    trail: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT))
    faults: list[Fault] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    _begun: tuple[float, float] | None = None
    _on: bool = False

    def blame(self, what: str) -> None:
        """Note a fault; the trail says how it came to it."""
        self.faults.append(Fault(self.event, what))
        trail = "\n    ".join(self.trail)
        print(f"FAULT at event {self.event}: {what}\n  last events:\n    {trail}", flush=True)

    def follow(self, what: str) -> None:
        """Note an event; in the file it outlives a crash."""
        self.trail.append(what)
        if self.file is not None:
            with self.file.open("a", encoding="utf-8", errors="replace") as file:
                file.write(f"{what}\n")

    # How long an event takes

    def begin(self, number: int) -> None:
        self.event = number
        self._begun = time.perf_counter(), time.thread_time()

    def end(self) -> None:
        """The loop turns again; nested loops turn before the event has returned."""
        if self._begun is None:
            return
        wall, own = self._begun
        self._begun = None
        took, worked = time.perf_counter() - wall, time.thread_time() - own
        self.slowest = max(self.slowest, worked)
        if took > LONGEST:
            self.late.append(f"{took:.2f} s, {worked:.2f} s of it own work: {self.trail[-1]}")

    # What nobody caught

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Notice exceptions, complaints of Qt, and what is written elsewhere."""
        hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = self._caught
        threading.excepthook = lambda args: self._caught(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )
        sys.unraisablehook = lambda args: self._caught(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )
        former = qInstallMessageHandler(self._hear)
        self._on = True
        sys.addaudithook(self._audit)
        try:
            yield
        finally:
            self._on = False
            qInstallMessageHandler(former)
            sys.excepthook, threading.excepthook, sys.unraisablehook = hooks

    def _caught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self.blame("".join(traceback.format_exception(kind, error, trace)))

    def _hear(self, kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
        if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
            return
        if text not in self.warnings:
            print(f"Qt at event {self.event}: {text}", flush=True)
        self.warnings[str(text)] += 1

    def _audit(self, name: str, given: tuple[Any, ...]) -> None:
        if not self._on:
            return
        if name == "open" and isinstance(given[2], int) and given[2] & WRITING:
            self._look_at(name, given[0])
        for place in WRITERS.get(name, ()):
            self._look_at(name, given[place], _folder_of(given))

    def _look_at(self, name: str, given: object, folder: str = "") -> None:
        if not isinstance(given, str | bytes | os.PathLike):
            return
        plain = os.fsdecode(given).removeprefix("file:").partition("?")[0]
        path = os.path.realpath(os.path.join(folder, plain))  # noqa: PTH118
        if not path.startswith((str(self.folder), *HARMLESS)) and "__pycache__" not in path:
            self.blame(f"{name} of {path}, which lies elsewhere")


def _folder_of(given: tuple[Any, ...]) -> str:
    """The open folder that a relative path is in, which comes last where there is one."""
    number = given[-1]
    return os.readlink(f"/proc/self/fd/{number}") if isinstance(number, int) and number > 0 else ""  # noqa: PTH115


def check(reader: Reader) -> str:
    """What is wrong with a project, or nothing: rows, journal, and what the doctor says."""
    try:
        invariants.check(reader)
    except AssertionError:
        return traceback.format_exc()
    damage = [one for page in reader.damage() for one in page]
    return f"the doctor found {damage}" if damage else _doubt_steps(reader)


def _doubt_steps(reader: Reader) -> str:
    """What was undone, and can be done again, stands after what was not."""
    steps = "SELECT state FROM operations WHERE state != 'dropped' ORDER BY sequence"
    states = invariants.connection_of(reader).exec_driver_sql(steps).scalars().all()
    return "" if states == sorted(states) else f"undone out of order: {states}"


def widgets() -> Counter[str]:
    """How many widgets of each class there are, once all that is to be deleted is gone."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return Counter(type(one).__name__ for one in QApplication.allWidgets())
