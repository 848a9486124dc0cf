"""T05: a machine that sleeps stops its workers, and its clock has jumped when it wakes up."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable

import psutil
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.domain.run_reports import EpochRow
from workbench.domain.training import JobState
from workbench.jobs import detached
from workbench.jobs.environment import worker_command
from workbench.jobs.protocol import Finished, Message, Progress, Started
from workbench.jobs.spec import RunFolder
from workbench.ui import workers
from workbench.ui.workers import DetachedWorker, WorkerProcess

MakeRun = Callable[..., RunFolder]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no SIGSTOP on this system")


class Sleeper:
    """Stops a worker at its first step, for longer than anybody's patience, and wakes it up."""

    def __init__(self, worker: workers.Worker) -> None:
        self._worker = worker
        self.heard: list[Message] = []
        self.ends: list[tuple[Finished | None, int | None]] = []
        self.process: psutil.Process | None = None
        worker.message.connect(self._hear)
        worker.ended.connect(lambda last, code: self.ends.append((last, code)))

    def _hear(self, message: Message) -> None:
        self.heard.append(message)
        if isinstance(message, Progress) and self.process is None:
            started = next(one for one in self.heard if isinstance(one, Started))
            self.process = psutil.Process(started.pid)
            self.process.send_signal(signal.SIGSTOP)

    def is_asleep(self) -> bool:
        return self.process is not None and self.process.status() == psutil.STATUS_STOPPED


@pytest.mark.parametrize("kind", [WorkerProcess, DetachedWorker])
def test_t05_a_worker_that_slept_is_waited_for(
    qtbot: QtBot, make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, kind: type[workers.Worker]
) -> None:
    """It is not called lost while it sleeps, nor after the clock has jumped, and it ends well."""
    monkeypatch.setattr(workers, "LOOK_EVERY_MS", 5)
    folder = make_run(seconds=0.01)
    worker = kind(folder)
    sleeper = Sleeper(worker)
    worker.start(worker_command(folder.path))
    qtbot.waitUntil(sleeper.is_asleep, timeout=60_000)
    real = psutil.Process.create_time
    monkeypatch.setattr(psutil.Process, "create_time", lambda self: real(self) + 3600)
    found = detached.find_worker(folder)
    assert found is not None and sleeper.process is not None and found.pid == sleeper.process.pid
    # Every timer of the window that is due has its turn.
    QApplication.processEvents()
    assert sleeper.ends == []
    sleeper.process.send_signal(signal.SIGCONT)
    qtbot.waitUntil(lambda: bool(sleeper.ends), timeout=60_000)
    assert sleeper.ends == [(Finished(JobState.DONE), 0)]
    assert sum(isinstance(one, EpochRow) for one in sleeper.heard) == 3
    assert sum(isinstance(one, Started) for one in sleeper.heard) == 1
