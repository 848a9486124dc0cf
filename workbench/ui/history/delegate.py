"""How an operation is painted: what it was, and under it when and by whom."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from workbench.operations.store import HistoryEntry
from workbench.ui.history.model import ENTRY, ORIGIN
from workbench.ui.theme import MEDIUM, SMALL, colours, tabular_font

Index = QModelIndex | QPersistentModelIndex


class OperationDelegate(QStyledItemDelegate):
    """Two lines a row; what is undone is grey, struck out, and says so."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, 2 * QFontMetrics(option.font).height() + 2 * SMALL)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        text, option.text = option.text, ""
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        entry: HistoryEntry | None = index.data(ENTRY)
        undone = entry is not None and entry.undone
        area = option.rect.adjusted(MEDIUM, SMALL, -MEDIUM, -SMALL)
        painter.save()
        count = f"{entry.sentences:,}" if entry is not None and entry.sentences else ""
        room = _draw_count(painter, area, count, option.font)
        _draw(painter, area.adjusted(0, 0, -room, 0), text, _name_font(option.font, undone), undone)
        lower = area.adjusted(0, QFontMetrics(option.font).height(), 0, 0)
        _draw(painter, lower, str(index.data(ORIGIN) or ""), option.font, faint=True)
        painter.restore()


def _name_font(font: QFont, undone: bool) -> QFont:
    name = QFont(font)
    name.setStrikeOut(undone)
    return name


def _draw_count(painter: QPainter, area: QRect, count: str, font: QFont) -> int:
    """How many sentences, at the right; the width that this takes."""
    painter.setFont(tabular_font(font))
    painter.setPen(QColor(colours().muted))
    painter.drawText(area, _TOP | Qt.AlignmentFlag.AlignRight, count)
    return painter.fontMetrics().horizontalAdvance(count) + MEDIUM if count else 0


def _draw(painter: QPainter, area: QRect, text: str, font: QFont, faint: bool) -> None:
    painter.setFont(font)
    painter.setPen(QColor(colours().muted if faint else colours().text))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, _TOP | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine, shown)


_TOP = Qt.AlignmentFlag.AlignTop
