"""Runs the analysis of the whole project in the background."""

from __future__ import annotations

import time
from datetime import datetime

from PySide6.QtCore import QObject

from workbench.domain.changes import Changes
from workbench.domain.quality import QualityKind
from workbench.operations.analysis import Analysis, Progress, analyse
from workbench.ui.clean.looker import Looker
from workbench.ui.clean.wording import count_text
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket

# An estimate of the time left means nothing before that.
_TELLING = 0.05


class Analyst(Looker):
    """Holds what the last analysis found; what a person answers since is left out of it.

    `found` carries the Analysis.
    """

    action = "clean.analyse"
    begin = "Look again"

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._ticket: Ticket | None = None
        self._latest: Analysis | None = None
        self._started = 0.0
        self.analysis: Analysis | None = None
        self.finished_at = ""
        self.is_behind = False
        context.hub.changed.connect(self._take_in)

    @property
    def is_running(self) -> bool:
        return self._ticket is not None

    def ensure(self) -> None:
        """Start where nothing was looked at yet."""
        if self.analysis is None and not self.is_running:
            self.start()

    def start(self) -> None:
        """Look through the whole project; a run under way is given up."""
        self.stop()
        self._latest = None
        self.is_behind = False
        self._started = time.monotonic()
        self._ticket = self._context.follow(
            analyse, step=self._step, done=self._done, failed=self._failed
        )
        self.progressed.emit(0.0)
        self.stood.emit()

    def stop(self) -> None:
        if self._ticket is not None:
            self._ticket.drop()
            self._ticket = None
            self.stood.emit()

    def describe(self) -> str:
        if self.analysis is None:
            return "Nothing was looked at yet."
        where = count_text(self.analysis.sentences, "sentence")
        behind = " Changed since then: look again when you like." if self.is_behind else ""
        return f"Looked through {where} at {self.finished_at}.{behind}"

    def settle(self, kind: QualityKind, keys: frozenset[str]) -> None:
        """Leave issues out that were repaired or ignored just now."""
        if self.analysis is not None:
            self.analysis = self.analysis.without(kind, keys)
            self.found.emit(self.analysis)

    def seconds_left(self, share: float) -> int | None:
        if share < _TELLING:
            return None
        return round((time.monotonic() - self._started) / share * (1 - share))

    def _step(self, answer: Progress | Analysis) -> None:
        if isinstance(answer, Analysis):
            self._latest = answer
        else:
            self.progressed.emit(answer.share)

    def _done(self, _: None) -> None:
        self._ticket = None
        self.analysis = self._latest
        self.finished_at = f"{datetime.now():%H:%M}"
        self.stood.emit()
        self.found.emit(self.analysis)

    def _failed(self, error: BaseException) -> None:
        self._ticket = None
        self.stood.emit()
        self._context.notify.error(error)

    def _take_in(self, changes: Changes) -> None:
        if changes.sentences or changes.membership or changes.labels:
            self.is_behind = True
            self.stood.emit()
