"""Has the next batch ranked, one ranking at a time, in the store or by a worker."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from workbench.domain.changes import Changes
from workbench.domain.queueing import QueueSettings
from workbench.operations.store import Store
from workbench.ui.context import Context

if TYPE_CHECKING:
    from workbench.jobs.protocol import Finished
    from workbench.ui.train.runner import Runner
    from workbench.workflow.queueing import PreparedRanking


class Ranker(QObject):
    """`begun` carries what is under way in words; `ended` says that nothing is any more.

    After that `ranked` carries the changes, or `came_to_nothing` tells of a stop or a failure.
    """

    begun = Signal(str)
    ended = Signal()
    ranked = Signal(object)
    came_to_nothing = Signal()

    def __init__(
        self, context: Context, runner: Callable[[], Runner], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._runner = context, runner
        self._seed = 0
        self._job = ""
        self.busy = False

    def rank(self, settings: QueueSettings) -> None:
        """Rank a batch; one that is asked for meanwhile is not ranked twice."""
        if self.busy:
            return
        self.busy = True
        # Another lot each time; what was drawn and not annotated is not drawn again for ever.
        self._seed += 1
        self.begun.emit("Ranking…")
        store, seed = self._context.store, self._seed
        self._context.tasks.run(lambda: _begin(store, settings, seed), self._go_on, self._fail)

    def cancel(self) -> None:
        """Give up the ranking that a worker is at; the queue stays as it is."""
        if self._job:
            self._runner().board.cancel(self._job)

    def _go_on(self, found: Changes | PreparedRanking) -> None:
        if isinstance(found, Changes):
            self._take_in(found)
            return
        from workbench.domain.training import JobKind
        from workbench.jobs.queue import Lane
        from workbench.ui.process import JobRequest

        self.begun.emit(f"Ranking {found.untouched:,}…")
        if found.notice:
            self._context.notify.info(found.notice)
        request = JobRequest("", "Ranking for the queue", JobKind.RANK, found.folder, Lane.SIDE)
        end = partial(self._end, found)
        self._job = self._runner().start("rank", request, end)

    def _end(self, prepared: PreparedRanking, finished: Finished) -> None:
        from workbench.domain.training import JobState
        from workbench.workflow.queueing import take_in_ranking

        store, self._job = self._context.store, ""
        if finished.state is JobState.DONE:
            self._context.tasks.run(
                lambda: take_in_ranking(store, prepared), self._take_in, self._fail
            )
            return
        self._context.tasks.run(
            lambda: shutil.rmtree(prepared.folder, ignore_errors=True), lambda _: None
        )
        self._settle()
        self.came_to_nothing.emit()
        if finished.error is not None:
            self._context.notify.error(finished.error.to_error())

    def _take_in(self, changes: Changes) -> None:
        self._settle()
        self._context.take_in(changes)
        self.ranked.emit(changes)

    def _fail(self, error: BaseException) -> None:
        self._settle()
        self.came_to_nothing.emit()
        self._context.notify.error(error)

    def _settle(self) -> None:
        self.busy = False
        self.ended.emit()


def _begin(store: Store, settings: QueueSettings, seed: int) -> Changes | PreparedRanking:
    """Rank by what the project knows, or prepare a job; call it outside of the window."""
    from workbench.workflow.queueing import Wish, prepare_ranking, rank_by_store

    wish = Wish(settings.strategy, settings.batch, seed)
    return (rank_by_store if wish.strategy.by_store else prepare_ranking)(store, wish)
