"""The table of cases: each bad token in the middle of its line, as in a concordance."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from workbench.ui.annotate.editor.shown import display_text
from workbench.ui.annotate.editor.text_flow import reads_rightwards
from workbench.ui.annotate.mentions.concordance import Line, paint_line
from workbench.ui.clean.findings.case_model import AFTER, BEFORE, CONTEXT, CaseModel, Index
from workbench.ui.theme import MEDIUM, SMALL, colours


class ContextDelegate(QStyledItemDelegate):
    """Paints the token with its surroundings; the surroundings give way."""

    def __init__(self, line_at: Callable[[int], Line | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._line_at = line_at

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(colours().selection))
        line = self._line_at(index.row())
        if line is not None:
            painter.save()
            painter.setFont(option.font)
            _paint(painter, option.rect, line, QFontMetrics(option.font))
            painter.restore()


def _paint(painter: QPainter, area: QRect, line: Line, metrics: QFontMetrics) -> None:
    page = colours()
    if line.hit:
        paint_line(painter, area, line, metrics, page.bad_surface, page.text)
    else:
        _paint_text(painter, area, line.before, metrics)


def _paint_text(painter: QPainter, area: QRect, text: str, metrics: QFontMetrics) -> None:
    """A text of its own, without any token in the middle."""
    flag = Qt.AlignmentFlag
    inner = area.adjusted(MEDIUM, 0, -MEDIUM, 0)
    rightwards = reads_rightwards(text.split()[:16])
    side = flag.AlignLeft if rightwards else flag.AlignRight
    painter.setPen(QColor(colours().text))
    shown = metrics.elidedText(display_text(text), Qt.TextElideMode.ElideRight, inner.width())
    painter.drawText(inner, int(side | flag.AlignVCenter | flag.AlignAbsolute), shown)


class CaseTable(QTableView):
    """Emits the sentence that a double click or Enter opens."""

    opened = Signal(int)

    def __init__(self, model: CaseModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cases = model
        self.setModel(model)
        self.setItemDelegateForColumn(CONTEXT, ContextDelegate(self._line_at, self))
        self.setAccessibleName("Cases of the chosen kind")
        self.setToolTip("Double click or Enter opens the sentence")
        self._lay_out()
        self.doubleClicked.connect(lambda index: self._open(index.row()))

    def chosen_sentences(self) -> list[int]:
        """The sentences of the selected cases."""
        rows = self.selectionModel().selectedRows()
        cases = [self._cases.case_at(index.row()) for index in rows]
        return sorted({case.sentence for case in cases if case is not None})

    def _line_at(self, row: int) -> Line | None:
        case = self._cases.case_at(row)
        return case.line if case is not None else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def _open(self, row: int) -> None:
        case = self._cases.case_at(row) if row >= 0 else None
        if case is not None:
            self.opened.emit(case.sentence)

    def _lay_out(self) -> None:
        as_list(self, CONTEXT)
        metrics = QFontMetrics(self.font())
        self.setColumnWidth(BEFORE, metrics.horizontalAdvance("B-CREATIVE-WORK") + 2 * MEDIUM)
        self.setColumnWidth(AFTER, metrics.horizontalAdvance("→ B-CREATIVE-WORK") + 2 * MEDIUM)


def as_list(table: QTableView, stretched: int) -> None:
    """Dress a table as a dense list of whole rows; one column takes the room that is left."""
    rows, columns = table.verticalHeader(), table.horizontalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(QFontMetrics(table.font()).height() + MEDIUM + SMALL)
    columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    columns.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
    columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    columns.setHighlightSections(False)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
