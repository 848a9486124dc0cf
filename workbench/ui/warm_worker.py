"""A worker in reserve: its libraries are loaded before somebody clicks Train."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QProcess, QTimer

from workbench.jobs.machine import free_memory
from workbench.ui.workers import CLOSE_WITHIN_MS, launch

# What the libraries of a training take, and what must be left for the rest of the machine.
NEEDED_BYTES = 3 * 1024**3
KEPT_MS = 10 * 60 * 1000


class WarmWorker(QObject):
    """At most one process that waits for a run; given up when nobody wants it for ten minutes."""

    def __init__(self, command: Callable[[], Sequence[str]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = command
        self._process: QProcess | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(KEPT_MS)
        self._patience.timeout.connect(self.let_go)

    def get_ready(self) -> None:
        """Start one, where there is none and memory enough; the ten minutes begin anew."""
        self._patience.start()
        if self._waits() or free_memory() < NEEDED_BYTES:
            return
        self._process = QProcess(self)
        self._process.setStandardErrorFile(QProcess.nullDevice())
        launch(self._process, self._command())

    def take(self) -> QProcess | None:
        """Hand it over for a run; None where there is none."""
        taken = self._process if self._waits() else None
        self._process = None
        self._patience.stop()
        return taken

    def let_go(self) -> None:
        """End it before this returns; it has nothing to keep."""
        process = self.take()
        if process is not None:
            process.kill()
            process.waitForFinished(CLOSE_WITHIN_MS)
            process.deleteLater()

    def _waits(self) -> bool:
        process = self._process
        return process is not None and process.state() is not QProcess.ProcessState.NotRunning
