"""Variants of models in the window: asked for, made by a job of their own, taken in, chosen."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from workbench.domain.models import KnownModel
from workbench.domain.training import JobKind, JobState
from workbench.domain.variants import Variants
from workbench.jobs.protocol import Finished, Message, Progress
from workbench.jobs.queue import Lane
from workbench.ui.context import Context
from workbench.ui.models.dialogs import OptimiseDialog
from workbench.ui.models.variants import name_of_variant
from workbench.ui.models.words import name_of
from workbench.ui.process import JobRequest
from workbench.ui.train.runner import Runner
from workbench.workflow.optimising import (
    PreparedOptimising,
    drop_optimising,
    prepare_optimising,
    take_in_variants,
    use_variant,
)


class Optimising(QObject):
    """`changed` carries the model whose variants are there or were chosen, `moved` nothing.

    `shares` says how far the jobs have come that are under way (0 to 1), by their models.
    """

    changed = Signal(str)
    moved = Signal()

    def __init__(self, context: Context, runner: Runner, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._runner = runner
        self._window = parent
        self._shares: dict[str, float] = {}
        self._jobs: dict[str, str] = {}
        runner.board.said.connect(self._hear)

    @property
    def shares(self) -> Mapping[str, float]:
        return self._shares

    def ask(self, model: KnownModel) -> None:
        """Say what will be done, and start when the person agrees."""
        if model.name in self._shares:
            words = self.tr("{0} is being optimised already.")
            self._context.notify.info(words.format(name_of(model)))
            return
        dialog = OptimiseDialog(model, self._window)
        dialog.accepted.connect(lambda: self.start(model.name))
        dialog.open()

    def start(self, name: str) -> None:
        """Freeze the test set elsewhere, then let a worker make and measure the variants."""
        store = self._context.store
        self._move(name, 0.0)
        self._context.tasks.run(
            lambda: prepare_optimising(store, name), self._queue, partial(self._refuse, name)
        )

    def cancel(self, name: str) -> None:
        """Give it up; what was made before stays."""
        if name in self._jobs:
            self._runner.board.cancel(self._jobs[name])

    def use(self, name: str, variant: str) -> None:
        """Let a variant answer for a model from now on."""
        store, notify = self._context.store, self._context.notify

        def chosen(_: object) -> None:
            notify.info(self.tr("{0} answers for {1}.").format(name_of_variant(variant), name))
            self.changed.emit(name)

        self._context.tasks.run(lambda: use_variant(store, name, variant), chosen, notify.error)

    def _queue(self, prepared: PreparedOptimising) -> None:
        name = prepared.model.name
        title = self.tr("Optimising {0}").format(name)
        request = JobRequest("", title, JobKind.OPTIMISE, prepared.folder, Lane.SIDE)
        self._jobs[name] = self._runner.start("optimise", request, partial(self._end, prepared))
        self.moved.emit()

    def _hear(self, job: str, message: Message) -> None:
        name = next((name for name, one in self._jobs.items() if one == job), None)
        if name is not None and isinstance(message, Progress):
            self._move(name, message.step / max(1, message.steps))

    def _end(self, prepared: PreparedOptimising, finished: Finished) -> None:
        store, name = self._context.store, prepared.model.name
        self._jobs.pop(name, None)
        if finished.state is JobState.DONE:
            self._context.tasks.run(
                lambda: take_in_variants(store, prepared),
                lambda variants: self._taken_in(name, variants),
                partial(self._refuse, name),
            )
            return
        self._context.tasks.run(partial(drop_optimising, prepared), lambda _: None)
        self._settle(name)
        if finished.error is not None:
            self._context.notify.error(finished.error.to_error())

    def _taken_in(self, name: str, variants: Variants) -> None:
        self._settle(name)
        fastest = name_of_variant(variants.fastest.name)
        words = self.tr("The variants of {0} are measured; the fastest here: {1}.")
        self._context.notify.info(words.format(name, fastest))
        self.changed.emit(name)

    def _refuse(self, name: str, error: BaseException) -> None:
        self._settle(name)
        self._context.notify.error(error)

    def _settle(self, name: str) -> None:
        self._shares.pop(name, None)
        self.moved.emit()

    def _move(self, name: str, share: float) -> None:
        self._shares[name] = share
        self.moved.emit()
