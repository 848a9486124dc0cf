"""The part of the place that is about the learning curve: button, table, plot, target."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.advice import answer, outlooks
from workbench.domain.labels import LabelSet
from workbench.domain.learning import next_target, reach
from workbench.domain.pace import Work
from workbench.operations.insights import Insights, States
from workbench.ui.insights.lazy_plot import LazyPlot
from workbench.ui.insights.measuring import Measuring
from workbench.ui.insights.tables import LabelTable
from workbench.ui.insights.words import length_text, measured_text, reach_text
from workbench.ui.tasks import Tasks
from workbench.ui.theme import LARGE, MEDIUM, plain_label
from workbench.workflow.insights import what_is_new

NOT_YET = (
    "Not measured yet. It trains on a quarter, a half, three quarters and all of train, and"
    " scores each time on test: so it shows whether more sentences would help, and for which label."
)
WITH = ("with the instant model", "with the last training's recipe (slow)")
# Below this width the plot goes under the table.
_WIDE = 1040
_PLOT = 320


class CurvePart(QWidget):
    """`opened` carries a filter."""

    opened = Signal(str)

    def __init__(self, measuring: Measuring, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._measuring = measuring
        self._counts: Mapping[str, Mapping[str, int]] = {}
        self._colours: dict[str, str] = {}
        # Before the sentences are counted, nobody knows whether a curve is behind them.
        self._states: States | None = None
        self._work = Work()
        self.measure = QPushButton(self.tr("Measure"))
        self.cancel = QPushButton(self.tr("Cancel"))
        self.choice = QComboBox()
        self.progress = QProgressBar()
        self.state = plain_label(role="muted", wrap=True)
        self.summary = plain_label(wrap=True)
        self.table = LabelTable()
        self.plot = LazyPlot(tasks)
        self.target = QDoubleSpinBox()
        self.needed = plain_label(wrap=True)
        self._dress()
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        self._connect()
        self._stand()

    def show_insights(self, found: Insights) -> None:
        """Take in what was counted."""
        self._states = found.states or self._states
        self._work = found.pace.recent if found.pace is not None else self._work
        counts = found.labels if found.labels is not None else self._counts
        if counts != self._counts:
            self._counts = counts
            self._show_table()
        self._show_words()

    def show_label_set(self, labels: LabelSet) -> None:
        """Draw each label in its colour."""
        self._colours = {label.name: label.colour for label in labels}
        self._draw()

    def _show_curve(self) -> None:
        curve = self._measuring.curve
        if curve is not None and self.plot.isHidden():
            self.target.setValue(100 * next_target(curve))
        self._show_table()
        self._show_words()
        self._draw()

    def _show_table(self) -> None:
        curve = self._measuring.curve
        self.table.show_labels(self._counts, outlooks(curve) if curve else ())

    def _show_words(self) -> None:
        curve = self._measuring.curve
        for widget in (self.target_row, self.plot):
            widget.setVisible(curve is not None)
        if self._measuring.is_running:
            return
        if curve is None:
            self.state.setText(self.tr(NOT_YET))
            self.summary.hide()
            return
        behind = what_is_new(curve, self._states) if self._states is not None else ""
        self.state.setText(measured_text(curve, behind))
        self.summary.setText(answer(outlooks(curve)))
        self.summary.show()
        self._show_needed()

    def _show_needed(self) -> None:
        curve = self._measuring.curve
        if curve is not None:
            found = reach(curve, self.target.value() / 100)
            self.needed.setText(reach_text(found, self._work))

    def _draw(self) -> None:
        if self._measuring.curve is not None:
            self.plot.show_curve(self._measuring.curve, self.table.chosen, self._colours)

    def _stand(self) -> None:
        running = self._measuring.is_running
        self.measure.setEnabled(not running)
        self.choice.setEnabled(not running)
        self.cancel.setVisible(running)
        self.progress.setVisible(running)
        if running:
            self.progress.setValue(0)
            self.state.setText(self.tr("Measuring… you can go on annotating."))
        else:
            self._show_words()

    def _show_progress(self, share: float, seconds: float | None) -> None:
        self.progress.setValue(round(100 * share))
        left = self.tr(", about {0} left").format(length_text(seconds)) if seconds else ""
        self.state.setText(self.tr("Measuring… {0} %").format(round(100 * share)) + left)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= _WIDE
        directions = QBoxLayout.Direction
        self._both.setDirection(directions.LeftToRight if wide else directions.TopToBottom)

    def _dress(self) -> None:
        self.measure.setAccessibleName(self.tr("Measure the learning curve"))
        self.cancel.setAccessibleName(self.tr("Cancel the measurement"))
        self.choice.addItems([self.tr(words) for words in WITH])
        self.choice.setAccessibleName(self.tr("What is trained to measure"))
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 100)
        self.progress.setFixedWidth(160)
        self.progress.setAccessibleName(self.tr("How much is measured"))
        self.plot.setMinimumWidth(_PLOT)
        self.target.setRange(1.0, 100.0)
        self.target.setDecimals(1)
        self.target.setAccessibleName(self.tr("F1 to reach, in hundredths"))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        column.addLayout(self._head())
        column.addWidget(self.state)
        column.addWidget(self.summary)
        self._both.setSpacing(LARGE)
        left = QVBoxLayout()
        left.addWidget(self.table)
        left.addStretch(1)
        self._both.addLayout(left, 8)
        self._both.addWidget(self.plot, 3, Qt.AlignmentFlag.AlignTop)
        column.addLayout(self._both)
        column.addWidget(self._target_row())

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(MEDIUM)
        head.addWidget(plain_label(self.tr("Is more annotation worth it?"), "heading"))
        head.addStretch(1)
        for widget in (self.progress, self.cancel, self.choice, self.measure):
            head.addWidget(widget)
        return head

    def _target_row(self) -> QWidget:
        self.target_row = QWidget()
        row = QHBoxLayout(self.target_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(MEDIUM)
        name = QLabel(self.tr("To reach F1"))
        name.setBuddy(self.target)
        row.addWidget(name)
        row.addWidget(self.target)
        row.addWidget(self.needed, 1)
        return self.target_row

    def _connect(self) -> None:
        self._measuring.read.connect(self._show_curve)
        self._measuring.stood.connect(self._stand)
        self._measuring.progressed.connect(self._show_progress)
        self.table.picked.connect(self._draw)
        self.table.opened.connect(self.opened)
        self.target.valueChanged.connect(self._show_needed)
