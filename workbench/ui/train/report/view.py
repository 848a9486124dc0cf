"""The report of a run: headline, tables, pictures, what was scored."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.reports import Calibration, Report
from workbench.domain.run_reports import RunReport
from workbench.ui.actions import show_key_in_tip
from workbench.ui.theme import HUGE, LARGE, MEDIUM, SMALL, plain_label, tabular_font
from workbench.ui.train.report.calibration import CalibrationPlot
from workbench.ui.train.report.label_bars import LabelBars
from workbench.ui.train.report.score_tables import Reading, fill_table, make_table, readings_of
from workbench.ui.train.report.words import (
    best_report,
    describe_coverage,
    describe_rescoring,
    describe_run,
    scored_on,
)
from workbench.workflow.presets import describe_reported

WIDTH = 860
FIGURES = ("F1", "precision", "recall", "entities")


class ReportView(QScrollArea):
    """Shows the report on test, or on dev where there is no test.

    `rescore_wanted` asks for the figures against the gold of today.
    """

    rescore_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report = Report()
        self._readings: list[Reading] = []
        self.scored_on = plain_label(role="section")
        self.figures = [plain_label(role="figure") for _ in FIGURES]
        self.rescored = plain_label(role="good", wrap=True)
        self.answered = plain_label(role="muted", wrap=True)
        self.rescore_button = QPushButton(self.tr("Score the run again"))
        self.coverage = plain_label(role="muted", wrap=True)
        self.nothing_right = plain_label(
            self.tr(
                "No entity was found right. The model has seen too little:"
                " train on all the data, or for more epochs."
            ),
            role="warning",
            wrap=True,
        )
        self.made_by = plain_label(role="muted", wrap=True)
        self.reported = plain_label(role="muted", wrap=True)
        self.notes = plain_label(role="warning", wrap=True)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(self.tr("Ways of counting"))
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.currentChanged.connect(self._show_reading)
        self.explanation = plain_label(role="muted", wrap=True)
        self.entities = make_table(self.tr("Scores"))
        self.bars = LabelBars()
        self.calibration = CalibrationPlot()
        self.calibration_words = plain_label(role="muted", wrap=True)
        self._answers = QWidget()
        self.setWidgetResizable(True)
        self.setWidget(self._body())

    def show_report(self, run: RunReport) -> None:
        """Show this report."""
        report = best_report(run)
        if report is None:
            return
        self._report = report
        micro = report.strict.micro
        self.scored_on.setText(self.tr("Strict micro average on {0}").format(scored_on(run)))
        shown = [f"{value:.3f}" for value in (micro.f1, micro.precision, micro.recall)]
        for label, text in zip(self.figures, (*shown, f"{micro.support:,}"), strict=True):
            label.setText(text)
        self.nothing_right.setVisible(not micro.f1)
        for line, words in (
            (self.rescored, describe_rescoring(run)),
            (self.coverage, describe_coverage(report.coverage)),
            (self.made_by, describe_run(run)),
            (self.reported, describe_reported(run.preset)),
            (self.notes, "\n".join(f"⚠ {one}" for one in (*run.warnings, *run.notes))),
        ):
            line.setText(words)
            line.setVisible(bool(words))
        self._offer_readings(report)
        self.bars.show_scores(report.strict)
        self._show_calibration(report.calibration)

    def show_answered(self, words: str) -> None:
        """Say how many mistakes were answered, and offer to score the run again."""
        self.answered.setText(words)
        self._answers.setVisible(bool(words))

    def _offer_readings(self, report: Report) -> None:
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        self._readings = list(readings_of(report))
        for reading in self._readings:
            self.tabs.addTab(self.tr(reading.name))
        self.tabs.blockSignals(False)
        self._show_reading(self.tabs.currentIndex())

    def _show_reading(self, index: int) -> None:
        if not 0 <= index < len(self._readings):
            return
        reading = self._readings[index]
        self.explanation.setText(self.tr(reading.explanation))
        self.explanation.setProperty("role", "warning" if reading.inflated else "muted")
        self.explanation.style().polish(self.explanation)
        self.entities.setAccessibleName(self.tr("Scores, {0}").format(reading.name))
        fill_table(self.entities, reading.rows(self._report), reading.totals)

    def _show_calibration(self, calibration: Calibration) -> None:
        counted = sum(one.count for one in calibration.bins)
        self.calibration.setVisible(bool(counted))
        self.calibration.show_calibration(calibration)
        words = self.tr("No confidence was kept with this report.")
        if counted:
            words = self.tr(
                "Of predicted entities with a confidence, how many are right. On the dashed"
                " line confidence can be taken at its word; the mean gap is {0}."
            ).format(f"{calibration.error:.3f}")
        self.calibration_words.setText(words)

    def _body(self) -> QWidget:
        column = QWidget()
        column.setMaximumWidth(WIDTH)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(HUGE, LARGE, HUGE, HUGE)
        layout.setSpacing(SMALL)
        layout.addWidget(self.scored_on)
        layout.addLayout(self._headline())
        for line in (
            self.nothing_right,
            self.rescored,
            self.coverage,
            self._answer_row(),
            self.made_by,
            self.reported,
            self.notes,
        ):
            layout.addWidget(line)
        layout.addSpacing(MEDIUM)
        for part in (self.tabs, self.explanation, self.entities):
            layout.addWidget(part)
        for title, picture, words in (
            (self.tr("By label, strict"), self.bars, None),
            (self.tr("Confidence"), self.calibration, self.calibration_words),
        ):
            layout.addSpacing(LARGE)
            layout.addWidget(plain_label(title, "section"))
            if words is not None:
                layout.addWidget(words)
            layout.addWidget(picture)
        layout.addStretch(1)
        return _on_a_page(column)

    def _answer_row(self) -> QWidget:
        self.rescore_button.setProperty("role", "link")
        show_key_in_tip(
            self.rescore_button,
            "train.rescore",
            self.tr("Its test predictions against the gold of today"),
        )
        self.rescore_button.clicked.connect(lambda _checked=False: self.rescore_wanted.emit())
        row = QHBoxLayout(self._answers)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(MEDIUM)
        row.addWidget(self.answered, 1)
        row.addWidget(self.rescore_button)
        self._answers.hide()
        return self._answers

    def _headline(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(HUGE)
        for name, figure in zip(FIGURES, self.figures, strict=True):
            row.addLayout(_figure_cell(self.tr(name), figure))
        row.addStretch(1)
        row.setContentsMargins(0, 0, 0, MEDIUM)
        return row


def _figure_cell(name: str, figure: QLabel) -> QVBoxLayout:
    cell = QVBoxLayout()
    cell.setSpacing(0)
    figure.setFont(tabular_font(figure.font()))
    figure.setAccessibleName(name)
    cell.addWidget(figure)
    cell.addWidget(plain_label(name, "muted"))
    return cell


def _on_a_page(column: QWidget) -> QWidget:
    body = QWidget()
    body.setProperty("surface", "base")
    body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    outer = QHBoxLayout(body)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(column, 100)
    outer.addStretch(1)
    return body
