"""An inspection of gold goes out as a job, and what it found is kept beside the project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity
from workbench.domain.errors import JobError, UsageError
from workbench.domain.label_errors import LabelError, kind_of, text_of
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Split, Status
from workbench.domain.training import Example, JobKind, JobState, Spec
from workbench.engines.base import Prediction
from workbench.files import write_json
from workbench.jobs.predictions import read_sayings, write_sayings
from workbench.jobs.spec import RunFolder, create_run_folder, spec_to_json
from workbench.operations.history import redo, undo
from workbench.operations.runs import put_run
from workbench.operations.store import NewSentence, Run, Transaction
from workbench.storage.project import Project
from workbench.workflow.inspecting import (
    FILE,
    InspectionState,
    inspection_state,
    kept_inspection,
    prepare_inspection,
    take_in_inspection,
)

TAGS = ("B-PER", "O", "B-LOC")
PERSON, TOWN = Entity("PER", 0, 1), Entity("LOC", 2, 3)


def _sentence(number: int, status: Status = Status.DONE) -> NewSentence:
    return NewSentence((f"Ann{number}", "left", "Oslo"), TAGS, IOB2, status, Split.TRAIN, "d")


def _fill(transaction: Transaction) -> Changes:
    transaction.put_labels(transaction.labels().with_names(["PER", "LOC", "ORG"]))
    transaction.add(_sentence(number) for number in range(60))
    transaction.add(_sentence(100 + number, Status.DRAFT) for number in range(5))
    return transaction.changes("fill")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Sixty confirmed sentences and five drafts, with a person and a place each."""
    with Project.create(tmp_path / "a.nerproj") as project:
        project.submit(_fill).result()
        yield project


def _case(number: int, gold: Entity | None = PERSON, proposed: Entity | None = None) -> LabelError:
    text = text_of((f"Ann{number - 1}", "left", "Oslo"))
    return LabelError(number, text, kind_of(gold, proposed), gold, proposed, "Ann", 0.5, ("why",))


def _answer(folder: Path, cases: Sequence[LabelError]) -> None:
    """What a worker would leave behind."""
    found = {"cases": [case.to_json() for case in cases], "sentences": 60, "seconds": 2.5}
    write_json(RunFolder(folder).answer_file, found)


def _inspect(project: Project, cases: Sequence[LabelError]) -> tuple[LabelError, ...]:
    folder = prepare_inspection(project).folder
    _answer(folder, cases)
    return take_in_inspection(project, folder)


def _retag(project: Project, sentence: int, tags: tuple[str, ...], name: str = "retag") -> None:
    def change(transaction: Transaction) -> Changes:
        transaction.put(replace(transaction.sentence(sentence), tags=tags))
        return transaction.changes(name)

    project.submit(change).result()


def test_the_job_gets_what_is_confirmed_and_nothing_else(project: Project) -> None:
    """Sixty of the sentences are done; the drafts are nobody's gold."""
    prepared = prepare_inspection(project, seed=5)
    folder = RunFolder(prepared.folder)
    spec = folder.spec()
    assert (prepared.sentences, spec.kind, spec.options["seed"]) == (60, JobKind.INSPECT, 5)
    assert [one.id for one in folder.examples("train")] == list(range(1, 61))
    assert folder.examples("train")[0].tags == TAGS
    assert not folder.test_predictions.exists()


def test_too_little_gold_is_refused(project: Project) -> None:
    """It says how many there are and how many it takes."""

    def reject(transaction: Transaction) -> Changes:
        transaction.put_all(range(1, 12), status=Status.REJECTED)
        return transaction.changes("reject")

    project.submit(reject).result()
    with pytest.raises(UsageError) as caught:
        prepare_inspection(project)
    assert caught.value.code == "NW-L30"
    assert "49" in caught.value.happened and "50" in caught.value.happened


def test_gold_without_an_entity_is_refused(project: Project) -> None:
    """There is nothing to learn from."""

    def empty(transaction: Transaction) -> Changes:
        transaction.retag(range(1, 66), lambda run: ["O"] * len(run.tags))
        return transaction.changes("empty")

    project.submit(empty).result()
    with pytest.raises(UsageError) as caught:
        prepare_inspection(project)
    assert caught.value.code == "NW-L31"


def test_a_run_has_its_say_where_it_did_not_learn(project: Project) -> None:
    """What the latest run said of its test set goes with the job, of the same tokens only."""
    tokens = [("Ann0", "left", "Oslo"), ("Other", "left", "Oslo")]
    test = [Example(number, text, TAGS) for number, text in enumerate(tokens, 1)]
    spec = Spec(engine="fake", labels=("PER", "LOC"))
    data = {"train": test, "dev": test, "test": test}
    folder = create_run_folder(project.runs_folder / "run-1", spec, data)
    write_sayings(folder.test_predictions, test, [Prediction(("B-ORG", "O", "O"), (0.9,) * 3)] * 2)
    run = Run("run-1", JobState.DONE, "run-1", "now", spec_to_json(spec))
    project.submit(put_run, run).result()
    prepared = RunFolder(prepare_inspection(project).folder)
    said = read_sayings(prepared.test_predictions)
    assert list(said) == [1] and said[1].tags == ("B-ORG", "O", "O")


def test_what_was_found_is_kept_until_the_next_time(project: Project) -> None:
    """The cases come back in their order after a restart, and the job's folder is gone."""
    cases = (_case(3), _case(1, None, Entity("ORG", 1, 2)), _case(2, TOWN, Entity("ORG", 2, 3)))
    assert kept_inspection(project) == () and inspection_state(project) is None
    assert _inspect(project, cases) == cases == kept_inspection(project)
    assert not (project.runs_folder / "inspect").exists()
    state = inspection_state(project)
    assert state == InspectionState(state.finished if state else "", 60, 2.5, 0)


def test_a_case_whose_sentence_changed_does_not_stand(project: Project) -> None:
    """Its figures are still there to be learned from; undo lets it stand again."""
    _inspect(project, [_case(1), _case(2), _case(3, TOWN)])
    _retag(project, 1, ("B-ORG", "O", "B-LOC"))
    _retag(project, 3, ("O", "O", "B-LOC"))
    assert [one.stands for one in kept_inspection(project)] == [False, True, True]
    project.submit(undo).result()
    project.submit(undo).result()
    assert all(one.stands for one in kept_inspection(project))


def test_a_sentence_that_is_done_no_more_has_no_case(project: Project) -> None:
    """A draft is open anyway, and a deleted sentence is gone."""
    _inspect(project, [_case(1), _case(2), _case(99)])

    def reopen(transaction: Transaction) -> Changes:
        transaction.put_all([1], status=Status.DRAFT)
        return transaction.changes("reopen")

    project.submit(reopen).result()
    assert [one.stands for one in kept_inspection(project)] == [False, True, False]


def test_it_is_known_how_far_gold_has_gone_on(project: Project) -> None:
    """Done sentences that changed are counted, once each; by undo too; drafts are not."""
    _retag(project, 4, ("B-ORG", "O", "B-LOC"))
    _inspect(project, [_case(1)])
    assert _changed(project) == 0
    _retag(project, 1, ("B-ORG", "O", "B-LOC"))
    _retag(project, 1, ("O", "O", "B-LOC"))
    _retag(project, 2, ("O", "O", "B-LOC"))
    _retag(project, 61, ("O", "O", "B-LOC"))
    assert _changed(project) == 2
    for _ in range(4):
        project.submit(undo).result()
    assert _changed(project) == 0
    project.submit(undo).result()
    assert _changed(project) == 1
    project.submit(redo).result()
    assert _changed(project) == 0


def _changed(project: Project) -> int:
    state = inspection_state(project)
    assert state is not None
    return state.changed


def test_cases_that_were_settled_are_remembered_beyond_the_next_inspection(
    project: Project,
) -> None:
    """What was fixed is not found again, but the answers to it still teach."""
    _inspect(project, [_case(1), _case(2)])
    _retag(project, 1, ("O", "O", "B-LOC"))
    found = _inspect(project, [_case(2), _case(3)])
    assert [(one.sentence, one.stands) for one in found] == [(2, True), (3, True), (1, False)]
    assert kept_inspection(project) == found


@pytest.mark.parametrize("content", ["{", "[]", '{"cases": [{}]}', '{"cases": 3}'])
def test_an_answer_that_cannot_be_read_changes_nothing(project: Project, content: str) -> None:
    """A worker that was cut off leaves what was found before."""
    before = _inspect(project, [_case(1)])
    folder = prepare_inspection(project).folder
    RunFolder(folder).answer_file.write_text(content, "utf-8")
    with pytest.raises(JobError) as caught:
        take_in_inspection(project, folder)
    assert caught.value.code == "NW-L32" and kept_inspection(project) == before


@pytest.mark.parametrize("content", ["", "{", '{"cases": [], "past": 3}'])
def test_a_damaged_file_is_as_good_as_none(project: Project, content: str) -> None:
    """What was found can be found again; nothing else stands on it."""
    _inspect(project, [_case(1)])
    (project.runs_folder / FILE).write_text(content, "utf-8")
    assert kept_inspection(project) == ()
    assert len(_inspect(project, [_case(2)])) == 1
