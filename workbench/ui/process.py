"""Workers as the window sees them: one QProcess a job, and the board that queues them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from workbench.domain.training import JobKind, JobState
from workbench.jobs.environment import worker_environment
from workbench.jobs.protocol import CANCEL_LINE, STOP_LINE, Finished, LineReader, Message
from workbench.jobs.queue import Queue
from workbench.jobs.spec import RunFolder
from workbench.jobs.supervisor import settle
from workbench.ui.tasks import Tasks

TERMINATE_AFTER_MS = 5000
KILL_AFTER_MS = 3000
CLOSE_WITHIN_MS = 3000


class WorkerProcess(QObject):
    """One worker: its messages as they come, and at the end its return code."""

    message = Signal(object)
    ended = Signal(object, int)

    def __init__(self, folder: RunFolder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = LineReader()
        self._last: Finished | None = None
        self._cancelled = False
        self._process = QProcess(self)
        self._process.setStandardErrorFile(str(folder.log), QProcess.OpenModeFlag.Append)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._end)
        self._process.errorOccurred.connect(self._fail)
        self._force = QTimer(self)
        self._force.setSingleShot(True)
        self._force.timeout.connect(self._use_force)
        self._steps = [self._process.terminate, self._process.kill]

    def start(self, command: Sequence[str]) -> None:
        environment = QProcessEnvironment()
        for name, value in worker_environment().items():
            environment.insert(name, value)
        self._process.setProcessEnvironment(environment)
        self._process.setUnixProcessParameters(QProcess.UnixProcessFlag.CreateNewSession)
        self._process.start(command[0], list(command[1:]))

    def stop(self) -> None:
        """Ask the worker to stop and keep the best."""
        self._process.write(STOP_LINE)

    def cancel(self) -> None:
        """Ask the worker to end and keep nothing; use force when it does not."""
        self._cancelled = True
        self._process.write(CANCEL_LINE)
        self._force.start(TERMINATE_AFTER_MS)

    def end_now(self) -> None:
        """End the worker before this call returns; nobody hears of it."""
        self.blockSignals(True)
        self._force.stop()
        self._process.write(CANCEL_LINE)
        self._process.closeWriteChannel()
        if not self._process.waitForFinished(CLOSE_WITHIN_MS):
            self._process.kill()
            self._process.waitForFinished(CLOSE_WITHIN_MS)

    def _use_force(self) -> None:
        if self._steps:
            self._steps.pop(0)()
            self._force.start(KILL_AFTER_MS)

    def _read(self) -> None:
        for message in self._reader.feed(bytes(self._process.readAllStandardOutput().data())):
            if isinstance(message, Finished):
                self._last = message
            else:
                self.message.emit(message)

    def _end(self, code: int, status: QProcess.ExitStatus) -> None:
        self._force.stop()
        self._read()
        killed = status is QProcess.ExitStatus.CrashExit
        last = self._last
        if last is None and self._cancelled:
            last = Finished(JobState.CANCELLED)
        self.ended.emit(last, -code if killed else code)

    def _fail(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self.ended.emit(None, 127)


@dataclass(frozen=True, slots=True)
class JobRequest:
    """A job to run: `name` is unique on the board, `title` is what people read."""

    name: str
    title: str
    kind: JobKind
    folder: Path


@dataclass
class Feed:
    """What a job of this session has said so far."""

    request: JobRequest
    messages: list[Message] = field(default_factory=list)


class JobBoard(QObject):
    """Runs one job at a time, the others wait in the order they were asked for.

    Signals carry the job's name: `moved` when its state changes, `said` with each message,
    `ended` with how it ended, after the folder was left in order.
    """

    moved = Signal(str)
    said = Signal(str, object)
    ended = Signal(str, object)

    def __init__(
        self,
        command: Callable[[Path], Sequence[str]],
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.queue = Queue()
        self._command = command
        self._tasks = tasks
        self._feeds: dict[str, Feed] = {}
        self._worker: WorkerProcess | None = None

    def add(self, request: JobRequest) -> None:
        """Put a job at the end of the queue, and start it when nothing runs."""
        self._feeds[request.name] = Feed(request)
        self.queue = self.queue.add(request.name)
        self.moved.emit(request.name)
        self._start_next()

    def stop(self, name: str) -> None:
        """Stop and keep the best; a job that only waits is cancelled."""
        if self._is_active(name) and self._worker is not None:
            self._worker.stop()
            self._move(name, JobState.STOPPING)
        else:
            self.cancel(name)

    def cancel(self, name: str) -> None:
        """End a job and keep nothing of it."""
        if self._is_active(name) and self._worker is not None:
            self._worker.cancel()
            self._move(name, JobState.STOPPING)
        elif self.state(name) is JobState.QUEUED:
            self._move(name, JobState.CANCELLED)
            self.ended.emit(name, Finished(JobState.CANCELLED))

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
        """The job that runs now."""
        job = self.queue.active
        return self._feeds[job.name] if job else None

    @property
    def trains(self) -> bool:
        """Whether a training runs or waits."""
        waiting = (job.name for job in self.queue if not job.state.ended)
        return any(self._feeds[name].request.kind is JobKind.TRAIN for name in waiting)

    def close(self) -> list[str]:
        """End everything now; the names of the jobs that were cut off."""
        cut = [job.name for job in self.queue if not job.state.ended]
        if self._worker is not None:
            self._worker.end_now()
            self._worker = None
        self.queue = Queue()
        return cut

    def _is_active(self, name: str) -> bool:
        return self.queue.active is not None and self.queue.active.name == name

    def _start_next(self) -> None:
        job = self.queue.next
        if job is None:
            return
        folder = RunFolder(self._feeds[job.name].request.folder)
        worker = WorkerProcess(folder, self)
        worker.message.connect(lambda message: self._hear(job.name, message))
        worker.ended.connect(lambda last, code: self._settle(job.name, folder, last, code))
        self._worker = worker
        self._move(job.name, JobState.RUNNING)
        worker.start(self._command(folder.path))

    def _hear(self, name: str, message: Message) -> None:
        self._feeds[name].messages.append(message)
        self.said.emit(name, message)

    def _settle(self, name: str, folder: RunFolder, last: Finished | None, code: int) -> None:
        if self._worker is not None:
            self._worker.deleteLater()
            self._worker = None
        # Removing what a cancelled run left may take a while.
        self._tasks.run(
            lambda: settle(folder, last, code), lambda finished: self._finish(name, finished)
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
