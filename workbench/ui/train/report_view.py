"""The report of a run: headline, tables, what was scored."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from workbench.domain.reports import Coverage, Report
from workbench.domain.run_reports import RunReport
from workbench.ui.theme import HUGE, LARGE, MEDIUM, SMALL, plain_label, tabular_font
from workbench.ui.train.score_tables import (
    ENTITY_HEADINGS,
    TOKEN_HEADINGS,
    entity_rows,
    fill_table,
    make_table,
    token_rows,
)
from workbench.ui.train.trace import describe_seconds

WIDTH = 860


class ReportView(QScrollArea):
    """Shows the report on test, or on dev where there is no test."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scored_on = plain_label(role="section")
        self.figures = [plain_label(role="figure") for _ in range(3)]
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
        self.entities = make_table(ENTITY_HEADINGS, self.tr("Entities, strict"))
        self.tokens = make_table(TOKEN_HEADINGS, self.tr("Tokens"))
        self.accuracy = plain_label(role="muted")
        self.setWidgetResizable(True)
        self.setWidget(self._body())

    def show_report(self, run: RunReport) -> None:
        """Show this report."""
        report = best_report(run)
        if report is None:
            return
        micro = report.strict.micro
        scored = self.tr("test") if run.test else self.tr("dev (there is no test set)")
        self.scored_on.setText(self.tr("Strict micro average on {0}").format(scored))
        values = (micro.f1, micro.precision, micro.recall)
        for label, value in zip(self.figures, values, strict=True):
            label.setText(f"{value:.3f}")
        self.nothing_right.setVisible(not micro.f1)
        self.coverage.setText(describe_coverage(report.coverage))
        self.made_by.setText(describe_run(run))
        fill_table(self.entities, entity_rows(report), totals=3)
        fill_table(self.tokens, token_rows(report), totals=2)
        self.accuracy.setText(
            self.tr("Accuracy with O: {0}").format(f"{report.token.accuracy:.3f}")
        )

    def _body(self) -> QWidget:
        column = QWidget()
        column.setMaximumWidth(WIDTH)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(HUGE, LARGE, HUGE, HUGE)
        layout.setSpacing(SMALL)
        layout.addWidget(self.scored_on)
        layout.addLayout(self._headline())
        layout.addWidget(self.nothing_right)
        layout.addWidget(self.coverage)
        layout.addWidget(self.made_by)
        for title, table in (
            (self.tr("Entities, strict: label and extent must be right"), self.entities),
            (self.tr("Tokens, by label"), self.tokens),
        ):
            layout.addSpacing(LARGE)
            layout.addWidget(plain_label(title, "section"))
            layout.addWidget(table)
        layout.addWidget(self.accuracy)
        layout.addStretch(1)
        body = QWidget()
        body.setProperty("surface", "base")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QHBoxLayout(body)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(column, 100)
        outer.addStretch(1)
        return body

    def _headline(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(HUGE)
        names = (self.tr("F1"), self.tr("precision"), self.tr("recall"))
        for name, figure in zip(names, self.figures, strict=True):
            cell = QVBoxLayout()
            cell.setSpacing(0)
            figure.setFont(tabular_font(figure.font()))
            figure.setAccessibleName(name)
            cell.addWidget(figure)
            cell.addWidget(plain_label(name, "muted"))
            row.addLayout(cell)
        row.addStretch(1)
        row.setContentsMargins(0, 0, 0, MEDIUM)
        return row


def best_report(run: RunReport) -> Report | None:
    """The report on test, or on dev where there is no test."""
    return run.test or run.dev


def describe_coverage(coverage: Coverage) -> str:
    """What was scored, and what was not seen whole."""
    words = f"Scored {coverage.entities:,} entities in {coverage.sentences:,} sentences"
    if not coverage.cut and not coverage.unscored:
        return f"{words}; every token was seen whole."
    parts = []
    if coverage.cut:
        parts.append(f"{coverage.cut:,} tokens too long for the model were cut")
    if coverage.unscored:
        parts.append(f"{coverage.unscored:,} tokens that its tokenizer drops count as O")
    return f"{words}; {', '.join(parts)}."


def describe_run(run: RunReport) -> str:
    """Which model it was, and how long it took."""
    best = "no epoch ended"
    if run.best_epoch:
        best = f"best epoch {run.best_epoch} of {len(run.epochs)}"
    return f"{run.base} · {best} · {describe_seconds(run.seconds)} on {run.device}"
