"""A small project with every kind of sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.schemes import IO, IOB2
from workbench.domain.sentence import Split, Status
from workbench.operations.store import NewSentence, Transaction
from workbench.storage.project import Project

SENTENCES = (
    NewSentence(("Ada", "met", "Bo"), ("I-PER", "O", "I-PER"), IO, Status.DONE, Split.TRAIN, "a"),
    NewSentence(("In", "Rome"), ("O", "B-LOC"), IOB2, Status.DONE, Split.DEV, "a"),
    NewSentence(("at", "CERN"), ("0", "VORG"), IOB2, Status.DONE, Split.TEST, "b"),
    NewSentence(
        ("Oslo", "again"),
        ("O", "O"),
        IOB2,
        Status.NEW,
        None,
        "b",
        (Suggestion(Entity("LOC", 0, 1), "run-1", 0.75),),
    ),
)


def _add(transaction: Transaction) -> Changes:
    transaction.add(SENTENCES)
    return transaction.changes("import")


@pytest.fixture(scope="session")
def add_sentences() -> Callable[[Transaction], Changes]:
    """An operation that adds the four sentences above."""
    return _add


@pytest.fixture
def path(tmp_path: Path) -> Path:
    # Characters that a database URL would stumble over.
    return tmp_path / "a?b#c%41.nerproj"


@pytest.fixture
def project(path: Path) -> Iterator[Project]:
    with Project.create(path, ["PER", "LOC", "ORG"]) as project:
        project.submit(_add).result()
        yield project
