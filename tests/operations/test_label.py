"""Changes of the label set reach all gold and suggestions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import UsageError
from workbench.domain.schemes import IO, IOB2
from workbench.domain.sentence import Status
from workbench.operations import history, label
from workbench.operations.store import NewSentence, Transaction
from workbench.storage.project import Project


def fill(transaction: Transaction) -> Changes:
    transaction.put_labels(transaction.labels().with_names(["PER", "ORG"]))
    suggestion = Suggestion(Entity("PER", 1, 2), "run-1", 0.5)
    tags = ("B-PER", "O", "B-ORG")
    transaction.add(
        [NewSentence(("a", "b", "c"), tags, IOB2, Status.DONE, None, "d", (suggestion,))]
    )
    return transaction.changes("fill")


@pytest.fixture
def filled(project: Project) -> Project:
    project.submit(fill).result()
    return project


def test_rename_reaches_gold_and_suggestions(filled: Project) -> None:
    """The label keeps its colour and key."""
    before = filled.ask(lambda reader: reader.labels().find("PER")).result()
    changes = filled.submit(label.rename, "PER", "HUMAN").result()
    assert changes.details["changed_entities"] == 1
    sentence = filled.ask(lambda reader: reader.sentence(1)).result()
    assert sentence.tags == ("B-HUMAN", "O", "B-ORG")
    assert sentence.suggestions[0].entity.label == "HUMAN"
    after = filled.ask(lambda reader: reader.labels().find("HUMAN")).result()
    assert before is not None and after is not None
    assert (after.colour, after.key) == (before.colour, before.key)


def test_merge_and_delete(filled: Project) -> None:
    """Merged labels become one; what a deleted label marked becomes outside."""
    filled.submit(label.merge, "PER", "ORG").result()
    assert filled.ask(lambda reader: reader.sentence(1).tags).result() == ("B-ORG", "O", "B-ORG")
    filled.submit(label.delete, "ORG").result()
    sentence = filled.ask(lambda reader: reader.sentence(1)).result()
    assert sentence.tags == ("O", "O", "O")
    assert sentence.suggestions == ()
    assert filled.ask(lambda reader: reader.labels().names).result() == ()


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        (label.rename, ("NONE", "X")),
        (label.rename, ("PER", "ORG")),
        (label.merge, ("PER", "NONE")),
        (label.merge, ("PER", "PER")),
    ],
)
def test_what_cannot_be_done_is_said(
    filled: Project, action: object, arguments: tuple[str, str]
) -> None:
    """Unknown labels and names that are taken change nothing."""
    with pytest.raises(UsageError):
        filled.submit(action, *arguments).result()  # type: ignore[arg-type]
    assert filled.ask(lambda reader: reader.labels().names).result() == ("PER", "ORG")


def test_merged_neighbours_stay_two_entities(project: Project) -> None:
    """A scheme without B- would melt them; the sentence is then written in IOB2."""

    def fill_neighbours(transaction: Transaction) -> Changes:
        transaction.put_labels(transaction.labels().with_names(["PER", "ORG"]))
        tags = ("I-PER", "I-ORG", "VORG")
        transaction.add([NewSentence(("a", "b", "c"), tags, IO, Status.DONE, None, "d")])
        return transaction.changes("fill")

    project.submit(fill_neighbours).result()
    project.submit(label.merge, "ORG", "PER").result()
    sentence = project.ask(lambda reader: reader.sentence(1)).result()
    assert sentence.entities == (Entity("PER", 0, 1), Entity("PER", 1, 2))
    assert sentence.tags == ("B-PER", "B-PER", "VORG")
    project.submit(history.undo).result()
    assert project.ask(lambda reader: reader.sentence(1)).result().tags[1] == "I-ORG"


@pytest.mark.parametrize("name", ["", " ", "O", "a,b", "a\tb", "a\nb", " PER", "\udcff"])
def test_what_cannot_be_a_label_is_refused(filled: Project, name: str) -> None:
    """It would be lost in a tag, a file or a list."""
    for operation, arguments in ((label.rename, ("PER", name)), (label.add_labels, ([name],))):
        with pytest.raises(UsageError):
            filled.submit(operation, *arguments).result()


def test_suggestions_that_become_alike_are_one(filled: Project) -> None:
    """The surer of two suggestions over the same tokens stays."""

    def suggest_both(transaction: Transaction) -> Changes:
        spans = (("PER", 0.5), ("ORG", 0.7))
        both = tuple(Suggestion(Entity(label, 1, 2), "r", score) for label, score in spans)
        transaction.put(replace(transaction.sentence(1), suggestions=both))
        return transaction.changes("suggest")

    filled.submit(suggest_both).result()
    filled.submit(label.merge, "PER", "ORG").result()
    suggestions = filled.ask(lambda reader: reader.sentence(1).suggestions).result()
    assert suggestions == (Suggestion(Entity("ORG", 1, 2), "r", 0.7),)
