"""The Clean place on a small real project with bad tags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pytest
from pytestqt.qtbot import QtBot

from workbench.domain.changes import Changes
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Split, Status
from workbench.operations.store import NewSentence, Store, Transaction
from workbench.ui.clean.findings.findings_page import COUNTING
from workbench.ui.clean.place import CleanPlace
from workbench.ui.context import Context
from workbench.ui.notify import Notice
from workbench.ui.process import JobBoard
from workbench.ui.tasks import Tasks
from workbench.ui.train.runner import Runner

BAD = (
    ("Ada saw Oslo .", "B-PER 0 B-LOC O"),
    ("Brit saw Lima .", "B-PER o B-LOC 0"),
    ("New York is far .", "B-LOC I-PER O O O"),
    ("In Rome it rains .", "O I-LOC O O O"),
)


ODD = (
    *[("we saw Oslo today", "O O B-LOC O", Split.TRAIN)] * 2,
    *[(f"{day} in Oslo rain", "O O B-LOC O", Split.TRAIN) for day in ("yes", "no", "so")],
    ("they saw Oslo again", "O O B-ORG O", Split.TRAIN),
    ("near Oslo it rains", "O O O O", Split.TRAIN),
    ("Ada met Brit", "B-PER O B-PER", Split.TRAIN),
    ("Ada met Brit", "B-PER O O", Split.TEST),
    ("in Lima , then", "O B-LOC I-LOC O", None),
)


def add_odd(transaction: Transaction) -> Changes:
    transaction.add(
        NewSentence(tuple(text.split()), tuple(tags.split()), IOB2, Status.DONE, split, "odd.txt")
        for text, tags, split in ODD
    )
    return transaction.changes("add")


def add_bad(transaction: Transaction) -> Changes:
    transaction.add(
        NewSentence(tuple(text.split()), tuple(tags.split()), IOB2, Status.DONE, None, "bad.txt")
        for text, tags in BAD
    )
    return transaction.changes("add")


class Workers(Protocol):
    """The fixture `workers`: `options` is the script for the fake engine."""

    options: dict[str, object]

    def command(self, folder: Path) -> Sequence[str]: ...


@dataclass
class Said:
    """What the window told the person."""

    notices: list[str] = field(default_factory=list)

    def take(self, notice: Notice) -> None:
        self.notices.append(notice.text)


@pytest.fixture
def said(context: Context) -> Said:
    made = Said()
    context.notify.noticed.connect(made.take)
    return made


@pytest.fixture
def bad_store(project_store: Store) -> Store:
    """Four sentences with five bad tags of three kinds."""
    project_store.submit(add_bad).result()
    return project_store


@pytest.fixture
def odd_store(project_store: Store) -> Store:
    """Well-formed tags, but inconsistent ones, twins in two splits and a comma in an entity."""
    project_store.submit(add_odd).result()
    return project_store


@pytest.fixture
def runner(context: Context, tasks: Tasks, workers: Workers) -> Iterator[Runner]:
    """What starts jobs."""
    board = JobBoard(workers.command, tasks)
    yield Runner(context, board)
    board.close()


@pytest.fixture
def place(qtbot: QtBot, bad_store: Store, context: Context, runner: Runner) -> Iterator[CleanPlace]:
    """The place, shown, with the findings counted."""
    yield from shown_place(qtbot, context, runner)


@pytest.fixture
def odd_place(
    qtbot: QtBot, odd_store: Store, context: Context, runner: Runner
) -> Iterator[CleanPlace]:
    """The place, shown, on data without bad tags."""
    yield from shown_place(qtbot, context, runner)


def shown_place(qtbot: QtBot, context: Context, runner: Runner) -> Iterator[CleanPlace]:
    failures: list[str] = []
    context.tasks.went_wrong.connect(context.notify.error)
    context.notify.crashed.connect(failures.append)
    made = CleanPlace(context, lambda: runner)
    qtbot.addWidget(made)
    made.resize(1100, 600)
    with qtbot.waitExposed(made):
        made.show()
    made.activate()
    qtbot.waitUntil(lambda: made.findings.empty.text() != COUNTING)
    yield made
    made.hide()
    assert not failures, failures
