"""Measures the learning curve as a job, and keeps the last one at hand."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from workbench.domain.changes import Changes
from workbench.domain.learning import Curve
from workbench.domain.training import JobKind, JobState
from workbench.jobs.protocol import Finished, Message, Progress
from workbench.ui.context import Context
from workbench.ui.process import JobRequest
from workbench.ui.train.runner import Runner
from workbench.workflow.insights import PreparedCurve, kept_curve, prepare_curve, take_in_curve
from workbench.workflow.trying import clean_up


class Measuring(QObject):
    """`read` carries the curve that is kept (or None), `progressed` a share of 0..1 with the
    seconds left (or None), `stood` says that it began or ended."""

    read = Signal(object)
    progressed = Signal(float, object)
    stood = Signal()

    def __init__(self, context: Context, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._runner = context, runner
        self._busy = False
        self._job = ""
        self.curve: Curve | None = None
        runner.board.said.connect(self._hear)

    @property
    def is_running(self) -> bool:
        return self._busy

    def reload(self) -> None:
        """Read the curve that was measured last."""
        store = self._context.store
        self._context.tasks.run(lambda: kept_curve(store), self._keep)

    def start(self, with_recipe: bool = False) -> None:
        """Freeze the gold of today and measure; why that cannot be is said in the window's bar."""
        if self._busy:
            return
        self._set_busy(True)
        store = self._context.store
        self._context.tasks.run(
            lambda: prepare_curve(store, with_recipe), self._start, self._refuse
        )

    def cancel(self) -> None:
        """Give the measurement up; the last curve stays."""
        if self._job:
            self._runner.board.cancel(self._job)

    def _start(self, prepared: PreparedCurve) -> None:
        title = self.tr("learning curve")
        request = JobRequest("", title, JobKind.CURVE, prepared.folder, prepared.lane)
        self._job = self._runner.start("curve", request, lambda one: self._end(prepared, one))
        self.stood.emit()

    def _refuse(self, error: BaseException) -> None:
        self._set_busy(False)
        self._context.notify.error(error)

    def _hear(self, name: str, message: Message) -> None:
        if name == self._job and isinstance(message, Progress) and message.steps:
            self.progressed.emit(message.step / message.steps, message.seconds_left)

    def _end(self, prepared: PreparedCurve, finished: Finished) -> None:
        self._job = ""
        if finished.state in (JobState.DONE, JobState.STOPPED):
            store = self._context.store
            self._context.tasks.run(
                lambda: take_in_curve(store, prepared), self._taken_in, self._refuse
            )
            return
        self._context.tasks.run(partial(clean_up, prepared.folder), lambda _: None)
        self._set_busy(False)
        if finished.error is not None:
            self._context.notify.error(finished.error.to_error())

    def _taken_in(self, _: Changes) -> None:
        self._set_busy(False)
        self.reload()

    def _keep(self, curve: Curve | None) -> None:
        self.curve = curve
        self.read.emit(curve)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.stood.emit()
