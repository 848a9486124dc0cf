"""Out of memory and lost cards: the worker begins anew by itself, or says why it cannot."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.domain.run_reports import EpochRow
from workbench.domain.training import JobKind, JobState, Spec
from workbench.jobs.environment import worker_command, worker_environment
from workbench.jobs.protocol import Finished, LineReader, Log, Message, Started
from workbench.jobs.retry import CARD_LOST as CARD_LOST_WORDS
from workbench.jobs.retry import Retry, next_attempt, read_retry
from workbench.jobs.spec import RunFolder
from workbench.jobs.supervisor import run_job

MakeRun = Callable[..., RunFolder]
CARD_FULL = RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB.")
CARD_LOST = RuntimeError("CUDA error: unspecified launch failure")


class OutOfMemoryError(RuntimeError):
    """As torch names its own."""


@pytest.mark.parametrize("error", [CARD_FULL, OutOfMemoryError("x"), MemoryError()])
def test_half_the_batch_with_twice_the_accumulation(error: Exception) -> None:
    """As many sentences to a step, until the batch is 1; then there is no other way."""
    spec, retry = Spec(batch_size=8, accumulation=3), Retry()
    sizes = []
    while (following := next_attempt(error, retry.apply(spec), retry)) is not None:
        retry = following
        sizes.append((retry.batch_size, retry.accumulation))
    assert sizes == [(4, 6), (2, 12), (1, 24)]
    assert len(retry.notes) == 3 and "batch of 8" in retry.notes[0]
    assert retry.apply(spec).batch_size == 1


def test_a_prediction_only_makes_its_batch_smaller() -> None:
    """Nothing is said of gradients where there are none."""
    retry = next_attempt(MemoryError(), Spec(kind=JobKind.PREDICT, batch_size=4), Retry())
    assert retry is not None and "gradient" not in retry.notes[0]


def test_a_lost_card_is_tried_once_more() -> None:
    """With the same batch, in a new process; a second loss ends the run."""
    retry = next_attempt(CARD_LOST, Spec(batch_size=8), Retry())
    assert retry is not None and retry.apply(Spec(batch_size=8)).batch_size == 8
    assert next_attempt(CARD_LOST, Spec(batch_size=8), retry) is None


def test_other_errors_are_not_tried_again() -> None:
    """A bug stays a bug."""
    assert next_attempt(RuntimeError("shapes differ"), Spec(), Retry()) is None


def test_what_was_learned_survives_json() -> None:
    retry = Retry(2, 8, 1, ("so it was",))
    assert Retry.from_json(retry.to_json()) == retry


def run(folder: RunFolder) -> tuple[Finished, list[Message]]:
    seen: list[Message] = []
    return run_job(folder.path, seen.append), seen


@pytest.mark.parametrize("memory", ["cuda", "host"])
def test_t03_memory_that_runs_out_is_answered_with_a_smaller_batch(
    memory: str, make_run: MakeRun
) -> None:
    """Over one pipe and under one process number, to a report that tells what happened."""
    folder = make_run(memory_for=4, memory=memory)
    finished, seen = run(folder)
    assert finished == Finished(JobState.DONE)
    started = [message for message in seen if isinstance(message, Started)]
    assert len(started) == 3 and len({one.pid for one in started}) == 1
    report = folder.report()
    assert report is not None and len(report.notes) == 2
    assert "batch of 4" in report.notes[1]
    assert {Log(note) for note in report.notes} <= set(seen)
    assert folder.spec().batch_size == report.settings["batch_size"] == 16
    assert read_retry(folder) == Retry(4, 4, 0, report.notes)


@pytest.mark.parametrize(("memory", "code"), [("cuda", "NW-T03"), ("host", "NW-T04")])
def test_memory_that_never_suffices_is_a_clear_end(
    memory: str, code: str, make_run: MakeRun
) -> None:
    """With a batch of 1 there is nothing left to try."""
    folder = make_run(memory_for=0, memory=memory)
    finished, _ = run(folder)
    assert finished.error is not None and finished.error.code == code
    assert read_retry(folder).batch_size == 1


def test_t05_a_card_that_is_lost_once_costs_one_attempt(make_run: MakeRun) -> None:
    """The run goes on from its last checkpoint and ends well, and its report tells."""
    folder = make_run(cards_lost=1, lose_at=6, lost="CUDA unknown error - cuInit failed")
    finished, seen = run(folder)
    assert finished == Finished(JobState.DONE)
    assert Log("Resumed at step 4 of 12.") in seen
    assert [message.epoch for message in seen if isinstance(message, EpochRow)] == [1, 2, 3]
    report = folder.report()
    assert report is not None and "graphics card failed" in report.notes[0]


@pytest.mark.parametrize("said", CARD_LOST_WORDS)
def test_t05_every_loss_of_a_card_is_known(said: str) -> None:
    """Each of them gets one more process, and no more."""
    error = RuntimeError(f"CUDA error: {said}")
    again = next_attempt(error, Spec(), Retry())
    assert again is not None and next_attempt(error, Spec(), again) is None


def test_a_card_that_is_lost_twice_ends_the_run(make_run: MakeRun) -> None:
    """With advice, and resumable."""
    finished, _ = run(make_run(cards_lost=2))
    assert finished.state is JobState.FAILED
    assert finished.error is not None and finished.error.code == "NW-T10"


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not limit address space")
def test_t04_memory_that_really_runs_out(make_run: MakeRun) -> None:
    """Under a limit of the system: the batch shrinks until it fits, and the run ends well."""
    folder = make_run(hog_mb=512, steps=1)
    command = f"ulimit -v {6 << 20}; exec {shlex.join(worker_command(folder.path))}"
    done = output_of(command)
    messages = LineReader().feed(done)
    assert messages[-1] == Finished(JobState.DONE)
    assert sum(isinstance(message, EpochRow) for message in messages) == 3
    assert 1 <= (read_retry(folder).batch_size or 99) < 12


def output_of(command: str) -> bytes:
    """What a shell command prints whose standard input stays open."""
    with subprocess.Popen(
        ["bash", "-c", command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=worker_environment(),
    ) as process:
        assert process.stdout is not None
        return process.stdout.read()


def test_a_stop_survives_a_new_process(make_run: MakeRun, tmp_path: Path) -> None:
    """Who asked to stop before memory ran out is heard after it."""
    from workbench.jobs.supervisor import Supervisor

    folder = make_run(hold="step", hold_step=1, memory_for=8)
    supervisor = Supervisor(folder)
    supervisor.start()
    try:
        supervisor.stop()
        finished = supervisor.follow(lambda message: None)
    finally:
        supervisor.end()
    assert finished.state is JobState.STOPPED
