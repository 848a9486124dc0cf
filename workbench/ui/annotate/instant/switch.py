"""Turns instant suggestions on and off; everything else of them is loaded when they are on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction

from workbench.domain.changes import Changes
from workbench.ui.annotate.desk import Desk
from workbench.ui.annotate.list.sentence_panel import SentencePanel
from workbench.ui.context import Context

if TYPE_CHECKING:
    from workbench.operations.instant import Standing
    from workbench.ui.annotate.instant.desk import InstantDesk

# The first look, when the window has been painted for long.
BEGIN_AFTER_MS = 1500
# Several changes in a row are looked at once.
LOOK_AFTER_MS = 300

# A worker that died is started again so many times while the project is open.
RESTARTS = 3

# What the history calls suggestions, and those of this model.
SUGGESTING, REFRESHING = "suggest by ", "suggest by instant"

Command = Callable[[Path], Sequence[str]]


class InstantSwitch(QObject):
    """Looks whether the instant model is wanted, starts it then, and ends it otherwise.

    Without a `command` for workers it stays off. `said` is for the status bar; `turned` tells
    that it went on or off.
    """

    said = Signal(str)
    turned = Signal(bool)

    def __init__(
        self,
        context: Context,
        desk: Desk,
        panel: SentencePanel,
        command: Command | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._desk, self._panel = context, desk, panel
        # What it learns from does not change there, and what it says could not be written.
        self._command = None if context.store.read_only else command
        self._standing: Standing | None = None
        self._action: QAction | None = None
        self.running: InstantDesk | None = None
        self._loading = False
        self._restarts = 0
        self._look_soon = QTimer(self, singleShot=True, interval=LOOK_AFTER_MS)
        self._look_soon.timeout.connect(self._look)
        context.hub.changed.connect(self._take_in)

    def begin(self) -> None:
        """The place is shown: look a little later."""
        if self._command is not None and not self._look_soon.isActive():
            self._look_soon.start(LOOK_AFTER_MS if self._standing else BEGIN_AFTER_MS)

    def follow(self, action: QAction) -> None:
        """Let an action show whether it is on."""
        action.setCheckable(True)
        action.setEnabled(self._command is not None)
        self._action = action

    def toggle(self) -> None:
        """Turn it on or off, as it is not; remembered for this project."""
        from workbench.operations.instant import Mode, choose

        wanted = self.running is None and not self._loading
        natural = self._standing is not None and self._standing.by_itself == wanted
        mode = Mode.AUTO if natural else Mode.ON if wanted else Mode.OFF
        self._context.do(choose, mode, done=lambda _: self._look())
        self.said.emit(
            self.tr("instant suggestions on") if wanted else self.tr("instant suggestions off")
        )

    def let_go(self) -> None:
        """The window closes: the worker is gone before this returns."""
        self._look_soon.stop()
        self._command = None
        self._end()

    def _take_in(self, changes: Changes) -> None:
        """What was accepted may make it worth a start, and a run may have become the suggester."""
        if self._standing is None:
            return
        another = changes.operation.startswith(SUGGESTING) and changes.operation != REFRESHING
        if changes.runs or another or (changes.finished and self.running is None):
            self.begin()

    def _look(self) -> None:
        from workbench.operations.instant import standing

        if self._command is not None:
            self._context.ask(standing, done=self._settle)

    def _settle(self, found: Standing) -> None:
        self._standing = found
        if found.active and self.running is None:
            self._start()
        elif not found.active:
            self._end()
        self._show(found.active and self._command is not None)

    def _start(self) -> None:
        """Load what it takes elsewhere, so that the window does not wait for it."""
        if not self._loading:
            self._loading = True
            self._context.tasks.run(_load, self._run)

    def _run(self, loaded: type[InstantDesk]) -> None:
        self._loading = False
        wanted = self._standing is not None and self._standing.active
        if self._command is None or not wanted or self.running is not None:
            return
        self.running = loaded(self._context, self._desk, self._panel, self._command, self)
        self.running.said.connect(self.said)
        self.running.failed.connect(self._fail)
        self._show(True)
        self.turned.emit(True)

    def _fail(self, error: Exception | None) -> None:
        """It ended by itself: begun anew, or off for this session with words on why."""
        self._end()
        if self._restarts < RESTARTS:
            self._restarts += 1
            self.said.emit(self.tr("instant suggestions stopped and begin anew"))
            self._look_soon.start(LOOK_AFTER_MS)
            return
        self._command = None
        self._show(False)
        if self._action is not None:
            self._action.setEnabled(False)
        if error is not None:
            self._context.notify.error(error)

    def _end(self) -> None:
        running, self.running = self.running, None
        if running is not None:
            running.stop()
            running.deleteLater()
            self.turned.emit(False)

    def _show(self, on: bool) -> None:
        if self._action is not None:
            self._action.setChecked(on)


def _load() -> type[InstantDesk]:
    """Import it; no widget is made by that."""
    from workbench.ui.annotate.instant.desk import InstantDesk

    return InstantDesk
