"""Starts trainings, suggestions and rescorings as jobs, and takes in what they leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace

from PySide6.QtCore import QObject, Signal

from workbench.domain.changes import Changes
from workbench.domain.training import JobKind, JobState
from workbench.jobs.devices import lane_of
from workbench.jobs.protocol import Finished
from workbench.jobs.spec import RunFolder, json_to_spec, read_events
from workbench.operations.runs import put_run
from workbench.operations.store import Run, Store, Transaction
from workbench.settings import TrainingSettings
from workbench.ui.context import Context
from workbench.ui.process import JobBoard, JobRequest
from workbench.ui.suggesting.background import BackgroundSuggester
from workbench.workflow.models import suggester_of
from workbench.workflow.rescoring import (
    PreparedRescoring,
    prepare_rescoring,
    take_in_rescoring,
)
from workbench.workflow.runs import (
    Living,
    Unfinished,
    keep_order,
    prepare_resuming,
    remove_run,
    take_up,
)
from workbench.workflow.training import prepare_training, take_in_training


class Runner(QObject):
    """`queued`, `taken_in` and `rescored` carry the run's name, `suggested` the suggester's."""

    queued = Signal(str)
    taken_in = Signal(str)
    suggested = Signal(str)
    rescored = Signal(str)
    refused = Signal(object)

    def __init__(self, context: Context, board: JobBoard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.board = board
        self._ends: dict[str, Callable[[Finished], None]] = {}
        self._number = 0
        # What is at work beside trainings, as "rescore run-1".
        self._busy: set[str] = set()
        self.background = BackgroundSuggester(context, board, self.start, self)
        self.background.suggested.connect(self.suggested)
        board.moved.connect(self._note)
        board.ended.connect(self._end)

    def take_up(self) -> None:
        """Queue again what waited when the project was closed, and follow what runs on."""
        store = self._context.store
        self._context.tasks.run(lambda: _found_again(store), self._take_up)

    def train(self, settings: TrainingSettings) -> None:
        """Freeze the data elsewhere, then queue the run; `refused` says why it cannot be."""
        store = self._context.store
        self._context.tasks.run(
            lambda: job_of(prepare_training(store, settings).run, store),
            self._queue,
            self.refused.emit,
        )

    def resume(self, run: str) -> None:
        """Let a run that broke off go on from its last checkpoint, behind those that wait."""
        store = self._context.store
        self._context.tasks.run(
            lambda: job_of(prepare_resuming(store, run).run, store), self._queue, self.refused.emit
        )

    def put_before(self, run: str, other: str | None) -> None:
        """Let a waiting run go before another waiting one, or last of all (None)."""
        self.board.put_before(run, other)
        self._keep_order()

    def delete(self, run: str) -> None:
        """Take a run off the list and remove its files."""
        store = self._context.store
        self._context.tasks.run(
            lambda: remove_run(store, run), self._context.take_in, self.refused.emit
        )

    def suggest(self, run: str) -> None:
        """Let a run's model propose on untouched sentences."""
        if self.background.model == run:
            self._context.notify.info(self.tr("{0} is suggesting already.").format(run))
        else:
            self.background.start(run)

    def stop_suggesting(self) -> None:
        """Let the model that suggests stop; what it suggested so far stays."""
        if not self.background.model:
            self._context.notify.info(self.tr("Nothing is suggesting now."))
        self.background.stop()

    def suggest_by_default(self) -> None:
        """Let the project's suggester propose on untouched sentences."""
        store = self._context.store
        self._context.tasks.run(
            lambda: suggester_of(store), self.suggest, self._context.notify.error
        )

    def rescore(self, run: str) -> None:
        """Score what a run said of its test set against the gold of today."""
        store = self._context.store
        if self._begin("rescore", run, self.tr("{0} is rescored already.")):
            self._context.tasks.run(
                lambda: prepare_rescoring(store, run),
                self._queue_rescoring,
                lambda error: self._refuse("rescore", run, error),
            )

    def start(self, what: str, request: JobRequest, end: Callable[[Finished], None]) -> str:
        """Put a job that is no training in its lane; the name that it goes by there."""
        self._number += 1
        name = f"{what} {self._number}"
        self._ends[name] = end
        self.board.add(replace(request, name=name))
        return name

    def _begin(self, what: str, run: str, already: str) -> bool:
        if f"{what} {run}" in self._busy:
            self._context.notify.info(already.format(run))
            return False
        self._busy.add(f"{what} {run}")
        return True

    def _refuse(self, what: str, run: str, error: BaseException) -> None:
        self._busy.discard(f"{what} {run}")
        # Asked for from several places; the one that listens to `refused` may not be there.
        self._context.notify.error(error)

    def _take_up(self, found: tuple[Unfinished, list[JobRequest], list[JobRequest]]) -> None:
        left, queued, living = found
        self._context.take_in(Changes("", runs=True))
        for one, request in zip(left.living, living, strict=True):
            self._expect(request.name)
            self.board.attach(request, one.offset)
        for request in queued:
            self._expect(request.name)
            self.board.add(request)

    def _queue(self, request: JobRequest) -> None:
        self._context.take_in(Changes("train", runs=True))
        self._expect(request.name)
        self.board.add(request)
        self._keep_order()
        self.queued.emit(request.name)

    def _expect(self, name: str) -> None:
        self._ends[name] = lambda finished: self._take_in_training(name, finished)

    def _keep_order(self) -> None:
        store, waiting = self._context.store, self.board.waiting
        self._context.tasks.run(lambda: keep_order(store, waiting), lambda _: None)

    def _queue_rescoring(self, prepared: PreparedRescoring) -> None:
        title = self.tr("{0} is rescored").format(prepared.run)
        self.start(
            "rescore",
            JobRequest("", title, JobKind.RESCORE, prepared.folder),
            lambda finished: self._take_in_rescoring(prepared, finished),
        )

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

    def _take_in_rescoring(self, prepared: PreparedRescoring, finished: Finished) -> None:
        if not self._ended_well("rescore", prepared.run, finished):
            return
        store = self._context.store
        self._context.tasks.run(
            lambda: take_in_rescoring(store, prepared),
            lambda changes: self._tell_rescored(prepared.run, changes),
        )

    def _tell_rescored(self, run: str, changes: Changes) -> None:
        self._context.take_in(changes)
        self.rescored.emit(run)

    def _ended_well(self, what: str, run: str, finished: Finished) -> bool:
        self._busy.discard(f"{what} {run}")
        if finished.error is not None:
            self._context.notify.error(finished.error.to_error())
        return finished.state is JobState.DONE


def job_of(run: Run, store: Store) -> JobRequest:
    """The job that a run asks for, with what it told before; call it outside of the window."""
    folder = store.runs_folder / run.folder
    spec = json_to_spec(run.spec)
    return JobRequest(
        run.name,
        run.title or run.name,
        JobKind.TRAIN,
        folder,
        lane_of(spec.device),
        bool(spec.options.get("outlive")),
        tuple(read_events(RunFolder(folder))[0]),
    )


def _found_again(store: Store) -> tuple[Unfinished, list[JobRequest], list[JobRequest]]:
    left = take_up(store)
    living = [_job_of_living(one, store) for one in left.living]
    return left, [job_of(one.run, store) for one in left.queued], living


def _job_of_living(one: Living, store: Store) -> JobRequest:
    return replace(job_of(one.run, store), told=one.told, outlive=True)


def note_state(transaction: Transaction, name: str, state: JobState) -> Changes:
    """Note how far a run is; one that has ended meanwhile is left alone."""
    run = transaction.run(name)
    if JobState(run.state).ended:
        return transaction.changes("")
    return put_run(transaction, replace(run, state=state.value))
