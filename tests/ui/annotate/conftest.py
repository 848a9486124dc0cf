"""The Annotate place on a small real project."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.schemes import IOB2, entities_to_tags
from workbench.domain.sentence import Sentence, Status
from workbench.operations.store import NewSentence, Store, Transaction
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.context import Context

TEXTS = (
    "Ada Lovelace went to Geneva on Monday .",
    "Brit saw Oslo .",
    "Nobody came .",
    "Chen met Dora in Lima today .",
)
SUGGESTED = Suggestion(Entity("LOC", 4, 5), "run-1", 0.71)


def new_sentence(
    text: str,
    entities: tuple[Entity, ...] = (),
    suggestions: tuple[Suggestion, ...] = (),
    tags: tuple[str, ...] | None = None,
) -> NewSentence:
    tokens = tuple(text.split())
    written = tags or entities_to_tags(entities, len(tokens), IOB2)
    return NewSentence(tokens, written, IOB2, Status.NEW, None, "notes.txt", suggestions)


def add(transaction: Transaction, sentences: tuple[NewSentence, ...]) -> Changes:
    transaction.add(sentences)
    return transaction.changes("add")


@pytest.fixture
def filled(project_store: Store) -> Store:
    """Four sentences: the first with a person and a suggested town."""
    first = new_sentence(TEXTS[0], (Entity("PER", 0, 2),), (SUGGESTED,))
    others = tuple(new_sentence(text) for text in TEXTS[1:])
    project_store.submit(add, (first, *others)).result()
    return project_store


@pytest.fixture
def empty_place(qtbot: QtBot, context: Context) -> Iterator[AnnotatePlace]:
    """The place, shown; a failure that nobody expected fails the test."""
    failures: list[str] = []
    context.tasks.went_wrong.connect(context.notify.error)
    context.notify.crashed.connect(failures.append)
    place = AnnotatePlace(context)
    qtbot.addWidget(place)
    place.resize(1100, 600)
    with qtbot.waitExposed(place):
        place.show()
    place.activate()
    qtbot.waitUntil(lambda: place.panel.loaded)
    yield place
    place.hide()
    assert not failures, failures


@pytest.fixture
def place(qtbot: QtBot, filled: Store, empty_place: AnnotatePlace) -> AnnotatePlace:
    """The place with the first sentence on the desk and the focus in the editor."""
    settle(qtbot, empty_place)
    empty_place.editor.setFocus()
    return empty_place


def settle(qtbot: QtBot, place: AnnotatePlace) -> None:
    """Wait until the desk shows what the store holds."""
    qtbot.waitUntil(lambda: place.desk.ready and place.desk.shown is not None)


def shown(place: AnnotatePlace) -> Sentence:
    assert place.desk.shown is not None
    return place.desk.shown.sentence


Press = Callable[..., Sentence]


@pytest.fixture
def press(qtbot: QtBot, place: AnnotatePlace) -> Press:
    """Press keys in the editor, as a person does; returns the sentence that is shown then."""

    def pressed(*keys: str) -> Sentence:
        for key in keys:
            combination = QKeySequence(key)[0]  # type: ignore[index]
            QTest.keyClick(place.editor, combination.key(), combination.keyboardModifiers())
        settle(qtbot, place)
        return shown(place)

    return pressed
