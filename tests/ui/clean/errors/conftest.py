"""A project of done sentences with a made-up inspection, and the page on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.clean.conftest import shown_place
from workbench.domain.changes import Changes
from workbench.domain.entity import Entity
from workbench.domain.label_errors import LabelError, kind_of, text_of
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Status
from workbench.files import write_json
from workbench.operations.store import NewSentence, Store, Transaction
from workbench.ui.clean.errors.errors_page import ErrorsPage
from workbench.ui.clean.place import CleanPlace
from workbench.ui.context import Context
from workbench.ui.train.runner import Runner
from workbench.workflow.inspecting import FILE, SETTING, InspectionState

TOWNS = ("Oslo", "Lima", "Perth", "Quito")
PER, LOC = Entity("PER", 0, 1), Entity("LOC", 4, 5)
WIDER = Entity("LOC", 3, 5)
# Of these, one after the other: what gold says and what is proposed instead.
DOUBTS = ((PER, Entity("LOC", 0, 1)), (LOC, WIDER), (None, Entity("PER", 1, 2)), (LOC, None))
KeepCases = Callable[[Iterable[LabelError]], None]


def case_of(sentence: Sentence, doubt: int, score: float) -> LabelError:
    """A case at a sentence; of another kind for each number of a doubt."""
    gold, proposed = DOUBTS[doubt % len(DOUBTS)]
    concerned = gold or proposed
    assert concerned is not None
    return LabelError(
        sentence.id,
        text_of(sentence.tokens),
        kind_of(gold, proposed),
        gold,
        proposed,
        sentence.surface(concerned),
        score,
        (f"3 of 3 models say so, {score:.2f}", "tagged LOC 41 of 43 times elsewhere"),
        {"models": score, "alike": 0.9},
    )


@pytest.fixture
def gold_store(project_store: Store) -> Store:
    """So many done sentences that an inspection is possible, and more."""

    def add(transaction: Transaction) -> Changes:
        transaction.add(
            NewSentence(
                (f"Ada{n}", "met", "friends", "in", TOWNS[n % 4]),
                ("B-PER", "O", "O", "O", "B-LOC"),
                IOB2,
                Status.DONE,
                None,
                "gold.txt",
            )
            for n in range(70)
        )
        return transaction.changes("import")

    project_store.submit(add).result()
    return project_store


def sentences_of(store: Store) -> list[Sentence]:
    return store.ask(lambda reader: list(reader.sentences(reader.ids()))).result()


@pytest.fixture
def keep_cases(gold_store: Store) -> KeepCases:
    """Keeps cases as if an inspection had just found them."""

    def keep(cases: Iterable[LabelError]) -> None:
        latest = gold_store.ask(lambda reader: reader.history(1)[0].sequence).result()
        state = asdict(InspectionState("2026-03-01T10:00:00+00:00", 70, 3.0))

        def note(transaction: Transaction) -> Changes:
            transaction.put_setting(SETTING, {**state, "sequence": latest})
            return transaction.changes("")

        gold_store.runs_folder.mkdir(parents=True, exist_ok=True)
        found = {"cases": [case.to_json() for case in cases], "past": []}
        write_json(gold_store.runs_folder / FILE, found)
        gold_store.submit(note).result()

    return keep


@pytest.fixture
def cases(gold_store: Store, keep_cases: KeepCases) -> list[LabelError]:
    """A case at each of the first 60 sentences, the most probable first, of four kinds."""
    found = [case_of(one, n, 0.95 - n / 100) for n, one in enumerate(sentences_of(gold_store)[:60])]
    keep_cases(found)
    return found


@pytest.fixture
def gold_place(
    qtbot: QtBot, gold_store: Store, context: Context, runner: Runner
) -> Iterator[CleanPlace]:
    """The place, shown, on the done sentences."""
    yield from shown_place(qtbot, context, runner)


@pytest.fixture
def page(qtbot: QtBot, cases: list[LabelError], gold_place: CleanPlace) -> ErrorsPage:
    """The tab of label errors, in front, with its cases read."""
    return shown_page(qtbot, gold_place)


def shown_page(qtbot: QtBot, place: CleanPlace) -> ErrorsPage:
    place.tabs.setCurrentWidget(place.errors)
    qtbot.waitUntil(lambda: place.errors.table.line is not None)
    place.errors.table.setFocus()
    return place.errors
