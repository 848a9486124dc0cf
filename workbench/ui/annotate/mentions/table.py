"""The table of hits: a tick, the hit in its context, and what stands there now."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
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

from workbench.domain.mentions import CONFLICTS
from workbench.ui.annotate.mentions.concordance import Line, paint_line
from workbench.ui.annotate.mentions.model import CONTEXT, NOW, TICK, Index, MentionModel
from workbench.ui.theme import MEDIUM, SMALL, colours, label_colours

_WIDEST_STATE = "≠ overlaps CREATIVE-WORK"


class _ContextDelegate(QStyledItemDelegate):
    """Paints the hit with its surroundings, in the colour of the label that it would get."""

    def __init__(self, model: MentionModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._mentions = model
        self.colour = colours().accent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(colours().selection))
        hit = self._mentions.hit_at(index.row())
        ground, ink = self._hit_colours(index.row())
        painter.save()
        painter.setFont(option.font)
        line = Line(hit.left, hit.text, hit.right)
        paint_line(painter, option.rect, line, QFontMetrics(option.font), ground, ink)
        painter.restore()

    def _hit_colours(self, row: int) -> tuple[str, str]:
        """Ground and ink; a hit that is left out is paler."""
        page, label = colours(), label_colours(self.colour)
        if self._mentions.state_at(row) in CONFLICTS:
            return page.bad_surface, page.text
        if self._mentions.is_ticked(row):
            return label.tint, label.on_tint
        return page.hover, page.text


class MentionTable(QTableView):
    """Space ticks the selected rows, or takes their ticks away."""

    def __init__(self, model: MentionModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mentions = model
        self._delegate = _ContextDelegate(model, self)
        self.setModel(model)
        self.setItemDelegateForColumn(CONTEXT, self._delegate)
        self.setAccessibleName(self.tr("Places that were found"))
        self.setAccessibleDescription(self.tr("Space ticks the selected rows"))
        self._lay_out()

    def set_colour(self, colour: str) -> None:
        """Paint chosen hits in the colour of their label."""
        self._delegate.colour = colour
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self._toggle()
        else:
            super().keyPressEvent(event)

    def _toggle(self) -> None:
        """All selected rows become what the current one was not."""
        rows = [index.row() for index in self.selectionModel().selectedRows()]
        if rows:
            current = self.currentIndex().row()
            self._mentions.tick(rows, not self._mentions.is_ticked(max(current, 0)))

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
        columns.setMinimumSectionSize(0)
        self.setColumnWidth(TICK, metrics.horizontalAdvance("Tag") + 3 * MEDIUM)
        self.setColumnWidth(NOW, metrics.horizontalAdvance(_WIDEST_STATE) + 2 * MEDIUM)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
