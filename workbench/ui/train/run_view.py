"""One run: its progress while it goes on, its report when it has ended."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QTabWidget, QVBoxLayout, QWidget

from workbench.domain.run_reports import RunReport
from workbench.domain.training import JobState
from workbench.jobs.protocol import Message
from workbench.operations.store import Run
from workbench.ui.context import Context
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label, tabular_font
from workbench.ui.train.mistakes.page import MistakesPage
from workbench.ui.train.progress.failure import FailureBox
from workbench.ui.train.progress.live_view import LiveView
from workbench.ui.train.progress.words import describe_state
from workbench.ui.train.report.confusion_page import ConfusionPage
from workbench.ui.train.report.facts_view import FactsView
from workbench.ui.train.report.saving import ReportSaver
from workbench.ui.train.report.view import ReportView
from workbench.ui.train.report.words import best_report, facts, settings_facts
from workbench.ui.train.runs.buttons import RunButtons
from workbench.ui.train.runs.words import describe_model, name_of
from workbench.ui.train.trace import RunTrace

DRAW_EVERY_MS = 200


class RunView(QWidget):
    """Shows a run from its messages and, once there is one, its report."""

    def __init__(self, context: Context, listener: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.run: Run | None = None
        self.trace = RunTrace()
        self._told: RunReport | None = None
        self.title = plain_label(role="heading", wrap=True)
        self.state = plain_label(role="muted", wrap=True)
        self.state.setFont(tabular_font(self.state.font()))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName(self.tr("Progress of the run"))
        self.failure = FailureBox()
        self.buttons = RunButtons(listener)
        self.report = ReportView()
        self.mistakes = MistakesPage(context)
        self.confusion = ConfusionPage()
        self.live = LiveView(context.tasks)
        self.facts = FactsView()
        self.saver = ReportSaver(context, self)
        self.tabs = QTabWidget()
        self._draw_timer = QTimer(self)
        self._draw_timer.setSingleShot(True)
        self._draw_timer.setInterval(DRAW_EVERY_MS)
        self._draw_timer.timeout.connect(self.draw)
        self._build()
        self._connect()

    @property
    def actions_by_name(self) -> dict[str, QAction]:
        """The actions of the run and of its mistakes."""
        return {**self.buttons.actions_by_name, **self.mistakes.actions_by_name}

    def show_run(self, run: Run, messages: Sequence[Message]) -> None:
        """Show a run with all it has told so far."""
        self.trace = RunTrace.of(messages)
        self.live.clear()
        self.run = None
        self.refresh(run)
        self.tabs.setCurrentWidget(self.report if run.report else self.live)

    def refresh(self, run: Run) -> None:
        """The same run in another state; its report appears by itself."""
        before = self.run
        fresh = before is None or before.name != run.name
        self.run = run
        heading = name_of(run) if not run.title else f"{run.title}  ·  {run.name}"
        self.title.setText(f"{heading}  ·  {describe_model(run)}")
        self.buttons.show_state(JobState(run.state), run.report is not None)
        self.failure.show_error(run.error)
        self._show_tabs(run.report is not None)
        if fresh or before is None or before.report != run.report:
            self._show_report(run, arrived=not fresh and before is not None and not before.report)
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
        self.live.show_trace(self.trace)

    def show_cell(self, gold: str, said: str) -> None:
        """List the mistakes of a cell of the confusion matrix."""
        self.tabs.setCurrentWidget(self.mistakes)
        self.mistakes.show_cell(gold, said)

    def save_report(self) -> None:
        """Offer the report as files."""
        if self.run is not None and self._told is not None:
            button = self.buttons.save_button
            place = button.mapToGlobal(button.rect().bottomLeft())
            self.saver.show_menu(self.run, self._told, place)

    def _show_report(self, run: Run, arrived: bool) -> None:
        self._told = RunReport.from_json(dict(run.report)) if run.report else None
        told = self._told
        self.facts.show_facts(facts(told) if told else settings_facts(run.spec))
        scored = best_report(told) if told else None
        if told is None or scored is None:
            return
        self.report.show_report(told)
        self.confusion.show_report(scored)
        self.mistakes.show_mistakes(run.name, scored.errors)
        if arrived:
            self.tabs.setCurrentWidget(self.report)

    def _show_tabs(self, has_report: bool) -> None:
        for widget in (self.report, self.mistakes, self.confusion):
            self.tabs.setTabVisible(self.tabs.indexOf(widget), has_report)

    def _connect(self) -> None:
        self.buttons.save.connect(self.save_report)
        self.confusion.mistakes_wanted.connect(self.show_cell)
        self.mistakes.answered.connect(self.report.show_answered)
        self.report.rescore_wanted.connect(self.mistakes.rescore_wanted)

    def _build(self) -> None:
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Parts of the run"))
        for widget, name in (
            (self.report, self.tr("Report")),
            (self.mistakes, self.tr("Mistakes")),
            (self.confusion, self.tr("Confusion")),
            (self.live, self.tr("Curves and log")),
            (self.facts, self.tr("Settings and data")),
        ):
            self.tabs.addTab(widget, name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._head())
        layout.addWidget(self.failure)
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
