"""What earlier owners left is found again; runs that broke off go on; files can be removed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.changes import Changes
from workbench.domain.errors import UsageError
from workbench.domain.run_reports import EpochRow
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Split, Status
from workbench.domain.training import JobState
from workbench.jobs.detached import find_worker
from workbench.jobs.environment import worker_command, worker_environment
from workbench.jobs.explain import CUT_OFF
from workbench.jobs.protocol import Finished, Log, Message, message_to_line
from workbench.jobs.retry import Retry, read_retry, write_retry
from workbench.jobs.spec import RunFolder, read_events
from workbench.jobs.supervisor import Supervisor, run_job
from workbench.operations.history import undo
from workbench.operations.runs import finish_run, put_run
from workbench.operations.store import NewSentence, Run, Transaction
from workbench.settings import TrainingSettings
from workbench.storage.project import Project
from workbench.workflow.runs import (
    disk_use,
    keep_order,
    prepare_resuming,
    remove_run,
    take_up,
)
from workbench.workflow.training import (
    Prepared,
    note_running,
    prepare_training,
    take_in_training,
)

Prepare = Callable[..., Prepared]
TOWNS = ("Rome", "Bern", "Oslo", "Riga")


def _fill(transaction: Transaction) -> Changes:
    transaction.put_labels(transaction.labels().with_names(["PER", "LOC"]))
    transaction.add(
        NewSentence(
            (f"Ann{i}", "saw", TOWNS[i % 4]),
            ("B-PER", "O", "B-LOC"),
            IOB2,
            Status.DONE,
            (Split.TRAIN, Split.TRAIN, Split.DEV, Split.TEST)[i % 4],
            "d",
        )
        for i in range(24)
    )
    return transaction.changes("fill")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Sentences in all splits, confirmed."""
    with Project.create(tmp_path / "a.nerproj") as project:
        project.submit(_fill).result()
        yield project


@pytest.fixture
def prepare(project: Project) -> Callable[..., Prepared]:
    """Prepares a training; keywords are the script of the fake engine."""

    def make(**options: Any) -> Prepared:
        prepared = prepare_training(project, TrainingSettings(engine="fake", epochs=3))
        script(RunFolder(prepared.folder), **options)
        return prepared

    return make


def run_of(project: Project, name: str = "run-1") -> Run:
    return project.ask(lambda reader: reader.run(name)).result()


def set_state(project: Project, name: str, state: JobState) -> None:
    project.submit(put_run, replace(run_of(project, name), state=state)).result()


def kill_when_holding(folder: RunFolder) -> None:
    """Run the job until its engine waits, and kill it there."""
    supervisor = Supervisor(folder)

    def hear(message: Message) -> None:
        if isinstance(message, Log) and message.text.startswith("holding"):
            os.kill(supervisor.pid, signal.SIGKILL)

    supervisor.start()
    try:
        supervisor.follow(hear)
    finally:
        supervisor.end()


def script(folder: RunFolder, **options: Any) -> None:
    spec = json.loads(folder.spec_file.read_bytes())
    folder.spec_file.write_text(json.dumps({**spec, "options": options}), "utf-8")


def test_a_killed_run_goes_on_from_its_last_checkpoint(project: Project, prepare: Prepare) -> None:
    """In the same folder and the same record; the report has all epochs, each told once."""
    prepared = prepare(hold="step", hold_step=10)
    folder = RunFolder(prepared.folder)
    note_running(project, "run-1")
    kill_when_holding(folder)
    take_up(project)
    assert run_of(project).state == JobState.LOST
    script(folder)
    again = prepare_resuming(project, "run-1")
    assert (again.folder, again.run.state, again.run.error) == (folder.path, "queued", None)
    seen: list[Message] = []
    finished = run_job(again.folder, seen.append)
    assert Log("Resumed at step 8 of 12.") in seen
    take_in_training(project, "run-1", finished.state)
    told = [row.epoch for row in read_events(folder)[0] if isinstance(row, EpochRow)]
    report = folder.report()
    assert report is not None
    assert told == [row.epoch for row in report.epochs] == [1, 2, 3]
    assert run_of(project).state == JobState.DONE and run_of(project).report is not None


@pytest.mark.parametrize(
    "state", [JobState.DONE, JobState.STOPPED, JobState.CANCELLED, JobState.RUNNING]
)
def test_what_did_not_break_off_is_not_resumed(
    state: JobState, project: Project, prepare: Prepare
) -> None:
    """A sentence says why."""
    prepare()
    set_state(project, "run-1", state)
    with pytest.raises(UsageError) as caught:
        prepare_resuming(project, "run-1")
    assert caught.value.code == "NW-J23" and str(state) in caught.value.happened
    assert run_of(project).state == state


def test_a_run_without_its_folder_is_not_resumed(project: Project, prepare: Prepare) -> None:
    """Its files were removed by somebody else."""
    RunFolder(prepare().folder).spec_file.unlink()
    set_state(project, "run-1", JobState.LOST)
    with pytest.raises(UsageError) as caught:
        prepare_resuming(project, "run-1")
    assert caught.value.code == "NW-J24"


def test_a_lost_card_is_forgiven_by_a_person(project: Project, prepare: Prepare) -> None:
    """Who resumes may have mended the machine; what was learned of its memory stays."""
    folder = RunFolder(prepare().folder)
    write_retry(folder, Retry(4, 4, 1, ("so",)))
    set_state(project, "run-1", JobState.FAILED)
    prepare_resuming(project, "run-1")
    assert read_retry(folder) == Retry(4, 4, 0, ("so",))


def test_runs_that_ended_unseen_are_taken_in(project: Project, prepare: Prepare) -> None:
    """Done with its report, lost without a last word, and what waits goes on waiting."""
    for number in (1, 2, 3):
        folder = RunFolder(prepare().folder)
        if number < 3:
            note_running(project, f"run-{number}")
        if number == 1:
            run_job(folder.path, lambda message: None)
    left = take_up(project)
    runs = project.ask(lambda reader: reader.runs()).result()
    assert [run.state for run in runs] == ["done", "lost", "queued"]
    assert runs[0].report is not None and runs[0].seconds is not None
    assert runs[1].error is not None and runs[1].error["code"] == CUT_OFF.code
    assert [one.run.name for one in left.queued] == ["run-3"] and left.living == ()


def test_the_end_of_an_earlier_attempt_does_not_count(project: Project, prepare: Prepare) -> None:
    """A run that was resumed and then killed is lost, whatever it said the first time."""
    folder = RunFolder(prepare(hold="step").folder)
    folder.events.write_bytes(message_to_line(Finished(JobState.FAILED)))
    note_running(project, "run-1")
    kill_when_holding(folder)
    folder.events.write_bytes(folder.events.read_bytes().rsplit(b'{"type": "finished"', 1)[0])
    take_up(project)
    assert run_of(project).state == JobState.LOST


def test_a_run_whose_folder_is_gone_is_lost(project: Project, prepare: Prepare) -> None:
    """It is not left under way for ever."""
    set_state(project, prepare().run.name, JobState.RUNNING)
    project.submit(put_run, replace(run_of(project), folder="elsewhere")).result()
    take_up(project)
    assert run_of(project).state == JobState.LOST


def test_a_run_that_goes_on_is_found(project: Project, prepare: Prepare) -> None:
    """By its process; nobody may resume it beside that."""
    folder = RunFolder(prepare(hold="step").folder)
    note_running(project, "run-1")
    with subprocess.Popen(
        worker_command(folder.path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=worker_environment(),
    ) as process:
        assert process.stdout is not None and process.stdin is not None
        while b"holding" not in process.stdout.readline():
            pass
        (living,) = take_up(project).living
        assert living.run.name == "run-1" and Log("holding at step") in living.told
        assert living.offset == folder.events.stat().st_size
        set_state(project, "run-1", JobState.LOST)
        with pytest.raises(UsageError) as caught:
            prepare_resuming(project, "run-1")
        assert caught.value.code == "NW-J25"
        process.stdin.close()
    assert find_worker(folder) is None


def test_the_order_of_what_waits_is_kept(project: Project, prepare: Prepare) -> None:
    """Runs that came later stand at the end."""
    for _ in range(4):
        prepare()
    keep_order(project, ["run-3", "run-1", "run-2"])
    waiting = [one.run.name for one in take_up(project).queued]
    assert waiting == ["run-3", "run-1", "run-2", "run-4"]


def test_a_run_is_removed_with_its_files(project: Project, prepare: Prepare) -> None:
    """The room it took is told; undo brings its record back, not its files."""
    folder = prepare().folder
    prepare()
    used = disk_use(project)
    assert used["run-1"] == sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    project.submit(finish_run, "run-1", JobState.CANCELLED).result()
    remove_run(project, "run-1")
    assert not folder.exists() and set(disk_use(project)) == {"run-2"}
    project.submit(undo).result()
    assert disk_use(project)["run-1"] == 0
