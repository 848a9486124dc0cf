"""A model goes through the untouched sentences while people work."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Workers
from workbench.domain.entity import Entity
from workbench.domain.filters import parse_filter
from workbench.domain.sentence import Status
from workbench.domain.training import JobKind
from workbench.jobs.protocol import Progress
from workbench.jobs.queue import Lane
from workbench.operations import edit
from workbench.operations.history import undo
from workbench.operations.store import Store
from workbench.ui.context import Context
from workbench.ui.notify import Notice
from workbench.ui.suggesting import background
from workbench.ui.train.runner import Runner
from workbench.workflow.background import portion_of

PATIENCE_MS = 40_000


def untouched(store: Store) -> list[int]:
    return list(store.ask(lambda reader: reader.ids(parse_filter("status:new"))).result())


def suggesters(store: Store, number: int) -> list[str]:
    sentence = store.ask(lambda reader: reader.sentence(number)).result()
    return [one.suggester for one in sentence.suggestions]


@pytest.fixture
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence at a time."""
    for name in ("FIRST", "FEWEST", "MOST"):
        monkeypatch.setattr(background, name, 1)
    monkeypatch.setattr(background.Round, "size", 1)


@pytest.mark.usefixtures("small_portions")
def test_what_is_in_view_comes_first_and_piece_by_piece(
    qtbot: QtBot, runner: Runner, filled_store: Store, context: Context, notices: list[Notice]
) -> None:
    """Each piece is seen as it comes; progress is told; undo has nothing to take back."""
    last = untouched(filled_store)[-1]
    runner.background.in_view = lambda: (last,)
    written: list[int] = []
    told: list[Progress] = []
    context.hub.changed.connect(lambda changes: written.extend(sorted(changes.sentences)))
    runner.board.said.connect(
        lambda _, message: told.append(message) if isinstance(message, Progress) else None
    )
    entries = filled_store.ask(lambda reader: len(reader.history())).result()
    with qtbot.waitSignal(runner.suggested, timeout=PATIENCE_MS):
        runner.suggest("people")
    assert "suggests" in notices[-1].text
    assert [one.step for one in told] == sorted(one.step for one in told)
    assert told[-1].steps == 6
    ada = [n for n in untouched(filled_store) if suggesters(filled_store, n) == ["people"]]
    assert ada and set(written) == set(ada)
    assert filled_store.ask(lambda reader: len(reader.history())).result() <= entries + 1


def test_another_model_stands_beside_or_in_place(
    qtbot: QtBot, runner: Runner, filled_store: Store
) -> None:
    """Beside when it is asked for; in place of the former one after a retraining."""
    with qtbot.waitSignal(runner.suggested, timeout=PATIENCE_MS):
        runner.suggest("people")
    with qtbot.waitSignal(runner.suggested, timeout=PATIENCE_MS):
        runner.suggest("towns")
    names = filled_store.ask(lambda reader: reader.suggesters()).result()
    assert names == ["people", "towns"]
    with qtbot.waitSignal(runner.suggested, timeout=PATIENCE_MS):
        runner.background.start("towns", instead_of="people")
    assert filled_store.ask(lambda reader: reader.suggesters()).result() == ["towns"]


def test_what_was_touched_keeps_what_it_has(
    qtbot: QtBot, runner: Runner, filled_store: Store
) -> None:
    """Only what is still untouched is suggested anew."""
    with qtbot.waitSignal(runner.suggested, timeout=PATIENCE_MS):
        runner.suggest("people")
    number = next(n for n in untouched(filled_store) if suggesters(filled_store, n))
    filled_store.submit(edit.put_entity, number, Entity("LOC", 3, 4)).result()
    with qtbot.waitSignal(runner.suggested, timeout=PATIENCE_MS):
        runner.background.start("towns", instead_of="people")
    assert suggesters(filled_store, number) == ["people"]


def test_nothing_is_written_while_something_can_be_redone(
    qtbot: QtBot, runner: Runner, filled_store: Store, context: Context
) -> None:
    """It waits for the next edit; then nothing can be redone any more."""
    number = untouched(filled_store)[0]
    filled_store.submit(edit.set_note, number, "mine").result()
    filled_store.submit(undo).result()
    runner.suggest("people")
    qtbot.waitUntil(
        lambda: bool(runner.background._round and runner.background._round.held),
        timeout=PATIENCE_MS,
    )
    assert filled_store.ask(lambda reader: reader.suggesters()).result() == []
    with qtbot.waitSignal(runner.suggested, timeout=PATIENCE_MS):
        context.do(edit.set_note, number, "new")
    assert filled_store.ask(lambda reader: reader.suggesters()).result() == ["people"]


def test_what_an_undo_took_back_comes_again(
    qtbot: QtBot, runner: Runner, filled_store: Store, context: Context
) -> None:
    """With the next edit, when nothing can be redone any more."""
    number = untouched(filled_store)[-1]
    filled_store.submit(edit.set_note, number, "mine").result()
    with qtbot.waitSignal(runner.suggested, timeout=PATIENCE_MS):
        runner.suggest("people")
    with qtbot.waitSignal(context.hub.changed):
        context.do(undo)
    assert filled_store.ask(lambda reader: reader.suggesters()).result() == []
    with qtbot.waitSignal(runner.suggested, timeout=PATIENCE_MS):
        context.do(edit.set_note, number, "new")
    assert filled_store.ask(lambda reader: reader.suggesters()).result() == ["people"]


def test_it_can_be_stopped(
    qtbot: QtBot, runner: Runner, workers: Workers, filled_store: Store, notices: list[Notice]
) -> None:
    """Silently, also while it is made ready; then another may begin."""
    workers.options = {"hold": "load"}
    runner.suggest("people")
    with qtbot.waitSignal(runner.background.ended, timeout=PATIENCE_MS):
        qtbot.waitUntil(lambda: runner.board.active is not None, timeout=PATIENCE_MS)
        runner.stop_suggesting()
    assert runner.background.model == ""
    assert not notices
    runner.stop_suggesting()
    assert notices[-1].text == "Nothing is suggesting now."
    workers.options = {}
    with qtbot.waitSignal(runner.suggested, timeout=PATIENCE_MS):
        runner.suggest("towns")


def test_a_second_wish_takes_the_place_of_the_first(
    qtbot: QtBot, runner: Runner, workers: Workers, filled_store: Store, notices: list[Notice]
) -> None:
    """The model at work makes way."""
    workers.options = {"hold": "load"}
    runner.suggest("people")
    runner.suggest("people")
    assert notices[-1].text == "people is suggesting already."
    qtbot.waitUntil(lambda: runner.board.active is not None, timeout=PATIENCE_MS)
    workers.options = {}
    with qtbot.waitSignal(runner.suggested, timeout=PATIENCE_MS) as heard:
        runner.suggest("towns")
    assert heard.args == ["towns"]
    assert filled_store.ask(lambda reader: reader.suggesters()).result() == ["towns"]


@pytest.mark.parametrize("asked_for", [True, False])
def test_that_there_is_nothing_is_told_to_who_asked(
    qtbot: QtBot, runner: Runner, filled_store: Store, notices: list[Notice], asked_for: bool
) -> None:
    """After a training nobody wants to hear of it."""
    filled_store.submit(edit.set_status, untouched(filled_store), Status.DONE).result()
    with qtbot.waitSignal(runner.background.ended, timeout=PATIENCE_MS):
        runner.background.start("people", asked_for=asked_for)
    assert bool(notices) is asked_for


@pytest.mark.usefixtures("small_portions")
def test_a_training_goes_first(
    qtbot: QtBot, runner: Runner, filled_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Meanwhile only what is in view is looked at."""
    trains = [True]
    monkeypatch.setattr(type(runner.board), "trains_now", property(lambda _: trains[0]))
    first = untouched(filled_store)[0]
    runner.background.in_view = lambda: (first,)
    runner.suggest("people")
    found = runner.background
    qtbot.waitUntil(
        lambda: bool(found._round and found._round.agenda.left == 5), timeout=PATIENCE_MS
    )
    qtbot.waitUntil(lambda: suggesters(filled_store, first) == ["people"], timeout=PATIENCE_MS)
    trains[0] = False
    with qtbot.waitSignal(runner.suggested, timeout=PATIENCE_MS):
        runner.board.ended.emit("run-9", None)


def test_it_has_a_lane_of_its_own(qtbot: QtBot, runner: Runner, workers: Workers) -> None:
    """So that a ranking and a training need not wait for it."""
    workers.options = {"hold": "load"}
    runner.suggest("people")
    qtbot.waitUntil(lambda: runner.board.active is not None, timeout=PATIENCE_MS)
    active = runner.board.active
    assert active is not None
    assert (active.request.kind, active.request.lane) == (JobKind.SERVE, Lane.SUGGEST)
    with qtbot.waitSignal(runner.background.ended, timeout=PATIENCE_MS):
        runner.stop_suggesting()


def test_a_portion_fits_into_a_line(filled_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is too much comes with the next; what was answered meanwhile does not come at all."""
    ids = untouched(filled_store)
    monkeypatch.setattr("workbench.workflow.background.MOST_TOKENS", 13)
    filled_store.submit(edit.set_status, ids[1:2], Status.DONE).result()
    found = filled_store.ask(portion_of, ids, {}).result()
    assert [one.id for one in found.examples] == [ids[0], ids[2]]
    assert found.left == tuple(ids[3:])
