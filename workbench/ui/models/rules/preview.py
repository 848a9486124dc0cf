"""The first hits of an expression in context, as they are found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from workbench.domain.mentions import CONFLICTS, Hit, state_of
from workbench.ui.annotate.mentions.concordance import Line, paint_line
from workbench.ui.annotate.mentions.words import state_words
from workbench.ui.models.matching.parts import dress_table
from workbench.ui.tables import Index, OpeningTable
from workbench.ui.theme import colours, label_colours

CONTEXT, NOW = range(2)
ROLE = Qt.ItemDataRole
_NOWHERE = QModelIndex()
_WIDEST = "≠ overlaps CREATIVE-WORK"


class PreviewModel(QAbstractTableModel):
    """Hits of one rule, judged for its label."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hits: list[Hit] = []
        self.label = ""

    def clear(self, label: str) -> None:
        self.beginResetModel()
        self.hits, self.label = [], label
        self.endResetModel()

    def add(self, hits: Sequence[Hit]) -> None:
        if hits:
            first = len(self.hits)
            self.beginInsertRows(_NOWHERE, first, first + len(hits) - 1)
            self.hits.extend(hits)
            self.endInsertRows()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.hits)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == ROLE.DisplayRole:
            return ("First hits in context", "Now")[section]
        return None

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        if not index.isValid():
            return None
        hit = self.hits[index.row()]
        state = state_of(hit.standing, self.label)
        if role in (ROLE.DisplayRole, ROLE.AccessibleTextRole):
            context = f"{hit.left} [{hit.text}] {hit.right}".strip()
            return context if index.column() == CONTEXT else state_words(hit, state)
        if role == ROLE.ForegroundRole and index.column() == NOW:
            return QColor(colours().bad if state in CONFLICTS else colours().muted)
        return None


class _ContextDelegate(QStyledItemDelegate):
    """Paints the hit in the middle of its sentence, in the colour of its label."""

    def __init__(self, model: PreviewModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.colour = colours().accent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(colours().selection))
        hit, label = self._model.hits[index.row()], label_colours(self.colour)
        painter.save()
        painter.setFont(option.font)
        line = Line(hit.left, hit.text, hit.right)
        metrics = QFontMetrics(option.font)
        paint_line(painter, option.rect, line, metrics, label.tint, label.on_tint)
        painter.restore()


class PreviewTable(OpeningTable):
    """`opened` carries a sentence and from where to where a hit goes."""

    opened = Signal(int, int, int)

    def __init__(self, model: PreviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hits = model
        self._delegate = _ContextDelegate(model, self)
        self.setModel(model)
        self.setItemDelegateForColumn(CONTEXT, self._delegate)
        self.setAccessibleName(self.tr("First hits of the expression"))
        self.setToolTip(self.tr("Return or a double click opens the sentence"))
        dress_table(self, {NOW: _WIDEST}, CONTEXT)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.row_opened.connect(self._open)

    def set_colour(self, colour: str) -> None:
        """Paint hits in the colour of their label."""
        self._delegate.colour = colour
        self.viewport().update()

    def _open(self, row: int) -> None:
        hit = self._hits.hits[row]
        self.opened.emit(hit.sentence, hit.start, hit.end)
