"""One model that goes through the untouched sentences while people work."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from workbench.domain.changes import Changes
from workbench.domain.errors import UsageError
from workbench.domain.training import JobKind, JobState
from workbench.jobs.protocol import Finished, Message, Progress, Ready, Tagged
from workbench.jobs.queue import Lane
from workbench.jobs.serving import request_to_line
from workbench.ui.context import Context
from workbench.ui.process import JobBoard, JobRequest
from workbench.ui.suggesting.agenda import Agenda
from workbench.workflow.background import (
    BackgroundJob,
    Portion,
    portion_of,
    prepare_background,
    put_answer,
)
from workbench.workflow.trying import clean_up

# Sentences asked first, and how many may be asked at once; a portion shall take so long.
FIRST, FEWEST, MOST = 24, 8, 192
SECONDS = 0.8
Start = Callable[[str, JobRequest, Callable[[Finished], None]], str]


@dataclass(frozen=True, slots=True)
class Wish:
    """That a model shall suggest, in place of what another one suggested.

    On all untouched sentences, or on those `among` these of which it says nothing.
    """

    model: str
    instead_of: str = ""
    asked_for: bool = True
    among: frozenset[int] = frozenset()
    wanted: bool = True


@dataclass
class Round:
    """One way through the sentences: what is asked, and what came of it."""

    job: BackgroundJob
    agenda: Agenda
    wish: Wish
    name: str = ""
    size: int = FIRST
    number: int = 0
    asked: Portion | None = None
    # Portions that wait to be written, for something could still be redone.
    held: list[tuple[Portion, Tagged]] = field(default_factory=list)
    writing: int = 0
    entities: int = 0
    sentences: int = 0
    since: float = field(default_factory=time.monotonic)
    ready: bool = False
    fetching: bool = False
    finished: Finished | None = None

    @property
    def model(self) -> str:
        return self.job.model.name

    @property
    def is_through(self) -> bool:
        """Whether there is nothing more to ask."""
        return not self.agenda.left and self.asked is None and not self.fetching

    @property
    def progress(self) -> Progress:
        done = self.agenda.total - self.agenda.left
        seconds = time.monotonic() - self.since
        left = seconds / done * self.agenda.left if done else None
        return Progress(done, self.agenda.total, 0.0, None, left)

    def learn(self, seconds: float) -> None:
        """Ask more or less at once, by how long the last answer took."""
        wanted = self.size * SECONDS / max(seconds, 0.01)
        self.size = round(max(FEWEST, min(wanted, 2 * self.size, MOST)))


class BackgroundSuggester(QObject):
    """Asks a worker portion by portion: first for what is in view, then down the list.

    While a training runs, only what is in view is asked. `suggested` carries the model's name
    once it is through, `ended` that of one that ended in whatever way.
    """

    suggested = Signal(str)
    ended = Signal(str)

    def __init__(
        self, context: Context, board: JobBoard, start: Start, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._board = board
        self._start_job = start
        self._round: Round | None = None
        self._next: Wish | None = None
        # Who suggested last, and what an undo took back of it.
        self._last: Wish | None = None
        self._lost: frozenset[int] = frozenset()
        self._preparing: Wish | None = None
        # The sentences that are on the screen now, and after them those that come next.
        self.in_view: Callable[[], Sequence[int]] = tuple
        board.said.connect(self._hear)
        board.ended.connect(self._go_on)
        context.hub.changed.connect(self._take_in)

    @property
    def model(self) -> str:
        """The model at work, or being made ready; empty for none."""
        if self._preparing is not None:
            return self._preparing.model
        return self._round.model if self._round else ""

    def start(self, model: str, instead_of: str = "", asked_for: bool = True) -> None:
        """Let a model go through the sentences; one that is at work makes way for it.

        That there are none is told only to somebody who `asked_for` it.
        """
        self._lost = frozenset()
        self._begin_with(Wish(model, instead_of, asked_for))

    def _begin_with(self, wish: Wish) -> None:
        if self._round is not None or self._preparing is not None:
            self.stop()
            self._next = wish
            return
        self._preparing = wish
        store = self._context.store
        self._context.tasks.run(
            lambda: prepare_background(store, wish.model, wish.among),
            partial(self._begin, wish),
            partial(self._refuse, wish),
        )

    def stop(self) -> None:
        """Stop; what was suggested so far stays."""
        self._next = None
        if self._preparing is not None:
            self._preparing = replace(self._preparing, wanted=False)
        elif self._round is not None:
            self._board.cancel(self._round.name)

    def _begin(self, wish: Wish, job: BackgroundJob) -> None:
        still, self._preparing = self._preparing, None
        if still is None or not still.wanted:
            self._context.tasks.run(partial(clean_up, job.folder), lambda _: None)
            self._start_next()
            return
        found = self._round = Round(job, Agenda(job.ids), wish)
        self._last = replace(wish, asked_for=False)
        title = self.tr("{0} suggests").format(found.model)
        request = JobRequest("", title, JobKind.SERVE, job.folder, Lane.SUGGEST)
        found.name = self._start_job("suggest", request, partial(self._end, found))

    def _refuse(self, wish: Wish, error: BaseException) -> None:
        self._preparing = None
        if wish.asked_for or not _nothing_left(error):
            self._context.notify.error(error)
        self.ended.emit(wish.model)
        self._start_next()

    def _start_next(self) -> None:
        wish, self._next = self._next, None
        if wish is not None:
            self._begin_with(wish)

    def _hear(self, name: str, message: Message) -> None:
        found = self._round
        if found is None or name != found.name:
            return
        if isinstance(message, Ready):
            # A worker that ran out of memory begins anew, and has forgotten what it was asked.
            found.ready = True
            if found.asked is not None:
                self._tell_worker(found, found.asked)
            self._ask()
        elif isinstance(message, Tagged) and found.asked and message.id == found.number:
            portion, found.asked = found.asked, None
            found.learn(message.seconds)
            self._ask()
            self._write(found, portion, message)

    def _go_on(self, *_ended: object) -> None:
        """Some job has ended: if that was a training, there is room again."""
        if self._round is not None and self._round.asked is None:
            self._ask()

    def _ask(self) -> None:
        found = self._round
        if found is None or not found.ready or found.fetching or found.asked is not None:
            return
        self._board.note(found.name, found.progress)
        wanted = found.agenda.take(found.size, self.in_view(), self._board.trains_now)
        if wanted:
            found.fetching = True
            self._context.ask(portion_of, wanted, found.job.around, done=partial(self._send, found))
        elif found.is_through:
            self._board.hang_up(found.name)

    def _send(self, found: Round, portion: Portion) -> None:
        found.fetching = False
        found.agenda.put_back(portion.left)
        if found is not self._round or found.finished is not None:
            return
        if not portion.examples:
            self._ask()
            return
        found.asked = portion
        self._tell_worker(found, portion)

    def _tell_worker(self, found: Round, portion: Portion) -> None:
        found.number += 1
        self._board.tell(found.name, request_to_line(portion.request(found.number)))

    def _write(self, found: Round, portion: Portion, answer: Tagged) -> None:
        found.writing += 1
        self._context.do(
            put_answer,
            found.job.model,
            portion.examples,
            answer,
            found.wish.instead_of,
            done=partial(self._written, found, portion, answer),
            failed=partial(self._unwritten, found),
        )

    def _written(self, found: Round, portion: Portion, answer: Tagged, changes: Changes) -> None:
        found.writing -= 1
        if changes.details.get("waits"):
            found.held.append((portion, answer))
        found.entities += changes.details.get("entities", 0)
        found.sentences += len(changes.sentences)
        self._settle(found)

    def _unwritten(self, found: Round, error: BaseException) -> None:
        found.writing -= 1
        self._context.notify.error(error)
        self._settle(found)

    def _take_in(self, changes: Changes) -> None:
        """Undo takes back what was written since the edit, too; the next edit brings it again."""
        found = self._round
        counted = changes.details.get("sentences")
        if counted is not None:
            if self._last is not None and len(changes.sentences) > counted:
                self._lost |= changes.sentences
        elif changes.sequence and found is not None and found.held:
            held, found.held = found.held, []
            for portion, answer in held:
                self._write(found, portion, answer)
        elif changes.sequence and self._lost:
            self._look_at_lost()

    def _look_at_lost(self) -> None:
        lost, self._lost = self._lost, frozenset()
        if self._round is not None and self._round.finished is None:
            self._round.agenda.put_back(sorted(lost))
            self._ask()
        elif self._last is not None and self._preparing is None and self._round is None:
            self._begin_with(replace(self._last, among=lost))

    def _end(self, found: Round, finished: Finished) -> None:
        found.finished = finished
        self._context.tasks.run(partial(clean_up, found.job.folder), lambda _: None)
        self._settle(found)

    def _settle(self, found: Round) -> None:
        """A round is over when its process is gone and all that it said is written."""
        if found.finished is None or found.writing or found is not self._round:
            return
        if found.held and found.finished.state is not JobState.CANCELLED and self._next is None:
            return
        self._round = None
        if found.is_through:
            self._tell(found)
        elif found.finished.error is not None:
            self._context.notify.error(found.finished.error.to_error())
        self.ended.emit(found.model)
        self._start_next()

    def _tell(self, found: Round) -> None:
        words = self.tr("{0} suggests {1} entities in {2} sentences.")
        self._context.notify.info(
            words.format(found.model, f"{found.entities:,}", f"{found.sentences:,}")
        )
        self.suggested.emit(found.model)


def _nothing_left(error: BaseException) -> bool:
    """Whether a model has no sentence to look at."""
    return isinstance(error, UsageError) and error.code == "NW-U15"
