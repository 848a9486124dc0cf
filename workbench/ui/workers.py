"""Workers as the window sees them: one that ends with the window, and one that outlives it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from workbench.domain.training import JobState
from workbench.jobs.detached import (
    EventTail,
    find_worker,
    kill_group,
    reap,
    start_detached,
    tell,
)
from workbench.jobs.environment import worker_environment
from workbench.jobs.protocol import CANCEL_LINE, STOP_LINE, Finished, LineReader, Message
from workbench.jobs.spec import RunFolder
from workbench.jobs.warm import folder_line

# A worker ends by itself within two seconds, unless it hangs in a library.
TERMINATE_AFTER_MS = 3000
KILL_AFTER_MS = 800
CLOSE_WITHIN_MS = 3000
LOOK_EVERY_MS = 250


class Worker(QObject):
    """One worker: its messages as they come, and at the end its last word and return code.

    The code is None where nobody knows it.
    """

    message = Signal(object)
    ended = Signal(object, object)

    def __init__(self, folder: RunFolder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self._last: Finished | None = None
        self._cancelled = False
        self._force = QTimer(self)
        self._force.setSingleShot(True)
        self._force.timeout.connect(self._use_force)
        self._steps = self._force_steps()

    def start(self, command: Sequence[str]) -> None:
        raise NotImplementedError

    def stop(self) -> None:
        """Ask the worker to stop and keep the best."""
        self._tell(STOP_LINE)

    def tell(self, line: bytes) -> None:
        """Hand the worker a line, now or once it is there."""
        self._tell(line)

    def cancel(self) -> None:
        """Ask the worker to end and keep nothing; use force when it does not."""
        self._cancelled = True
        self._tell(CANCEL_LINE)
        self._force.start(TERMINATE_AFTER_MS)

    def let_go(self) -> None:
        """The window closes: before this call returns, what must end has ended, unheard."""
        raise NotImplementedError

    def _tell(self, line: bytes) -> None:
        raise NotImplementedError

    def _force_steps(self) -> list[Callable[[], object]]:
        raise NotImplementedError

    def _use_force(self) -> None:
        if self._steps:
            self._steps.pop(0)()
            self._force.start(KILL_AFTER_MS)

    def _hear(self, messages: Sequence[Message]) -> None:
        for message in messages:
            if isinstance(message, Finished):
                self._last = message
            else:
                self.message.emit(message)

    def _say_ended(self, code: int | None) -> None:
        self._force.stop()
        last = self._last
        if last is None and self._cancelled:
            last = Finished(JobState.CANCELLED)
        self.ended.emit(last, code)


class WorkerProcess(Worker):
    """A child process of the window; its messages and commands go over pipes.

    A `warm` one runs already, and is only told its folder.
    """

    def __init__(
        self, folder: RunFolder, parent: QObject | None = None, warm: QProcess | None = None
    ) -> None:
        self._process = warm or QProcess()
        super().__init__(folder, parent)
        self._process.setParent(self)
        self._reader = LineReader()
        self._pid = 0
        self._process.setStandardErrorFile(str(folder.log), QProcess.OpenModeFlag.Append)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.started.connect(self._note)
        self._process.finished.connect(self._end)
        self._process.errorOccurred.connect(self._fail)

    def start(self, command: Sequence[str]) -> None:
        if self._process.state() is QProcess.ProcessState.NotRunning:
            launch(self._process, command)
        else:
            self._note()
            self._tell(folder_line(self.folder.path))

    @property
    def pid(self) -> int:
        """The number of the process; 0 before it has started."""
        return self._pid

    def hang_up(self) -> None:
        """End the worker's input: that ends one that stays; use force when it does not."""
        self._process.closeWriteChannel()
        self._force.start(TERMINATE_AFTER_MS)

    def end_at_once(self) -> None:
        """End it by force before this returns: for one that stays and keeps nothing."""
        self.blockSignals(True)
        self._force.stop()
        self._kill()
        self._process.waitForFinished(CLOSE_WITHIN_MS)

    def let_go(self) -> None:
        self.blockSignals(True)
        self._force.stop()
        # The end of its input tells the worker to end, and to keep what it has.
        self._process.closeWriteChannel()
        if not self._process.waitForFinished(CLOSE_WITHIN_MS):
            self._kill()
            self._process.waitForFinished(CLOSE_WITHIN_MS)

    def _tell(self, line: bytes) -> None:
        self._process.write(line)

    def _force_steps(self) -> list[Callable[[], object]]:
        return [self._process.terminate, self._kill]

    def _kill(self) -> None:
        kill_group(self._pid)
        self._process.kill()

    def _note(self) -> None:
        self._pid = self._process.processId()

    def _read(self) -> None:
        self._hear(self._reader.feed(bytes(self._process.readAllStandardOutput().data())))

    def _end(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        # Whatever the worker had started itself goes with it.
        kill_group(self._pid)
        killed = status is QProcess.ExitStatus.CrashExit
        self._say_ended(-code if killed else code)

    def _fail(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._say_ended(127)


class DetachedWorker(Worker):
    """A process of its own, followed by what it writes; it stays when the window is gone."""

    def __init__(
        self, folder: RunFolder, offset: int | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(folder, parent)
        heard = folder.events.stat().st_size if folder.events.exists() else 0
        self._tail = EventTail(folder, heard if offset is None else offset)
        self._untold: list[bytes] = []
        # Of a child of this window; 0 for one that was found.
        self._pid = 0
        self._look_timer = QTimer(self)
        self._look_timer.setInterval(LOOK_EVERY_MS)
        self._look_timer.timeout.connect(self._look)

    def start(self, command: Sequence[str]) -> None:
        try:
            self._pid = start_detached(command, self.folder)
        except OSError:
            self._say_ended(127)
            return
        self.follow()

    def follow(self) -> None:
        """Follow a worker that runs."""
        self._look_timer.start()

    def let_go(self) -> None:
        self.blockSignals(True)
        self._force.stop()
        self._look_timer.stop()

    def _tell(self, line: bytes) -> None:
        if not tell(self.folder, line):
            self._untold.append(line)

    def _force_steps(self) -> list[Callable[[], object]]:
        return [self._kill]

    def _kill(self) -> None:
        worker = find_worker(self.folder)
        if worker is not None:
            kill_group(worker.pid)

    def _look(self) -> None:
        code = reap(self._pid) if self._pid else None
        alive = code is None if self._pid else find_worker(self.folder) is not None
        self._hear(self._tail.read())
        if self._untold and alive and tell(self.folder, self._untold[0]):
            self._untold.pop(0)
        if not alive:
            self._look_timer.stop()
            self._say_ended(code)


def launch(process: QProcess, command: Sequence[str]) -> None:
    """Start a worker's process: in the environment of workers, at the head of its own group."""
    process.setProcessEnvironment(_environment())
    process.setUnixProcessParameters(QProcess.UnixProcessFlag.CreateNewSession)
    process.start(command[0], list(command[1:]))


def _environment() -> QProcessEnvironment:
    environment = QProcessEnvironment()
    for name, value in worker_environment().items():
        environment.insert(name, value)
    return environment
