"""What a model in the background says is written in place of what stepped back for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.instant import NAME as INSTANT
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Status
from workbench.domain.training import Example, ModelCard
from workbench.jobs.protocol import Tagged
from workbench.operations.instant import Mode, choose
from workbench.operations.models import choose_suggester
from workbench.operations.store import NewSentence, Transaction
from workbench.operations.suggest import put_suggestions
from workbench.storage.project import Project
from workbench.workflow.background import put_answer
from workbench.workflow.suggesting import Model

NEW = 7
MODEL = Model(Path("nowhere"), ModelCard("fake", "none", ("PER", "LOC")), "run-1")
ANSWER = Tagged(1, (("B-PER", "O", "O"),), ((0.9, 1.0, 1.0),), 0.1)


def add(transaction: Transaction) -> Changes:
    new = NewSentence(("Ada", "likes", "Rome"), ("O",) * 3, IOB2, Status.NEW, None, "d")
    transaction.add([new])
    return transaction.changes("add")


@pytest.fixture
def suggested(project: Project) -> Project:
    """One untouched sentence with proposals of the instant model and of a dictionary."""
    project.submit(add).result()
    for name in (INSTANT, "dictionary"):
        found = {NEW: [Suggestion(Entity("LOC", 2, 3), name, 0.6)]}
        project.submit(put_suggestions, name, found).result()
    return project


def suggesters_after(project: Project) -> set[str]:
    examples = (Example(NEW, ("Ada", "likes", "Rome")),)
    project.submit(put_answer, MODEL, examples, ANSWER).result()
    said = project.ask(lambda reader: reader.sentence(NEW).suggestions).result()
    return {one.suggester for one in said}


def test_what_the_instant_model_left_behind_goes(suggested: Project) -> None:
    """Once a run is the suggester; the dictionary was asked for and stays."""
    suggested.submit(choose_suggester, "run-1").result()
    assert suggesters_after(suggested) == {"run-1", "dictionary"}


def test_an_instant_model_that_is_wanted_keeps_its_own(suggested: Project) -> None:
    """A person who turned it on beside the other model sees both."""
    suggested.submit(choose_suggester, "run-1").result()
    suggested.submit(choose, Mode.ON).result()
    assert suggesters_after(suggested) == {"run-1", "dictionary", INSTANT}


def test_a_model_that_is_merely_asked_stands_beside_it(suggested: Project) -> None:
    """While no other model is the suggester, nothing has stepped back."""
    assert suggesters_after(suggested) == {"run-1", "dictionary", INSTANT}
