"""The status bar: saved, done, pace, the place's word, and the run under way."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStatusBar, QWidget

from workbench.domain.changes import Changes
from workbench.domain.filters import ALL, Field, Filter, Term
from workbench.domain.sentence import Status
from workbench.operations.store import Reader
from workbench.ui.context import Context
from workbench.ui.theme import MEDIUM, plain_label, tabular_font

DONE = Filter((Term(Field.STATUS, Status.DONE),))
WAIT_MS = 400
HOUR = 3600.0
PACE_AFTER = 60.0
BY_HAND = 5


@dataclass
class Pace:
    """Sentences done one by one, an hour; bulk operations and imports do not count."""

    since: float
    worked: int = 0

    def note(self, finished: int) -> None:
        """Count sentences that were finished, or taken up again (less than none)."""
        if abs(finished) <= BY_HAND:
            self.worked = max(self.worked + finished, 0)

    def per_hour(self, now: float) -> int | None:
        """None until there is something to reckon with."""
        seconds = now - self.since
        if seconds < PACE_AFTER or not self.worked:
            return None
        return round(self.worked / seconds * HOUR)


class RunBar(QWidget):
    """The job under way: its name, a small bar, and its best F1; a click goes to it."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = plain_label()
        self.text.setFont(tabular_font(self.text.font()))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(96)
        self.bar.setAccessibleName(self.tr("Progress of the job"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, MEDIUM, 0)
        layout.addWidget(self.text)
        layout.addWidget(self.bar)
        self.hide()

    def show_job(self, text: str, share: float | None) -> None:
        """Show a job; a share of None means that nobody knows how far it is."""
        self.text.setText(text)
        self.bar.setRange(0, 0 if share is None else 1000)
        self.bar.setValue(round((share or 0.0) * 1000))
        self.show()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()


class WindowStatus(QStatusBar):
    """Counts a project once; edits say themselves how many more are done."""

    def __init__(
        self, parent: QWidget | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.saved = plain_label()
        self.done = plain_label()
        self.done.setFont(tabular_font(self.done.font()))
        self.place = plain_label()
        self.run = RunBar()
        for label in (self.saved, self.done):
            self.addWidget(label)
        self.addWidget(self.place, 1)
        self.addPermanentWidget(self.run)
        self._clock = clock
        self._context: Context | None = None
        self._pace = Pace(clock())
        self._counted: tuple[int, int] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._ask)

    def attach(self, context: Context | None) -> None:
        """Follow a project, or none."""
        self._timer.stop()
        self._context, self._counted = context, None
        self._pace = Pace(self._clock())
        for label in (self.saved, self.done, self.place):
            label.clear()
        self.run.hide()
        if context is not None:
            context.hub.changed.connect(self.follow)
            self.show_saved()
            self._ask()

    def follow(self, changes: Changes) -> None:
        """Count on; count anew only where sentences came or went."""
        if changes.membership:
            self._timer.start()
        elif changes.finished:
            self._pace.note(changes.finished)
            if self._counted is not None:
                done, total = self._counted
                self._show_done((done + changes.finished, total))

    def show_saved(self) -> None:
        if self._context is not None:
            store = self._context.store
            words = self.tr("read only") if store.read_only else self.tr("✓ saved")
            once = self.tr("✓ saved, without a side journal")
            self.saved.setText(once if store.journal_failure else words)

    def _ask(self) -> None:
        if self._context is not None:
            self._context.ask(_count_done, done=self._show_done)

    def _show_done(self, counts: tuple[int, int]) -> None:
        self._counted = counts
        done, total = counts
        share = f"{done / total:.0%}" if total else "0%"
        words = self.tr("{0} done ({1} of {2})").format(share, f"{done:,}", f"{total:,}")
        if not total:
            words = self.tr("no sentences yet")
        pace = self._pace.per_hour(self._clock())
        self.done.setText(f"{words} · {pace:,}/h" if pace else words)


def _count_done(reader: Reader) -> tuple[int, int]:
    return reader.count(DONE), reader.count(ALL)
