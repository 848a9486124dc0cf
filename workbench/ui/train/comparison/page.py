"""Two runs side by side: headline, differences by label, sentences won and lost."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.comparison import Comparison
from workbench.domain.errors import WorkbenchError
from workbench.operations.store import Run
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket
from workbench.ui.theme import HUGE, LARGE, MEDIUM, SMALL, plain_label, tabular_font
from workbench.ui.train.comparison.delta_bars import DeltaBars, sign_of
from workbench.ui.train.comparison.sentence_list import SentenceList, SentenceListView
from workbench.ui.train.runs.words import describe_model, name_of
from workbench.workflow.comparing import compare_runs

NO_REPORT = "There is no report of {0} to compare. Choose two runs that are done or stopped."
WAIT, REFUSED, FOUND = range(3)
LONGEST_NAME = 24


class ComparisonPage(QWidget):
    """`open_requested` carries a sentence to look at."""

    open_requested = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._asked: Ticket | None = None
        self.runs: tuple[Run, Run] | None = None
        self.comparison: Comparison | None = None
        self.title = plain_label(role="heading", wrap=True)
        self.models = plain_label(role="muted", wrap=True)
        self.refusal = plain_label(role="warning", wrap=True)
        self.waiting = plain_label(self.tr("Comparing…"), "muted")
        self.figures = [plain_label(role="figure") for _ in range(3)]
        self.names = [plain_label(role="muted") for _ in range(3)]
        self.verdict = plain_label(wrap=True)
        self.bars = DeltaBars()
        self.won, self.lost = SentenceList(context, self), SentenceList(context, self)
        self.won_table = SentenceListView(self.won, self.tr("Sentences won"))
        self.lost_table = SentenceListView(self.lost, self.tr("Sentences lost"))
        self.won_title, self.lost_title = (
            plain_label(role="section", wrap=True),
            plain_label(role="section", wrap=True),
        )
        self._pages = QStackedWidget()
        self._lay_out()
        for table in (self.won_table, self.lost_table):
            table.opened.connect(self.open_requested)

    def show_runs(self, first: Run, second: Run) -> None:
        """Compare the second run with the first; why that cannot be is shown in its place."""
        self.runs = (first, second)
        self.title.setText(self.tr("{0} against {1}").format(name_of(second), name_of(first)))
        self.models.setText(f"{describe_model(second)}  ↔  {describe_model(first)}")
        if self._asked is not None:
            self._asked.drop()
        missing = [name_of(run) for run in (first, second) if run.report is None]
        if missing:
            self._refuse(self.tr(NO_REPORT).format(", ".join(missing)))
            return
        self._pages.setCurrentIndex(WAIT)
        store = self._context.store
        self._asked = self._context.tasks.run(
            lambda: compare_runs(store, first.name, second.name), self._show, self._fail
        )

    def _show(self, comparison: Comparison) -> None:
        assert self.runs is not None
        self.comparison = comparison
        names = [shortened(name_of(run)) for run in self.runs]
        before, after = comparison.micro_scores
        delta = comparison.micro
        values = (f"{before:.3f}", f"{after:.3f}", f"{delta.value:+.3f} {sign_of(delta)}")
        captions = (f"F1 of {names[0]}", f"F1 of {names[1]}", self.tr("difference"))
        for label, value in zip((*self.figures, *self.names), (*values, *captions), strict=True):
            label.setText(value)
        self.verdict.setText(describe(comparison))
        self.bars.show_comparison(comparison, *names)
        self.won.show_ids(comparison.won)
        self.lost.show_ids(comparison.lost)
        words = self.tr("{0} better in {1} sentences")
        self.won_title.setText(words.format(names[1], f"{len(comparison.won):,}"))
        self.lost_title.setText(words.format(names[0], f"{len(comparison.lost):,}"))
        self._pages.setCurrentIndex(FOUND)

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, WorkbenchError):
            self._refuse(f"{error.happened} {error.next_step} [{error.code}]")
        else:
            self._refuse(self.tr("The comparison failed."))
            self._context.notify.error(error)

    def _refuse(self, words: str) -> None:
        self.comparison = None
        self.refusal.setText(words)
        self._pages.setCurrentIndex(REFUSED)

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        head.setSpacing(SMALL)
        head.addWidget(self.title)
        head.addWidget(self.models)
        self._pages.addWidget(_centred(self.waiting))
        self._pages.addWidget(_centred(self.refusal))
        self._pages.addWidget(self._found())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._pages, 1)

    def _found(self) -> QWidget:
        upper = QWidget()
        upper.setProperty("surface", "base")
        column = QVBoxLayout(upper)
        column.setContentsMargins(HUGE, LARGE, HUGE, LARGE)
        column.setSpacing(MEDIUM)
        column.addLayout(self._headline())
        column.addWidget(self.verdict)
        column.addSpacing(MEDIUM)
        column.addWidget(self.bars)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(upper)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setObjectName("comparison")
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(area)
        splitter.addWidget(self._sentences())
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([380, 200])
        return splitter

    def _headline(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(HUGE)
        for figure, name in zip(self.figures, self.names, strict=True):
            cell = QVBoxLayout()
            cell.setSpacing(0)
            figure.setFont(tabular_font(figure.font()))
            cell.addWidget(figure)
            cell.addWidget(name)
            row.addLayout(cell)
        row.addStretch(1)
        return row

    def _sentences(self) -> QWidget:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        for title, table in (
            (self.won_title, self.won_table),
            (self.lost_title, self.lost_table),
        ):
            column = QVBoxLayout()
            column.setSpacing(0)
            title.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
            column.addWidget(title)
            column.addWidget(table, 1)
            row.addLayout(column)
        return both


def shortened(name: str) -> str:
    """A name that leaves room for figures."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def describe(comparison: Comparison) -> str:
    """What can be said of the difference, in words."""
    delta = comparison.micro
    between = f"between {delta.low:+.3f} and {delta.high:+.3f} (95 %)"
    counted = f"{comparison.sentences:,} sentences, {comparison.entities:,} entities"
    if not delta.certain:
        return f"The difference may be chance: it lies {between}, on {counted}."
    side = "better" if delta.value > 0 else "worse"
    return f"It is {side}: the difference lies {between}, on {counted}."


def _centred(label: QLabel) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
    layout.addStretch(2)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    layout.addWidget(label)
    layout.addStretch(3)
    return page
