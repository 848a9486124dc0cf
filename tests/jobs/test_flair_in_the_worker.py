"""A flair run as the window starts it: in the worker, from a run folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.jobs.conftest import corpus
from workbench.domain.recipes import FlairOptions
from workbench.domain.training import JobKind, JobState, Spec
from workbench.jobs.protocol import Message
from workbench.jobs.spec import create_run_folder
from workbench.jobs.supervisor import Supervisor, run_job

pytestmark = pytest.mark.slow

SPEC = Spec(
    engine="flair",
    base="nobody/never-fetched",
    labels=("PER", "LOC"),
    epochs=4,
    batch_size=4,
    threads=1,
    flair=FlairOptions(hidden_size=16),
)


def test_a_run_trains_reports_and_is_applied(tmp_path: Path) -> None:
    """Only messages come out, no base is wanted where none takes part, and the model tags."""
    rows = corpus(36)
    splits = {"train": rows[:24], "dev": rows[24:30], "test": rows[30:]}
    run = create_run_folder(tmp_path / "run-1", SPEC, splits)
    supervisor = Supervisor(run)
    seen: list[Message] = []
    supervisor.start()
    try:
        assert supervisor.follow(seen.append).state == JobState.DONE
    finally:
        supervisor.end()
    assert supervisor.garbage == 0
    report = run.report()
    assert report is not None and report.test is not None
    assert len(report.epochs) == 4 and report.epochs[0].learning_rate == 0.1
    assert not run.checkpoints.exists()
    applied = replace(SPEC, kind=JobKind.PREDICT, model=str(run.model))
    job = create_run_folder(tmp_path / "job-1", applied, {"input": rows[30:]})
    assert run_job(job.path, seen.append).state == JobState.DONE
    assert len(job.predictions.read_bytes().splitlines()) == 6


def test_embeddings_that_are_not_there_fail_in_words(tmp_path: Path) -> None:
    """The error names the file; nothing is fetched unasked."""
    spec = replace(SPEC, flair=FlairOptions(("contextual:sv-forward",)))
    rows = corpus(36)
    splits = {"train": rows[:24], "dev": rows[24:30], "test": rows[30:]}
    run = create_run_folder(tmp_path / "run-1", spec, splits)
    finished = run_job(run.path, lambda message: None)
    assert finished.state == JobState.FAILED
    assert finished.error is not None and finished.error.code == "NW-M28"
