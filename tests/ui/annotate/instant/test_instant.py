"""Instant suggestions in the place: learned from what is accepted, shown where a person looks."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Workers
from workbench.domain.changes import Changes
from workbench.domain.entity import Entity
from workbench.domain.schemes import IOB2, entities_to_tags
from workbench.domain.sentence import Sentence, Split, Status
from workbench.operations import edit, history
from workbench.operations.instant import Mode, choose, standing
from workbench.operations.models import choose_suggester
from workbench.operations.store import NewSentence, Store, Transaction
from workbench.ui.annotate.instant.desk import EVERY, InstantDesk
from workbench.ui.annotate.instant.switch import RESTARTS
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.context import Context
from workbench.ui.main_window import MainWindow
from workbench.ui.notify import Notice

PEOPLE = ("Ada", "Brit", "Chen", "Dora", "Emil", "Finn", "Gus", "Hana")
TOWNS = ("Oslo", "Rome", "Lima", "Bern")
DONE, NEW = 16, 12


def sentence(number: int, status: Status, split: Split | None = None) -> NewSentence:
    tokens = (PEOPLE[number % 8], "lives", "in", TOWNS[number % 4], str(number), ".")
    entities = (Entity("PER", 0, 1), Entity("LOC", 3, 4)) if status is Status.DONE else ()
    tags = entities_to_tags(entities, len(tokens), IOB2)
    return NewSentence(tokens, tags, IOB2, status, split, "notes.txt")


def add(transaction: Transaction, sentences: list[NewSentence]) -> Changes:
    transaction.add(sentences)
    return transaction.changes("import")


@pytest.fixture
def filled(project_store: Store) -> Store:
    """Sixteen finished sentences, of which two are the hold-out, and twelve untouched ones."""
    splits = {0: Split.DEV, 1: Split.TEST}
    done = [sentence(number, Status.DONE, splits.get(number)) for number in range(DONE)]
    new = [sentence(number, Status.NEW) for number in range(DONE, DONE + NEW)]
    project_store.submit(add, done + new).result()
    return project_store


@pytest.fixture
def place(
    qtbot: QtBot, filled: Store, context: Context, workers: Workers
) -> Iterator[AnnotatePlace]:
    failures: list[object] = []
    context.tasks.went_wrong.connect(failures.append)
    made = AnnotatePlace(context, command=workers.command)
    qtbot.addWidget(made)
    made.resize(1100, 600)
    with qtbot.waitExposed(made):
        made.show()
    made.activate()
    qtbot.waitUntil(lambda: made.panel.loaded and made.desk.shown is not None)
    yield made
    made.instant.let_go()
    made.hide()
    assert not failures, failures


def look(qtbot: QtBot, place: AnnotatePlace) -> InstantDesk:
    """Let it look now, and wait until it runs."""
    place.instant._look()
    qtbot.waitUntil(lambda: place.instant.running is not None)
    assert place.instant.running is not None
    return place.instant.running


def first_refresh(qtbot: QtBot, place: AnnotatePlace) -> InstantDesk:
    """Let it look now, and wait for its first suggestions."""
    running = look(qtbot, place)
    with qtbot.waitSignal(running.refreshed, timeout=10_000):
        pass
    return running


def sentences(store: Store) -> list[Sentence]:
    return store.ask(lambda reader: list(reader.sentences(reader.ids()))).result()


def suggested(store: Store) -> list[int]:
    return [one.id for one in sentences(store) if one.suggestions]


def refreshed(qtbot: QtBot, running: InstantDesk, act: Callable[[], object]) -> None:
    """Do something, and wait for the suggestions that come of it."""
    with qtbot.waitSignal(running.refreshed, timeout=10_000):
        act()


def test_it_learns_from_the_gold_and_suggests_in_sight(
    qtbot: QtBot, place: AnnotatePlace, filled: Store
) -> None:
    """Untouched ones get suggestions, the hold-out is not learned from, undo is the person's.

    The action shows that it is on, and the status bar how much it learned.
    """
    said: list[str] = []
    place.instant.said.connect(said.append)
    first_refresh(qtbot, place)
    assert said == [f"instant: {DONE - 2} sentences learned"]
    assert place._actions["instant"].isChecked()
    # The first one is open, and behind it the next twenty are in sight.
    assert suggested(filled) == list(range(DONE + 1, 22))
    first = sentences(filled)[DONE]
    assert {one.entity for one in first.suggestions} == {Entity("PER", 0, 1), Entity("LOC", 3, 4)}
    assert {one.suggester for one in first.suggestions} == {"instant"}
    steps = filled.ask(lambda reader: reader.next_steps()).result()
    assert steps.undo is not None and steps.undo.operation == "import"


def test_those_out_of_sight_follow(qtbot: QtBot, place: AnnotatePlace, filled: Store) -> None:
    """When nobody does anything the others are looked at, and that is no step of the history."""
    running = first_refresh(qtbot, place)
    refreshed(qtbot, running, running._ask_for_more)
    assert suggested(filled) == list(range(DONE + 1, DONE + NEW + 1))
    entries = filled.ask(lambda reader: reader.history()).result()
    assert [one.operation for one in entries] == ["suggest by instant", "import"]


def test_after_a_few_accepted_sentences_it_suggests_anew(
    qtbot: QtBot, place: AnnotatePlace, filled: Store, context: Context
) -> None:
    """Not after each one; undo takes the last of them back, with the suggestions it had."""
    running = first_refresh(qtbot, place)
    ids = [one.id for one in sentences(filled) if one.status is Status.NEW]
    before = sentences(filled)

    def accept() -> None:
        for number in ids[:EVERY]:
            context.do(edit.accept_sentence, number)

    refreshed(qtbot, running, accept)
    assert running.learned == DONE - 2 + EVERY
    with qtbot.waitSignal(context.hub.changed):
        context.do(history.undo)
    after = {one.id: one for one in sentences(filled)}
    assert after[ids[EVERY - 1]] == before[ids[EVERY - 1] - 1]
    assert after[ids[EVERY - 2]].status is Status.DONE


def test_the_open_sentence_keeps_its_cursor(
    qtbot: QtBot, place: AnnotatePlace, filled: Store
) -> None:
    """A refresh of the sentence at hand moves nothing."""
    number = DONE + 3
    place.open_sentence(number)
    qtbot.waitUntil(lambda: place.desk.ready and place.desk.sentence_id == number)
    for _ in range(2):
        QTest.keyClick(place.editor, Qt.Key.Key_Right)
    cursor = place.editor.cursor_state
    first_refresh(qtbot, place)
    qtbot.waitUntil(lambda: place.desk.ready)
    assert place.desk.shown is not None
    assert place.desk.shown.sentence.suggestions
    assert place.editor.cursor_state == cursor


def test_it_steps_back_for_another_model(
    qtbot: QtBot, place: AnnotatePlace, filled: Store, context: Context
) -> None:
    """Once a fine-tuned model is the suggester the worker ends; a person may want it though."""
    look(qtbot, place)
    filled.submit(choose_suggester, "run-1").result()
    place.instant._look()
    qtbot.waitUntil(lambda: place.instant.running is None)
    assert not place._actions["instant"].isChecked()
    place._actions["instant"].trigger()
    qtbot.waitUntil(lambda: place.instant.running is not None)
    assert filled.ask(standing).result().mode is Mode.ON
    place._actions["instant"].trigger()
    qtbot.waitUntil(lambda: place.instant.running is None)
    assert filled.ask(standing).result().mode is Mode.AUTO


def test_off_stays_off(qtbot: QtBot, place: AnnotatePlace, filled: Store) -> None:
    """What was turned off in a project is off when it is opened again."""
    filled.submit(choose, Mode.OFF).result()
    with qtbot.waitSignal(place._context.tasks.busy_changed):
        place.instant._look()
    qtbot.waitUntil(lambda: place.instant._standing is not None)
    assert place.instant.running is None


def test_too_little_gold_starts_nothing(qtbot: QtBot, place: AnnotatePlace, filled: Store) -> None:
    """Four sentences are not worth a start; with the fifth it begins by itself."""
    done = [one.id for one in sentences(filled) if one.status is Status.DONE]
    filled.submit(edit.set_status, done[2 + 4 :], Status.DRAFT).result()
    place.instant._look()
    qtbot.waitUntil(lambda: place.instant._standing is not None)
    assert place.instant.running is None
    place._context.do(edit.set_status, done[6:7], Status.DONE)
    qtbot.waitUntil(lambda: place.instant.running is not None)


def test_a_worker_that_died_is_replaced(qtbot: QtBot, place: AnnotatePlace, filled: Store) -> None:
    """The next one learns all gold again and suggests; nobody has to reopen the project."""
    running = look(qtbot, place)
    qtbot.waitUntil(lambda: running.worker.running, timeout=30_000)
    pid = running.worker.pid
    with qtbot.waitSignals([place.instant.turned] * 2, timeout=30_000):
        os.kill(pid, signal.SIGKILL)
    again = place.instant.running
    assert again is not None and again is not running
    assert place._actions["instant"].isEnabled()
    with qtbot.waitSignal(again.refreshed, timeout=40_000):
        pass
    assert again.worker.pid != pid
    assert suggested(filled)


def test_a_worker_that_dies_again_and_again_stays_off(
    qtbot: QtBot, place: AnnotatePlace, context: Context
) -> None:
    """After three new starts it is off for good, and the reason is told once."""
    told: list[Notice] = []
    context.notify.noticed.connect(told.append)
    starts: list[int] = []

    def dying(_: Path) -> list[str]:
        starts.append(1)
        return [sys.executable, "-S", "-c", "raise SystemExit(3)"]

    place.instant._command = dying
    place.instant._look()
    qtbot.waitUntil(lambda: len(told) > 0, timeout=20_000)
    assert len(starts) == 1 + RESTARTS
    assert len(told) == 1
    assert place.instant.running is None
    assert not place._actions["instant"].isEnabled()


def test_the_window_ends_it(qtbot: QtBot, open_window: MainWindow) -> None:
    """Closing a project leaves no process behind."""
    assert open_window.session is not None
    context = open_window.session.context
    done = [sentence(number, Status.DONE) for number in range(DONE)]
    new = [sentence(number, Status.NEW) for number in range(DONE, DONE + NEW)]
    context.do(add, done + new)
    place = open_window.session.place("annotate")
    assert isinstance(place, AnnotatePlace)
    running = look(qtbot, place)
    qtbot.waitUntil(lambda: running.worker.running, timeout=10_000)
    pid = running.worker.pid
    assert pid
    with qtbot.waitSignal(open_window.closed_project):
        open_window.close_project()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
