"""T02: the window is killed while a training runs."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.domain.changes import Changes
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Split, Status
from workbench.domain.training import JobState
from workbench.jobs.detached import find_worker, tell
from workbench.jobs.protocol import STOP_LINE
from workbench.jobs.spec import RunFolder
from workbench.jobs.supervisor import run_job
from workbench.operations.store import NewSentence, Transaction
from workbench.storage.project import Project
from workbench.workflow.runs import prepare_resuming, take_up
from workbench.workflow.training import take_in_training

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0
TAGS = ("B-PER", "O", "B-LOC")


def _fill(transaction: Transaction) -> Changes:
    transaction.put_labels(transaction.labels().with_names(["PER", "LOC"]))
    transaction.add(
        NewSentence(
            (f"Ann{i}", "saw", "Oslo"), ("B-PER", "O", "B-LOC"), IOB2, Status.DONE, split, "d"
        )
        for i in range(8)
        for split in Split
    )
    return transaction.changes("fill")


def wait_for(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.02)


def kill_window(project: Path, *arguments: str) -> RunFolder:
    """Train in a window, kill that with SIGKILL, and give the folder of its first run."""
    with Project.create(project) as made:
        made.submit(_fill).result()
    command = [sys.executable, "-m", "tests.faults.window_driver", str(project), *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as window:
        assert window.stdout is not None
        said = window.stdout.readline()
        window.kill()
    assert said == b"holding\n"
    return RunFolder(project.with_suffix(".runs") / "run-1")


def states(project: Project) -> list[str]:
    return [run.state for run in project.ask(lambda reader: reader.runs()).result()]


@pytest.mark.slow
def test_t02_a_run_ends_with_its_window_and_goes_on_later(tmp_path: Path) -> None:
    """By the choice at its start it ends; nothing is left running, and it can be resumed."""
    folder = kill_window(tmp_path / "a.nerproj")
    wait_for(lambda: find_worker(folder) is None)
    with Project.open(tmp_path / "a.nerproj") as project:
        left = take_up(project)
        assert states(project) == [JobState.LOST, JobState.QUEUED]
        assert [one.run.name for one in left.queued] == ["run-2"]
        again = prepare_resuming(project, "run-1")
        spec = json.loads(folder.spec_file.read_bytes())
        folder.spec_file.write_text(json.dumps({**spec, "options": {}}), "utf-8")
        finished = run_job(again.folder, lambda message: None)
        take_in_training(project, "run-1", finished.state)
        report = folder.report()
        assert report is not None and len(report.epochs) == 3
        assert states(project)[0] == JobState.DONE


@pytest.mark.slow
def test_t02_a_run_outlives_its_window(tmp_path: Path) -> None:
    """By the choice at its start it goes on; it is found again, obeys, and its report is kept."""
    folder = kill_window(tmp_path / "a.nerproj", "outlive")
    worker = find_worker(folder)
    assert worker is not None
    with Project.open(tmp_path / "a.nerproj") as project:
        left = take_up(project)
        assert [one.run.name for one in left.living] == ["run-1"]
        assert [one.run.name for one in left.queued] == ["run-2"]
        assert states(project) == [JobState.RUNNING, JobState.QUEUED]
        assert tell(folder, STOP_LINE)
        wait_for(lambda: find_worker(folder) is None)
        assert take_up(project).living == ()
        assert states(project) == [JobState.STOPPED, JobState.QUEUED]
        run = project.ask(lambda reader: reader.run("run-1")).result()
        assert run.report is not None and run.seconds is not None
