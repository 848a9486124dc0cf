"""A small table of the entities or suggestions of one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from workbench.domain.entity import Suggestion
from workbench.ui.annotate.editor.tips import plain_tip
from workbench.ui.theme import MEDIUM, colours, label_colours

SURFACE, LABEL, ORIGIN = range(3)
ROWS_SHOWN = 14
_SHOWN_CHARACTERS = 120
_NOWHERE = QModelIndex()

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class SpanRow:
    """What the table shows of an entity, which tokens it covers, and the suggestion it is."""

    surface: str
    label: str
    colour: str
    said: str
    tip: str
    start: int
    end: int
    suggestion: Suggestion | None = None


class SpanModel(QAbstractTableModel):
    """Rows of one sentence; replaced whole."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[SpanRow, ...] = ()

    def set_rows(self, rows: Sequence[SpanRow]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 3

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return (row.surface[:_SHOWN_CHARACTERS], row.label, row.said)[column]
        if role == Qt.ItemDataRole.ForegroundRole and column == LABEL:
            return QColor(label_colours(row.colour).on_tint)
        if role == Qt.ItemDataRole.ForegroundRole and column == ORIGIN:
            return QColor(colours().muted)
        if role == Qt.ItemDataRole.BackgroundRole and column == LABEL and row.label:
            return QColor(label_colours(row.colour).tint)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row.tip)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.tip
        if role == Qt.ItemDataRole.TextAlignmentRole and column == LABEL:
            return int(Qt.AlignmentFlag.AlignCenter)
        return None


class SpanTable(QTableView):
    """Emits the tokens of the row that was clicked."""

    clicked_span = Signal(int, int)
    clicked_row = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spans = SpanModel(self)
        self.setModel(self.spans)
        self.setAccessibleName(name)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(QFontMetrics(self.font()).height() + MEDIUM)
        columns = self.horizontalHeader()
        columns.setSectionResizeMode(SURFACE, QHeaderView.ResizeMode.Stretch)
        columns.setSectionResizeMode(LABEL, QHeaderView.ResizeMode.ResizeToContents)
        columns.setSectionResizeMode(ORIGIN, QHeaderView.ResizeMode.ResizeToContents)
        columns.setResizeContentsPrecision(ROWS_SHOWN)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._announce)
        self.activated.connect(self._announce)

    def set_rows(self, rows: Sequence[SpanRow]) -> None:
        """Show rows, and be as high as they need up to a limit."""
        if not rows and self.isHidden():
            # Most sentences have no suggestions; to lay out nothing anew takes its time, too.
            return
        self.spans.set_rows(rows)
        height = self.verticalHeader().defaultSectionSize()
        self.setFixedHeight(height * max(min(len(rows), ROWS_SHOWN), 1) + 2)
        self.setVisible(bool(rows))

    def mark(self, start: int, end: int, suggestion: Suggestion | None = None) -> None:
        """Select the row of these tokens, or of this suggestion, if there is one."""
        for number, row in enumerate(self.spans.rows):
            if (row.start, row.end) == (start, end) and row.suggestion == suggestion:
                self.selectRow(number)
                return
        self.clearSelection()

    def chosen_row(self) -> int | None:
        """The number of the selected row; the only row counts as selected."""
        rows = self.selectionModel().selectedRows()
        if rows:
            return rows[0].row()
        return 0 if len(self.spans.rows) == 1 else None

    def _announce(self, index: QModelIndex) -> None:
        row = self.spans.rows[index.row()]
        self.clicked_span.emit(row.start, row.end)
        self.clicked_row.emit(row)
