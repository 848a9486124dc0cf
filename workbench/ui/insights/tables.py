"""The tables of the Insights place: as high as their rows, each row opens sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from workbench.domain.advice import Outlook, Verdict
from workbench.domain.agreement import Agreement
from workbench.domain.filters import Field, Filter, Term, format_filter
from workbench.domain.learning import TOTAL
from workbench.domain.sentence import Split, Status
from workbench.operations.insights import SPLITS, States, Twins
from workbench.ui.insights.words import figure, name_of, share_text, step_text
from workbench.ui.theme import MEDIUM, SMALL, colours, tabular_font, theme
from workbench.ui.tips import literal_tip

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ROLES = {
    Verdict.GROWS: "good",
    Verdict.FEW: "warning",
    Verdict.UNTESTED: "warning",
    Verdict.ROUGH: "warning",
    Verdict.UNLEARNED: "warning",
}


class Cell(NamedTuple):
    """What a cell says, what it opens (a filter, or a kind of issue), and its colour's role."""

    text: str
    opens: str = ""
    role: str = ""


class FigureTable(QTableWidget):
    """Names at the left, figures right-aligned; the page scrolls, not the table.

    `opened` carries what stands behind a cell that was clicked twice or entered.
    """

    opened = Signal(str)

    def __init__(
        self, name: str, headings: Sequence[str], stretched: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(0, len(headings), parent)
        self.setAccessibleName(name)
        self._stretched = stretched
        self._cells: list[Sequence[Cell]] = []
        self.setFont(tabular_font(self.font()))
        self.setHorizontalHeaderLabels(list(headings))
        self._dress()
        self.cellDoubleClicked.connect(self._open)
        theme().changed.connect(self._paint_roles)

    def show_cells(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Write the rows; the table becomes as high as they are."""
        self._cells = list(rows)
        self.setRowCount(len(rows))
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                self.setItem(number, column, self._item(column, cell))
        self._paint_roles()
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentRow(), self.currentColumn())
        else:
            super().keyPressEvent(event)

    def _open(self, row: int, column: int) -> None:
        if 0 <= row < len(self._cells) and self._cells[row][column].opens:
            self.opened.emit(self._cells[row][column].opens)

    def _item(self, column: int, cell: Cell) -> QTableWidgetItem:
        item = QTableWidgetItem(cell.text)
        item.setTextAlignment(_LEFT if self._is_text(column) else _RIGHT)
        item.setToolTip(literal_tip(cell.text) if self._is_text(column) else "")
        return item

    def _is_text(self, column: int) -> bool:
        return column in (0, self._stretched)

    def _paint_roles(self) -> None:
        page = colours()
        for number, row in enumerate(self._cells):
            for column, cell in enumerate(row):
                item = self.item(number, column)
                if item is not None:
                    item.setForeground(QColor(getattr(page, cell.role or "text")))

    def _fit(self) -> None:
        rows = self.verticalHeader().defaultSectionSize() * self.rowCount()
        self.setFixedHeight(rows + self.horizontalHeader().sizeHint().height() + SMALL)

    def _dress(self) -> None:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(QFontMetrics(self.font()).height() + MEDIUM)
        columns.setHighlightSections(False)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        columns.setSectionResizeMode(self._stretched, QHeaderView.ResizeMode.Stretch)
        columns.setDefaultAlignment(_RIGHT)
        for column in {0, self._stretched}:
            item = self.horizontalHeaderItem(column)
            if item is not None:
                item.setTextAlignment(_LEFT)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


LABEL_HEADINGS = ("Label", "train", "dev", "test", "F1", "Step", "Advice")
_NAME = 160


class LabelTable(FigureTable):
    """Each label with its counts and what the curve says; `picked` carries the chosen ones."""

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Labels and what more data would bring", LABEL_HEADINGS, 6, parent)
        self._labels: list[str] = []
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.horizontalHeader().setMaximumSectionSize(4 * _NAME)
        for column, tip in ((4, "Strict F1 on the frozen test set"), (5, _STEP_TIP)):
            heading = self.horizontalHeaderItem(column)
            if heading is not None:
                heading.setToolTip(tip)
        self.setToolTip("Select labels to see their curves; double click or Enter lists sentences")
        self.itemSelectionChanged.connect(lambda: self.picked.emit(self.chosen))

    @property
    def chosen(self) -> tuple[str, ...]:
        """The labels of the selected rows, the one of all labels left out."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return tuple(self._labels[row] for row in rows if self._labels[row] != TOTAL)

    def show_labels(
        self, counts: Mapping[str, Mapping[str, int]], outlooks: Sequence[Outlook]
    ) -> None:
        """Show counts by split and label, with the outlooks of those that were measured."""
        told = {one.label: one for one in outlooks}
        names = {label: sum(_by_split(counts, label)) for part in counts.values() for label in part}
        names |= {label: names.get(label, 0) for label in told if label != TOTAL}
        ordered = sorted(names, key=lambda label: (-names[label], label))
        kept = set(self.chosen)
        self.blockSignals(True)
        self._labels = [TOTAL, *ordered]
        self.show_cells([_label_row(label, counts, told.get(label)) for label in self._labels])
        self._embolden()
        self._narrow_names()
        self.blockSignals(False)
        self._select(kept)

    def _narrow_names(self) -> None:
        header = self.horizontalHeader()
        self.resizeColumnToContents(0)
        width = min(self.columnWidth(0), _NAME)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(0, width)

    def _select(self, labels: set[str]) -> None:
        self.clearSelection()
        mode = self.selectionMode()
        self.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        for row, label in enumerate(self._labels):
            if label in labels:
                self.selectRow(row)
        self.setSelectionMode(mode)

    def _embolden(self) -> None:
        font = QFont(self.font())
        font.setBold(True)
        for column in range(self.columnCount()):
            item = self.item(0, column)
            if item is not None:
                item.setFont(font)


_STEP_TIP = "What the last quarter of the training set brought, in hundredths of F1"


def _by_split(counts: Mapping[str, Mapping[str, int]], label: str) -> list[int]:
    parts = (counts.get(split, {}) for split in Split)
    return [sum(part.values()) if label == TOTAL else part.get(label, 0) for part in parts]


def _label_row(
    label: str, counts: Mapping[str, Mapping[str, int]], found: Outlook | None
) -> Sequence[Cell]:
    opens = _only(Field.LABEL, label) if label else ""
    split_cells = [
        Cell(f"{count:,}", f"{opens} split:{split}".strip())
        for split, count in zip(Split, _by_split(counts, label), strict=True)
    ]
    if found is None:
        return Cell(name_of(label), opens), *split_cells, Cell(""), Cell(""), Cell("")
    return (
        Cell(name_of(label), opens),
        *split_cells,
        Cell(figure(found.f1)),
        Cell(step_text(found)),
        Cell(found.advice, opens, _ROLES.get(found.verdict, "")),
    )


def _only(field: Field, value: str) -> str:
    """The filter that lets through what has this."""
    return format_filter(Filter((Term(field, value),)))


STATE_HEADINGS = ("Split", *(status.value for status in Status), "all", "share done")


class StateTable(FigureTable):
    """How many sentences of each split have each status; each figure opens them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Sentences by split and status", STATE_HEADINGS, 0, parent)
        self.setToolTip("Double click or Enter on a figure lists its sentences")

    def show_states(self, states: States) -> None:
        self.show_cells([_state_row(states, split) for split in SPLITS if states.total(split)])


def _state_row(states: States, split: str) -> Sequence[Cell]:
    total = states.total(split)
    name = "no split" if split not in set(Split) else split
    cells = [
        Cell(f"{states.of(status, split):,}", f"split:{split} status:{status}") for status in Status
    ]
    share = share_text(states.of(Status.DONE, split), total)
    return Cell(name, f"split:{split}"), *cells, Cell(f"{total:,}", f"split:{split}"), Cell(share)


AGREEMENT_HEADINGS = ("Suggester", "unchanged", "changed", "rejected", "right")


class AgreementTable(FigureTable):
    """What became of each suggester's proposals in sentences that were accepted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Agreement with each suggester", AGREEMENT_HEADINGS, 0, parent)
        self.setToolTip("Double click or Enter lists what it suggests now")

    def show_rows(self, rows: Sequence[Agreement]) -> None:
        self.show_cells([_agreement_row(row) for row in rows])


def _agreement_row(row: Agreement) -> Sequence[Cell]:
    opens = _only(Field.SUGGESTER, row.suggester)
    counts = (row.unchanged, row.changed, row.rejected)
    figures = [Cell(f"{count:,}", opens) for count in counts]
    return Cell(row.suggester, opens), *figures, Cell(share_text(row.unchanged, row.total), opens)


def twins_text(twins: Twins) -> tuple[tuple[str, str], ...]:
    """What sentences with the same tokens there are, and the kind of issue that lists them."""
    leaks = f"{_counted(twins.leaks, 'leak')} between splits"
    return (leaks, "leak"), (_counted(twins.duplicates, "duplicate"), "duplicate-sentence")


def _counted(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun}" if count < 2 else f"{count:,} {noun}s"
