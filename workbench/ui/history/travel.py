"""Undo and redo: what they would do, and the doing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction

from workbench.domain.changes import Changes
from workbench.operations.history import redo, undo
from workbench.operations.store import HistoryEntry, NextSteps, Reader
from workbench.ui.context import Context
from workbench.ui.notify import travel_words
from workbench.ui.tasks import Tasks

SOON_MS = 30
NAME_CHARACTERS = 48


def read_steps(reader: Reader) -> NextSteps:
    return reader.next_steps()


class Travel(QObject):
    """Keeps the two actions true: `Undo set ORG`, or off where there is nothing to undo."""

    def __init__(self, undoing: QAction, redoing: QAction, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._undoing, self._redoing = undoing, redoing
        self._tasks = tasks
        self._steps = NextSteps()
        self._known = True
        self._context: Context | None = None
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._ask)
        tasks.busy_changed.connect(self._enable)
        self._show(NextSteps())

    def attach(self, context: Context | None) -> None:
        """Follow a project, or none."""
        self._context = context
        self._soon.stop()
        self._show(NextSteps())
        if context is not None:
            context.hub.changed.connect(self._take_in)
            self._ask()

    def go(self, back: bool) -> None:
        """Undo the last operation (`back`), or redo what was undone last."""
        if self._context is not None:
            operation = undo if back else redo
            self._context.do(operation, done=partial(self._tell, self._context, back))

    def _tell(self, context: Context, back: bool, changes: Changes) -> None:
        context.notify.info(travel_words(changes, back))

    def _take_in(self, _changes: Changes) -> None:
        self._known = False
        self._enable()
        # Not started anew at each change: with a key held down it would never end.
        if not self._soon.isActive():
            self._soon.start()

    def _ask(self) -> None:
        if self._context is not None:
            self._context.ask(read_steps, done=self._show)

    def _show(self, steps: NextSteps) -> None:
        self._steps, self._known = steps, True
        self._undoing.setText(_named(self.tr("Undo"), steps.undo))
        self._redoing.setText(_named(self.tr("Redo"), steps.redo))
        self._enable()

    def _enable(self, _pending: int = 0) -> None:
        # While something is under way, what can be undone is not known yet; the key waits
        # behind it in the lane, and says so where there is nothing.
        busy = self._tasks.pending > 0 or not self._known
        under_way = self._context is not None and busy
        self._undoing.setEnabled(under_way or self._steps.undo is not None)
        self._redoing.setEnabled(under_way or self._steps.redo is not None)


def _named(verb: str, entry: HistoryEntry | None) -> str:
    if entry is None or not entry.operation:
        return verb
    name = entry.operation
    if len(name) > NAME_CHARACTERS:
        name = f"{name[:NAME_CHARACTERS]}…"
    return f"{verb} {name}".replace("&", "&&")
