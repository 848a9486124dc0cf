"""The instant model at work: it is taught what is accepted, and asked for what is in sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.domain.changes import Changes
from workbench.domain.instant import NAME
from workbench.domain.training import Example
from workbench.jobs.lessons import Question, question_line
from workbench.jobs.protocol import Suggested, Taught
from workbench.operations.instant import untouched_among
from workbench.operations.suggest import refresh_suggestions
from workbench.ui.annotate.desk import Desk
from workbench.ui.annotate.instant.gold import GoldFeed
from workbench.ui.annotate.instant.sight import in_sight, rest
from workbench.ui.annotate.instant.switch import REFRESHING
from workbench.ui.annotate.instant.worker import InstantWorker
from workbench.ui.annotate.list.sentence_panel import SentencePanel
from workbench.ui.context import Context
from workbench.workflow.instant import suggestions_of

# After so many accepted sentences the model is asked again.
EVERY = 3
# Who goes through the list is asked for when coming to rest.
SETTLED_MS = 250
# After so long without an edit the sentences out of sight are looked at.
IDLE_MS = 4000
# And then one portion after the other, with room for everything else between them.
SOON_MS = 400
# Sentences out of sight: so many at once, and in all for each model.
PORTION, MOST = 100, 2000
# All of them are looked at again when the gold has grown by this factor.
GROWN = 1.1


class InstantDesk(QObject):
    """Runs as long as it lives. `said` is for the status bar, `failed` says why it ended."""

    said = Signal(str)
    failed = Signal(object)
    refreshed = Signal()

    def __init__(
        self,
        context: Context,
        desk: Desk,
        panel: SentencePanel,
        command: Callable[[Path], Sequence[str]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._desk, self._panel = context, desk, panel
        self.worker = InstantWorker(context, command, self)
        self._gold = GoldFeed(context, self.worker.tell, self._taught_gold, self)
        self._accepted = EVERY
        self._number = 0
        # Gold sentences behind the model of now, and behind the one that looked at all.
        self.learned = 0
        self._looked_after = 0
        self._left = 0
        # Sentences that this model has spoken about, and those that are being asked for.
        self._covered: set[int] = set()
        self._asked: set[int] = set()
        self._looks_further = False
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._connect()
        self._gold.read_all()

    def stop(self) -> None:
        """End the worker; this desk does nothing any more."""
        self._context.hub.changed.disconnect(self._take_in)
        for timer in (self._settled, self._idle):
            timer.stop()
        self._gold.stop()
        self.worker.let_go()

    def _connect(self) -> None:
        self._context.hub.changed.connect(self._take_in)
        self.worker.taught.connect(self._note)
        self.worker.suggested.connect(self._answer)
        self.worker.failed.connect(self.failed)
        self._desk.shown_changed.connect(self._settle)
        self._panel.listed.connect(self._settle)
        self._panel.table.verticalScrollBar().valueChanged.connect(self._settle)
        self._settled.timeout.connect(self._ask_for_new)
        self._idle.timeout.connect(self._ask_for_more)

    def _take_in(self, changes: Changes) -> None:
        if changes.operation == REFRESHING and not changes.membership:
            return
        self._accepted += max(changes.finished, 0)
        self._gold.take_in(changes)
        self._idle.start(IDLE_MS)

    def _taught_gold(self) -> None:
        """The worker knows the gold of now; ask anew where enough of it is new."""
        if self._accepted >= EVERY:
            self._accepted = 0
            self._covered.clear()
            self._ask(in_sight(self._panel, self._desk))
        self._idle.start(IDLE_MS)

    def _settle(self) -> None:
        self._settled.start()

    def _ask_for_new(self) -> None:
        """Ask for what came into sight since."""
        ids = in_sight(self._panel, self._desk)
        if self.learned and not self._covered.issuperset(ids):
            self._ask(ids)

    def _ask_for_more(self) -> None:
        """Nobody does anything: look at some of the sentences that are out of sight."""
        if self.learned >= self._looked_after * GROWN:
            self._looked_after = self.learned
            self._left = MOST
        ids = rest(self._panel, self._covered | self._asked) if self._left > 0 else ()
        if self.learned and ids:
            self._context.ask(untouched_among, ids, done=lambda found: self._send_more(ids, found))

    def _send_more(self, ids: Sequence[int], found: tuple[Example, ...]) -> None:
        """Ask for some of them, and go on behind the last one the next time."""
        chosen = found[:PORTION]
        self._left -= len(chosen)
        passed = ids[: ids.index(chosen[-1].id) + 1] if len(found) > PORTION else ids
        self._looks_further = True
        if chosen:
            self._send(passed, chosen)
        else:
            self._covered.update(passed)
            self._idle.start(SOON_MS)

    def _ask(self, ids: Sequence[int]) -> None:
        if ids:
            self._context.ask(untouched_among, ids, done=lambda found: self._send(ids, found))

    def _send(self, ids: Sequence[int], found: tuple[Example, ...]) -> None:
        self._number += 1
        self._asked = set(ids)
        self.worker.tell([question_line(Question(self._number, found))])

    def _note(self, taught: Taught) -> None:
        if taught.sentences != self.learned:
            self.said.emit(self.tr("instant: {0:,} sentences learned").format(taught.sentences))
        self.learned = taught.sentences
        self._covered.clear()

    def _answer(self, answer: Suggested) -> None:
        if not answer.learned:
            return
        if answer.id == self._number:
            self._covered |= self._asked
        self._context.do(refresh_suggestions, NAME, suggestions_of(answer), done=self._written)

    def _written(self, _changes: Changes) -> None:
        self.refreshed.emit()
        self._idle.start(SOON_MS if self._looks_further else IDLE_MS)
        self._looks_further = False
