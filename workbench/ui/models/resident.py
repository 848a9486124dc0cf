"""The one worker that keeps a model loaded while somebody tries it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from enum import Enum
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from workbench.domain.errors import WorkbenchError
from workbench.jobs.explain import explain, judge_end
from workbench.jobs.protocol import Finished, Message, Ready, Started, Tagged
from workbench.jobs.serving import TagRequest, request_to_line
from workbench.jobs.spec import RunFolder
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket
from workbench.ui.workers import WorkerProcess
from workbench.workflow.trying import ServingJob, clean_up, prepare_serving


class Phase(Enum):
    """Where the worker stands."""

    ABSENT = "absent"
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True)
class Standing:
    """Where the worker stands, and for a failure what happened and what to do."""

    phase: Phase
    error: WorkbenchError | None = None


class Resident(QObject):
    """Starts the worker when something is asked, and ends it when another model is chosen.

    There is never more than one: a new one waits until the old one is gone. `moved` carries
    the standing, `tagged` each answer.
    """

    moved = Signal(object)
    tagged = Signal(object)

    def __init__(
        self,
        context: Context,
        command: Callable[[Path], Sequence[str]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._command = command
        self._model = ""
        self._number = 0
        self._request: TagRequest | None = None
        self._worker: WorkerProcess | None = None
        self._leaving: WorkerProcess | None = None
        self._place: Path | None = None
        self._preparing: Ticket | None = None
        self.standing = Standing(Phase.ABSENT)
        self.device = "cpu"

    @property
    def model(self) -> str:
        """The model that is tried; empty for none."""
        return self._model

    @property
    def running(self) -> bool:
        """Whether a process is there."""
        return self._worker is not None or self._leaving is not None

    @property
    def prepared(self) -> bool:
        """Whether nothing is being made ready for a worker any more."""
        return self._preparing is None or self._preparing.future.done()

    def use(self, model: str) -> None:
        """Try another model from now on; its worker starts with the next question."""
        if model != self._model:
            self.end()
            self._model = model

    def ask(self, sentences: Sequence[Sequence[str]]) -> int:
        """Ask for tags; the number that the answer will bear. A newer question goes first."""
        self._number += 1
        self._request = TagRequest(self._number, tuple(map(tuple, sentences)))
        if self.standing.phase is Phase.READY:
            self._send()
        elif self.standing.phase is not Phase.LOADING:
            self._start()
        return self._number

    def end(self) -> None:
        """Let the worker end; nothing that it still says is heard."""
        self._request = None
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.message.disconnect()
            self._leaving = worker
            worker.hang_up()
        self._move(Standing(Phase.ABSENT))

    def let_go(self) -> None:
        """The window closes: the worker is gone before this returns."""
        for worker in (self._worker, self._leaving):
            if worker is not None:
                worker.end_at_once()
        self._worker = self._leaving = self._request = None
        self._remove_place()
        if self._preparing is not None:
            self._preparing.drop()
            self._preparing.future.add_done_callback(_remove_prepared)

    def _start(self) -> None:
        self._move(Standing(Phase.LOADING))
        if self._leaving is not None or self._preparing is not None:
            return
        store, model = self._context.store, self._model
        self._preparing = self._context.tasks.run(
            lambda: prepare_serving(store, model), self._launch, partial(self._refuse, model)
        )

    def _launch(self, job: ServingJob) -> None:
        self._preparing = None
        if job.model != self._model or self.standing.phase is not Phase.LOADING:
            self._context.tasks.run(partial(clean_up, job.place), lambda _: None)
            if self.standing.phase is Phase.LOADING:
                self._start()
            return
        self._place = job.place
        worker = WorkerProcess(RunFolder(job.folder), self)
        worker.message.connect(self._hear)
        worker.ended.connect(partial(self._settle, worker))
        self._worker = worker
        worker.start(self._command(job.folder))

    def _refuse(self, model: str, error: BaseException) -> None:
        self._preparing = None
        if model == self._model and isinstance(error, Exception):
            self._move(Standing(Phase.FAILED, explain(error)))

    def _hear(self, message: Message) -> None:
        match message:
            case Started(_, device, _):
                self.device = device
            case Ready():
                self._move(Standing(Phase.READY))
                self._send()
            case Tagged():
                self.tagged.emit(message)

    def _send(self) -> None:
        if self._request is not None and self._worker is not None:
            self._worker.tell(request_to_line(self._request))
            self._request = None

    def _settle(self, worker: WorkerProcess, last: Finished | None, code: int | None) -> None:
        worker.deleteLater()
        self._remove_place()
        if worker is self._leaving:
            self._leaving = None
            if self.standing.phase is Phase.LOADING:
                self._start()
            return
        self._worker = None
        error = judge_end(last, code).error
        self._move(Standing(Phase.FAILED, error.to_error() if error else None))

    def _remove_place(self) -> None:
        if self._place is not None:
            clean_up(self._place)
            self._place = None

    def _move(self, standing: Standing) -> None:
        self.standing = standing
        self.moved.emit(standing)


def _remove_prepared(future: Future[ServingJob]) -> None:
    """What was made for a worker that nobody wants any more."""
    if not future.cancelled() and future.exception() is None:
        clean_up(future.result().place)
