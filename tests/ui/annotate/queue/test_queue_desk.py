"""The queue is ranked, worked off and ranked again, after a hold-out was drawn."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.annotate.queue.conftest import SENTENCES, RankingWorkers
from workbench.domain.filters import ALL, Order
from workbench.domain.queueing import Pick, QueueSettings, Strategy
from workbench.domain.sentence import Split, Status
from workbench.operations import edit
from workbench.operations.queue import (
    POOL,
    draw_hold_out,
    empty_queue,
    fill_queue,
    queue_settings,
    remember_queue,
    waiting,
)
from workbench.operations.store import Store
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.annotate.queue.dialogs import HoldOutDialog, RetrainDialog
from workbench.ui.annotate.queue.strip import QueueStrip
from workbench.ui.context import Context
from workbench.ui.notify import Notice


def settled(qtbot: QtBot, place: AnnotatePlace) -> None:
    """Wait until a ranking is over and its first sentence is open."""
    desk = place.queue

    def ready() -> bool:
        ids, shown = list(place.panel.model.ids), place.desk.shown
        if desk.ranker.busy or not desk.in_use or shown is None or not place.desk.ready:
            return False
        ranked = place._context.store.ask(waiting).result()
        return bool(ids) and ids == ranked and shown.sentence.id == ids[0]

    qtbot.waitUntil(ready, timeout=60_000)


def use(store: Store, strategy: Strategy = Strategy.DEFAULT, batch: int = 5) -> None:
    """Let the question for a hold-out be answered already."""
    store.submit(remember_queue, QueueSettings(strategy, batch, asked=True)).result()


def dialog(qtbot: QtBot, kind: type) -> object:
    """The dialog that asks, once keys go there."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind))
    asked = QApplication.activeModalWidget()
    assert asked is not None
    qtbot.waitUntil(asked.isActiveWindow)
    return asked


def loaded(qtbot: QtBot, place: AnnotatePlace, batch: int = 5) -> None:
    qtbot.waitUntil(lambda: place.queue.state.settings.batch == batch)


def says(strip: QueueStrip, text: str) -> bool:
    return strip.progress.text() == text


def test_a_hold_out_comes_before_the_first_ranking(
    qtbot: QtBot, place: AnnotatePlace, untouched: Store, workers: RankingWorkers
) -> None:
    """Enter takes what is proposed: it is drawn, the rest becomes train and is ranked."""
    place.queue.next_batch()
    asked = dialog(qtbot, HoldOutDialog)
    assert isinstance(asked, HoldOutDialog)
    assert (asked.dev.value(), asked.test.value()) == (4, 4)
    QTest.keyClick(asked, Qt.Key.Key_Return)
    settled(qtbot, place)
    rows = untouched.ask(lambda reader: reader.rows(reader.ids(ALL))).result()
    assert Counter(row.split for row in rows) == {Split.TRAIN: 32, Split.DEV: 4, Split.TEST: 4}
    held = {row.id for row in rows if row.split is not Split.TRAIN}
    assert held.isdisjoint(place.panel.model.ids) and len(place.panel.model.ids) == 32
    assert workers.asked[0]["strategy"] == "default" and workers.asked[0]["count"] == 50
    assert untouched.ask(queue_settings).result().asked


def test_nothing_is_ranked_when_the_question_is_closed(
    qtbot: QtBot, place: AnnotatePlace, untouched: Store, workers: RankingWorkers
) -> None:
    """Cancel leaves everything as it was, and the question comes again."""
    for _ in range(2):
        place.queue.next_batch()
        asked = dialog(qtbot, HoldOutDialog)
        assert isinstance(asked, HoldOutDialog)
        asked.reject()
    assert not workers.asked and not untouched.ask(queue_settings).result().asked


def test_the_hold_out_can_be_annotated_first(
    qtbot: QtBot, place: AnnotatePlace, untouched: Store
) -> None:
    """With the switch the list shows dev and test; later it is one action."""
    place.queue.next_batch()
    asked = dialog(qtbot, HoldOutDialog)
    assert isinstance(asked, HoldOutDialog)
    asked.now.setChecked(True)
    asked.test.setValue(6)
    asked.accept()
    qtbot.waitUntil(lambda: len(place.panel.model.ids) == 10)
    untouched.submit(edit.set_status, list(place.panel.model.ids)[:3], Status.DONE).result()
    place.panel.show_filter("")
    place.queue.list_hold_out()
    qtbot.waitUntil(lambda: len(place.panel.model.ids) == 7)


def test_no_hold_out_is_an_answer_too(
    qtbot: QtBot, place: AnnotatePlace, untouched: Store, workers: RankingWorkers
) -> None:
    """With 0 and 0 nothing is drawn, and nobody asks again."""
    place.queue.next_batch()
    asked = dialog(qtbot, HoldOutDialog)
    assert isinstance(asked, HoldOutDialog)
    asked.dev.setValue(0)
    asked.test.setValue(0)
    asked.accept()
    settled(qtbot, place)
    place.queue.next_batch()
    qtbot.waitUntil(lambda: len(workers.asked) == 2)
    settled(qtbot, place)
    rows = untouched.ask(lambda reader: reader.rows(reader.ids(ALL))).result()
    assert {row.split for row in rows} == {None}


def test_each_sentence_of_the_queue_says_why(
    qtbot: QtBot, place: AnnotatePlace, untouched: Store
) -> None:
    """Beside it stand the reason, its place, the strategy and the time; elsewhere nothing."""
    use(untouched)
    loaded_first(qtbot, place)
    why = place.details.why
    qtbot.waitUntil(lambda: not why.isHidden())
    assert why.reason.text() == 'Unsure about "Geneva"'
    assert why.facts.text() == "1 of 5 · default · about 10 s"
    place.desk.open(1)
    qtbot.waitUntil(why.isHidden)


def loaded_first(qtbot: QtBot, place: AnnotatePlace) -> None:
    """Rank a first batch by the settings that the store holds."""
    place.queue._load()
    loaded(qtbot, place)
    place.queue.next_batch()
    settled(qtbot, place)


def test_enter_goes_through_the_queue_and_the_next_batch_follows(
    qtbot: QtBot, place: AnnotatePlace, untouched: Store, workers: RankingWorkers
) -> None:
    """In its order; progress counts; at the end the instant model ranks the next one."""
    use(untouched)
    loaded_first(qtbot, place)
    strip = place.panel.queue
    first = list(place.panel.model.ids)
    assert first == [40, 39, 38, 37, 36] and strip.progress.text() == "0 of 5"
    done = []
    for number in range(5):
        assert place.desk.shown is not None
        done.append(place.desk.shown.sentence.id)
        QTest.keyClick(place.editor, Qt.Key.Key_Return)
        if number < 4:
            so_far = f"{number + 1} of 5"
            qtbot.waitUntil(partial(says, strip, so_far))
            qtbot.waitUntil(lambda: place.desk.ready)
    assert done == first
    qtbot.waitUntil(lambda: len(workers.asked) == 2)
    qtbot.waitUntil(lambda: list(place.panel.model.ids) == [35, 34, 33, 32, 31])
    settled(qtbot, place)
    assert workers.gold == [0, 5]
    assert strip.progress.text() == "0 of 5"
    assert "The next ones follow" in strip.ended.text.text() and not strip.ended.isHidden()
    assert strip.ended.next.isHidden()
    QTest.keyClick(place.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(strip.ended.isHidden)


def test_a_ranking_can_be_stopped(
    qtbot: QtBot, place: AnnotatePlace, untouched: Store, workers: RankingWorkers
) -> None:
    """The queue is as it was, and its files are gone."""
    use(untouched)
    loaded_first(qtbot, place)
    before = list(place.panel.model.ids)
    workers.hold = True
    strip = place.panel.queue
    QTest.mouseClick(strip.rank, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(workers.asked) == 2)
    qtbot.waitUntil(lambda: strip.rank.text() == "Stop")
    QTest.mouseClick(strip.rank, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not place.queue.ranker.busy, timeout=60_000)
    assert strip.rank.text() == "Rank" and list(place.panel.model.ids) == before
    qtbot.waitUntil(lambda: not list(untouched.runs_folder.glob("rank-*")))


def test_a_batch_that_is_stopped_at_the_end_of_another_is_asked_for(
    qtbot: QtBot, place: AnnotatePlace, untouched: Store, workers: RankingWorkers
) -> None:
    """The bar does not go on saying that the next ones follow."""
    use(untouched)
    loaded_first(qtbot, place)
    workers.hold = True
    strip = place.panel.queue
    place._context.do(edit.set_status, list(place.panel.model.ids), Status.DONE)
    qtbot.waitUntil(lambda: len(workers.asked) == 2)
    assert "The next ones follow" in strip.ended.text.text()
    QTest.mouseClick(strip.rank, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not place.queue.ranker.busy, timeout=60_000)
    assert "follow" not in strip.ended.text.text()
    assert not strip.ended.next.isHidden()
    qtbot.waitUntil(lambda: not list(untouched.runs_folder.glob("rank-*")))


def test_a_model_waits_for_a_person_at_the_end_of_a_batch(
    qtbot: QtBot, place: AnnotatePlace, untouched: Store, workers: RankingWorkers
) -> None:
    """It learned nothing yet: retrain or go on, as the bar asks."""
    use(untouched, Strategy.RANDOM)
    loaded_first(qtbot, place)
    strip = place.panel.queue
    ids = list(place.panel.model.ids)
    place._context.do(edit.set_status, ids, Status.DONE)
    qtbot.waitUntil(lambda: not strip.ended.isHidden())
    assert "All 5 sentences" in strip.ended.text.text()
    QTest.mouseClick(strip.ended.next, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(strip.ended.isHidden)
    settled(qtbot, place)
    assert len(place.panel.model.ids) == 5
    assert set(ids).isdisjoint(place.panel.model.ids)
    assert not workers.asked


def test_the_strategy_is_chosen_in_the_menu(
    qtbot: QtBot, place: AnnotatePlace, untouched: Store
) -> None:
    """It is remembered, and ranks at once; so is the size of a batch."""
    use(untouched)
    place.queue._load()
    loaded(qtbot, place)
    strip = place.panel.queue
    strip._batches[25].trigger()
    strip._strategies[Strategy.ORDER].trigger()
    settled(qtbot, place)
    assert list(place.panel.model.ids) == list(range(1, 26))
    assert strip.strategy.text() == "Queue: in order ▾"
    kept = untouched.ask(queue_settings).result()
    assert (kept.strategy, kept.batch) == (Strategy.ORDER, 25)


def test_predictions_that_change_no_more_are_told_with_the_figure(
    qtbot: QtBot, place: AnnotatePlace, untouched: Store, workers: RankingWorkers
) -> None:
    """Only while the queue is listed; the next ranking gets what this one said."""
    workers.stability = {"agreement": 0.97, "rounds": 3, "stable": True, "words": "Hardly (97%)."}
    use(untouched)
    loaded_first(qtbot, place)
    enough = place.panel.queue.enough
    qtbot.waitUntil(enough.isVisible)
    assert enough.text() == "Hardly (97%)."
    place.queue.next_batch()
    qtbot.waitUntil(lambda: len(workers.asked) == 2)
    assert workers.asked[1]["stability"] == workers.stability
    settled(qtbot, place)
    place.panel.sort(Order.POSITION)
    assert not enough.isVisible()


@pytest.mark.parametrize("answer", ["{", '{"strategy": "default", "picks": [{"id": 1}]}'])
def test_a_bad_answer_leaves_the_queue_as_it_was(
    qtbot: QtBot,
    place: AnnotatePlace,
    untouched: Store,
    context: Context,
    workers: RankingWorkers,
    answer: str,
) -> None:
    """It is told with a code, and the next ranking is possible."""
    use(untouched)
    loaded_first(qtbot, place)
    before = list(place.panel.model.ids)
    workers.answer = answer
    notices: list[Notice] = []
    context.notify.noticed.connect(notices.append)
    place.queue.next_batch()
    qtbot.waitUntil(lambda: bool(notices))
    assert "NW-L25" in notices[0].text and list(place.panel.model.ids) == before
    assert place.panel.queue.rank.isEnabled() and not place.queue.ranker.busy


def test_nothing_untouched_is_told(
    qtbot: QtBot, place: AnnotatePlace, untouched: Store, context: Context
) -> None:
    """With everything answered there is nothing to rank."""
    use(untouched)
    everything = range(1, SENTENCES + 1)
    untouched.submit(edit.set_status, list(everything), Status.DONE).result()
    notices: list[Notice] = []
    context.notify.noticed.connect(notices.append)
    for strategy in (Strategy.DEFAULT, Strategy.RANDOM):
        place.queue.ranker.rank(QueueSettings(strategy))
        qtbot.waitUntil(lambda: bool(notices))
        assert "NW-L26" in notices.pop().text


def test_a_queue_that_was_there_goes_on(
    qtbot: QtBot, place: AnnotatePlace, untouched: Store, context: Context
) -> None:
    """Emptied or filled by somebody else, strip and list follow."""
    use(untouched)
    untouched.submit(fill_queue, [Pick(3), Pick(2)]).result()
    place.queue._load()
    place.panel.sort(Order.QUEUE)
    qtbot.waitUntil(lambda: list(place.panel.model.ids) == [3, 2])
    assert place.panel.queue.progress.text() == "0 of 2"
    context.do(empty_queue)
    qtbot.waitUntil(lambda: not len(place.panel.model.ids))
    assert place.panel.queue.progress.text() == "5 sentences"


def test_the_queue_is_one_key_away_from_the_hold_out(
    qtbot: QtBot, place: AnnotatePlace, untouched: Store
) -> None:
    """Its filter makes way; any other filter holds in the queue, too."""
    untouched.submit(draw_hold_out, 3, 3).result()
    free = untouched.ask(lambda reader: list(reader.ids(POOL))).result()
    untouched.submit(fill_queue, [Pick(one) for one in free[:4]]).result()
    place.queue.list_hold_out()
    qtbot.waitUntil(lambda: len(place.panel.model.ids) == 6)
    place.panel.sort(Order.QUEUE)
    qtbot.waitUntil(lambda: list(place.panel.model.ids) == free[:4])
    assert place.panel.field.text() == ""
    place.panel.show_filter("split:train length:3")
    qtbot.waitUntil(lambda: not len(place.panel.model.ids))
    assert place.panel.field.text() == "split:train length:3" and place.queue.in_use


def test_an_empty_queue_says_what_to_do(qtbot: QtBot, place: AnnotatePlace) -> None:
    """Not that a filter lets nothing through."""
    place.panel.sort(Order.QUEUE)
    qtbot.waitUntil(lambda: "Rank fills it" in place.panel.table.empty_text)


def test_dev_and_test_of_an_import_are_hold_out_enough(
    qtbot: QtBot, place: AnnotatePlace, untouched: Store, workers: RankingWorkers
) -> None:
    """Nobody is asked, and nothing of them is ranked."""
    untouched.submit(draw_hold_out, 5, 5).result()
    place.queue.next_batch()
    settled(qtbot, place)
    assert len(place.panel.model.ids) == 30 and len(workers.asked) == 1


def test_a_rule_is_set_in_its_dialog(qtbot: QtBot, place: AnnotatePlace, untouched: Store) -> None:
    """Both kinds, or none; what is not ticked is never."""
    place.queue.slots()["retrain_rule"]()
    asked = dialog(qtbot, RetrainDialog)
    assert isinstance(asked, RetrainDialog)
    assert not asked.by_count.isChecked() and not asked.after.isEnabled()
    asked.by_count.setChecked(True)
    asked.after.setValue(30)
    asked.accept()
    qtbot.waitUntil(lambda: untouched.ask(queue_settings).result().retrain_after == 30)
    assert untouched.ask(queue_settings).result().retrain_idle == 0
