"""What the scores of a run are worth, by what it said of its dev set."""

from __future__ import annotations

from collections.abc import Callable

from tests.workflow.conftest import PEOPLE
from workbench.domain.changes import Changes
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Split, Status
from workbench.domain.training import Example
from workbench.engines.base import Prediction
from workbench.jobs.predictions import write_sayings
from workbench.jobs.spec import RunFolder
from workbench.operations.store import NewSentence, Transaction
from workbench.operations.thresholds import thresholds_of
from workbench.storage.project import Project
from workbench.workflow.thresholds import (
    measure_again,
    measure_once,
    measured_instantly,
    measured_of_run,
)

MakeRun = Callable[..., RunFolder]
RIGHT = ("B-PER", "O", "B-LOC")


def make_measurable(make_run: MakeRun, sentences: int) -> RunFolder:
    """Sure and right about persons; unsure about places, and wrong in the first one."""
    dev = [Example(n, ("Ada", "left", "Oslo"), RIGHT) for n in range(sentences)]
    folder = make_run("run-1", [" ".join(RIGHT)] * sentences, dev)
    said = [Prediction(RIGHT, (0.95, 1.0, 0.6)) for _ in dev]
    said[0] = Prediction(("B-PER", "B-LOC", "O"), (0.95, 0.5, 1.0))
    write_sayings(folder.dev_predictions, dev, said)
    return folder


def test_a_run_is_measured_once(project: Project, make_run: MakeRun) -> None:
    """Then its suggestions are sure by label; an entity's score is its least sure token's."""
    make_measurable(make_run, 24)
    assert measure_once(project, "run-1") is not None
    kept = project.ask(thresholds_of).result()
    assert set(kept.measured["run-1"].labels) == {"PER", "LOC"}
    assert kept.is_sure(Suggestion(Entity("PER", 0, 1), "run-1", 0.95))
    assert kept.least(Suggestion(Entity("LOC", 0, 1), "run-1", 0.6)) == 0.5
    assert measure_once(project, "run-1") is None


def test_too_little_says_nothing(project: Project, make_run: MakeRun) -> None:
    """Twelve entities are too few, and an older run kept nothing at all."""
    folder = make_measurable(make_run, 6)
    assert measured_of_run(folder) is None
    folder.dev_predictions.unlink()
    assert measured_of_run(folder) is None
    assert measure_once(project, "run-1") is None


def test_others_than_runs_are_left_alone(project: Project) -> None:
    """Dictionaries give their precision as the score already."""
    assert measure_once(project, "dictionary") is None


def test_the_instant_model_is_measured_on_dev(project: Project) -> None:
    """It learns from what is not held out, and is asked about what is."""

    def add(transaction: Transaction) -> Changes:
        for split, people in ((None, PEOPLE * 5), (Split.DEV, PEOPLE * 5)):
            transaction.add(
                NewSentence((one, "left", "Oslo"), RIGHT, IOB2, Status.DONE, split, "d")
                for one in people
            )
        return transaction.changes("add")

    assert measured_instantly(project) is None
    project.submit(add).result()
    found = measure_again(project).measured["instant"]
    assert found.of("PER").support == found.of("LOC").support == 5 * len(PEOPLE)
    assert found.of("PER").threshold <= 1.0
