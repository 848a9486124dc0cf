"""The tables of a report: entities strict with lenient beside, and tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from workbench.domain.reports import Report, Scores, ScoreTable
from workbench.ui.theme import tabular_font

ENTITY_HEADINGS = ("Label", "Precision", "Recall", "F1", "Entities", "Lenient F1")
TOKEN_HEADINGS = ("Label", "Precision", "Recall", "F1", "Tokens")
ROW = 26
Row = tuple[str, ...]


def make_table(headings: Sequence[str], name: str) -> QTableWidget:
    """A table of figures that cannot be edited, as high as its rows."""
    table = QTableWidget(0, len(headings))
    table.setAccessibleName(name)
    table.setFont(tabular_font(table.font()))
    table.setHorizontalHeaderLabels(list(headings))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    table.setShowGrid(False)
    table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    first = table.horizontalHeaderItem(0)
    if first is not None:
        first.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return table


def fill_table(table: QTableWidget, rows: Sequence[Row], totals: int) -> None:
    """Write the rows; the last `totals` of them are averages and stand out."""
    table.setRowCount(len(rows))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            item = QTableWidgetItem(text)
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            if number >= len(rows) - totals:
                font = QFont(table.font())
                font.setBold(number == len(rows) - totals)
                item.setFont(font)
            table.setItem(number, column, item)
    table.setFixedHeight(ROW * len(rows) + table.horizontalHeader().sizeHint().height() + 4)


def entity_rows(report: Report) -> list[Row]:
    """One row a label, then micro, macro and weighted averages."""
    nothing = Scores()
    rows = [
        (*_figures(label, scores), _figure(report.lenient.labels.get(label, nothing).f1))
        for label, scores in report.strict.labels.items()
    ]
    for (name, strict), (_, lenient) in zip(
        _averages(report.strict), _averages(report.lenient), strict=True
    ):
        rows.append((*_figures(name, strict), _figure(lenient.f1)))
    return rows


def token_rows(report: Report) -> list[Row]:
    """One row a label, then micro and macro averages; O is left out of them."""
    rows = [_figures(label, scores) for label, scores in report.token.labels.items()]
    rows.append(_figures("micro", report.token.micro))
    rows.append(_figures("macro", report.token.macro))
    return rows


def _averages(table: ScoreTable) -> Iterable[tuple[str, Scores]]:
    return ("micro", table.micro), ("macro", table.macro), ("weighted", table.weighted)


def _figures(name: str, scores: Scores) -> Row:
    figures = (_figure(one) for one in (scores.precision, scores.recall, scores.f1))
    return name, *figures, f"{scores.support:,}"


def _figure(value: float) -> str:
    return f"{value:.3f}"
