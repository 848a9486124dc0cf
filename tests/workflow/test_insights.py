"""The learning curve from the project to a job and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.domain.changes import Changes
from workbench.domain.errors import JobError, UsageError
from workbench.domain.learning import Curve, Level, Point
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Split, Status
from workbench.domain.training import JobKind, JobState
from workbench.files import write_json
from workbench.jobs.queue import Lane
from workbench.jobs.spec import RunFolder
from workbench.operations.insights import Insights, look
from workbench.operations.store import NewSentence, Transaction
from workbench.storage.project import Project
from workbench.workflow.insights import (
    FILE,
    kept_curve,
    prepare_curve,
    take_in_curve,
    what_is_new,
)

CURVE = Curve(
    (Point(0.5, 0, Level(0.6, 12), {"PER": Level(0.6, 12)}), Point(1.0, 0, Level(0.7, 24))),
    24,
    6,
    {"PER": 24},
    {"PER": 6},
    made="2026-11-22T10:00:00+00:00",
)


def add(transaction: Transaction, train: int, test: int) -> Changes:
    splits = [Split.TRAIN] * train + [Split.TEST] * test
    transaction.put_labels(transaction.labels().with_names(["PER", "LOC"]))
    transaction.add(
        NewSentence(
            (f"Ada{number}", "left", "Oslo"),
            ("B-PER", "O", "B-LOC"),
            IOB2,
            Status.DONE,
            split,
            "d",
        )
        for number, split in enumerate(splits)
    )
    return transaction.changes("fill")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """24 done sentences of train, 6 of test."""
    with Project.create(tmp_path / "a.nerproj") as project:
        project.submit(add, 24, 6).result()
        yield project


def states(project: Project) -> Insights:
    answers: list[Insights] = []
    project.ask_in_steps(look, answers.append).result()
    return answers[-1]


def test_the_gold_of_today_is_frozen(project: Project) -> None:
    """A job of its own kind, in the lane that waits for no training."""
    prepared = prepare_curve(project)
    folder = RunFolder(prepared.folder)
    spec = folder.spec()
    assert (spec.kind, prepared.lane) == (JobKind.CURVE, Lane.SIDE)
    assert spec.options["with"] == "instant"
    data = folder.training_data()
    assert [len(part) for part in (data.train, data.dev, data.test)] == [24, 0, 6]


def test_the_last_recipe_brings_its_engine_and_a_dev_set(
    project: Project, make_run: Callable[..., RunFolder]
) -> None:
    """Part of the training set, where the project has no dev set."""
    make_run("run-1", ["B-PER O B-LOC"] * 6)
    prepared = prepare_curve(project, with_recipe=True)
    folder = RunFolder(prepared.folder)
    spec = folder.spec()
    assert (spec.kind, spec.engine, prepared.made_by) == (JobKind.CURVE, "fake", "run-1")
    assert [len(folder.examples(name)) for name in ("train", "dev", "test")] == [22, 2, 6]


@pytest.mark.parametrize(
    ("train", "test", "with_recipe", "code"),
    [(30, 0, False, "NW-L40"), (6, 6, False, "NW-L41"), (30, 6, True, "NW-L42")],
)
def test_what_cannot_be_measured_is_said(
    tmp_path: Path, train: int, test: int, with_recipe: bool, code: str
) -> None:
    """No test set, too little to train on, or no recipe; and what to do."""
    with Project.create(tmp_path / "b.nerproj") as project:
        project.submit(add, train, test).result()
        with pytest.raises(UsageError) as refused:
            prepare_curve(project, with_recipe)
        assert refused.value.code == code and refused.value.next_step
        assert not (project.runs_folder / "curve").exists()


def test_a_curve_is_there_the_next_time(project: Project, tmp_path: Path) -> None:
    """As a file beside the runs; the job's folder is gone."""
    assert kept_curve(project) is None
    prepared = prepare_curve(project)
    write_json(RunFolder(prepared.folder).answer_file, CURVE.to_json())
    changes = take_in_curve(project, prepared)
    assert not changes.sequence, "an undo has nothing to take back"
    assert kept_curve(project) == CURVE
    assert not prepared.folder.exists()


@pytest.mark.parametrize(
    "damage",
    [
        {"points": None},
        {"points": [{}]},
        {"points": [{"share": 0, "repeat": 0, "total": [0.5, 9], "labels": {}}]},
        {"points": [{"share": 0.5, "repeat": 0, "total": [7, 9], "labels": {}}]},
        {"points": [{"share": 0.5, "repeat": 0, "total": [float("nan"), 9], "labels": {}}]},
        {"points": [{"share": 0.5, "repeat": 0, "total": [0.5, 9], "labels": []}]},
        {"points": [{"share": 0.5, "repeat": 0, "total": [0.5], "labels": {}}]},
        {"support": {"PER": "many"}},
        {"train": float("inf")},
        {"examples": 3},
        {"made": "yesterday"},
    ],
)
def test_a_damaged_file_counts_as_no_curve(project: Project, damage: dict[str, object]) -> None:
    """It may come from anywhere; nothing of it is shown."""
    prepared = prepare_curve(project)
    write_json(RunFolder(prepared.folder).answer_file, CURVE.to_json())
    take_in_curve(project, prepared)
    assert kept_curve(project) is not None
    write_json(project.runs_folder / FILE, {**CURVE.to_json(), **damage})
    assert kept_curve(project) is None


def test_the_file_of_a_curve_lies_beside_the_runs(project: Project, tmp_path: Path) -> None:
    """A project from elsewhere cannot name another one."""
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_text(json.dumps(CURVE.to_json()), "utf-8")

    def name_it(transaction: Transaction) -> Changes:
        transaction.put_setting("learning_curve", {"file": str(elsewhere)})
        return transaction.changes("name")

    project.submit(name_it).result()
    assert kept_curve(project) is None


@pytest.mark.parametrize("answer", [None, {}, replace(CURVE, points=()).to_json()])
def test_a_job_without_a_curve_leaves_the_last_one(
    project: Project, answer: dict[str, object] | None
) -> None:
    """NW-L44, and what was measured before stays."""
    prepared = prepare_curve(project)
    if answer is not None:
        write_json(RunFolder(prepared.folder).answer_file, answer)
    with pytest.raises(JobError, match="no learning curve") as failed:
        take_in_curve(project, prepared)
    assert failed.value.code == "NW-L44"


def test_a_curve_behind_the_project_is_told_so(project: Project) -> None:
    """More gold, less of it, or another test set."""
    now = states(project).states
    assert now is not None
    assert what_is_new(CURVE, now) == ""
    assert what_is_new(replace(CURVE, train=20), now) == "Done in train since: 4 more."
    assert what_is_new(replace(CURVE, train=25), now) == "No longer done in train: 1."
    assert what_is_new(replace(CURVE, test=5), now) == "The test set has changed since."


def test_runs_that_failed_lend_no_recipe(
    project: Project, make_run: Callable[..., RunFolder]
) -> None:
    """Only what was trained to an end."""
    make_run("run-1", ["O O O"] * 6)

    def fail(transaction: Transaction) -> Changes:
        transaction.put_run(replace(transaction.run("run-1"), state=JobState.FAILED))
        return transaction.changes("fail")

    project.submit(fail).result()
    with pytest.raises(UsageError, match="Nothing was trained"):
        prepare_curve(project, with_recipe=True)
