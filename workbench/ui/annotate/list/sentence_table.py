"""The table view of the sentence list: fixed rows, no grid, the whole row selected."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from workbench.ui.annotate.editor.text_flow import reads_rightwards
from workbench.ui.annotate.list.sentence_ids import merged
from workbench.ui.annotate.list.sentence_model import (
    MARKS,
    NOWHERE,
    SPLIT,
    STATE,
    TEXT,
    Index,
    SentenceModel,
)
from workbench.ui.theme import LARGE, MEDIUM, SMALL, colours

_SHOWN_CHARACTERS = 400
_ONLY_THIS_ROW = (
    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
)


class RowDelegate(QStyledItemDelegate):
    """Paints only as much text as can be seen: a row may hold a thousand words."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.text = option.text[:_SHOWN_CHARACTERS]
        if index.column() == TEXT and not reads_rightwards(option.text.split()):
            option.direction = Qt.LayoutDirection.RightToLeft

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The text takes the width that the marks at its right leave it."""
        marks = index.sibling(index.row(), MARKS) if index.column() == TEXT else NOWHERE
        words = str(marks.data() or "")
        if not words:
            super().paint(painter, option, index)
            return
        width = option.fontMetrics.horizontalAdvance(words) + MEDIUM
        self._draw_ground(painter, option)
        text = QStyleOptionViewItem(option)
        text.rect = option.rect.adjusted(0, 0, -width, 0)
        super().paint(painter, text, index)
        painter.save()
        painter.setPen(marks.data(Qt.ItemDataRole.ForegroundRole))
        room = option.rect.adjusted(option.rect.width() - width, 0, -SMALL, 0)
        painter.drawText(room, int(marks.data(Qt.ItemDataRole.TextAlignmentRole)), words)
        painter.restore()

    @staticmethod
    def _draw_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
        style = option.widget.style() if option.widget else QApplication.style()
        panel = QStyle.PrimitiveElement.PE_PanelItemViewItem
        style.drawPrimitive(panel, option, painter, option.widget)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, 0)


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
        self.empty_text = ""
        self.setModel(model)
        self.setItemDelegate(RowDelegate(self))
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
        super().paintEvent(event)
        if self.empty_text and not len(self._sentences.listing):
            painter = QPainter(self.viewport())
            painter.setPen(QColor(colours().muted))
            area = self.viewport().rect().adjusted(MEDIUM, LARGE, -MEDIUM, 0)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(area, int(flags), self.empty_text)

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
        # Narrower than elsewhere: the text is what one looks for.
        self.setStyleSheet("QTableView::item { padding: 0 2px; }")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
