"""The old model serves until a new one is better on the frozen test, or a person says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from workbench.domain.sentence import Split
from workbench.domain.training import MODEL_CARD, Example, JobState, ModelCard
from workbench.engines.fake import DICTIONARY
from workbench.files import complete_folder, write_json
from workbench.jobs.spec import RunFolder
from workbench.operations.models import choose_suggester, suggester
from workbench.operations.runs import finish_run, gold_examples
from workbench.storage.project import Project
from workbench.workflow import succession
from workbench.workflow.succession import Verdict, judge, strict_f1, take_over

RIGHT, MISSED = "B-PER O B-LOC", "B-PER O O"
MakeRun = Callable[..., RunFolder]


@pytest.fixture
def make(make_run: MakeRun) -> MakeRun:
    """Makes a run as `make_run` does, with a model."""

    def make(name: str, said: list[str], examples: tuple[Example, ...] = ()) -> RunFolder:
        folder = make_run(name, said, examples)
        aside = folder.path / "aside"
        aside.mkdir()
        write_json(aside / DICTIONARY, {})
        write_json(aside / MODEL_CARD, ModelCard("fake", "none", ("PER", "LOC")).to_json())
        complete_folder(aside, folder.model)
        return folder

    return make


def test_the_first_model_takes_over(project: Project, make: MakeRun) -> None:
    """Unless it finds nothing at all."""
    make("run-1", ["O O O"] * 6)
    assert judge(project, "run-1").verdict is Verdict.UNUSABLE
    make("run-2", [MISSED] * 6)
    take_over(project, judge(project, "run-2"))
    assert project.ask(suggester).result() == "run-2"


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ([RIGHT] * 6, Verdict.TAKES_OVER),
        ([RIGHT, *[MISSED] * 5], Verdict.NOT_BETTER),
        ([MISSED] * 6, Verdict.NOT_BETTER),
    ],
)
def test_a_new_model_has_to_be_better(
    project: Project, make: MakeRun, said: list[str], verdict: Verdict
) -> None:
    """By strict F1 on the same test set; as good is not better."""
    make("run-1", [*[MISSED] * 5, RIGHT])
    make("run-2", said)
    project.submit(choose_suggester, "run-1").result()
    found = take_over(project, judge(project, "run-2"))
    assert (found.verdict, found.present, found.sentences) == (verdict, "run-1", 6)
    kept = "run-2" if verdict is Verdict.TAKES_OVER else "run-1"
    assert project.ask(suggester).result() == kept


def test_a_test_set_that_has_grown_is_compared_by_what_is_common(
    project: Project, make: MakeRun
) -> None:
    """With the gold of today; too little in common is no comparison."""
    examples = project.ask(gold_examples, Split.TEST).result()
    make("run-1", [MISSED] * 4, examples[:4])
    make("run-2", [RIGHT] * 6)
    project.submit(choose_suggester, "run-1").result()
    found = judge(project, "run-2")
    assert (found.verdict, found.sentences, found.f1[1]) == (Verdict.UNKNOWN, 4, 0.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(succession, "LEAST", 4)
        found = judge(project, "run-2")
    assert (found.verdict, found.sentences) == (Verdict.TAKES_OVER, 4)
    assert found.f1[0] == pytest.approx(2 / 3)
    assert found.f1[1] == 1.0


def test_without_answers_nobody_knows(project: Project, make: MakeRun) -> None:
    """An imported model, or a run without a test set, cannot be compared."""
    make("run-1", [MISSED] * 6).test_predictions.unlink()
    make("run-2", [RIGHT] * 6)
    project.submit(choose_suggester, "run-1").result()
    assert judge(project, "run-2").verdict is Verdict.UNKNOWN


def test_a_run_that_failed_changes_nothing(project: Project, make: MakeRun) -> None:
    """Nor one whose model is gone."""
    make("run-1", [RIGHT] * 6)
    project.submit(finish_run, "run-1", JobState.FAILED).result()
    assert judge(project, "run-1").verdict is Verdict.UNUSABLE
    project.submit(finish_run, "run-1", JobState.DONE).result()
    (project.runs_folder / "run-1" / "model" / DICTIONARY).unlink()
    assert judge(project, "run-1").verdict is Verdict.UNUSABLE


def test_f1_counts_entities_of_the_same_sentence() -> None:
    """One found of two, and one that is not there."""
    gold = {1: ("B-PER", "O"), 2: ("O", "B-LOC")}
    said = {1: ("B-PER", "O"), 2: ("B-LOC", "O"), 3: ("B-PER",)}
    assert strict_f1(gold, said) == 0.5
    assert strict_f1({1: ("O",)}, {1: ("O",)}) == 0.0
