"""Edits on a real project: what is stored, counted and taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import UsageError
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Status
from workbench.operations import edit, history
from workbench.operations.store import NewSentence, Transaction
from workbench.storage.project import Project

TOKENS = ("Ada", "saw", "New", "York", "-Lima")
ADA = Suggestion(Entity("PER", 0, 1), "run-1", 0.95)
LIMA = Suggestion(Entity("LOC", 4, 5), "run-1", 0.4)


def add(transaction: Transaction) -> Changes:
    new = NewSentence(
        TOKENS,
        ("O", "O", "B-LOC", "I-LOC", "O"),
        IOB2,
        Status.NEW,
        None,
        "notes.txt",
        (ADA, LIMA),
        "Ada saw New York -Lima",
        extras=(("pos", ("N", "V", "N", "N", "N")),),
    )
    transaction.add([new])
    return transaction.changes("add")


def stored(project: Project) -> Sentence:
    return project.ask(lambda reader: next(iter(reader.sentences(reader.ids())))).result()


@pytest.fixture
def sentence(project: Project) -> Sentence:
    project.submit(add).result()
    return stored(project)


CUTS: dict[str, Callable[[Transaction, int], Changes]] = {
    "split entity": lambda t, n: edit.split_entity(t, n, Entity("LOC", 2, 4), 3),
    "split token": lambda t, n: edit.split_token(t, n, 4, 1),
    "merge tokens": lambda t, n: edit.merge_tokens(t, n, 2, 4),
    "accept from": lambda t, n: edit.accept_from(t, n, 0.9),
    "reject all": edit.reject_all,
}


@pytest.mark.parametrize("name", CUTS)
def test_every_cut_is_taken_back_exactly(project: Project, sentence: Sentence, name: str) -> None:
    """Undo brings tokens, tags, cells, suggestions and source back; redo the cut."""
    project.submit(CUTS[name], sentence.id).result()
    after = stored(project)
    assert after != sentence
    project.submit(history.undo).result()
    assert stored(project) == sentence
    project.submit(history.redo).result()
    assert stored(project) == after


def test_a_split_token_is_stored_with_its_cells(project: Project, sentence: Sentence) -> None:
    """Tokens, source and further columns fit each other."""
    project.submit(edit.split_token, sentence.id, 4, 1).result()
    after = stored(project)
    assert after.tokens == ("Ada", "saw", "New", "York", "-", "Lima")
    assert after.extras == (("pos", ("N", "V", "N", "N", "N", "N")),)
    assert after.source == sentence.source
    assert LIMA.entity.start in {found.entity.start for found in after.suggestions}


def test_entities_are_joined(project: Project, sentence: Sentence) -> None:
    """The label of the first lies over both and all between."""
    project.submit(edit.accept_from, sentence.id, 0.9).result()
    project.submit(edit.join_entities, sentence.id, ADA.entity, Entity("LOC", 2, 4)).result()
    assert stored(project).entities == (Entity("PER", 0, 4),)


@pytest.mark.parametrize(
    "act",
    [
        lambda t, n: edit.split_entity(t, n, Entity("LOC", 0, 2), 1),
        lambda t, n: edit.join_entities(t, n, Entity("LOC", 2, 4), Entity("PER", 0, 1)),
        lambda t, n: edit.split_token(t, n, 9, 1),
        lambda t, n: edit.merge_tokens(t, n, 4, 6),
    ],
)
def test_what_is_no_longer_there_is_not_cut(
    project: Project, sentence: Sentence, act: Callable[[Transaction, int], Changes]
) -> None:
    """NW-U30, and nothing is written."""
    with pytest.raises(UsageError) as refused:
        project.submit(act, sentence.id).result()
    assert refused.value.code == "NW-U30"
    assert stored(project) == sentence


def accepted(project: Project, sentence: Sentence) -> dict[str, int]:
    details = project.submit(edit.accept_sentence, sentence.id).result().details
    return {name: details[name] for name in ("suggested", "taken", "unedited")}


def test_acceptance_without_edits_is_counted(project: Project, sentence: Sentence) -> None:
    """At once, or one by one before Enter."""
    assert accepted(project, sentence) == {"suggested": 2, "taken": 2, "unedited": 1}
    project.submit(history.undo).result()
    project.submit(edit.accept_suggestion, sentence.id, ADA).result()
    assert accepted(project, sentence) == {"suggested": 2, "taken": 2, "unedited": 1}


def test_acceptance_after_edits_is_counted_as_such(project: Project, sentence: Sentence) -> None:
    """A rejected suggestion is not forgotten when the sentence is accepted."""
    project.submit(edit.reject_suggestion, sentence.id, LIMA).result()
    assert accepted(project, sentence) == {"suggested": 2, "taken": 1, "unedited": 0}
