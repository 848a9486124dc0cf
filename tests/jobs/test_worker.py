"""The real worker process with the fake engine: every way a job can go."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.domain.run_reports import EpochRow
from workbench.domain.training import Example, JobKind, JobState, Spec
from workbench.files import is_complete
from workbench.jobs.environment import worker_command, worker_environment
from workbench.jobs.explain import CUT_OFF
from workbench.jobs.protocol import Finished, Log, Message, Progress, Started, line_to_message
from workbench.jobs.spec import (
    RunFolder,
    create_run_folder,
    read_events,
    read_predictions,
)
from workbench.jobs.supervisor import Supervisor, run_job

MakeRun = Callable[..., RunFolder]


def follow(
    run: RunFolder, act: Callable[[Supervisor, Message], None]
) -> tuple[Finished, list[Message]]:
    """Run a job, letting `act` answer each message."""
    seen: list[Message] = []
    supervisor = Supervisor(run)

    def hear(message: Message) -> None:
        seen.append(message)
        act(supervisor, message)

    supervisor.start()
    try:
        return supervisor.follow(hear), seen
    finally:
        supervisor.end()


def when_holding(action: Callable[[Supervisor], None]) -> Callable[[Supervisor, Message], None]:
    """Act once the scripted engine says that it waits."""

    def act(supervisor: Supervisor, message: Message) -> None:
        if isinstance(message, Log) and message.text.startswith("holding"):
            action(supervisor)

    return act


def kill(supervisor: Supervisor) -> None:
    os.kill(supervisor.pid, signal.SIGKILL)


def test_a_training_runs_to_its_end(make_run: MakeRun) -> None:
    """Messages in order, a report, a complete model, and the same events on disk."""
    run = make_run(f1s=[0.3, 0.6, 0.5], losses=[3, 2, 1])
    seen: list[Message] = []
    finished = run_job(run.path, seen.append)
    assert finished == Finished(JobState.DONE)
    assert [type(message) for message in seen if not isinstance(message, Progress | Log)] == [
        Started, EpochRow, EpochRow, EpochRow, Finished,
    ]  # fmt: skip
    assert read_events(run) == (seen, 0)
    report = run.report()
    assert report is not None and report.dev is not None and report.test is not None
    assert [row.best for row in report.epochs] == [True, True, False]
    assert report.best_epoch == 2 and report.run == "run-1"
    assert report.test.coverage.sentences == 6
    assert report.settings["epochs"] == 3 and report.snapshot["sentences"]["train"] == 24
    assert is_complete(run.model) and not run.checkpoints.exists()


@pytest.mark.parametrize("place", ["load", "step", "evaluate"])
def test_cancel_keeps_nothing(place: str, make_run: MakeRun) -> None:
    """Cancelled while loading, training or evaluating: no model, no report, state cancelled."""
    run = make_run(hold=place)
    finished, _ = follow(run, when_holding(Supervisor.cancel))
    assert finished == Finished(JobState.CANCELLED)
    assert not run.model.exists() and not run.checkpoints.exists() and run.report() is None


def test_a_run_that_was_killed_behind_its_report_only_tidies_up(make_run: MakeRun) -> None:
    """Started once more it trains nothing, and its checkpoints are gone as well."""
    run = make_run()
    seen: list[Message] = []
    assert run_job(run.path, lambda message: None) == Finished(JobState.DONE)
    report = run.report_file.read_bytes()
    run.checkpoints.mkdir()
    assert run_job(run.path, seen.append) == Finished(JobState.DONE)
    assert not any(isinstance(message, EpochRow) for message in seen)
    assert run.report_file.read_bytes() == report and not run.checkpoints.exists()


def test_stop_keeps_the_best(make_run: MakeRun) -> None:
    """Stopped in the second epoch: the report of the first, its model, state stopped."""
    run = make_run(hold="step", hold_step=6, f1s=[0.4])
    finished, _ = follow(run, when_holding(Supervisor.stop))
    assert finished == Finished(JobState.STOPPED)
    report = run.report()
    assert report is not None and len(report.epochs) == 1 and report.best_epoch == 1
    assert is_complete(run.model)


def test_a_worker_ends_with_its_owner(make_run: MakeRun) -> None:
    """When standard input ends, the worker ends by itself, and keeps what can be resumed."""
    run = make_run(hold="step", hold_step=6)
    finished, _ = follow(run, when_holding(Supervisor._hang_up))
    assert finished == Finished(JobState.LOST, CUT_OFF)
    assert is_complete(run.checkpoints / "epoch-1")


def test_a_deaf_worker_ends_with_its_owner(make_run: MakeRun) -> None:
    """One that does not react keeps what can be resumed all the same."""
    run = make_run(hold="step", hold_step=6, deaf=True)
    finished, _ = follow(run, when_holding(Supervisor._hang_up))
    assert finished == Finished(JobState.LOST, CUT_OFF)
    assert is_complete(run.checkpoints / "epoch-1")


def test_a_worker_that_does_not_react_ends_all_the_same(make_run: MakeRun) -> None:
    """Cancel ends a worker whose main thread is deaf, within its grace."""
    run = make_run(hold="step", deaf=True)
    finished, _ = follow(run, when_holding(Supervisor.cancel))
    assert finished == Finished(JobState.CANCELLED)


def test_terminate_cuts_a_run_off(make_run: MakeRun) -> None:
    """SIGTERM, as when the machine is shut down, ends the worker in order; it can be resumed."""
    run = make_run(hold="step", hold_step=6)
    finished, _ = follow(run, when_holding(lambda it: os.kill(it.pid, signal.SIGTERM)))
    assert finished == Finished(JobState.LOST, CUT_OFF)
    assert is_complete(run.checkpoints / "epoch-1")


def test_a_crash_is_told_in_words(make_run: MakeRun) -> None:
    """An exception in the engine becomes a coded error; its trace is in the log only."""
    run = make_run(crash=True)
    finished, _ = follow(run, lambda *_: None)
    assert finished.state == JobState.FAILED
    assert finished.error is not None and finished.error.code == "NW-J02"
    assert "scripted crash" in finished.error.happened
    assert "Traceback" in run.log.read_text("utf-8")
    assert run.report() is None and not run.model.exists()


def test_a_killed_worker_is_lost(make_run: MakeRun) -> None:
    """A worker killed from outside is told with its signal, in the events too."""
    run = make_run(hold="step")
    finished, seen = follow(run, when_holding(kill))
    assert finished.state == JobState.LOST
    assert finished.error is not None and finished.error.code == "NW-J01"
    assert "SIGKILL" in finished.error.happened and "memory" in finished.error.happened
    assert seen[-1] == finished
    assert read_events(run)[0][-1] == finished


@pytest.mark.skipif(not hasattr(signal, "SIGBUS"), reason="no SIGBUS on this system")
def test_m05_a_model_that_changes_under_way_is_named(make_run: MakeRun) -> None:
    """SIGBUS is what a truncated mapped file gives; the error says so."""
    finished, _ = follow(make_run(kill=int(signal.SIGBUS)), lambda *_: None)
    assert finished.error is not None and finished.error.code == "NW-M05"


def test_data_without_entities_is_bad_input(tmp_path: Path) -> None:
    """The worker refuses by itself what cannot be trained on, with exit status 2."""
    nothing = [Example(1, ("a",), ("O",))]
    run = create_run_folder(
        tmp_path / "run-1", Spec(engine="fake"), {"train": nothing, "dev": nothing, "test": []}
    )
    done = subprocess.run(
        worker_command(run.path),
        check=False,
        input=b"",
        capture_output=True,
        env=worker_environment(),
    )
    last = line_to_message(done.stdout.splitlines()[-1])
    assert isinstance(last, Finished) and last.error is not None
    assert last.error.code == "NW-T07a"
    assert done.returncode == 2


def test_a_damaged_run_folder_fails_in_words(make_run: MakeRun) -> None:
    """A spec that cannot be read is a coded failure."""
    run = make_run()
    run.spec_file.write_text("{", "utf-8")
    finished, _ = follow(run, lambda *_: None)
    assert finished.error is not None and finished.error.code == "NW-J03"


def test_a_missing_folder_is_bad_usage(tmp_path: Path) -> None:
    """Without a run folder the worker says how it is called, with exit status 2."""
    done = subprocess.run(
        [sys.executable, "-m", "workbench.jobs.worker", str(tmp_path / "none")],
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=worker_environment(),
    )
    assert done.returncode == 2 and done.stdout == b"" and b"usage" in done.stderr


def test_a_model_predicts_and_is_evaluated(make_run: MakeRun, tmp_path: Path) -> None:
    """The model of a run tags new sentences and is scored on gold."""
    trained = make_run()
    run_job(trained.path, lambda message: None)
    rows = [Example(70, ("Ann", "saw", "Bern"), ("B-PER", "O", "B-LOC"))]
    spec = replace(trained.spec(), kind=JobKind.EVALUATE, model=str(trained.model))
    run = create_run_folder(tmp_path / "job-2", spec, {"input": rows})
    assert run_job(run.path, lambda message: None).state == JobState.DONE
    found = read_predictions(run)[70]
    assert [(item.label, item.start, item.end) for item, _ in found] == [
        ("PER", 0, 1),
        ("LOC", 2, 3),
    ]
    report = run.report()
    assert report is not None and report.test is not None
    assert report.test.strict.micro.f1 == 1.0


def test_standard_output_holds_only_messages(make_run: MakeRun) -> None:
    """Every line that the worker prints is a message, and a JSON object."""
    run = make_run()
    with subprocess.Popen(
        worker_command(run.path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=worker_environment(),
    ) as process:
        assert process.stdout is not None
        lines = process.stdout.read().splitlines()
    assert all(isinstance(json.loads(line), dict) for line in lines)
    assert all(line_to_message(line) is not None for line in lines)
    assert process.returncode == 0
