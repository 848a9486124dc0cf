"""Keeps what the instant model knows in step with the gold of the project."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject

from workbench.domain.changes import Changes
from workbench.domain.training import Example
from workbench.jobs.lessons import Lesson, lesson_lines
from workbench.operations.instant import gold_among, gold_in_steps
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket

# Where more sentences changed at once, all gold is read again, in steps.
MOST_LOOKED_UP = 500


class GoldFeed(QObject):
    """Tells the worker of gold: all at the start, then what changes.

    `tell` takes lines for it, `told` is called after each change that it was told.
    """

    def __init__(
        self,
        context: Context,
        tell: Callable[[Iterable[bytes]], None],
        told: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._tell = tell
        self._told = told
        # The numbers of the sentences that the worker has, and of those read again so far.
        self._known: set[int] = set()
        self._seen: set[int] = set()
        self._reading: Ticket | None = None

    @property
    def reading(self) -> bool:
        """Whether all gold is being read."""
        return self._reading is not None

    def read_all(self) -> None:
        """Read all gold, again if need be; the worker passes over what it knows."""
        self.stop()
        self._seen = set()
        self._reading = self._context.follow(gold_in_steps, step=self._teach, done=self._read)

    def take_in(self, changes: Changes) -> None:
        """Tell what an operation changed, as far as it is gold or was."""
        if changes.labels or changes.membership or len(changes.sentences) > MOST_LOOKED_UP:
            self.read_all()
        elif changes.sentences:
            ids = sorted(changes.sentences)
            self._context.ask(gold_among, ids, done=lambda gold: self._teach_anew(ids, gold))

    def stop(self) -> None:
        """Read on no more."""
        if self._reading is not None:
            self._reading.drop()
            self._reading = None

    def _teach(self, gold: tuple[Example, ...]) -> None:
        self._seen.update(one.id for one in gold)
        self._send(Lesson(gold))

    def _read(self, _nothing: None) -> None:
        self._reading = None
        self._send(Lesson(removed=tuple(sorted(self._known - self._seen))))
        self._told()

    def _teach_anew(self, ids: list[int], gold: tuple[Example, ...]) -> None:
        found = {one.id for one in gold}
        self._seen |= found
        lesson = Lesson(gold, tuple(one for one in ids if one in self._known - found))
        if lesson != Lesson():
            self._send(lesson)
            self._told()

    def _send(self, lesson: Lesson) -> None:
        self._known |= {one.id for one in lesson.changed}
        self._known -= set(lesson.removed)
        self._tell(lesson_lines(lesson))
