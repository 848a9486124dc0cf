"""The process that holds the instant model, as the window sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from workbench.jobs.explain import explain, judge_end
from workbench.jobs.protocol import Finished, Message, Ready, Suggested, Taught
from workbench.jobs.spec import RunFolder
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket
from workbench.ui.workers import WorkerProcess
from workbench.workflow.instant import InstantJob, prepare_instant
from workbench.workflow.trying import clean_up


class InstantWorker(QObject):
    """Starts once and stays until it is let go; lines may be told from the start.

    `taught` and `suggested` carry the messages, `failed` why it ended by itself.
    """

    taught = Signal(object)
    suggested = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        context: Context,
        command: Callable[[Path], Sequence[str]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._command = command
        self._process: WorkerProcess | None = None
        self._place: Path | None = None
        # What is to be told as soon as it listens.
        self._waiting: list[bytes] = []
        self._ready = False
        self._preparing: Ticket | None = context.tasks.run(
            prepare_instant, self._launch, self._refuse
        )

    @property
    def running(self) -> bool:
        """Whether the process is there and listens."""
        return self._ready

    @property
    def pid(self) -> int:
        """The number of the process; 0 while there is none."""
        return self._process.pid if self._process is not None else 0

    def tell(self, lines: Iterable[bytes]) -> None:
        """Hand lines over, now or once it listens."""
        if self._ready and self._process is not None:
            for line in lines:
                self._process.tell(line)
        else:
            self._waiting += lines

    def let_go(self) -> None:
        """The process is gone before this returns; nothing that it still says is heard."""
        self._ready = False
        self.blockSignals(True)
        if self._preparing is not None:
            self._preparing.drop()
            self._preparing.future.add_done_callback(_remove_prepared)
            self._preparing = None
        if self._process is not None:
            self._process.end_at_once()
            self._process.deleteLater()
            self._process = None
        if self._place is not None:
            clean_up(self._place)
            self._place = None

    def _launch(self, job: InstantJob) -> None:
        self._preparing = None
        self._place = job.place
        process = WorkerProcess(RunFolder(job.folder), self)
        process.message.connect(self._hear)
        process.ended.connect(partial(self._end))
        self._process = process
        process.start(self._command(job.folder))

    def _refuse(self, error: BaseException) -> None:
        self._preparing = None
        self.failed.emit(explain(error) if isinstance(error, Exception) else None)

    def _hear(self, message: Message) -> None:
        match message:
            case Ready():
                self._ready = True
                waiting, self._waiting = self._waiting, []
                self.tell(waiting)
            case Taught():
                self.taught.emit(message)
            case Suggested():
                self.suggested.emit(message)

    def _end(self, last: Finished | None, code: int | None) -> None:
        self._ready = False
        error = judge_end(last, code).error
        self.failed.emit(error.to_error() if error else None)


def _remove_prepared(future: Future[InstantJob]) -> None:
    """What was made for a worker that nobody wants any more."""
    if not future.cancelled() and future.exception() is None:
        clean_up(future.result().place)
