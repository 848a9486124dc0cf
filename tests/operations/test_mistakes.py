"""Answers to the mistakes of a run: kept, acted upon, and undone together with what they did."""

from __future__ import annotations

import pytest

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity, Origin, OriginKind
from workbench.domain.errors import UsageError
from workbench.domain.filters import parse_filter
from workbench.domain.reports import Mistake, MistakeKind
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Status
from workbench.operations.edit import remove_entity
from workbench.operations.history import undo
from workbench.operations.label import add_labels
from workbench.operations.mistakes import (
    HARD_FILTER,
    MistakeAnswer,
    answer_mistake,
    is_hard,
    mistake_answers,
    mistake_key,
    withdraw_answer,
)
from workbench.operations.store import NewSentence, Reader, Transaction
from workbench.storage.project import Project

TOKENS = ("Ada", "Byron", "left", "Oslo")
PER, ORG, LOC = Entity("PER", 0, 2), Entity("ORG", 0, 2), Entity("LOC", 3, 4)
SHORT = Entity("PER", 0, 1)


@pytest.fixture
def sentence(project: Project) -> int:
    """One done sentence with a person, and the labels PER, ORG and LOC."""
    project.submit(add_labels, ["PER", "ORG", "LOC"]).result()
    new = NewSentence(TOKENS, ("B-PER", "I-PER", "O", "O"), IOB2, Status.DONE, None, "")
    ids: list[int] = []

    def put(transaction: Transaction) -> Changes:
        ids.extend(transaction.add([new]))
        return transaction.changes("import")

    project.submit(put).result()
    return ids[0]


def at(project: Project, sentence_id: int) -> Sentence:
    return project.ask(lambda reader: reader.sentence(sentence_id)).result()


def answers(project: Project, run: str = "run-1") -> dict[str, MistakeAnswer]:
    return dict(project.ask(mistake_answers, run).result())


@pytest.mark.parametrize(
    ("kind", "gold", "said", "left"),
    [
        (MistakeKind.MISSED, PER, None, ()),
        (MistakeKind.SPURIOUS, None, LOC, (PER, LOC)),
        (MistakeKind.WRONG_TYPE, PER, ORG, (ORG,)),
        (MistakeKind.WRONG_EXTENT, PER, SHORT, (SHORT,)),
    ],
)
def test_gold_was_wrong_puts_what_the_model_said(
    project: Project,
    sentence: int,
    kind: MistakeKind,
    gold: Entity | None,
    said: Entity | None,
    left: tuple[Entity, ...],
) -> None:
    """For each kind: gold becomes the prediction, its origin is the run, history says why."""
    mistake = Mistake(sentence, kind, gold, said)
    changes = project.submit(answer_mistake, "run-1", mistake, MistakeAnswer.GOLD_WRONG).result()
    assert changes.sentences == {sentence}
    assert "gold was wrong (run-1" in changes.operation
    found = at(project, sentence)
    assert found.entities == left
    assert found.status is Status.DONE
    if said is not None:
        assert dict(found.origins)[said] == Origin(OriginKind.MODEL, "run-1")
    assert answers(project) == {mistake_key(mistake): MistakeAnswer.GOLD_WRONG}


def test_undo_takes_answer_and_correction_back(project: Project, sentence: int) -> None:
    """One undo: gold stands as before, and the mistake waits for an answer again."""
    before = at(project, sentence)
    mistake = Mistake(sentence, MistakeKind.MISSED, PER, None)
    project.submit(answer_mistake, "run-1", mistake, MistakeAnswer.GOLD_WRONG).result()
    project.submit(undo).result()
    assert at(project, sentence) == before
    assert answers(project) == {}


def test_model_was_wrong_changes_no_gold(project: Project, sentence: int) -> None:
    """The answer is kept, the sentence is as it was."""
    before = at(project, sentence)
    mistake = Mistake(sentence, MistakeKind.MISSED, PER, None)
    changes = project.submit(answer_mistake, "run-1", mistake, MistakeAnswer.MODEL_WRONG).result()
    assert not changes.sentences
    assert at(project, sentence) == before
    assert list(answers(project).values()) == [MistakeAnswer.MODEL_WRONG]


def test_the_hard_list_is_a_filter(project: Project, sentence: int) -> None:
    """A sentence that was kept as hard says why in its note, once, and is found by it."""
    mistake = Mistake(sentence, MistakeKind.WRONG_TYPE, PER, ORG)
    for _ in range(2):
        project.submit(
            answer_mistake, "run-1", mistake, MistakeAnswer.MODEL_WRONG, hard=True
        ).result()
    found = at(project, sentence)
    assert is_hard(found)
    assert found.note == "hard: wrong type PER (run-1)"

    def listed(reader: Reader) -> list[int]:
        return list(reader.ids(parse_filter(HARD_FILTER)))

    assert project.ask(listed).result() == [sentence]


def test_an_unclear_guideline_flags_the_sentence(project: Project, sentence: int) -> None:
    """Gold stays; the flag brings the sentence back to whoever writes the guideline."""
    mistake = Mistake(sentence, MistakeKind.SPURIOUS, None, LOC)
    project.submit(answer_mistake, "run-1", mistake, MistakeAnswer.UNCLEAR).result()
    found = at(project, sentence)
    assert found.flagged
    assert found.entities == (PER,)


def test_an_answer_can_be_changed_and_withdrawn(project: Project, sentence: int) -> None:
    """Until gold was corrected by it."""
    mistake = Mistake(sentence, MistakeKind.MISSED, PER, None)
    project.submit(answer_mistake, "run-1", mistake, MistakeAnswer.UNCLEAR).result()
    project.submit(answer_mistake, "run-1", mistake, MistakeAnswer.MODEL_WRONG).result()
    assert list(answers(project).values()) == [MistakeAnswer.MODEL_WRONG]
    project.submit(withdraw_answer, "run-1", mistake).result()
    assert answers(project) == {}
    project.submit(answer_mistake, "run-1", mistake, MistakeAnswer.GOLD_WRONG).result()
    with pytest.raises(UsageError, match="Gold was corrected") as refused:
        project.submit(withdraw_answer, "run-1", mistake).result()
    assert refused.value.code == "NW-U76"
    with pytest.raises(UsageError, match="Gold was corrected"):
        project.submit(answer_mistake, "run-1", mistake, MistakeAnswer.MODEL_WRONG).result()


def test_changed_gold_is_not_overwritten(project: Project, sentence: int) -> None:
    """Where gold is not what the report saw, the correction is refused and nothing changes."""
    project.submit(remove_entity, sentence, PER).result()
    before = at(project, sentence)
    mistake = Mistake(sentence, MistakeKind.WRONG_TYPE, PER, ORG)
    with pytest.raises(UsageError, match="changed since") as refused:
        project.submit(answer_mistake, "run-1", mistake, MistakeAnswer.GOLD_WRONG).result()
    assert refused.value.code == "NW-U75"
    beyond = Mistake(sentence, MistakeKind.SPURIOUS, None, Entity("LOC", 3, 9))
    with pytest.raises(UsageError, match="changed since"):
        project.submit(answer_mistake, "run-1", beyond, MistakeAnswer.GOLD_WRONG).result()
    assert at(project, sentence) == before
    assert answers(project) == {}


def test_a_label_that_is_gone_is_not_brought_back(project: Project, sentence: int) -> None:
    """What the model says must have a label of the project."""
    mistake = Mistake(sentence, MistakeKind.WRONG_TYPE, PER, Entity("SHIP", 0, 2))
    with pytest.raises(UsageError, match="no label SHIP") as refused:
        project.submit(answer_mistake, "run-1", mistake, MistakeAnswer.GOLD_WRONG).result()
    assert refused.value.code == "NW-U77"


def test_runs_have_answers_of_their_own(project: Project, sentence: int) -> None:
    """The same mistake of another run has an answer of its own."""
    mistake = Mistake(sentence, MistakeKind.MISSED, PER, None)
    for run in ("run-1", "run-2"):
        project.submit(answer_mistake, run, mistake, MistakeAnswer.MODEL_WRONG).result()
    project.submit(withdraw_answer, "run-1", mistake).result()
    assert answers(project, "run-1") == {}
    assert len(answers(project, "run-2")) == 1
