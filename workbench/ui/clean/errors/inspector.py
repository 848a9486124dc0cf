"""Looks for label errors in a job beside the window, and follows what is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from workbench.domain.changes import Changes
from workbench.domain.label_errors import SMALLEST_GOLD
from workbench.domain.training import JobKind, JobState
from workbench.jobs.protocol import Finished, Message, Progress
from workbench.jobs.queue import Lane
from workbench.operations.label_errors import Answered, answered, concerns_answers
from workbench.ui.clean.errors.inspection import Inspection, read_inspection
from workbench.ui.clean.looker import Looker
from workbench.ui.clean.wording import count_text
from workbench.ui.context import Context
from workbench.ui.history.words import here_and_now, moment
from workbench.ui.process import JobRequest
from workbench.workflow.inspecting import (
    PreparedInspection,
    prepare_inspection,
    take_in_inspection,
)

if TYPE_CHECKING:
    from workbench.ui.train.runner import Runner

NOT_YET = "Nobody has looked for label errors yet."


class Inspector(Looker):
    """`found` carries the inspection whenever its cases or their order are others, `settled`
    says that some of its answers are, and `returned` carries the keys that wait again."""

    settled = Signal()
    returned = Signal(object)

    action = "clean.inspect"
    begin = "Look for label errors"

    def __init__(
        self, context: Context, runner: Callable[[], Runner], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._runner = runner
        self._is_stale = True
        self._is_reading = False
        self._is_running = False
        self._is_unwanted = False
        # The name of the job on the board; empty before it is there.
        self._job = ""
        self._progress: Progress | None = None
        # Sentences that were changed since the inspection was read, one for each change.
        self._changed = 0
        # How many changes there were that what is being read may lack.
        self._turn = 0
        self._is_ranking = False
        # What waits again, and is to be shown as soon as it is listed.
        self._back: frozenset[str] = frozenset()
        self.inspection: Inspection | None = None
        self.note = ""
        context.hub.changed.connect(self._take_in)

    @property
    def is_running(self) -> bool:
        return self._is_running

    @property
    def can_start(self) -> bool:
        return self.inspection is not None and self.inspection.done >= SMALLEST_GOLD

    @property
    def doing(self) -> str:
        if self._is_unwanted:
            return "Stopping…"
        return "Looking for label errors…"

    def ensure(self) -> None:
        """Read what is kept, where that is not what is shown."""
        if self._is_stale and not self._is_reading:
            self._is_stale, self._is_reading = False, True
            store = self._context.store
            self._read(lambda: read_inspection(store))

    def start(self) -> None:
        """Freeze the gold of now, and let a job look through it."""
        if self._is_running:
            return
        self._is_running, self._is_unwanted, self._progress = True, False, None
        store = self._context.store
        self._context.tasks.run(lambda: prepare_inspection(store), self._queue, self._broke_off)
        self.progressed.emit(0.0)
        self.stood.emit()

    def stop(self) -> None:
        self._is_unwanted = True
        if self._job:
            self._runner().board.cancel(self._job)
        self.stood.emit()

    def describe(self) -> str:
        inspection = self.inspection
        if inspection is None:
            return ""
        if inspection.state is None:
            return NOT_YET
        state = inspection.state
        where = count_text(state.sentences, "sentence")
        behind = state.changed + self._changed
        since = (
            f" {count_text(behind, 'change')} since then: look again when you like."
            if behind
            else ""
        )
        return f"Looked through {where}, {moment(state.finished, here_and_now())}.{since}"

    def seconds_left(self, share: float) -> int | None:
        left = self._progress.seconds_left if self._progress else None
        return None if left is None else round(left)

    def _queue(self, prepared: PreparedInspection) -> None:
        if self._is_unwanted:
            self._stand()
            return
        runner = self._runner()
        runner.board.said.connect(self._hear)
        request = JobRequest("", self.begin, JobKind.INSPECT, prepared.folder, Lane.SIDE)
        self._job = runner.start("inspect", request, lambda end: self._end(prepared, end))

    def _hear(self, name: str, message: Message) -> None:
        if name == self._job and isinstance(message, Progress) and not self._is_unwanted:
            self._progress = message
            self.progressed.emit(message.step / max(message.steps, 1))

    def _end(self, prepared: PreparedInspection, finished: Finished) -> None:
        self._job = ""
        self._runner().board.said.disconnect(self._hear)
        if finished.state is not JobState.DONE:
            self._stand()
            if finished.error is not None:
                self._context.notify.error(finished.error.to_error())
            return
        store = self._context.store

        def take_in() -> Inspection:
            take_in_inspection(store, prepared.folder)
            return read_inspection(store)

        self._read(take_in, ends_run=True)

    def _read(self, read: Callable[[], Inspection], ends_run: bool = False) -> None:
        """Show what this reads, unless something was answered or changed in the meantime."""
        begun = self._turn

        def show(inspection: Inspection) -> None:
            self._is_reading = False
            self._is_running = self._is_running and not ends_run
            if self._turn == begun:
                self._show(inspection)
            else:
                self._is_stale = True
                self.ensure()

        self._context.tasks.run(read, show, self._broke_off)

    def _show(self, inspection: Inspection) -> None:
        self._changed, self.note = 0, ""
        self.inspection = inspection
        self.stood.emit()
        self.found.emit(inspection)

    def _broke_off(self, error: BaseException) -> None:
        self._is_reading = self._is_ranking = False
        self._stand()
        self._context.notify.error(error)

    def _stand(self) -> None:
        self._is_running = self._is_unwanted = False
        self.stood.emit()

    def _take_in(self, changes: Changes) -> None:
        """Sentences that come or go, or a first inspection to come, are read by `ensure`."""
        inspection = self.inspection
        if changes.sentences or concerns_answers(changes):
            self._turn += 1
        if changes.membership or inspection is None or inspection.state is None:
            self._is_stale = True
            return
        if changes.sentences:
            self._changed += len(changes.sentences)
            self.stood.emit()
        concerned = inspection.concerned(changes.sentences)
        if concerned or concerns_answers(changes):
            cases = list(concerned.values())
            self._context.ask(answered, cases, done=lambda said: self._settle(said, concerned))

    def _settle(self, said: Answered, concerned: Iterable[str]) -> None:
        if self.inspection is not None:
            before, self.inspection = self.inspection, self.inspection.after(said, concerned)
            self._back |= self.inspection.returned(before)
            self.settled.emit()
            self._catch_up(self.inspection)

    def _catch_up(self, inspection: Inspection) -> None:
        """Put what waits in a new order when that is due; show what waits again."""
        if self._is_ranking:
            return
        self._back = frozenset(filter(inspection.waits, self._back))
        if inspection.is_due or not inspection.lists(self._back):
            self._is_ranking = True
            self._context.tasks.run(inspection.ranked, self._order, self._broke_off)
        elif self._back:
            back, self._back = self._back, frozenset()
            self.returned.emit(back)

    def _order(self, ranked: Inspection) -> None:
        """Take an order in; what was answered meanwhile is not lost."""
        self._is_ranking = False
        now = self.inspection
        if now is None or now.cases is not ranked.cases:
            return
        if now.is_due:
            self.note = f"Re-ranked after {count_text(ranked.learned_from, 'answer')}."
        self.inspection = now.with_order_of(ranked)
        self.found.emit(self.inspection)
        self._catch_up(self.inspection)
