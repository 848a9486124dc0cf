"""The job under way, as the status bar tells it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from workbench.domain.run_reports import EpochRow
from workbench.domain.training import JobState
from workbench.jobs.protocol import Message, Progress
from workbench.ui.process import JobBoard
from workbench.ui.status import RunBar


class RunStatus(QObject):
    """Listens to the board and writes into the bar."""

    def __init__(self, board: JobBoard, bar: RunBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._board = board
        self._bar = bar
        self._progress: Progress | None = None
        self._best: float | None = None
        board.moved.connect(self._move)
        board.said.connect(self._hear)

    def _move(self, name: str) -> None:
        active = self._board.active
        if active is None:
            self._bar.hide()
        elif active.request.name == name and self._board.state(name) is JobState.RUNNING:
            self._progress, self._best = None, None
            self._bar.show_job(active.request.title, None)

    def _hear(self, name: str, message: Message) -> None:
        active = self._board.active
        if active is None or active.request.name != name:
            return
        if isinstance(message, Progress):
            self._progress = message
        elif isinstance(message, EpochRow) and message.best:
            self._best = message.dev.f1
        self._show(active.request.title)

    def _show(self, title: str) -> None:
        words, share = [title], None
        if self._progress is not None and self._progress.steps:
            share = self._progress.step / self._progress.steps
            words.append(f"{share:.0%}")
        if self._best is not None:
            words.append(f"F1 {self._best:.2f}")
        self._bar.show_job(" · ".join(words), share)
