"""The table view of the sentence list: fixed rows, no grid, the whole row selected."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import cast

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QRegion,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from workbench.ui.annotate.list.row_painter import Columns, RowPainter
from workbench.ui.annotate.list.sentence_ids import merged
from workbench.ui.annotate.list.sentence_model import MARKS, SPLIT, STATE, TEXT, SentenceModel
from workbench.ui.theme import LARGE, MEDIUM, SMALL, colours

SHOWN = (STATE, SPLIT, TEXT)
_ONLY_THIS_ROW = (
    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
)


class SentenceTable(QTableView):
    """Shows a million sentences as quickly as ten.

    Several rows may be selected; the current one is the sentence that the editor shows.
    """

    chosen = Signal(int)
    left_for_editor = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, model: SentenceModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentences = model
        self._quiet = False
        self._painter = RowPainter(self.font())
        self.empty_text = ""
        self.setModel(model)
        self.setAccessibleName("Sentences")
        self._lay_out()
        self.selectionModel().currentRowChanged.connect(self._current_changed)

    def show_current(self, row: int | None) -> None:
        """Mark a row as the current one, without announcing it as chosen by a person."""
        self.quietly(partial(self._show_current, row))

    def quietly(self, act: Callable[[], object]) -> None:
        """Change something about the rows that no person has chosen."""
        self._quiet = True
        act()
        self._quiet = False

    def _show_current(self, row: int | None) -> None:
        if row is None:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
            return
        index = self._sentences.index(row, TEXT)
        # Setting the current row again would undo the selection of several.
        if row != self.currentIndex().row() or not self.selectionModel().hasSelection():
            # Not setCurrentIndex: that looks at the keys which happen to be held down.
            self.selectionModel().setCurrentIndex(index, _ONLY_THIS_ROW)
        self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def selected_rows(self) -> list[range]:
        """The selected rows as stretches in order; a selection of all rows is one stretch."""
        selection = self.selectionModel().selection()
        found = (selection.at(number) for number in range(selection.size()))
        return merged(range(one.top(), one.bottom() + 1) for one in found if one.isValid())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        if len(self._sentences.listing):
            painter.setFont(self.font())
            self._paint_rows(painter, event.region())
        elif self.empty_text:
            painter.setPen(QColor(colours().muted))
            area = self.viewport().rect().adjusted(MEDIUM, LARGE, -MEDIUM, 0)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(area, int(flags), self.empty_text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._painter = RowPainter(self.font())

    def _paint_rows(self, painter: QPainter, region: QRegion) -> None:
        selected, columns = self.selected_rows(), self._columns()
        height, width = self.verticalHeader().defaultSectionSize(), self.viewport().width()
        for row in self._rows_in(region):
            area = QRect(0, self.rowViewportPosition(row), width, height)
            chosen = any(row in one for one in selected)
            self._painter.paint(painter, area, columns, self._sentences.row_at(row), chosen)

    def _rows_in(self, region: QRegion) -> list[int]:
        """The rows that show in a part of the view, in order."""
        rows: set[int] = set()
        for part in cast(Iterable[QRect], region):
            first, last = self.rowAt(part.top()), self.rowAt(part.bottom())
            if first >= 0:
                end = self._sentences.rowCount() - 1 if last < 0 else last
                rows.update(range(first, end + 1))
        return sorted(rows)

    def _columns(self) -> Columns:
        found = ((self.columnViewportPosition(c), self.columnWidth(c)) for c in SHOWN)
        return Columns(*found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left_for_editor.emit()
            return
        super().keyPressEvent(event)

    def _current_changed(self, current: QModelIndex) -> None:
        if current.isValid() and not self._quiet:
            self.chosen.emit(self._sentences.ids[current.row()])

    def _lay_out(self) -> None:
        metrics = QFontMetrics(self.font())
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(metrics.height() + MEDIUM)
        columns.hide()
        columns.setMinimumSectionSize(1)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        for column, sample in ((STATE, "●⚑"), (SPLIT, "te.")):
            self.setColumnWidth(column, metrics.horizontalAdvance(sample) + MEDIUM + SMALL)
        # The marks are painted at the end of the text, where there are any.
        self.setColumnHidden(MARKS, True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
