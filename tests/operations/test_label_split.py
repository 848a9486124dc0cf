"""Splitting a label: decisions on its mentions, applied in one step."""

from __future__ import annotations

import pytest

from workbench.domain.changes import Changes
from workbench.domain.entity import HUMAN, Entity, Suggestion
from workbench.domain.errors import UsageError
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Status
from workbench.operations import edit, history, label_split
from workbench.operations.label import LabelCount
from workbench.operations.label_split import Decision, Mention, Unfinished
from workbench.operations.store import NewSentence, Transaction
from workbench.storage.project import Project

FIRST, SECOND, THIRD = Decision(1, 0, 1, "EVENT"), Decision(1, 2, 3, "WORK"), Decision(2, 1, 2, "")


def fill(transaction: Transaction) -> Changes:
    transaction.put_labels(transaction.labels().with_names(["MISC", "WORK"]))
    suggestion = Suggestion(Entity("MISC", 0, 1), "run-1", 0.5)
    transaction.add(
        [
            NewSentence(tuple("abc"), ("B-MISC", "O", "B-MISC"), IOB2, Status.DONE, None, "d"),
            NewSentence(tuple("xa"), ("B-WORK", "B-MISC"), IOB2, Status.NEW, None, "d"),
            NewSentence(tuple("xy"), ("O", "O"), IOB2, Status.NEW, None, "d", (suggestion,)),
        ]
    )
    transaction.put_value("guideline", {"MISC": "the rest"})
    return transaction.changes("fill")


@pytest.fixture
def filled(project: Project) -> Project:
    """Two sentences with three mentions of MISC, and one with a suggestion of it."""
    project.submit(fill).result()
    return project


def sentences(project: Project) -> list[Sentence]:
    return project.ask(lambda reader: list(reader.sentences([1, 2, 3]))).result()


def names(project: Project) -> tuple[str, ...]:
    return project.ask(lambda reader: reader.labels().names).result()


def test_every_mention_is_found(filled: Project) -> None:
    """With its place and its text."""
    found = filled.ask(lambda reader: [*label_split.mentions(reader, "MISC")]).result()
    assert found == [[Mention(1, 0, 1, "a"), Mention(1, 2, 3, "c"), Mention(2, 1, 2, "a")]]


def test_decisions_are_one_step(filled: Project) -> None:
    """New labels join the set, what was not decided keeps its label, one undo takes it back."""
    before = sentences(filled)
    changes = filled.submit(label_split.split, "MISC", [FIRST, SECOND]).result()
    first, second, _ = sentences(filled)
    assert first.tags == ("B-EVENT", "O", "B-WORK")
    assert first.origins == ((Entity("EVENT", 0, 1), HUMAN), (Entity("WORK", 2, 3), HUMAN))
    assert first.status is Status.DONE
    assert second == before[1]
    assert names(filled) == ("MISC", "WORK", "EVENT")
    assert changes.details["changed_entities"] == 2
    filled.submit(history.undo).result()
    assert sentences(filled) == before
    assert names(filled) == ("MISC", "WORK")


def test_the_label_goes_away_when_none_is_left(filled: Project) -> None:
    """With its suggestions and its text in the guideline."""
    decisions = [FIRST, SECOND, THIRD._replace(label="WORK")]
    effect = filled.ask(label_split.split_effect, "MISC", decisions, True).result()
    changes = filled.submit(label_split.split, "MISC", decisions, True).result()
    assert names(filled) == ("WORK", "EVENT")
    assert sentences(filled)[2].suggestions == ()
    assert filled.ask(lambda reader: reader.value("guideline")).result() == {}
    assert changes.details["removed"] == 1
    assert effect.labels == (
        LabelCount("MISC", 3, 0),
        LabelCount("EVENT", 0, 1),
        LabelCount("WORK", 1, 3),
    )
    assert (effect.sentences, effect.entities, effect.suggestions) == (2, 3, 1)
    assert effect.guideline


def test_the_label_stays_while_a_mention_has_it(filled: Project) -> None:
    """Also where a person asked for its end: nothing may lose its label by that."""
    decisions = [FIRST, SECOND, THIRD._replace(label="MISC")]
    changes = filled.submit(label_split.split, "MISC", decisions, True).result()
    assert "MISC" in names(filled)
    assert "removed" not in changes.details
    assert changes.details["kept_entities"] == 1
    assert sentences(filled)[2].suggestions


def test_a_mention_that_changed_meanwhile_is_left_alone(filled: Project) -> None:
    """It is counted as gone."""
    filled.submit(edit.put_entity, 1, Entity("WORK", 0, 2)).result()
    changes = filled.submit(label_split.split, "MISC", [FIRST, SECOND]).result()
    assert changes.details["gone"] == 1
    assert sentences(filled)[0].tags == ("B-WORK", "I-WORK", "B-WORK")


@pytest.mark.parametrize(
    ("old", "decisions", "code"),
    [("MISC", [], "NW-U38"), ("NONE", [FIRST], "NW-U12"), ("MISC", [THIRD], "NW-U12")],
)
def test_what_cannot_be_split_is_said(
    filled: Project, old: str, decisions: list[Decision], code: str
) -> None:
    """Without decisions, without the label, or into something that is no label."""
    with pytest.raises(UsageError) as caught:
        filled.ask(label_split.split_effect, old, decisions).result()
    assert caught.value.code == code
    with pytest.raises(UsageError):
        filled.submit(label_split.split, old, decisions).result()


def test_unfinished_decisions_outlive_the_window(filled: Project) -> None:
    """They are kept in the project, are no step of undo, and can be discarded."""
    kept = Unfinished(("EVENT", "WORK"), (FIRST, SECOND))
    assert filled.submit(label_split.keep_unfinished, "MISC", kept).result().nothing
    assert filled.ask(label_split.unfinished, "MISC").result() == kept
    assert filled.ask(label_split.unfinished_counts).result() == {"MISC": 2}
    assert filled.ask(label_split.unfinished, "WORK").result() == Unfinished((), ())
    filled.submit(label_split.keep_unfinished, "MISC", None).result()
    assert filled.ask(label_split.unfinished_counts).result() == {}
