"""The worker in reserve: at most one, taken by the next training, gone with the window."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QProcess
from pytestqt.qtbot import QtBot

from tests.jobs.test_warm import EXAMPLE, PROGRAM, SPEC
from workbench.domain.training import JobKind, JobState
from workbench.jobs.environment import worker_command
from workbench.jobs.protocol import Finished
from workbench.jobs.spec import RunFolder, create_run_folder
from workbench.ui import warm_worker
from workbench.ui.process import JobBoard, JobRequest
from workbench.ui.tasks import Tasks
from workbench.ui.warm_worker import WarmWorker

PATIENCE_MS = 20_000


def command() -> list[str]:
    return [sys.executable, "-c", PROGRAM]


@pytest.fixture
def reserve(qtbot: QtBot) -> Iterator[WarmWorker]:
    made = WarmWorker(command)
    yield made
    made.let_go()
    made.deleteLater()


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children()}


def test_there_is_one_at_most(reserve: WarmWorker) -> None:
    """However often the place is shown."""
    before = children()
    reserve.get_ready()
    reserve.get_ready()
    assert len(children() - before) == 1


def test_it_is_given_up_after_a_while(
    qtbot: QtBot, reserve: WarmWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody trains; its memory is given back."""
    before = children()
    reserve._patience.setInterval(1)
    reserve.get_ready()
    qtbot.waitUntil(lambda: children() == before)
    assert reserve.take() is None


def test_a_small_machine_has_none(reserve: WarmWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory that a training may need is not taken beforehand."""
    monkeypatch.setattr(warm_worker, "NEEDED_BYTES", 1 << 60)
    reserve.get_ready()
    assert reserve.take() is None


def test_one_that_died_is_not_handed_over(qtbot: QtBot, reserve: WarmWorker) -> None:
    """A training is started anew instead."""
    reserve.get_ready()
    (child,) = (one for one in reserve.children() if isinstance(one, QProcess))
    assert child.waitForStarted()
    child.kill()
    assert child.waitForFinished()
    assert reserve.take() is None


@pytest.mark.parametrize("ready", [True, False])
def test_a_training_takes_it(qtbot: QtBot, tasks: Tasks, tmp_path: Path, ready: bool) -> None:
    """It trains in the process that waited, or in a new one where none did."""
    board = JobBoard(worker_command, tasks, warm=command)
    ends: dict[str, Finished] = {}
    board.ended.connect(ends.__setitem__)
    before = children()
    if ready:
        board.get_ready()
    waiting = children() - before
    data = {"train": [EXAMPLE], "dev": [EXAMPLE], "test": [EXAMPLE]}
    folder = create_run_folder(tmp_path / "run-1", SPEC, data)
    board.add(JobRequest("run-1", "run-1", JobKind.TRAIN, folder.path))
    assert children() - before >= waiting
    assert len(children() - before) == 1
    qtbot.waitUntil(lambda: "run-1" in ends, timeout=PATIENCE_MS)
    assert ends["run-1"].state is JobState.DONE
    assert RunFolder(folder.path).report() is not None
    board.close()
    qtbot.waitUntil(lambda: children() == before)


def test_it_goes_with_the_window(tasks: Tasks) -> None:
    """A window that closes leaves no process behind."""
    board = JobBoard(worker_command, tasks, warm=command)
    before = children()
    board.get_ready()
    board.close()
    assert children() == before
