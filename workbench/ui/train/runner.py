"""Starts trainings and suggestions as jobs, and takes in what they leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from workbench.domain.changes import Changes
from workbench.domain.training import JobKind, JobState
from workbench.jobs.protocol import Finished
from workbench.operations.runs import put_run
from workbench.operations.store import Transaction
from workbench.settings import TrainingSettings
from workbench.ui.context import Context
from workbench.ui.process import JobBoard, JobRequest
from workbench.workflow.suggesting import PreparedJob, prepare_suggesting, take_in_suggestions
from workbench.workflow.training import (
    Prepared,
    prepare_training,
    take_in_training,
)


class Runner(QObject):
    """`queued` and `taken_in` carry the run's name, `suggested` the suggester's."""

    queued = Signal(str)
    taken_in = Signal(str)
    suggested = Signal(str)
    refused = Signal(object)

    def __init__(self, context: Context, board: JobBoard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.board = board
        self._ends: dict[str, Callable[[Finished], None]] = {}
        self._number = 0
        self._suggesting: set[str] = set()
        board.moved.connect(self._note)
        board.ended.connect(self._end)

    def train(self, settings: TrainingSettings) -> None:
        """Freeze the data elsewhere, then queue the run; `refused` says why it cannot be."""
        store = self._context.store
        self._context.tasks.run(
            lambda: prepare_training(store, settings), self._queue, self.refused.emit
        )

    def suggest(self, run: str) -> None:
        """Let a run's model propose on untouched sentences."""
        if run in self._suggesting:
            self._context.notify.info(self.tr("{0} is suggesting already.").format(run))
            return
        self._suggesting.add(run)
        store = self._context.store
        self._context.tasks.run(
            lambda: prepare_suggesting(store, run),
            self._queue_suggesting,
            lambda error: self._refuse_suggesting(run, error),
        )

    def _queue(self, prepared: Prepared) -> None:
        name = prepared.run.name
        self._context.take_in(Changes("train", runs=True))
        self._ends[name] = lambda finished: self._take_in_training(name, finished)
        self.board.add(JobRequest(name, name, JobKind.TRAIN, prepared.folder))
        self.queued.emit(name)

    def _refuse_suggesting(self, run: str, error: BaseException) -> None:
        self._suggesting.discard(run)
        self.refused.emit(error)

    def _queue_suggesting(self, prepared: PreparedJob) -> None:
        self._number += 1
        name = f"suggest {self._number} by {prepared.suggester}"
        title = self.tr("{0} suggests").format(prepared.suggester)
        folder, suggester = prepared.folder, prepared.suggester
        self._ends[name] = lambda finished: self._take_in_suggestions(folder, suggester, finished)
        self.board.add(JobRequest(name, title, JobKind.PREDICT, prepared.folder))

    def _note(self, name: str) -> None:
        """Write the state of a run that goes on into the project."""
        feed, state = self.board.feed(name), self.board.state(name)
        if feed is None or state is None or feed.request.kind is not JobKind.TRAIN:
            return
        if state in (JobState.RUNNING, JobState.STOPPING):
            self._context.do(note_state, name, state)

    def _end(self, name: str, finished: Finished) -> None:
        end = self._ends.pop(name, None)
        if end is not None:
            end(finished)

    def _take_in_training(self, name: str, finished: Finished) -> None:
        store = self._context.store
        error = asdict(finished.error) if finished.error else None
        self._context.tasks.run(
            lambda: take_in_training(store, name, finished.state, error),
            lambda changes: self._tell(name, finished, changes),
        )

    def _tell(self, name: str, finished: Finished, changes: Changes) -> None:
        self._context.take_in(changes)
        if finished.error is not None:
            self._context.notify.error(finished.error.to_error())
        self.taken_in.emit(name)

    def _take_in_suggestions(self, folder: Path, suggester: str, finished: Finished) -> None:
        self._suggesting.discard(suggester)
        if finished.error is not None:
            self._context.notify.error(finished.error.to_error())
        if finished.state is not JobState.DONE:
            return
        store = self._context.store
        self._context.tasks.run(
            lambda: take_in_suggestions(store, folder, suggester),
            lambda changes: self._tell_suggested(suggester, changes),
        )

    def _tell_suggested(self, suggester: str, changes: Changes) -> None:
        self._context.take_in(changes)
        self._context.notify.info(
            self.tr("{0} suggests {1} entities in {2} sentences. Undo: Ctrl+Z").format(
                suggester, f"{changes.details.get('entities', 0):,}", f"{len(changes.sentences):,}"
            )
        )
        self.suggested.emit(suggester)


def note_state(transaction: Transaction, name: str, state: JobState) -> Changes:
    """Note how far a run is; one that has ended meanwhile is left alone."""
    run = transaction.run(name)
    if JobState(run.state).ended:
        return transaction.changes("")
    return put_run(transaction, replace(run, state=state.value))
