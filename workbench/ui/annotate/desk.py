"""What lies on the desk: one sentence, kept as the store has it; edits run in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import wait
from typing import Any, Concatenate, TypeVar

from PySide6.QtCore import QObject, Signal

from workbench.domain.changes import Changes
from workbench.operations.store import Store, Transaction
from workbench.ui.annotate.editor.shown import Shown, look_at
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket

Step = Callable[[], object]
T = TypeVar("T")
# So long the window stands still for an edit, in seconds: less than a frame, and as a rule enough.
# What it would do meanwhile is Python's, too, and would hold up the thread that writes.
GIVE_WAY = 0.01


class Desk(QObject):
    """Fetches the sentence to work on, sends edits to the store and shows what came of them.

    Keys that are pressed while an edit or a fetch is under way wait for it, so that each
    acts on what its predecessor left.
    """

    shown_changed = Signal(object)
    lost = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._look: Ticket | None = None
        self._edits = 0
        self._waiting: deque[Step] = deque()
        self.shown: Shown | None = None
        context.hub.changed.connect(self._take_in)

    @property
    def ready(self) -> bool:
        """Whether what is shown is what the store holds."""
        return self._look is None and self._edits == 0

    @property
    def sentence_id(self) -> int | None:
        return self.shown.sentence.id if self.shown else None

    def open(self, sentence_id: int) -> None:
        """Fetch a sentence and show it."""
        if self._look is not None:
            self._look.drop()
        self._look = self._context.ask(
            look_at, sentence_id, done=self._looked, failed=self._failed_look
        )

    def look_again(self) -> None:
        """Fetch what is shown once more: it is to be seen in another way."""
        if self.sentence_id is not None:
            self.open(self.sentence_id)

    def work_aside(self, work: Callable[[Store], T], done: Callable[[T], object]) -> None:
        """Do something long with the project outside of the window's thread."""
        store = self._context.store
        self._context.tasks.run(lambda: work(store), done, self._context.notify.error)

    def clear(self) -> None:
        """Put the sentence away."""
        self._waiting.clear()
        self._put(None)

    def edit(
        self,
        operation: Callable[Concatenate[Transaction, ...], Changes],
        *args: Any,
        done: Step | None = None,
        **kwargs: Any,
    ) -> None:
        """Run an operation; `done` is called once it is saved."""

        def saved(_changes: Changes) -> None:
            self._edits -= 1
            if done is not None:
                done()
            self._settle()

        self._edits += 1
        ticket = self._context.do(operation, *args, done=saved, failed=self._failed_edit, **kwargs)
        wait([ticket.future], GIVE_WAY)

    def when_ready(self, step: Step) -> None:
        """Do something now, or after the edit or fetch under way."""
        self._waiting.append(step)
        self._settle()

    def _settle(self) -> None:
        while self.ready and self._waiting:
            self._waiting.popleft()()

    def _take_in(self, changes: Changes) -> None:
        concerned = changes.membership or changes.labels or self.sentence_id in changes.sentences
        if self.sentence_id is not None and concerned and self._look is None:
            self.open(self.sentence_id)

    def _looked(self, shown: Shown | None) -> None:
        self._look = None
        self._put(shown)
        if shown is None:
            self.lost.emit()
        self._settle()

    def _put(self, shown: Shown | None) -> None:
        self.shown = shown
        self.shown_changed.emit(shown)

    def _failed_look(self, error: BaseException) -> None:
        self._look = None
        self._give_up(error)

    def _failed_edit(self, error: BaseException) -> None:
        self._edits -= 1
        self._give_up(error)

    def _give_up(self, error: BaseException) -> None:
        self._waiting.clear()
        self._context.notify.error(error)
