"""One run: its progress while it goes on, its report when it has ended."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QProgressBar,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.run_reports import RunReport
from workbench.domain.training import JobState
from workbench.jobs.protocol import Message
from workbench.operations.store import Run
from workbench.ui.context import Context
from workbench.ui.theme import LARGE, MEDIUM, SMALL, fixed_font, plain_label, tabular_font
from workbench.ui.train.confusion import ConfusionMap
from workbench.ui.train.lazy_curves import LazyCurves
from workbench.ui.train.mistake_view import MistakeView
from workbench.ui.train.report_view import ReportView, best_report
from workbench.ui.train.run_buttons import RunButtons
from workbench.ui.train.trace import RunTrace, describe_seconds

DRAW_EVERY_MS = 200


class RunView(QWidget):
    """Shows a run from its messages and, once there is one, its report."""

    open_requested = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.run: Run | None = None
        self.trace = RunTrace()
        self.title = plain_label(role="heading")
        self.state = plain_label(role="muted", wrap=True)
        self.state.setFont(tabular_font(self.state.font()))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName(self.tr("Progress of the run"))
        self.buttons = RunButtons()
        self.report = ReportView()
        self.mistakes = MistakeView(context)
        self.mistakes.open_requested.connect(self.open_requested)
        self.confusion = ConfusionMap()
        self.curves = LazyCurves(context.tasks)
        self.log = _text(self.tr("Log of the run"))
        self.settings = _text(self.tr("Settings and snapshot"))
        self.tabs = QTabWidget()
        self._draw_timer = QTimer(self)
        self._draw_timer.setSingleShot(True)
        self._draw_timer.setInterval(DRAW_EVERY_MS)
        self._draw_timer.timeout.connect(self.draw)
        self._build()

    def show_run(self, run: Run, messages: Sequence[Message]) -> None:
        """Show a run with all it has told so far."""
        self.trace = RunTrace.of(messages)
        self.log.clear()
        self.refresh(run)
        self.tabs.setCurrentWidget(self.report if run.report else self._live)

    def refresh(self, run: Run) -> None:
        """The same run in another state; its report appears by itself."""
        fresh = self.run is None or self.run.name != run.name
        arrived = run.report is not None and (fresh or self.run is None or not self.run.report)
        self.run = run
        self.title.setText(f"{run.name}  ·  {run.spec.get('base', '')}")
        self.buttons.show_state(JobState(run.state), run.report is not None)
        self._show_tabs(run.report is not None)
        if arrived:
            self._show_report(RunReport.from_json(dict(run.report or {})))
        self.settings.setPlainText(_settings_text(run))
        self.draw()

    def hear(self, message: Message) -> None:
        """Take in what the run says; it is drawn a few times a second."""
        self.trace.add(message)
        if not self._draw_timer.isActive():
            self._draw_timer.start()

    def draw(self) -> None:
        """Bring progress, curves and log up to date."""
        if self.run is None:
            return
        state = JobState(self.run.state)
        self.bar.setVisible(not state.ended)
        share = self.trace.share
        self.bar.setRange(0, 0 if share is None and state is JobState.RUNNING else 1000)
        self.bar.setValue(round((share or 0.0) * 1000))
        self.state.setText(describe_state(self.run, self.trace))
        self.curves.show_trace(self.trace)
        text = "\n".join(self.trace.log)
        if text != self.log.toPlainText():
            self.log.setPlainText(text)
            self.log.verticalScrollBar().setValue(self.log.verticalScrollBar().maximum())

    def _show_report(self, report: RunReport) -> None:
        scored = best_report(report)
        if scored is None:
            return
        self.report.show_report(report)
        self.confusion.show_confusion(scored.confusion)
        self.mistakes.show_mistakes(scored.errors)
        self.tabs.setCurrentWidget(self.report)

    def _show_tabs(self, has_report: bool) -> None:
        for widget in (self.report, self.mistakes, self._map):
            self.tabs.setTabVisible(self.tabs.indexOf(widget), has_report)

    def _build(self) -> None:
        self._live = QSplitter(Qt.Orientation.Vertical)
        self._live.addWidget(self.curves)
        self._live.addWidget(self.log)
        self._live.setSizes([480, 140])
        self._map = QScrollArea()
        self._map.setWidgetResizable(True)
        self._map.setWidget(self.confusion)
        self.tabs.setDocumentMode(True)
        for widget, name in (
            (self.report, self.tr("Report")),
            (self.mistakes, self.tr("Mistakes")),
            (self._map, self.tr("Confusion")),
            (self._live, self.tr("Curves and log")),
            (self.settings, self.tr("Settings and snapshot")),
        ):
            self.tabs.addTab(widget, name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._head())
        layout.addWidget(self.tabs, 1)

    def _head(self) -> QVBoxLayout:
        head = QVBoxLayout()
        head.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        head.setSpacing(MEDIUM)
        row = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(SMALL)
        words.addWidget(self.title)
        words.addWidget(self.state)
        row.addLayout(words, 1)
        row.addWidget(self.buttons)
        head.addLayout(row)
        head.addWidget(self.bar)
        return head


def describe_state(run: Run, trace: RunTrace) -> str:
    """How far a run is, on one line."""
    state = JobState(run.state)
    words = [str(state)]
    if state is JobState.RUNNING and trace.progress is None:
        words.append("getting the model ready…")
    if not state.ended and trace.progress is not None:
        progress = trace.progress
        words.append(f"epoch {progress.epoch:.1f} of {run.spec.get('epochs', '?')}")
        words.append(f"step {progress.step:,} of {progress.steps:,}")
        if progress.seconds_left is not None:
            words.append(f"{describe_seconds(progress.seconds_left)} left")
    if trace.best is not None:
        words.append(f"best F1 on dev {trace.best.dev.f1:.3f} (epoch {trace.best.epoch})")
    if trace.memory_mb:
        words.append(f"{trace.memory_mb:,} MB")
    if run.error is not None:
        words.append(f"{run.error['happened']} {run.error['next_step']} [{run.error['code']}]")
    return " · ".join(words)


def _text(name: str) -> QPlainTextEdit:
    text = QPlainTextEdit()
    text.setReadOnly(True)
    text.setFont(fixed_font(9))
    text.setAccessibleName(name)
    text.setFrameShape(QPlainTextEdit.Shape.NoFrame)
    text.setStyleSheet("border: none; border-radius: 0;")
    return text


def _settings_text(run: Run) -> str:
    snapshot = run.report["snapshot"] if run.report else {}
    told = {"settings": dict(run.spec), "snapshot": dict(snapshot)}
    return json.dumps(told, indent=2, ensure_ascii=False)
