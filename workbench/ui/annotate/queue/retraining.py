"""Starts a training by itself, by the rule that a person set."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from workbench.domain.changes import Changes
from workbench.domain.queueing import QueueSettings
from workbench.operations.queue import accepted_since_training, note_training
from workbench.operations.settings import project_settings
from workbench.operations.store import Reader
from workbench.ui.context import Context

if TYPE_CHECKING:
    from workbench.settings import TrainingSettings
    from workbench.ui.process import JobBoard
    from workbench.ui.train.runner import Runner

MINUTE_MS = 60_000


def training_settings(reader: Reader) -> TrainingSettings:
    """Those of the last training, or the defaults."""
    return project_settings(reader).training


class Retraining(QObject):
    """Counts what is accepted since the last training; never starts a second one beside it."""

    def __init__(
        self, context: Context, runner: Callable[[], Runner], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._make_runner = context, runner
        self._runner: Runner | None = None
        self._settings = QueueSettings()
        self._asked = False
        # After a refusal as many again are waited for, or each acceptance would be refused.
        self._waits_for = 0
        self.accepted = 0
        self.idle = QTimer(self, singleShot=True)
        self.idle.timeout.connect(self._idled)
        context.hub.changed.connect(self._take_in)

    def use(self, settings: QueueSettings) -> None:
        """Follow the rule from now on."""
        if settings == self._settings:
            return
        self._settings = settings
        self._waits_for = settings.retrain_after
        if settings.retrains:
            self.runner()
            self._context.ask(accepted_since_training, done=self._count)
        self.stir()

    def runner(self) -> Runner:
        """What starts trainings; from the first use on its news are heard."""
        if self._runner is None:
            self._runner = self._make_runner()
            self._runner.queued.connect(self._queued)
            self._runner.refused.connect(self._refused)
            self._runner.taken_in.connect(lambda _run: self._consider())
        return self._runner

    def start(self) -> None:
        """Train now with the settings used last, unless a training is under way."""
        if self._asked:
            return
        if is_training(self.runner().board):
            self._context.notify.info("A training is under way already.")
            return
        self._asked = True
        self._context.ask(training_settings, done=self.runner().train)

    def stir(self) -> None:
        """Something happened: idle time begins anew."""
        if self._settings.retrain_idle:
            self.idle.start(self._settings.retrain_idle * MINUTE_MS)
        else:
            self.idle.stop()

    def _take_in(self, changes: Changes) -> None:
        self.stir()
        if self._settings.retrains and changes.finished:
            self._count(self.accepted + changes.finished)

    def _count(self, accepted: int) -> None:
        self.accepted = max(accepted, 0)
        self._consider()

    def _consider(self) -> None:
        if self._settings.retrain_after and self.accepted >= self._waits_for:
            self._start_by_rule()

    def _idled(self) -> None:
        if self.accepted:
            self._start_by_rule()

    def _start_by_rule(self) -> None:
        if not self._asked and not is_training(self.runner().board):
            self.start()

    def _queued(self, run: str) -> None:
        """Also of a training that was started elsewhere."""
        if self._asked:
            said = "{0} started: {1} sentences were accepted since the last training."
            few = "{0} started."
            text = said if self.accepted else few
            self._context.notify.info(text.format(run, f"{self.accepted:,}"))
        self._asked = False
        self._waits_for = self._settings.retrain_after
        self.accepted = 0
        self._context.do(note_training)

    def _refused(self, error: BaseException) -> None:
        if self._asked:
            self._asked = False
            self._waits_for = self.accepted + self._settings.retrain_after
            self._context.notify.error(error)


def is_training(board: JobBoard) -> bool:
    """Whether a training is under way or waits."""
    from workbench.domain.training import JobKind

    feeds = ((job, board.feed(job.name)) for job in board.queue.jobs)
    return any(
        feed is not None and feed.request.kind is JobKind.TRAIN and not job.state.ended
        for job, feed in feeds
    )
