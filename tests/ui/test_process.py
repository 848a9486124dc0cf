"""The board runs one worker in each lane, and every end is told."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from workbench.domain.run_reports import EpochRow
from workbench.domain.training import JobKind, JobState, Spec
from workbench.files import is_complete
from workbench.jobs.detached import find_worker, last_word
from workbench.jobs.environment import worker_command
from workbench.jobs.explain import CUT_OFF
from workbench.jobs.protocol import Finished, Log, Message, Progress
from workbench.jobs.queue import Lane
from workbench.jobs.spec import Example, RunFolder, create_run_folder, read_events
from workbench.ui.process import JobBoard, JobRequest
from workbench.ui.tasks import Tasks

EXAMPLE = Example(1, ("Ada", "saw", "Oslo"), ("B-PER", "O", "B-LOC"))
PATIENCE_MS = 20_000


@pytest.fixture
def board(tasks: Tasks) -> Iterator[JobBoard]:
    made = JobBoard(worker_command, tasks)
    yield made
    made.close()


def request(
    folder: Path, name: str = "run-1", lane: Lane = Lane.CPU, outlive: bool = False, **options: Any
) -> JobRequest:
    spec = Spec(engine="fake", labels=("PER", "LOC"), epochs=2, options=options)
    data = {"train": [EXAMPLE], "dev": [EXAMPLE], "test": [EXAMPLE]}
    create_run_folder(folder / name, spec, data)
    return JobRequest(name, name, JobKind.TRAIN, folder / name, lane, outlive)


def rewrite_script(folder: Path, **options: Any) -> None:
    """Let the engine follow another script from now on."""
    spec = json.loads((folder / "spec.json").read_bytes())
    (folder / "spec.json").write_text(json.dumps({**spec, "options": options}), "utf-8")


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
    """No process is left; the job that was cut off is told, and can be resumed."""
    board.add(request(tmp_path, "run-1", hold="step", hold_step=5))
    board.add(request(tmp_path, "run-2"))
    wait_for_log(qtbot, board, "run-1", "holding at step")
    assert board.trains
    assert board.close() == ["run-1"]
    folder = RunFolder(tmp_path / "run-1")
    assert find_worker(folder) is None
    assert is_complete(folder.checkpoints / "epoch-1")
    assert last_word(read_events(folder)[0]) == Finished(JobState.LOST, CUT_OFF)


def test_closing_leaves_no_folders_of_passing_jobs(tasks: Tasks, tmp_path: Path) -> None:
    """Of a curve that is measured, or waits to be, nothing is left; a training's folder stays."""
    waits = [sys.executable, "-S", "-c", "import sys; sys.stdin.read()"]
    board = JobBoard(lambda _: waits, tasks)
    kinds = {"curve": JobKind.CURVE, "later": JobKind.CURVE, "run-1": JobKind.TRAIN}
    for name, lane in (("curve", Lane.SIDE), ("later", Lane.SIDE), ("run-1", Lane.CPU)):
        board.add(replace(request(tmp_path, name, lane), kind=kinds[name]))
    assert board.waiting == ["later"]
    board.close()
    assert {one.name for one in tmp_path.iterdir()} == {"run-1"}


def test_each_lane_runs_a_job(qtbot: QtBot, board: JobBoard, tmp_path: Path) -> None:
    """One on the graphics card and one on the processor at the same time; a third waits."""
    board.add(request(tmp_path, "run-1", Lane.GPU, hold="step"))
    board.add(request(tmp_path, "run-2", Lane.CPU, hold="step"))
    board.add(request(tmp_path, "run-3", Lane.GPU))
    for name in ("run-1", "run-2"):
        wait_for_log(qtbot, board, name, "holding at step")
    assert board.waiting == ["run-3"]
    ends = ends_of(board)
    board.cancel("run-1")
    qtbot.waitUntil(lambda: board.state("run-3") is JobState.RUNNING, timeout=PATIENCE_MS)
    assert board.state("run-2") is JobState.RUNNING and list(ends) == ["run-1"]


def test_what_waits_changes_places(qtbot: QtBot, board: JobBoard, tmp_path: Path) -> None:
    """A job that was put first runs first."""
    board.add(request(tmp_path, "run-1", hold="step"))
    for name in ("run-2", "run-3"):
        board.add(request(tmp_path, name, hold="step"))
    with qtbot.waitSignal(board.reordered):
        board.put_before("run-3", "run-2")
    assert board.waiting == ["run-3", "run-2"]
    board.cancel("run-1")
    qtbot.waitUntil(lambda: board.state("run-3") is JobState.RUNNING, timeout=PATIENCE_MS)
    assert board.waiting == ["run-2"]


def test_a_lost_run_comes_again(qtbot: QtBot, board: JobBoard, tmp_path: Path) -> None:
    """Under its name, with what it said before, to its end."""
    ends = ends_of(board)
    first = request(tmp_path, kill=int(signal.SIGKILL))
    board.add(first)
    qtbot.waitUntil(lambda: "run-1" in ends, timeout=PATIENCE_MS)
    rewrite_script(first.folder)
    told = tuple(messages_of(board, "run-1"))
    board.add(replace(first, told=told))
    assert messages_of(board, "run-1")[: len(told)] == list(told)
    qtbot.waitUntil(lambda: ends["run-1"].state is JobState.DONE, timeout=PATIENCE_MS)


def test_a_job_outlives_the_board(
    qtbot: QtBot, board: JobBoard, tasks: Tasks, tmp_path: Path
) -> None:
    """Closing leaves it; another board follows it from where it stands, and hears its end."""
    outliving = request(tmp_path, outlive=True, hold="step", hold_step=5)
    board.add(outliving)
    wait_for_log(qtbot, board, "run-1", "holding at step")
    assert not board.trains
    assert board.close() == []
    folder = RunFolder(outliving.folder)
    assert find_worker(folder) is not None
    later = JobBoard(worker_command, tasks)
    ends = ends_of(later)
    offset = folder.events.stat().st_size
    later.attach(replace(outliving, told=tuple(read_events(folder)[0])), offset)
    assert later.state("run-1") is JobState.RUNNING
    later.stop("run-1")
    qtbot.waitUntil(lambda: "run-1" in ends, timeout=PATIENCE_MS)
    assert ends["run-1"] == Finished(JobState.STOPPED)
    assert [type(one) for one in messages_of(later, "run-1")].count(EpochRow) == 1
    assert find_worker(folder) is None
    later.close()


def test_an_outliving_job_is_cancelled_by_force(
    qtbot: QtBot, board: JobBoard, tmp_path: Path
) -> None:
    """One whose process does not even listen is killed with its group."""
    ends = ends_of(board)
    board.add(request(tmp_path, outlive=True, hold="step"))
    wait_for_log(qtbot, board, "run-1", "holding at step")
    folder = RunFolder(tmp_path / "run-1")
    worker = find_worker(folder)
    assert worker is not None
    os.kill(worker.pid, signal.SIGSTOP)
    board.cancel("run-1")
    qtbot.waitUntil(lambda: "run-1" in ends, timeout=PATIENCE_MS)
    assert ends["run-1"] == Finished(JobState.CANCELLED)
    assert find_worker(folder) is None


def test_an_outliving_job_that_is_killed_is_lost(
    qtbot: QtBot, board: JobBoard, tmp_path: Path
) -> None:
    """By the signal that ended it."""
    ends = ends_of(board)
    board.add(request(tmp_path, outlive=True, kill=int(signal.SIGKILL)))
    qtbot.waitUntil(lambda: "run-1" in ends, timeout=PATIENCE_MS)
    error = ends["run-1"].error
    assert error is not None and error.code == "NW-J01"
