"""Runs the analysis of the whole project in the background, and shows how it stands."""

from __future__ import annotations

import time
from datetime import datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from workbench.domain.changes import Changes
from workbench.domain.quality import QualityKind
from workbench.operations.analysis import Analysis, Progress, analyse
from workbench.ui.actions import make_action
from workbench.ui.clean.wording import count_text
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label

# An estimate of the time left means nothing before that.
_TELLING = 0.05


class Analyst(QObject):
    """Holds what the last analysis found; what a person answers since is left out of it.

    `found` carries the Analysis, `progressed` a share of 0..1, and `stood` says that the state
    is another: running, stopped, or behind the project.
    """

    found = Signal(object)
    progressed = Signal(float)
    stood = Signal()

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
        """Give the run under way up; what was found before stays."""
        if self._ticket is not None:
            self._ticket.drop()
            self._ticket = None
            self.stood.emit()

    def settle(self, kind: QualityKind, keys: frozenset[str]) -> None:
        """Leave issues out that were repaired or ignored just now."""
        if self.analysis is not None:
            self.analysis = self.analysis.without(kind, keys)
            self.found.emit(self.analysis)

    def seconds_left(self, share: float) -> int | None:
        """How long it will still take; None as long as nobody can tell."""
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


class AnalysisBar(QWidget):
    """One quiet line: how far the analysis is, or from when its results are."""

    def __init__(self, analyst: Analyst, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._analyst = analyst
        self.text = plain_label(role="muted")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 100)
        self.progress.setMaximumWidth(200)
        self.progress.setAccessibleName("How much of the project was looked at")
        self.again = QPushButton()
        self.again.setProperty("role", "quiet")
        action = make_action("clean.analyse", self)
        self.again.setToolTip(action.toolTip())
        action.deleteLater()
        self.again.clicked.connect(self._clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(LARGE, SMALL, MEDIUM, SMALL)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.text)
        layout.addWidget(self.progress)
        layout.addStretch()
        layout.addWidget(self.again)
        analyst.stood.connect(self._show)
        analyst.progressed.connect(self._show_progress)
        analyst.found.connect(self._show)
        self._show()

    def _clicked(self) -> None:
        if self._analyst.is_running:
            self._analyst.stop()
        else:
            self._analyst.start()

    def _show(self) -> None:
        running = self._analyst.is_running
        self.progress.setVisible(running)
        name = "Stop" if running else "Look again"
        self.again.setText(name)
        self.again.setAccessibleName(name)
        self.text.setText("Looking through the project…" if running else self._result())

    def _result(self) -> str:
        analyst = self._analyst
        if analyst.analysis is None:
            return "Nothing was looked at yet."
        where = count_text(analyst.analysis.sentences, "sentence")
        behind = " Changed since then: look again when you like." if analyst.is_behind else ""
        return f"Looked through {where} at {analyst.finished_at}.{behind}"

    def _show_progress(self, share: float) -> None:
        percent = int(share * 100)
        if percent == self.progress.value() and share:
            return
        self.progress.setValue(percent)
        left = self._analyst.seconds_left(share)
        about = f" about {left} s left" if left else ""
        self.text.setText(f"Looking through the project… {percent} %{about}")
