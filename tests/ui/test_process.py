"""The board runs workers one after the other, and every end is told."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from workbench.domain.run_reports import EpochRow
from workbench.domain.training import JobKind, JobState, Spec
from workbench.jobs.environment import worker_command
from workbench.jobs.protocol import Finished, Log, Message, Progress
from workbench.jobs.spec import Example, create_run_folder
from workbench.ui.process import JobBoard, JobRequest
from workbench.ui.tasks import Tasks

EXAMPLE = Example(1, ("Ada", "saw", "Oslo"), ("B-PER", "O", "B-LOC"))
PATIENCE_MS = 20_000


@pytest.fixture
def board(tasks: Tasks) -> Iterator[JobBoard]:
    made = JobBoard(worker_command, tasks)
    yield made
    made.close()


def request(folder: Path, name: str = "run-1", **options: Any) -> JobRequest:
    spec = Spec(engine="fake", labels=("PER", "LOC"), epochs=2, options=options)
    data = {"train": [EXAMPLE], "dev": [EXAMPLE], "test": [EXAMPLE]}
    create_run_folder(folder / name, spec, data)
    return JobRequest(name, name, JobKind.TRAIN, folder / name)


def ends_of(board: JobBoard) -> dict[str, Finished]:
    ends: dict[str, Finished] = {}
    board.ended.connect(ends.__setitem__)
    return ends


def messages_of(board: JobBoard, name: str) -> Sequence[Message]:
    feed = board.feed(name)
    assert feed is not None
    return feed.messages


def wait_for_log(qtbot: QtBot, board: JobBoard, name: str, text: str) -> None:
    qtbot.waitUntil(lambda: Log(text) in messages_of(board, name), timeout=PATIENCE_MS)


def test_a_run_tells_its_progress_and_ends(qtbot: QtBot, board: JobBoard, tmp_path: Path) -> None:
    """Progress and epochs arrive, then the end; the report lies in the folder."""
    ends = ends_of(board)
    board.add(request(tmp_path))
    assert board.state("run-1") is JobState.RUNNING
    qtbot.waitUntil(lambda: "run-1" in ends, timeout=PATIENCE_MS)
    assert ends["run-1"].state is JobState.DONE
    kinds = [type(message) for message in messages_of(board, "run-1")]
    assert kinds.count(EpochRow) == 2
    assert Progress in kinds
    assert (tmp_path / "run-1" / "report.json").exists()
    assert board.active is None


def test_jobs_wait_for_each_other(qtbot: QtBot, board: JobBoard, tmp_path: Path) -> None:
    """The second job starts when the first has ended, and not before."""
    ends = ends_of(board)
    board.add(request(tmp_path, "run-1"))
    board.add(request(tmp_path, "run-2"))
    assert board.state("run-2") is JobState.QUEUED
    qtbot.waitUntil(lambda: len(ends) == 2, timeout=PATIENCE_MS)
    assert list(ends) == ["run-1", "run-2"]


def test_stop_keeps_the_best(qtbot: QtBot, board: JobBoard, tmp_path: Path) -> None:
    """Stop ends the run early with a report and a model."""
    ends = ends_of(board)
    board.add(request(tmp_path, hold="step", hold_step=5))
    wait_for_log(qtbot, board, "run-1", "holding at step")
    board.stop("run-1")
    assert board.state("run-1") is JobState.STOPPING
    qtbot.waitUntil(lambda: "run-1" in ends, timeout=PATIENCE_MS)
    assert ends["run-1"].state is JobState.STOPPED
    assert (tmp_path / "run-1" / "model").is_dir()


def test_cancel_keeps_nothing(qtbot: QtBot, board: JobBoard, tmp_path: Path) -> None:
    """Cancel ends the run without a model and without an error."""
    ends = ends_of(board)
    board.add(request(tmp_path, hold="step", hold_step=5))
    wait_for_log(qtbot, board, "run-1", "holding at step")
    board.cancel("run-1")
    qtbot.waitUntil(lambda: "run-1" in ends, timeout=PATIENCE_MS)
    assert ends["run-1"] == Finished(JobState.CANCELLED)
    assert not (tmp_path / "run-1" / "model").exists()


def test_a_waiting_job_can_be_cancelled(qtbot: QtBot, board: JobBoard, tmp_path: Path) -> None:
    """A job that only waits is taken out of the queue, and the one before it goes on."""
    ends = ends_of(board)
    board.add(request(tmp_path, "run-1"))
    board.add(request(tmp_path, "run-2"))
    board.cancel("run-2")
    assert ends["run-2"].state is JobState.CANCELLED
    qtbot.waitUntil(lambda: "run-1" in ends, timeout=PATIENCE_MS)
    assert ends["run-1"].state is JobState.DONE


def test_a_killed_worker_is_lost(qtbot: QtBot, board: JobBoard, tmp_path: Path) -> None:
    """A worker that was killed is told by the signal's name, and the next job starts."""
    ends = ends_of(board)
    board.add(request(tmp_path, "run-1", kill=int(signal.SIGKILL)))
    board.add(request(tmp_path, "run-2"))
    qtbot.waitUntil(lambda: len(ends) == 2, timeout=PATIENCE_MS)
    assert ends["run-1"].state is JobState.LOST
    error = ends["run-1"].error
    assert error is not None
    assert "SIGKILL" in error.happened
    assert ends["run-2"].state is JobState.DONE


def test_a_worker_that_cannot_start_is_lost(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    """A missing program is an end with an error, not a job that waits for ever."""
    board = JobBoard(lambda folder: [str(tmp_path / "missing")], tasks)
    ends = ends_of(board)
    board.add(request(tmp_path))
    qtbot.waitUntil(lambda: "run-1" in ends, timeout=PATIENCE_MS)
    assert ends["run-1"].state is JobState.LOST


def test_closing_ends_the_worker(qtbot: QtBot, board: JobBoard, tmp_path: Path) -> None:
    """After close no process is left, and the names of the jobs cut off are told."""
    board.add(request(tmp_path, "run-1", hold="load"))
    board.add(request(tmp_path, "run-2"))
    wait_for_log(qtbot, board, "run-1", "holding at load")
    assert board.trains
    assert board.close() == ["run-1", "run-2"]
