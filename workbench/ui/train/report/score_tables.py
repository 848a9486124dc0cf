"""The tables of a report, one for each way of counting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from workbench.domain.reports import Report, Scores, ScoreTable, TokenTable
from workbench.ui.theme import tabular_font
from workbench.ui.tips import literal_tip

HEADINGS = ("Label", "Precision", "Recall", "F1", "Support")
ROW = 26
FIGURE = 112
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A way of counting: what it is called, what it counts as right, where its scores are.

    `inflated` figures are not to be compared with the others.
    """

    name: str
    explanation: str
    rows: Callable[[Report], list[Row]]
    totals: int
    inflated: bool = False


def make_table(name: str) -> QTableWidget:
    """A table of figures that cannot be edited, as high as its rows."""
    table = QTableWidget(0, len(HEADINGS))
    table.setAccessibleName(name)
    table.setFont(tabular_font(table.font()))
    table.setHorizontalHeaderLabels(list(HEADINGS))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    table.setShowGrid(False)
    table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    for column in range(1, len(HEADINGS)):
        table.setColumnWidth(column, FIGURE)
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
            item.setToolTip(literal_tip(text) if not column else "")
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            if number >= len(rows) - totals:
                font = QFont(table.font())
                font.setBold(number == len(rows) - totals)
                item.setFont(font)
            table.setItem(number, column, item)
    table.setFixedHeight(ROW * len(rows) + table.horizontalHeader().sizeHint().height() + 4)


def entity_rows(table: ScoreTable) -> list[Row]:
    """One row a label, then micro, macro and weighted averages."""
    rows = [_figures(label, scores) for label, scores in table.labels.items()]
    return [*rows, *(_figures(name, scores) for name, scores in _averages(table))]


def token_rows(table: TokenTable) -> list[Row]:
    """One row a label, then averages without O, then the accuracy with it."""
    rows = [_figures(label, scores) for label, scores in table.labels.items()]
    support = table.micro.support
    return [
        *rows,
        _figures("micro", table.micro),
        _figures("macro", table.macro),
        _figures("weighted", table.weighted),
        ("accuracy, with O", "", "", _figure(table.accuracy), f"{support:,}"),
    ]


def _piece_rows(report: Report) -> list[Row]:
    if report.pieces is None:
        return []
    strict = entity_rows(report.pieces.strict)
    accuracy = _figure(report.pieces.token.accuracy)
    return [*strict, ("accuracy, with O", "", "", accuracy, f"{report.pieces.pieces:,}")]


READINGS: tuple[Reading, ...] = (
    Reading(
        "Strict",
        "Label and both borders must be right. This is the headline.",
        lambda report: entity_rows(report.strict),
        3,
    ),
    Reading(
        "Lenient",
        "As conlleval reads tags: broken ones begin an entity too.",
        lambda report: entity_rows(report.lenient),
        3,
    ),
    Reading(
        "Exact",
        "Both borders must be right, whatever the label.",
        lambda report: entity_rows(report.exact),
        3,
    ),
    Reading(
        "Type",
        "The label must be right and some of the words.",
        lambda report: entity_rows(report.type),
        3,
    ),
    Reading(
        "Partial",
        "An overlap counts half, whatever the label.",
        lambda report: entity_rows(report.partial),
        3,
    ),
    Reading(
        "Tokens",
        "Word by word; words outside of all entities count in the accuracy only.",
        lambda report: token_rows(report.token),
        4,
    ),
    Reading(
        "Pieces (inflated)",
        "On word pieces: a word of several pieces counts several times. Some write-ups report"
        " this; it is not to be compared with figures on words.",
        _piece_rows,
        4,
        inflated=True,
    ),
)


def readings_of(report: Report) -> Iterator[Reading]:
    """The ways of counting that a report holds; older ones hold fewer."""
    tables = {"Exact": report.exact, "Type": report.type}
    for reading in READINGS:
        table = tables.get(reading.name)
        absent = table is not None and not table.labels and report.strict.labels
        if not absent and (not reading.inflated or report.pieces is not None):
            yield reading


def _averages(table: ScoreTable) -> Iterable[tuple[str, Scores]]:
    return ("micro", table.micro), ("macro", table.macro), ("weighted", table.weighted)


def _figures(name: str, scores: Scores) -> Row:
    figures = (_figure(one) for one in (scores.precision, scores.recall, scores.f1))
    return name, *figures, f"{scores.support:,}"


def _figure(value: float) -> str:
    return f"{value:.3f}"
