"""The Train place: start and queue at the left, the run at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from workbench.domain.changes import Changes
from workbench.domain.training import JobState
from workbench.jobs.protocol import Message
from workbench.jobs.spec import RunFolder, read_events
from workbench.operations.store import Reader, Run
from workbench.ui.actions import follow_keys, key_text, make_action
from workbench.ui.context import Context
from workbench.ui.process import JobBoard
from workbench.ui.tasks import Ticket
from workbench.ui.theme import LARGE, SMALL, plain_label
from workbench.ui.train.run_list import RunTable
from workbench.ui.train.run_view import RunView
from workbench.ui.train.runner import Runner
from workbench.ui.train.start_panel import StartPanel

FOLDED = 260
LEAST = 120


class TrainPlace(QWidget):
    """`open_requested` carries sentence ids, `status_text` a word for the status bar."""

    open_requested = Signal(object)
    status_text = Signal(str)

    def __init__(self, context: Context, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.runner = runner
        self._reading: Ticket | None = None
        self.panel = StartPanel(context)
        self.table = RunTable()
        self.view = RunView(context)
        self._pages = QStackedWidget()
        self._halves = QSplitter()
        self._actions = self._make_actions()
        self._build()
        self._connect()
        self.reload()

    def activate(self) -> None:
        """Called when the place is shown."""
        self.table.setFocus()

    def actions_of_place(self) -> list[QAction]:
        return [*self._actions, *self.view.buttons.actions_by_name.values()]

    def start(self) -> None:
        """Start a training with the form's settings."""
        if not self.panel.train_button.isEnabled():
            return
        self.panel.train_button.setEnabled(False)
        self.panel.make_ready(self._train, self._refused)

    def _train(self) -> None:
        self.status_text.emit(self.tr("freezing the data…"))
        self.runner.train(self.panel.form.settings())

    def reload(self, chosen: str = "") -> None:
        """List the runs anew."""
        self._context.ask(_runs, done=lambda runs: self._show_runs(runs, chosen))

    @property
    def board(self) -> JobBoard:
        return self.runner.board

    def _show_runs(self, runs: Sequence[Run], chosen: str) -> None:
        self._pages.setCurrentIndex(1 if runs else 0)
        self.table.show_runs(runs, chosen)
        current = self.view.run
        for run in runs:
            if current is not None and run.name == current.name:
                self.view.refresh(run)

    def _choose(self, run: Run) -> None:
        if self.view.run is not None and self.view.run.name == run.name:
            return
        if self._reading is not None:
            self._reading.drop()
        feed = self.board.feed(run.name)
        if feed is not None:
            self.view.show_run(run, feed.messages)
            return
        folder = RunFolder(self._context.store.runs_folder / run.folder)
        self._reading = self._context.tasks.run(
            lambda: read_events(folder)[0], lambda told: self._show_old(run, told)
        )

    def _show_old(self, run: Run, messages: Sequence[Message]) -> None:
        self.view.show_run(run, messages)

    def _hear(self, name: str, message: Message) -> None:
        if self.view.run is not None and self.view.run.name == name:
            self.view.hear(message)

    def _queued(self, name: str) -> None:
        self.panel.train_button.setEnabled(True)
        self.status_text.emit("")
        self.reload(name)

    def _refused(self, error: BaseException) -> None:
        self.panel.train_button.setEnabled(True)
        self.status_text.emit("")
        self._context.notify.error(error)

    def _taken_in(self, name: str) -> None:
        self.reload(name)

    def _follow(self, changes: Changes) -> None:
        if changes.runs:
            self.reload()

    def _suggest(self) -> None:
        run = self.view.run
        if run is not None and JobState(run.state) in (JobState.DONE, JobState.STOPPED):
            self.runner.suggest(run.name)

    def _stop(self) -> None:
        if self.view.run is not None:
            self.board.stop(self.view.run.name)

    def _cancel(self) -> None:
        if self.view.run is not None:
            self.board.cancel(self.view.run.name)

    def _make_room(self) -> None:
        """Give the form the height it wants, or the list its room back."""
        unfolded = self.panel.heightForWidth(self.panel.width())
        wanted = FOLDED if self.panel.form.isHidden() else unfolded
        self._halves.setSizes([wanted, max(self._halves.height() - wanted, LEAST)])

    def _make_actions(self) -> list[QAction]:
        return [
            make_action("train.settings", self, self.panel.toggle_settings),
            make_action("train.draw_splits", self, self.panel.draw),
        ]

    def _connect(self) -> None:
        self.addActions(self._actions)
        self.panel.start_requested.connect(self.start)
        self.panel.folded.connect(self._make_room)
        self.table.chosen.connect(self._choose)
        self.view.open_requested.connect(self.open_requested)
        self.view.buttons.stop.connect(self._stop)
        self.view.buttons.cancel.connect(self._cancel)
        self.view.buttons.suggest.connect(self._suggest)
        self.board.said.connect(self._hear)
        self.runner.queued.connect(self._queued)
        self.runner.refused.connect(self._refused)
        self.runner.taken_in.connect(self._taken_in)
        self._context.hub.changed.connect(self._follow)

    def _build(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        start = QScrollArea()
        start.setWidgetResizable(True)
        start.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        start.setWidget(self.panel)
        self._halves.setOrientation(Qt.Orientation.Vertical)
        self._halves.addWidget(start)
        self._halves.addWidget(self.table)
        self._halves.setSizes([FOLDED, 2 * FOLDED])
        column.addWidget(self._halves, 1)
        self._pages.addWidget(self._empty())
        self._pages.addWidget(self.view)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setObjectName("columns")
        splitter.addWidget(left)
        splitter.addWidget(self._pages)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([340, 900])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def _empty(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.addStretch(2)
        words = self.tr("Press Train{0}. The defaults work; you can go on annotating.")
        advice = plain_label(role="muted")
        for label in (plain_label(self.tr("No run yet"), "heading"), advice):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        follow_keys(advice, lambda: advice.setText(words.format(_in_brackets("train.start"))))
        layout.addStretch(3)
        return page


def _in_brackets(action: str) -> str:
    key = key_text(action)
    return f" ({key})" if key else ""


def _runs(reader: Reader) -> list[Run]:
    return reader.runs()
