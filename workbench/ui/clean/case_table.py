"""The table of cases: each bad token in the middle of its line, as in a concordance."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
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

from workbench.ui.annotate.shown import display_text
from workbench.ui.annotate.text_flow import reads_rightwards
from workbench.ui.clean.case_model import AFTER, BEFORE, CONTEXT, CaseModel, Index
from workbench.ui.clean.cases import Case
from workbench.ui.theme import MEDIUM, SMALL, colours

_LEFT_SHARE = 0.45


class ContextDelegate(QStyledItemDelegate):
    """Paints the token with its surroundings; the surroundings give way."""

    def __init__(self, model: CaseModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._cases = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(colours().selection))
        case = self._cases.case_at(index.row())
        if case is not None:
            painter.save()
            painter.setFont(option.font)
            paint_case(painter, option.rect, case, QFontMetrics(option.font))
            painter.restore()


def paint_case(painter: QPainter, area: QRect, case: Case, metrics: QFontMetrics) -> None:
    """Paint what comes before, the token on a bad ground, and what comes after."""
    token = display_text(case.token)
    token = metrics.elidedText(token, Qt.TextElideMode.ElideMiddle, area.width() // 3)
    width = metrics.horizontalAdvance(token) + 2 * SMALL
    left = area.left() + int(area.width() * _LEFT_SHARE) - width // 2
    middle = QRect(left, area.top() + 2, width, area.height() - 4)
    _paint_around(painter, area, middle, case, metrics)
    page = colours()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(page.bad_surface))
    painter.drawRoundedRect(QRectF(middle), 3, 3)
    painter.setPen(QColor(page.text))
    painter.drawText(middle, int(Qt.AlignmentFlag.AlignCenter), token)


def _paint_around(
    painter: QPainter, area: QRect, middle: QRect, case: Case, metrics: QFontMetrics
) -> None:
    """The text at both sides; right-to-left text has its beginning at the right."""
    nearest = [*case.left.split()[-8:], case.token, *case.right.split()[:8]]
    rightwards = reads_rightwards(nearest)
    direction = Qt.LayoutDirection
    painter.setLayoutDirection(direction.LeftToRight if rightwards else direction.RightToLeft)
    texts = (case.left, case.right) if rightwards else (case.right, case.left)
    elide = (Qt.TextElideMode.ElideLeft, Qt.TextElideMode.ElideRight)
    elided = elide if rightwards else elide[::-1]
    flag = Qt.AlignmentFlag
    painter.setPen(QColor(colours().muted))
    before = QRect(area.left() + MEDIUM, area.top(), 0, area.height())
    before.setRight(middle.left() - SMALL)
    after = QRect(middle.right() + SMALL, area.top(), 0, area.height())
    after.setRight(area.right() - MEDIUM)
    for place, text, mode, side in zip(
        (before, after), texts, elided, (flag.AlignRight, flag.AlignLeft), strict=True
    ):
        flags = int(side | flag.AlignVCenter | flag.AlignAbsolute)
        painter.drawText(place, flags, metrics.elidedText(text, mode, place.width()))


class CaseTable(QTableView):
    """Emits the sentence that a double click or Enter opens."""

    opened = Signal(int)

    def __init__(self, model: CaseModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cases = model
        self.setModel(model)
        self.setItemDelegateForColumn(CONTEXT, ContextDelegate(model, self))
        self.setAccessibleName("Cases of the chosen kind")
        self.setToolTip("Double click or Enter opens the sentence")
        self._lay_out()
        self.doubleClicked.connect(lambda index: self._open(index.row()))

    def chosen_sentences(self) -> list[int]:
        """The sentences of the selected cases."""
        rows = self.selectionModel().selectedRows()
        cases = [self._cases.case_at(index.row()) for index in rows]
        return sorted({case.sentence for case in cases if case is not None})

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
        metrics = QFontMetrics(self.font())
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(metrics.height() + MEDIUM + SMALL)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setSectionResizeMode(CONTEXT, QHeaderView.ResizeMode.Stretch)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setHighlightSections(False)
        self.setColumnWidth(BEFORE, metrics.horizontalAdvance("B-CREATIVE-WORK") + 2 * MEDIUM)
        self.setColumnWidth(AFTER, metrics.horizontalAdvance("→ B-CREATIVE-WORK") + 2 * MEDIUM)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
