"""Answers to probable label errors: kept, acted upon, and undone together with what they did."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.domain.changes import Changes
from workbench.domain.entity import HUMAN, Entity
from workbench.domain.errors import UsageError
from workbench.domain.filters import parse_filter
from workbench.domain.label_errors import LabelError, LabelErrorAnswer, kind_of, text_of
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Status
from workbench.operations.edit import remove_entity, set_status
from workbench.operations.history import undo
from workbench.operations.label import add_labels
from workbench.operations.label_errors import (
    UNCLEAR,
    answer_label_error,
    answered,
    done_sentences,
    label_error_answers,
    standing,
    withdraw_label_answer,
)
from workbench.operations.store import NewSentence, Reader, Transaction
from workbench.storage.project import Project

TOKENS = ("Ada", "Byron", "left", "Oslo")
PER, ORG, LOC, SHORT = (
    Entity("PER", 0, 2),
    Entity("ORG", 0, 2),
    Entity("LOC", 3, 4),
    Entity("PER", 0, 1),
)
FIXED, KEPT, FLAGGED = LabelErrorAnswer.FIXED, LabelErrorAnswer.KEPT, LabelErrorAnswer.FLAGGED


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


def answers(project: Project) -> dict[str, LabelErrorAnswer]:
    return dict(project.ask(label_error_answers).result())


def case(sentence: int, gold: Entity | None = PER, proposed: Entity | None = ORG) -> LabelError:
    kind = kind_of(gold, proposed)
    return LabelError(sentence, text_of(TOKENS), kind, gold, proposed, "Ada Byron", 0.9)


@pytest.mark.parametrize(
    ("gold", "proposed", "left", "why"),
    [
        (None, LOC, (PER, LOC), "missed LOC"),
        (PER, ORG, (ORG,), "PER or ORG"),
        (PER, SHORT, (SHORT,), "borders of PER"),
        (PER, None, (), "no PER"),
    ],
)
def test_to_fix_puts_the_proposal_in_place_of_gold(
    project: Project,
    sentence: int,
    gold: Entity | None,
    proposed: Entity | None,
    left: tuple[Entity, ...],
    why: str,
) -> None:
    """For each kind: gold is the proposal, by hand of a person; the history says why."""
    wrong = case(sentence, gold, proposed)
    changes = project.submit(answer_label_error, wrong, FIXED).result()
    assert changes.sentences == {sentence}
    assert changes.operation == f"fix label error ({why})"
    found = at(project, sentence)
    assert found.entities == left
    assert found.status is Status.DONE
    if proposed is not None:
        assert dict(found.origins)[proposed] == HUMAN
    assert answers(project) == {wrong.key: FIXED}


def test_undo_takes_answer_and_correction_back(project: Project, sentence: int) -> None:
    """One undo: gold stands as before, and the case waits again."""
    before = at(project, sentence)
    project.submit(answer_label_error, case(sentence), FIXED).result()
    project.submit(undo).result()
    assert at(project, sentence) == before
    assert answers(project) == {}


def test_kept_gold_stays_and_is_remembered_whatever_is_proposed(
    project: Project, sentence: int
) -> None:
    """A later inspection that doubts the same entity finds it answered; history tells of it."""
    before = at(project, sentence)
    changes = project.submit(answer_label_error, case(sentence), KEPT).result()
    assert not changes.sentences
    assert changes.operation == "gold is correct as it is (PER or ORG)"
    assert at(project, sentence) == before
    assert case(sentence, PER, None).key in answers(project)


def test_an_unclear_case_flags_the_sentence_with_a_note(project: Project, sentence: int) -> None:
    """Gold stays; a filter finds the sentence by what its note begins with, written once."""
    for _ in range(2):
        project.submit(answer_label_error, case(sentence), FLAGGED).result()
    found = at(project, sentence)
    assert found.flagged
    assert found.note == "unclear: Ada Byron: PER or ORG"
    assert found.entities == (PER,)

    def listed(reader: Reader) -> list[int]:
        return list(reader.ids(parse_filter(f'note:"{UNCLEAR}"')))

    assert project.ask(listed).result() == [sentence]


def test_an_answer_can_be_changed_and_withdrawn_until_gold_is_fixed(
    project: Project, sentence: int
) -> None:
    """Then only undo takes it back."""
    one = case(sentence)
    project.submit(answer_label_error, one, FLAGGED).result()
    project.submit(answer_label_error, one, KEPT).result()
    assert list(answers(project).values()) == [KEPT]
    project.submit(withdraw_label_answer, one).result()
    assert answers(project) == {}
    project.submit(answer_label_error, one, FIXED).result()
    with pytest.raises(UsageError) as refused:
        project.submit(withdraw_label_answer, one).result()
    assert refused.value.code == "NW-L36"
    with pytest.raises(UsageError, match="fixed already"):
        project.submit(answer_label_error, one, KEPT).result()


@pytest.mark.parametrize("answer", list(LabelErrorAnswer))
def test_a_sentence_that_changed_is_left_alone(
    project: Project, sentence: int, answer: LabelErrorAnswer
) -> None:
    """Other gold, other tokens, or no sentence at all: nothing is written, and it says so."""
    project.submit(remove_entity, sentence, PER).result()
    before = at(project, sentence)
    elsewhere = (case(sentence), replace(case(sentence), text=1), case(9999))
    for one in elsewhere:
        with pytest.raises(UsageError, match="changed since") as refused:
            project.submit(answer_label_error, one, answer).result()
        assert refused.value.code == "NW-L35"
    assert at(project, sentence) == before
    assert answers(project) == {}


def test_a_label_that_is_gone_is_not_brought_back(project: Project, sentence: int) -> None:
    """What is proposed must have a label of the project."""
    with pytest.raises(UsageError, match="no label SHIP") as refused:
        project.submit(
            answer_label_error, case(sentence, PER, Entity("SHIP", 0, 2)), FIXED
        ).result()
    assert refused.value.code == "NW-L37"


def test_only_done_sentences_with_the_same_gold_stand(project: Project, sentence: int) -> None:
    """A case falls when its sentence is changed or is no longer done."""
    one, gone = case(sentence), case(9999)
    assert project.ask(standing, [one, gone]).result() == {one.key}
    assert project.ask(done_sentences).result() == 1
    project.submit(set_status, [sentence], Status.DRAFT).result()
    assert project.ask(standing, [one]).result() == frozenset()
    assert project.ask(done_sentences).result() == 0


def test_answers_and_standing_are_of_one_moment(project: Project, sentence: int) -> None:
    """A fixed case is answered and stands no more."""
    one = case(sentence)
    project.submit(answer_label_error, one, FIXED).result()
    said = project.ask(answered, [one]).result()
    assert (said.answers, said.standing) == ({one.key: FIXED}, frozenset())
