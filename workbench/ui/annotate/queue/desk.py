"""What happens around the queue: ranking, the hold-out before it, the end of a batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction

from workbench.domain.changes import Changes
from workbench.domain.filters import Order
from workbench.domain.queueing import INSTANT, QUEUE, SETTINGS, Queued, QueueSettings, Strategy
from workbench.domain.sentence import Status
from workbench.operations.queue import (
    HOLD_OUT_LEFT,
    RANKED,
    HoldOut,
    QueueState,
    draw_hold_out,
    empty_queue,
    hold_out,
    queue_state,
    remember_queue,
)
from workbench.operations.store import Reader
from workbench.ui.annotate.desk import Desk
from workbench.ui.annotate.editor.shown import Shown
from workbench.ui.annotate.list.sentence_panel import SentencePanel
from workbench.ui.annotate.queue.ranker import Ranker
from workbench.ui.annotate.queue.retraining import Retraining, training_settings
from workbench.ui.annotate.queue.why import WhyBox
from workbench.ui.context import Context

if TYPE_CHECKING:
    from workbench.settings import TrainingSettings
    from workbench.ui.train.runner import Runner


# So long a new model has to take over from the old one, before it is asked for a ranking.
RANK_AFTER_MS = 1500


class Then(Enum):
    """What a ranking leads to: the queue is shown, the next batch begun, or all stays."""

    SHOW = 1
    GO_ON = 2
    STAY = 3


def queued(reader: Reader) -> list[Queued]:
    """The queue with what became of it."""
    return reader.queue()


class QueueDesk(QObject):
    """Puts strip, list and rankings together."""

    def __init__(
        self,
        context: Context,
        desk: Desk,
        panel: SentencePanel,
        why: WhyBox,
        runner: Callable[[], Runner],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._desk, self._panel, self._why = context, desk, panel, why
        self.strip = panel.queue
        self.state = QueueState()
        self.ranker = Ranker(context, runner, self)
        self.retraining = Retraining(context, runner, self)
        self._begun = self._heard = False
        self._rank_soon = QTimer(self, singleShot=True, interval=RANK_AFTER_MS)
        self._then = Then.STAY
        # Whether the list that comes next is to open its first sentence.
        self._opens_first = False
        self._connect()

    def begin(self) -> None:
        """Ask for the queue; only the first call does something."""
        if not self._begun:
            self._begun = True
            self._load()

    def slots(self) -> dict[str, Callable[[], object]]:
        """What the actions of the queue do, by their short names."""
        return {
            "rank": self.next_batch,
            "queue_menu": self.strip.open_menu,
            "hold_out": self.list_hold_out,
            "retrain": self.retraining.start,
            "retrain_rule": self._ask_rule,
        }

    def fill_menu(self, actions: dict[str, QAction]) -> None:
        """Put what else can be done into the menu of the strip."""
        empty = QAction("Empty the queue", self)
        empty.triggered.connect(lambda _checked=False: self._context.do(empty_queue))
        self.strip.put_actions(actions["hold_out"], actions["retrain_rule"], empty)

    @property
    def in_use(self) -> bool:
        """Whether the list shows the queue."""
        return self._panel.wanted.order is Order.QUEUE

    def next_batch(self) -> None:
        """Rank, after a hold-out was drawn or declined."""
        self._context.ask(hold_out, done=self._rank_with)

    def list_hold_out(self) -> None:
        """List what of dev and test is to be annotated."""
        self._panel.show_filter(HOLD_OUT_LEFT, Order.POSITION)

    # What a person chose

    def _choose_strategy(self, strategy: Strategy) -> None:
        self._remember(replace(self.state.settings, strategy=strategy))
        self.next_batch()

    def _choose_batch(self, size: int) -> None:
        self._remember(replace(self.state.settings, batch=size))

    def _remember(self, settings: QueueSettings) -> None:
        self.state = replace(self.state, settings=settings)
        self._show()
        self._context.do(remember_queue, settings)

    def _ask_rule(self) -> None:
        self._context.ask(training_settings, done=self._show_rule)

    def _show_rule(self, settings: TrainingSettings) -> None:
        from workbench.ui.annotate.queue.dialogs import RetrainDialog

        words = " · ".join(filter(None, (settings.engine, settings.base, settings.preset)))
        dialog = RetrainDialog(self.state.settings, words, self._panel.window())
        dialog.answered.connect(self._set_rule)
        dialog.open()

    def _set_rule(self, after: int, idle: int) -> None:
        self._remember(replace(self.state.settings, retrain_after=after, retrain_idle=idle))
        self.retraining.use(self.state.settings)

    # Ranking

    def _rank_with(self, known: HoldOut) -> None:
        if known.missing and not self.state.settings.asked:
            from workbench.ui.annotate.queue.dialogs import HoldOutDialog

            dialog = HoldOutDialog(known, self._panel.window())
            dialog.answered.connect(self._hold_out)
            dialog.open()
        else:
            self._rank()

    def _hold_out(self, dev: int, test: int, rest: bool, now: bool) -> None:
        self._remember(replace(self.state.settings, asked=True))
        then: Callable[[], object] = self.list_hold_out if now else self._rank
        if not (dev or test):
            self._rank()
            return

        def drawn(_changes: Changes) -> None:
            self.strip.show_busy("")
            then()

        # Of a million sentences each gets its split.
        self.strip.show_busy("Drawing…")
        self._context.do(draw_hold_out, dev, test, rest=rest, done=drawn, failed=self._not_drawn)

    def _not_drawn(self, error: BaseException) -> None:
        self.strip.show_busy("")
        self._context.notify.error(error)

    def _rank(self, then: Then = Then.SHOW) -> None:
        if self.ranker.busy:
            return
        self._then = then
        if then is Then.SHOW:
            self._panel.left_for_editor.emit()
        self.ranker.rank(self.state.settings)

    def _ranked(self, _changes: Changes) -> None:
        if self._then is not Then.GO_ON:
            self.strip.ended.hide()
        shows, filtered = self._then is Then.SHOW, bool(self._panel.wanted.terms)
        self._opens_first = shows or (self._then is Then.GO_ON and self._at_end)
        if shows and (filtered or not self.in_use):
            # Some other filter would hide what was ranked.
            self._panel.show_filter("", Order.QUEUE)
        elif self.in_use:
            self._panel.refresh()
        self._hear_of_trainings()

    def _not_ranked(self) -> None:
        """Nothing follows by itself then: the bar at the end of a batch asks again."""
        if self._then is Then.GO_ON and not self.strip.ended.isHidden():
            self.strip.ended.tell(len(self.state.queue), False)

    @property
    def _at_end(self) -> bool:
        """Whether the sentence at hand is answered: from another nobody is torn away."""
        shown = self._desk.shown
        return shown is None or shown.sentence.status in (Status.DONE, Status.REJECTED)

    def _rank_or_stop(self) -> None:
        if self.ranker.busy:
            self.ranker.cancel()
        else:
            self.next_batch()

    def _rank_again(self) -> None:
        """After a training: the model knows more, and the rest of the queue may be old news."""
        if self.in_use and self.state.queue and not self.state.settings.strategy.by_store:
            self._rank(Then.STAY)

    def _hear_of_trainings(self) -> None:
        if not self._heard:
            self._heard = True
            self.retraining.runner().taken_in.connect(lambda _run: self._rank_soon.start())

    # What changed

    def _take_in(self, changes: Changes) -> None:
        if not self._begun:
            return
        if changes.values & {QUEUE, SETTINGS} or changes.membership or changes.runs:
            self._load()
        elif changes.sentences and any(
            one.pick.sentence in changes.sentences for one in self.state.queue
        ):
            self._context.ask(queued, done=self._progress)
        if QUEUE in changes.values and self.in_use and changes.operation != RANKED:
            self._panel.refresh()

    def _load(self) -> None:
        self._context.ask(queue_state, done=self._loaded)

    def _loaded(self, state: QueueState) -> None:
        self.state = state
        self._why.show_queue(state.queue)
        self.retraining.use(state.settings)
        if state.queue:
            self._hear_of_trainings()
        self._show()

    def _progress(self, queue: list[Queued]) -> None:
        before, self.state = self.state, replace(self.state, queue=tuple(queue))
        self._show()
        total = len(queue)
        if 0 < self.state.answered < total:
            self.strip.ended.hide()
        if self.in_use and before.answered < total == self.state.answered:
            self._batch_ended(total)

    def _batch_ended(self, total: int) -> None:
        """A model that learns at once ranks the next batch by itself."""
        learns = self.state.suggester in ("", INSTANT)
        goes_on = learns and not self.state.settings.strategy.by_store
        self.strip.ended.tell(total, goes_on)
        if goes_on:
            self._rank(Then.GO_ON)

    def _show(self) -> None:
        self.strip.show_state(self.state, self.in_use)

    def _filtered(self) -> None:
        if self.in_use and self._panel.field.text() == HOLD_OUT_LEFT:
            # The hold-out is in no queue: who sorts by the queue wants back to it.
            self._panel.show_filter("", Order.QUEUE)
            return
        if not self.in_use:
            self.strip.ended.hide()
        self._show()

    def _listed(self) -> None:
        if self._opens_first and self.in_use and not self.ranker.busy:
            self._opens_first = False
            self._desk.when_ready(self._open_first)

    def _open_first(self) -> None:
        if self._panel.model.ids:
            self._desk.open(self._panel.model.ids[0])

    def _shown(self, shown: Shown | None) -> None:
        self._why.show_sentence(shown.sentence.id if shown else None)
        self.retraining.stir()

    def _connect(self) -> None:
        self._context.hub.changed.connect(self._take_in)
        self._panel.filtered.connect(self._filtered)
        self._panel.listed.connect(self._listed)
        self._desk.shown_changed.connect(self._shown)
        self._rank_soon.timeout.connect(self._rank_again)
        self.ranker.begun.connect(self.strip.show_busy)
        self.ranker.ended.connect(lambda: self.strip.show_busy(""))
        self.ranker.ranked.connect(self._ranked)
        self.ranker.came_to_nothing.connect(self._not_ranked)
        strip = self.strip
        strip.strategy_picked.connect(self._choose_strategy)
        strip.batch_picked.connect(self._choose_batch)
        strip.rank.clicked.connect(self._rank_or_stop)
        strip.ended.next.clicked.connect(self.next_batch)
        strip.ended.retrain.clicked.connect(self.retraining.start)
