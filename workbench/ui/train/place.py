"""The Train place: start and queue at the left, the run, or two of them, at the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from workbench.domain.changes import Changes
from workbench.domain.training import JobState
from workbench.jobs.protocol import Message
from workbench.jobs.spec import RunFolder, read_events
from workbench.operations.runs import name_run
from workbench.operations.store import Reader, Run
from workbench.ui.actions import follow_keys, key_text, make_action
from workbench.ui.context import Context
from workbench.ui.process import JobBoard
from workbench.ui.tasks import Ticket
from workbench.ui.theme import LARGE, plain_label
from workbench.ui.train.comparison.page import ComparisonPage
from workbench.ui.train.run_view import RunView
from workbench.ui.train.runner import Runner
from workbench.ui.train.runs.desk import RunDesk
from workbench.ui.train.runs.table import RunTable
from workbench.ui.train.start.panel import StartPanel

LEAST = 140
MOST_ROWS = 5
WIDTHS = (432, 848)
NONE, ONE, TWO = range(3)


class TrainPlace(QWidget):
    """`open_requested` carries a sentence and from where to where to select in it,
    `filter_requested` a filter to list sentences by, `place_requested` the name of a place,
    `status_text` a word for the status bar."""

    open_requested = Signal(int, int, int)
    filter_requested = Signal(str)
    place_requested = Signal(str)
    status_text = Signal(str)

    def __init__(self, context: Context, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.runner = runner
        self._reading: Ticket | None = None
        self._title = ""
        self._arranged = False
        self._room_timer = QTimer(self, singleShot=True, interval=0)
        # The frame first: what is put into it then finds its place, and is dressed, but once.
        self._pages = QStackedWidget()
        self._halves = QSplitter(Qt.Orientation.Vertical)
        start = self._build_frame()
        self.panel = StartPanel(context)
        start.setWidget(self.panel)
        self.table = RunTable()
        self._halves.addWidget(self.table)
        self.desk = RunDesk(context, runner, self.table)
        self.view = RunView(context, self, self._pages)
        self.comparison = ComparisonPage(context, self._pages)
        self._actions = self._make_actions()
        self._build()
        self._connect()
        self.reload()

    def activate(self) -> None:
        """Called when the place is shown."""
        self.table.setFocus()
        self.runner.board.get_ready()

    def actions_of_place(self) -> list[QAction]:
        made: tuple[Mapping[str, QAction], ...] = (
            self.view.actions_by_name,
            self.desk.actions_by_name,
        )
        return [*self._actions, *(action for actions in made for action in actions.values())]

    def start(self) -> None:
        """Start a training with the form's settings."""
        if not self.panel.train_button.isEnabled():
            return
        self.panel.train_button.setEnabled(False)
        self.panel.make_ready(self._train, self._refused)

    def reload(self, chosen: str = "") -> None:
        """List the runs anew."""
        self._context.ask(_runs, done=lambda runs: self._show_runs(runs, chosen))

    @property
    def board(self) -> JobBoard:
        return self.runner.board

    def _train(self) -> None:
        self.status_text.emit(self.tr("freezing the data…"))
        self._title = self.panel.form.run_title()
        self.runner.train(self.panel.form.settings())

    def _show_runs(self, runs: Sequence[Run], chosen: str) -> None:
        if not runs:
            self._pages.setCurrentIndex(NONE)
        elif self._pages.currentIndex() == NONE:
            self._pages.setCurrentIndex(ONE)
        self.table.show_runs(runs, chosen, self.board.waiting)
        current = self.view.run
        for run in runs:
            if current is not None and run.name == current.name:
                self.view.refresh(run)
        self.desk.measure()

    def _choose(self, run: Run) -> None:
        self._pages.setCurrentIndex(ONE)
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
            lambda: read_events(folder)[0], lambda told: self.view.show_run(run, told)
        )

    def _compare(self, first: Run, second: Run) -> None:
        self._pages.setCurrentIndex(TWO)
        self.comparison.show_runs(first, second)

    def _hear(self, name: str, message: Message) -> None:
        if self.view.run is not None and self.view.run.name == name:
            self.view.hear(message)

    def _queued(self, name: str) -> None:
        self.panel.train_button.setEnabled(True)
        self.status_text.emit("")
        if self._title:
            self._context.do(name_run, name, self._title)
            self._title = ""
            self.panel.form.title.clear()
        self.reload(name)

    def _refused(self, error: BaseException) -> None:
        self.panel.train_button.setEnabled(True)
        self.status_text.emit("")
        self._context.notify.error(error)

    def _taken_in(self, name: str) -> None:
        self.reload(name if self._pages.currentIndex() != TWO else "")

    def _follow(self, changes: Changes) -> None:
        if changes.runs or any(name.startswith("run:") for name in changes.values):
            self.reload()

    def _suggest(self) -> None:
        run = self.view.run
        if run is not None and JobState(run.state) in (JobState.DONE, JobState.STOPPED):
            self.runner.suggest(run.name)

    def _rescore(self) -> None:
        if self.view.run is not None and self.view.run.report is not None:
            self.runner.rescore(self.view.run.name)

    def _stop(self) -> None:
        if self.view.run is not None:
            self.board.stop(self.view.run.name)

    def _cancel(self) -> None:
        if self.view.run is not None:
            self.board.cancel(self.view.run.name)

    def _make_room(self) -> None:
        """Give the form the height it wants, but leave the list room for its first runs."""
        if self._arranged:
            return
        wanted = self.panel.wanted_height()
        least = self.table.height_of_rows(min(len(self.table.runs.runs), MOST_ROWS))
        height = min(wanted, self._halves.height() - max(least, LEAST))
        self._halves.setSizes([height, self._halves.height() - height])

    def _arrange(self) -> None:
        """The person moved the border: it stays there."""
        self._arranged = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._room_timer.start()

    def _make_actions(self) -> list[QAction]:
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        return [
            make_action("train.settings", self, self.panel.toggle_settings, within),
            make_action("train.more", self, self.panel.toggle_more, within),
            make_action("train.draw_splits", self, self.panel.draw, within),
        ]

    def _connect(self) -> None:
        self.addActions(self._actions)
        self.panel.start_requested.connect(self.start)
        self._room_timer.timeout.connect(self._make_room)
        self._halves.splitterMoved.connect(self._arrange)
        self.panel.resized.connect(self._room_timer.start)
        self.table.runs.modelReset.connect(self._room_timer.start)
        self.panel.warnings.filter_wanted.connect(self.filter_requested)
        self.panel.warnings.place_wanted.connect(self.place_requested)
        self.table.chosen.connect(self._choose)
        self.table.compared.connect(self._compare)
        self.view.mistakes.open_requested.connect(self.open_requested)
        self.view.mistakes.filter_wanted.connect(self.filter_requested)
        self.view.mistakes.rescore_wanted.connect(self._rescore)
        self.comparison.open_requested.connect(lambda one: self.open_requested.emit(one, 0, 0))
        self.view.buttons.stop.connect(self._stop)
        self.view.buttons.cancel.connect(self._cancel)
        self.view.buttons.resume.connect(self.desk.resume)
        self.view.buttons.suggest.connect(self._suggest)
        self.board.said.connect(self._hear)
        self.board.reordered.connect(self.reload)
        self.runner.queued.connect(self._queued)
        self.runner.refused.connect(self._refused)
        self.runner.taken_in.connect(self._taken_in)
        self._context.hub.changed.connect(self._follow)

    def _build(self) -> None:
        for page in (self._empty(), self.view, self.comparison):
            self._pages.addWidget(page)
        self._halves.setStretchFactor(1, 1)
        self._halves.setSizes([360, 320])

    def _build_frame(self) -> QScrollArea:
        """The splitters and the stack of pages; where the panel goes."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setObjectName("columns")
        layout.addWidget(splitter)
        splitter.addWidget(self._halves)
        splitter.addWidget(self._pages)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes(list(WIDTHS))
        splitter.setChildrenCollapsible(False)
        start = QScrollArea()
        start.setWidgetResizable(True)
        start.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._halves.setChildrenCollapsible(False)
        self._halves.addWidget(start)
        return start

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
