"""After gold was corrected, a run is scored again; its old figures stay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from workbench.domain.changes import Changes
from workbench.domain.errors import JobError, UsageError
from workbench.domain.run_reports import RunReport
from workbench.domain.sentence import Sentence, Split, Status
from workbench.domain.training import JobKind, JobState
from workbench.jobs.spec import RunFolder
from workbench.jobs.supervisor import run_job
from workbench.operations.runs import gold_examples
from workbench.operations.store import Transaction
from workbench.storage.project import Project
from workbench.workflow.rescoring import prepare_rescoring, take_in_rescoring

MakeRun = Callable[..., RunFolder]
RIGHT, MISSED = "B-PER O B-LOC", "B-PER O O"


def _change(project: Project, number: int, **fields: object) -> None:
    """Change the test sentence of that number."""
    sentence = project.ask(gold_examples, Split.TEST).result()[number].id

    def change(transaction: Transaction) -> Changes:
        before: Sentence = transaction.sentence(sentence)
        transaction.put(replace(before, **fields))  # type: ignore[arg-type]
        return transaction.changes("change")

    project.submit(change).result()


def _report(project: Project) -> RunReport:
    run = project.ask(lambda reader: reader.run("run-1")).result()
    return RunReport.from_json(dict(run.report or {}))


def test_corrected_gold_gives_new_figures_beside_the_old(
    project: Project, make_run: MakeRun
) -> None:
    """Where gold was wrong the model was right: the worker says so, and all is accounted for."""
    make_run("run-1", [MISSED, MISSED, RIGHT, RIGHT, RIGHT, RIGHT])
    before = _report(project)
    _change(project, 0, tags=("B-PER", "O", "O"))
    _change(project, 5, status=Status.DRAFT)
    _change(project, 4, tokens=("Anna", "left", "Ulm"))
    prepared = prepare_rescoring(project, "run-1")
    gold = prepared.gold
    assert (prepared.sentences, gold.changed, gold.retokenised, gold.unconfirmed) == (4, 1, 1, 1)
    assert RunFolder(prepared.folder).spec().kind is JobKind.RESCORE
    assert run_job(prepared.folder, lambda message: None).state is JobState.DONE
    take_in_rescoring(project, prepared)
    after = _report(project)
    assert replace(after, rescored=()) == before
    (again,) = after.rescored
    assert (again.changed, again.retokenised, again.unconfirmed, again.gone) == (1, 1, 1, 0)
    assert again.test.strict.micro.recall == 6 / 7
    assert before.test is not None and before.test.strict.micro.recall == 10 / 12
    assert not prepared.folder.exists()


def test_nothing_left_to_score_is_refused(project: Project, make_run: MakeRun) -> None:
    """No job is started for a test set that is gone."""
    make_run("run-1", [RIGHT] * 6)
    for _ in range(6):
        _change(project, 0, status=Status.REJECTED)
    with pytest.raises(UsageError) as caught:
        prepare_rescoring(project, "run-1")
    assert caught.value.code == "NW-U72"


def test_a_run_without_predictions_cannot_be_rescored(project: Project, make_run: MakeRun) -> None:
    """It is told as in a comparison."""
    make_run("run-1", [RIGHT] * 6).test_predictions.unlink()
    with pytest.raises(UsageError) as caught:
        prepare_rescoring(project, "run-1")
    assert caught.value.code == "NW-U71"


def test_a_job_that_left_nothing_changes_nothing(project: Project, make_run: MakeRun) -> None:
    """Taken in before the worker was done: the report stays as it was."""
    make_run("run-1", [RIGHT] * 6)
    before = _report(project)
    with pytest.raises(JobError) as caught:
        take_in_rescoring(project, prepare_rescoring(project, "run-1"))
    assert caught.value.code == "NW-J21" and _report(project) == before
