"""Runs are compared on one frozen test set, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from workbench.domain.errors import JobError, UsageError
from workbench.domain.sentence import Split
from workbench.domain.training import JobState
from workbench.jobs.spec import RunFolder
from workbench.operations.runs import gold_examples, put_run
from workbench.operations.store import Run
from workbench.storage.project import Project
from workbench.workflow.comparing import compare_runs

MakeRun = Callable[..., RunFolder]
RIGHT, MISSED, WRONG = "B-PER O B-LOC", "B-PER O O", "B-LOC O B-LOC"


def test_two_runs_are_compared_sentence_by_sentence(project: Project, make_run: MakeRun) -> None:
    """The second gains two sentences and loses one; the ids are those of the project."""
    make_run("run-1", [MISSED, WRONG, RIGHT, RIGHT, RIGHT, RIGHT])
    make_run("run-2", [RIGHT, RIGHT, MISSED, RIGHT, RIGHT, RIGHT])
    ids = [one.id for one in project.ask(gold_examples, Split.TEST).result()]
    found = compare_runs(project, "run-1", "run-2")
    assert (found.first, found.second, found.sentences, found.entities) == ("run-1", "run-2", 6, 12)
    assert (found.won, found.lost) == (tuple(ids[:2]), (ids[2],))
    assert found.micro.value > 0 and found.labels["PER"].value > 0
    assert found.micro.low <= found.micro.value <= found.micro.high


def test_neighbouring_sentences_are_no_part_of_the_test_set(
    project: Project, make_run: MakeRun
) -> None:
    """A run that was given context beside its sentences saw the same test set."""
    examples = project.ask(gold_examples, Split.TEST).result()
    make_run("run-1", [RIGHT] * 6)
    make_run("run-2", [RIGHT] * 6, [replace(one, before=("He", "came")) for one in examples])
    assert compare_runs(project, "run-1", "run-2").sentences == 6


def test_other_test_sets_are_refused_with_what_differs(project: Project, make_run: MakeRun) -> None:
    """One sentence less, one with other tokens, one with other gold: each is counted."""
    examples = list(project.ask(gold_examples, Split.TEST).result())
    make_run("run-1", [RIGHT] * 6)
    examples[0] = replace(examples[0], tokens=("Anna", "left", "Ulm"))
    examples[1] = replace(examples[1], tags=("B-PER", "O", "O"))
    make_run("run-2", [RIGHT] * 5, examples[:5])
    with pytest.raises(UsageError) as caught:
        compare_runs(project, "run-1", "run-2")
    told = str(caught.value)
    assert caught.value.code == "NW-U70"
    for part in (
        "run-1: 6 sentences, sha256 ",
        "run-2: 5 sentences, sha256 ",
        "1 only in the first",
        "1 with other tokens",
        "1 with other gold tags",
    ):
        assert part in told
    assert "only in the second" not in told


@pytest.mark.parametrize("gone", ["predictions", "folder", "report"])
def test_a_run_that_kept_nothing_is_refused(project: Project, make_run: MakeRun, gone: str) -> None:
    """Old runs, runs without a test set, deleted folders, runs under way: said in words."""
    make_run("run-1", [RIGHT] * 6)
    folder = make_run("run-2", [RIGHT] * 6)
    folder.test_predictions.unlink()
    if gone == "folder":
        folder.path.rename(folder.path.with_name("elsewhere"))
    if gone == "report":
        folder.report_file.unlink()
        project.submit(put_run, Run("run-2", JobState.FAILED, "run-2", "now", {})).result()
    expected = {"predictions": "had none", "folder": "not there any more", "report": "it is failed"}
    with pytest.raises(UsageError, match=expected[gone]) as caught:
        compare_runs(project, "run-1", "run-2")
    assert caught.value.code == "NW-U71"


@pytest.mark.parametrize("damage", [b"{", b'{"id": 1}\n', b"[]\n", b"\xff\n"])
def test_damaged_predictions_are_told(project: Project, make_run: MakeRun, damage: bytes) -> None:
    """The file is named, and nothing is made up."""
    make_run("run-1", [RIGHT] * 6)
    make_run("run-2", [RIGHT] * 6).test_predictions.write_bytes(damage)
    with pytest.raises(JobError) as caught:
        compare_runs(project, "run-1", "run-2")
    assert caught.value.code == "NW-J20"
