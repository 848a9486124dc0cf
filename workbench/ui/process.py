"""The board of jobs in the window: which run, which wait, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from workbench.domain.training import JobKind, JobState
from workbench.jobs.protocol import Finished, Message
from workbench.jobs.queue import Lane, Queue
from workbench.jobs.spec import RunFolder
from workbench.jobs.supervisor import settle
from workbench.ui.tasks import Tasks
from workbench.ui.warm_worker import WarmWorker
from workbench.ui.workers import DetachedWorker, Worker, WorkerProcess
from workbench.workflow.trying import clean_up

# What is asked of these is taken in at their end; of one that was cut off nothing is of use.
PASSING = {JobKind.RESCORE, JobKind.SERVE, JobKind.RANK, JobKind.INSPECT, JobKind.CURVE}


@dataclass(frozen=True, slots=True)
class JobRequest:
    """A job to run: `name` is unique on the board, `title` is what people read.

    One that may `outlive` the window goes on when that is closed. `told` is what it said in
    earlier attempts. `first_line` is handed to the worker, and to nobody else.
    """

    name: str
    title: str
    kind: JobKind
    folder: Path
    lane: Lane = Lane.CPU
    outlive: bool = False
    told: tuple[Message, ...] = ()
    first_line: bytes = field(default=b"", repr=False)


@dataclass
class Feed:
    """What a job of this session has said so far."""

    request: JobRequest
    messages: list[Message] = field(default_factory=list)


class JobBoard(QObject):
    """Runs one job at a time in each lane, the others wait in the order of the queue.

    Signals carry the job's name: `moved` when its state changes, `said` with each message,
    `ended` with how it ended, after the folder was left in order. `reordered` says that the
    jobs that wait changed places.
    """

    moved = Signal(str)
    said = Signal(str, object)
    ended = Signal(str, object)
    reordered = Signal()

    def __init__(
        self,
        command: Callable[[Path], Sequence[str]],
        tasks: Tasks,
        parent: QObject | None = None,
        warm: Callable[[], Sequence[str]] | None = None,
    ) -> None:
        super().__init__(parent)
        self.queue = Queue()
        self._warm = WarmWorker(warm, self) if warm else None
        self._command = command
        self._tasks = tasks
        self._feeds: dict[str, Feed] = {}
        self._workers: dict[str, Worker] = {}

    def add(self, request: JobRequest) -> None:
        """Put a job at the end of the queue, and start it when its lane is free.

        One that has ended may come again under its name.
        """
        self._list(request, JobState.QUEUED)
        self._start_next()

    def get_ready(self) -> None:
        """Expect a training soon: its worker loads what it needs beforehand."""
        if self._warm is not None and not self.trains_now:
            self._warm.get_ready()

    def attach(self, request: JobRequest, offset: int) -> None:
        """Follow a job whose worker has outlived another window, from a place in its events."""
        self._list(request, JobState.RUNNING)
        worker = DetachedWorker(RunFolder(request.folder), offset, self)
        self._connect(request.name, worker)
        worker.follow()

    def put_before(self, name: str, other: str | None) -> None:
        """Let a waiting job run before another waiting one, or last of all (None)."""
        self.queue = self.queue.put_before(name, other)
        self.reordered.emit()

    def stop(self, name: str) -> None:
        """Stop and keep the best; a job that only waits is cancelled."""
        if name in self._workers:
            self._workers[name].stop()
            self._move(name, JobState.STOPPING)
        else:
            self.cancel(name)

    def cancel(self, name: str) -> None:
        """End a job and keep nothing of it."""
        if name in self._workers:
            self._workers[name].cancel()
            self._move(name, JobState.STOPPING)
        elif self.state(name) is JobState.QUEUED:
            self._move(name, JobState.CANCELLED)
            self.ended.emit(name, Finished(JobState.CANCELLED))

    def tell(self, name: str, line: bytes) -> None:
        """Hand a line to the worker of a job that runs."""
        if name in self._workers:
            self._workers[name].tell(line)

    def hang_up(self, name: str) -> None:
        """Let a worker that stays end by itself: there will be no more lines for it."""
        worker = self._workers.get(name)
        if isinstance(worker, WorkerProcess):
            worker.hang_up()

    def note(self, name: str, message: Message) -> None:
        """Say what the worker of a job that runs cannot know, such as how far the whole is."""
        if name in self._workers:
            self.said.emit(name, message)

    @property
    def trains_now(self) -> bool:
        """Whether any training is under way, also one that would outlive the window."""
        return any(self._feeds[name].request.kind is JobKind.TRAIN for name in self._workers)

    def state(self, name: str) -> JobState | None:
        """The state of a job of this session; None for others."""
        if name not in self._feeds:
            return None
        return self.queue.job(name).state

    def feed(self, name: str) -> Feed | None:
        """What a job of this session has said; None for others."""
        return self._feeds.get(name)

    @property
    def active(self) -> Feed | None:
        """The job that runs now; the first one where several do."""
        job = self.queue.active
        return self._feeds[job.name] if job else None

    @property
    def waiting(self) -> list[str]:
        """The names of the jobs that wait, in their order."""
        return [job.name for job in self.queue.waiting]

    @property
    def trains(self) -> bool:
        """Whether a training is under way that would end with the window."""
        requests = (self._feeds[name].request for name in self._workers)
        return any(one.kind is JobKind.TRAIN and not one.outlive for one in requests)

    def close(self) -> list[str]:
        """Let go of everything now; the names of the jobs that were cut off by that."""
        cut = [name for name in self._workers if not self._feeds[name].request.outlive]
        if self._warm is not None:
            self._warm.let_go()
        for worker in self._workers.values():
            worker.let_go()
        for name in [*cut, *self.waiting]:
            request = self._feeds[name].request
            if request.kind in PASSING:
                clean_up(request.folder)
        self._workers.clear()
        self.queue = Queue()
        return cut

    def _list(self, request: JobRequest, state: JobState) -> None:
        if self.state(request.name) is not None:
            self.queue = self.queue.remove(request.name)
        self._feeds[request.name] = Feed(request, list(request.told))
        self.queue = self.queue.add(request.name, request.lane, state)
        self.moved.emit(request.name)

    def _start_next(self) -> None:
        while (job := self.queue.next) is not None:
            self._start(job.name)

    def _start(self, name: str) -> None:
        request = self._feeds[name].request
        folder = RunFolder(request.folder)
        worker = self._made_worker(request, folder)
        self._connect(name, worker)
        self._move(name, JobState.RUNNING)
        worker.start(self._command(folder.path))
        if request.first_line:
            worker.tell(request.first_line)

    def _made_worker(self, request: JobRequest, folder: RunFolder) -> Worker:
        if request.outlive:
            return DetachedWorker(folder, parent=self)
        if self._warm is None or request.kind is not JobKind.TRAIN:
            return WorkerProcess(folder, self)
        return WorkerProcess(folder, self, self._warm.take())

    def _connect(self, name: str, worker: Worker) -> None:
        worker.message.connect(lambda message: self._hear(name, message))
        worker.ended.connect(lambda last, code: self._settle(name, last, code))
        self._workers[name] = worker

    def _hear(self, name: str, message: Message) -> None:
        self._feeds[name].messages.append(message)
        self.said.emit(name, message)

    def _settle(self, name: str, last: Finished | None, code: int | None) -> None:
        worker = self._workers.pop(name)
        worker.deleteLater()
        # Removing what a cancelled run left may take a while.
        self._tasks.run(
            lambda: settle(worker.folder, last, code),
            lambda finished: self._finish(name, finished),
        )

    def _finish(self, name: str, finished: Finished) -> None:
        self._hear(name, finished)
        self._move(name, finished.state)
        self.ended.emit(name, finished)
        self._start_next()

    def _move(self, name: str, state: JobState) -> None:
        if self.queue.job(name).may_become(state):
            self.queue = self.queue.move(name, state)
            self.moved.emit(name)
