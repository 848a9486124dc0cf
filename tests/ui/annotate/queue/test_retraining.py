"""A training starts by the rule that was set, once, and the queue is ranked again after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.annotate.queue.conftest import SENTENCES, RankingWorkers
from workbench.domain.changes import Changes
from workbench.domain.filters import ALL
from workbench.domain.queueing import QueueSettings
from workbench.domain.sentence import Split, Status
from workbench.operations import edit
from workbench.operations.history import undo
from workbench.operations.queue import (
    accepted_since_training,
    note_training,
    remember_queue,
)
from workbench.operations.settings import remember_training
from workbench.operations.split import Ratio, draw_splits
from workbench.operations.store import Store
from workbench.settings import TrainingSettings
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.annotate.queue.retraining import Retraining
from workbench.ui.context import Context
from workbench.ui.notify import Notice
from workbench.ui.train.runner import Runner

DEV = range(1, 5)


@pytest.fixture
def ready(untouched: Store) -> Store:
    """A few sentences are dev, all others train; trainings use the fake engine."""
    untouched.submit(edit.set_split, list(DEV), Split.DEV).result()
    untouched.submit(edit.set_status, list(DEV), Status.DONE).result()
    untouched.submit(draw_splits, Ratio(1, 0, 0)).result()
    untouched.submit(note_training).result()
    untouched.submit(remember_training, TrainingSettings(engine="fake")).result()
    return untouched


@pytest.fixture
def retraining(
    qtbot: QtBot, ready: Store, context: Context, runner: Runner
) -> Iterator[Retraining]:
    """By itself, without the place around it."""
    made = Retraining(context, lambda: runner)
    yield made
    made.idle.stop()


def accept(context: Context, first: int, last: int) -> None:
    """The sentences that are not dev, counted from 1."""
    ids = range(len(DEV) + first, len(DEV) + last + 1)
    context.do(edit.set_status, list(ids), Status.DONE)


def runs(store: Store) -> list[str]:
    return [str(run.state) for run in store.ask(lambda reader: reader.runs()).result()]


def test_after_so_many_accepted_sentences_a_training_starts(
    qtbot: QtBot, retraining: Retraining, context: Context, runner: Runner, ready: Store
) -> None:
    """Not before; a notice says it; then the count begins anew, also for the next window."""
    notices: list[Notice] = []
    context.notify.noticed.connect(notices.append)
    retraining.use(QueueSettings(retrain_after=6))
    accept(context, 1, 5)
    qtbot.waitUntil(lambda: retraining.accepted == 5)
    assert runs(ready) == []
    with qtbot.waitSignal(runner.taken_in, timeout=60_000):
        accept(context, 6, 7)
    assert runs(ready) == ["done"]
    assert "run-1 started: 7 sentences were accepted" in notices[0].text
    assert retraining.accepted == 0
    qtbot.waitUntil(lambda: ready.ask(accepted_since_training).result() == 0)
    accept(context, 8, 10)
    qtbot.waitUntil(lambda: retraining.accepted == 3)
    assert ready.ask(accepted_since_training).result() == 3
    assert runs(ready) == ["done"]


def test_an_undone_acceptance_does_not_count(
    qtbot: QtBot, retraining: Retraining, context: Context
) -> None:
    """What is taken back was not accepted."""
    retraining.use(QueueSettings(retrain_after=20))
    accept(context, 1, 5)
    qtbot.waitUntil(lambda: retraining.accepted == 5)
    context.do(undo)
    qtbot.waitUntil(lambda: retraining.accepted == 0)


def test_there_are_never_two_trainings_at_once(
    qtbot: QtBot,
    retraining: Retraining,
    context: Context,
    runner: Runner,
    workers: RankingWorkers,
    ready: Store,
) -> None:
    """What is accepted meanwhile waits until the first has ended."""
    workers.hold = True
    retraining.use(QueueSettings(retrain_after=3))
    with qtbot.waitSignal(runner.queued, timeout=60_000):
        accept(context, 1, 3)
    accept(context, 4, 9)
    qtbot.waitUntil(lambda: retraining.accepted == 6)
    retraining.start()
    assert len(runs(ready)) == 1
    workers.hold = False
    with qtbot.waitSignal(runner.queued, timeout=60_000):
        runner.board.cancel("run-1")
    with qtbot.waitSignal(runner.taken_in, timeout=60_000):
        pass
    assert runs(ready) == ["cancelled", "done"]


def test_when_nothing_happens_a_training_starts(
    qtbot: QtBot, retraining: Retraining, context: Context, runner: Runner
) -> None:
    """Each gesture begins the wait anew; without anything accepted there is nothing to learn."""
    retraining.use(QueueSettings(retrain_idle=10))
    assert retraining.idle.isActive() and retraining.idle.interval() == 600_000
    retraining.idle.timeout.emit()
    assert not runner.board.queue.jobs
    accept(context, 1, 4)
    qtbot.waitUntil(lambda: retraining.accepted == 4)
    with qtbot.waitSignal(runner.taken_in, timeout=60_000):
        retraining.idle.timeout.emit()


def test_without_a_rule_nothing_starts(
    qtbot: QtBot, retraining: Retraining, context: Context, runner: Runner, ready: Store
) -> None:
    """The rule is off until somebody sets it, and can be taken away again."""
    retraining.use(QueueSettings(retrain_after=2, retrain_idle=5))
    retraining.use(QueueSettings())
    assert not retraining.idle.isActive()
    heard: list[Changes] = []
    context.hub.changed.connect(heard.append)
    accept(context, 1, 9)
    qtbot.waitUntil(lambda: bool(heard))
    assert runs(ready) == [] and not runner.board.queue.jobs


def test_a_training_that_cannot_start_is_told_once(
    qtbot: QtBot, retraining: Retraining, context: Context, ready: Store
) -> None:
    """Not at each acceptance: as many again are waited for."""
    ready.submit(remember_training, TrainingSettings(base="/nowhere")).result()
    notices: list[Notice] = []
    context.notify.noticed.connect(notices.append)
    retraining.use(QueueSettings(retrain_after=3))
    accept(context, 1, 3)
    qtbot.waitUntil(lambda: len(notices) == 1, timeout=60_000)
    accept(context, 4, 5)
    qtbot.waitUntil(lambda: retraining.accepted == 5)
    assert len(notices) == 1 and runs(ready) == []


def test_the_queue_is_ranked_again_after_a_training(
    qtbot: QtBot, place: AnnotatePlace, ready: Store, runner: Runner, workers: RankingWorkers
) -> None:
    """While it is in use; the sentence at hand stays."""
    ready.submit(remember_queue, QueueSettings(batch=5, asked=True)).result()
    everything = ready.ask(lambda reader: reader.ids(ALL)).result()
    assert len(everything) == SENTENCES
    place.queue._load()
    qtbot.waitUntil(lambda: place.queue.state.settings.batch == 5)
    place.queue.next_batch()
    qtbot.waitUntil(lambda: list(place.panel.model.ids) == [40, 39, 38, 37, 36], timeout=60_000)
    qtbot.waitUntil(lambda: place.desk.sentence_id == 40)
    place._context.do(edit.set_status, [40, 38], Status.DONE)
    qtbot.waitUntil(lambda: place.queue.state.answered == 2)
    with qtbot.waitSignal(runner.taken_in, timeout=60_000):
        place.queue.retraining.start()
    qtbot.waitUntil(lambda: len(workers.asked) == 2, timeout=60_000)
    qtbot.waitUntil(lambda: list(place.panel.model.ids) == [39, 37, 36, 35, 34], timeout=60_000)
    assert place.desk.sentence_id == 40
