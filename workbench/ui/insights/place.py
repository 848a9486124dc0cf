"""The Insights place: how the work goes, and whether more annotation is worth it."""

from __future__ import annotations

import time
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.changes import Changes
from workbench.domain.labels import LabelSet
from workbench.operations.insights import Insights, look
from workbench.operations.store import Reader
from workbench.ui.actions import follow_keys, key_text, make_action, show_key_in_tip
from workbench.ui.context import Context
from workbench.ui.insights.curve_part import CurvePart
from workbench.ui.insights.measuring import Measuring
from workbench.ui.insights.tables import AgreementTable, StateTable, twins_text
from workbench.ui.insights.tiles import Tiles
from workbench.ui.insights.words import (
    agreement_text,
    done_text,
    left_text,
    pace_text,
    pace_tip,
)
from workbench.ui.tasks import Ticket
from workbench.ui.theme import HUGE, LARGE, SMALL, plain_label
from workbench.ui.train.runner import Runner

# The project is read anew so long after a change, and never more than half of the time.
WAIT_MS = 1500


class InsightsPlace(QWidget):
    """`filter_requested` carries a filter to list sentences by, `issues_requested` the kind of
    issue to show in Clean, `status_text` a word for the status bar."""

    filter_requested = Signal(str)
    issues_requested = Signal(str)
    status_text = Signal(str)

    def __init__(self, context: Context, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._ticket: Ticket | None = None
        self._stale = True
        self._begun = 0.0
        self.found = Insights()
        self.measuring = Measuring(context, runner, self)
        self.tiles = Tiles()
        self.curve = CurvePart(self.measuring, context.tasks)
        self.states = StateTable()
        self.agreement = AgreementTable()
        self.no_agreement = plain_label(
            self.tr("Nothing yet. Suggestions are counted when their sentence is accepted."),
            "muted",
            wrap=True,
        )
        self.links = [_link() for _ in range(2)]
        self.nothing = plain_label(wrap=True)
        self.body = QWidget()
        self.counting = QProgressBar()
        self._timer = QTimer(self, singleShot=True)
        self._actions = self._make_actions()
        self._lay_out()
        self._connect()

    def activate(self) -> None:
        """Give the keys to the page, and bring its figures up to date."""
        self.area.setFocus()
        if self._stale:
            self.reload()

    def actions_of_place(self) -> list[QAction]:
        return list(self._actions)

    def reload(self) -> None:
        """Read everything anew, in steps; what was shown stays until something newer is there."""
        self._stale = False
        self._timer.stop()
        self._begun = time.monotonic()
        if self._ticket is not None:
            self._ticket.drop()
        self._ticket = self._context.follow(
            look, step=self._take, done=self._end, failed=self._fail
        )
        self._context.ask(_label_set, done=self.curve.show_label_set)
        self.measuring.reload()

    def _take(self, found: Insights) -> None:
        before, self.found = self.found, found
        self.counting.setValue(round(100 * found.share))
        self.counting.setVisible(found.share < 1)
        if _parts(found) != _parts(before):
            self._show(found)

    def _show(self, found: Insights) -> None:
        if found.states is not None:
            self.states.show_states(found.states)
            self.tiles.done.show_text(*done_text(found.states))
            empty = not found.states.total()
            self.body.setHidden(empty)
            self.nothing.setVisible(empty)
        if found.states is not None and found.pace is not None:
            work = found.pace.recent
            self.tiles.pace.show_text(*pace_text(work))
            self.tiles.pace.setToolTip(pace_tip(work))
            self.tiles.left.show_text(*left_text(found.states, work))
            self.tiles.days.show_pace(found.pace, date.today())
        if found.agreements is not None:
            self.tiles.right.show_text(*agreement_text(found.agreements))
            self.agreement.show_rows(found.agreements)
            self.agreement.setVisible(bool(found.agreements))
            self.no_agreement.setVisible(not found.agreements)
        if found.twins is not None:
            for link, (text, kind) in zip(self.links, twins_text(found.twins), strict=True):
                link.setText(text)
                link.setAccessibleName(text)
                link.setProperty("kind", kind)
                link.setEnabled(not text.startswith("no "))
        self.curve.show_insights(found)

    def _end(self, _: None) -> None:
        self._ticket = None
        self.counting.hide()
        if self._stale and self.isVisible():
            took = 1000 * (time.monotonic() - self._begun)
            self._timer.start(max(WAIT_MS, round(took)))

    def _fail(self, error: BaseException) -> None:
        self._end(None)
        self._context.notify.error(error)

    def _follow(self, changes: Changes) -> None:
        if changes.sentences or changes.membership or changes.labels:
            self._stale = True
            # What is being read is read to its end: suggesters may write all the time.
            if self.isVisible() and self._ticket is None and not self._timer.isActive():
                self._timer.start(WAIT_MS)

    def _measure(self) -> None:
        self.measuring.start(with_recipe=self.curve.choice.currentIndex() == 1)

    def _make_actions(self) -> tuple[QAction, ...]:
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        return (
            make_action("insights.measure", self, self._measure, within),
            make_action("insights.cancel", self, self.measuring.cancel, within),
            make_action("insights.count", self, self.reload, within),
        )

    def _connect(self) -> None:
        self.addActions(self._actions)
        self._timer.timeout.connect(self.reload)
        self._context.hub.changed.connect(self._follow)
        self.curve.measure.clicked.connect(self._measure)
        self.curve.cancel.clicked.connect(self.measuring.cancel)
        words = self.tr(
            "There is nothing to count yet. Import files{0} and annotate some sentences."
        )
        follow_keys(
            self.nothing, lambda: self.nothing.setText(words.format(_in_brackets("file.import")))
        )
        show_key_in_tip(
            self.curve.measure,
            "insights.measure",
            self.tr("Takes about a minute; annotation goes on"),
        )
        for part in (self.curve, self.states, self.agreement):
            part.opened.connect(self.filter_requested)
        for link in self.links:
            link.clicked.connect(self._show_issues)

    def _show_issues(self) -> None:
        link = self.sender()
        if isinstance(link, QPushButton):
            self.issues_requested.emit(link.property("kind"))

    def _lay_out(self) -> None:
        page = QWidget()
        page.setProperty("surface", "base")
        column = QVBoxLayout(page)
        column.setContentsMargins(HUGE, LARGE, HUGE, LARGE)
        column.setSpacing(LARGE)
        column.addWidget(self.tiles)
        column.addWidget(_line())
        column.addWidget(self.nothing)
        column.addWidget(self.body)
        column.addStretch(1)
        self.nothing.hide()
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(LARGE)
        body.addWidget(self.curve)
        body.addWidget(_line())
        body.addLayout(self._foot())
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName(self.tr("Insights"))
        self.area.setWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.counting.setTextVisible(False)
        self.counting.setRange(0, 100)
        self.counting.setAccessibleName(self.tr("How much of the project was counted"))
        outer.addWidget(self.counting)
        outer.addWidget(self.area, 1)

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(2 * HUGE)
        twins = QHBoxLayout()
        twins.setSpacing(LARGE)
        for link in self.links:
            twins.addWidget(link)
        twins.addStretch(1)
        foot.addLayout(_section(self.tr("Progress"), self.states, twins), 1)
        foot.addLayout(
            _section(self.tr("Agreement with suggesters"), self.agreement, self.no_agreement), 1
        )
        return foot


def _section(title: str, *parts: QWidget | QHBoxLayout) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(SMALL)
    column.addWidget(plain_label(title, "heading"))
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part)
        else:
            column.addLayout(part)
    column.addStretch(1)
    return column


def _link() -> QPushButton:
    link = QPushButton()
    link.setProperty("role", "link")
    link.setAccessibleName("Leaks and duplicates")
    link.setToolTip("List them in Clean")
    link.setEnabled(False)
    return link


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("line", "true")
    line.setFixedHeight(1)
    return line


def _parts(found: Insights) -> tuple[object, ...]:
    return found.states, found.pace, found.agreements, found.labels, found.twins


def _in_brackets(action: str) -> str:
    key = key_text(action)
    return f" ({key})" if key else ""


def _label_set(reader: Reader) -> LabelSet:
    return reader.labels()
