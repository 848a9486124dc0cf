"""The column that draws what gold says and what is proposed as two chips with an arrow."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.domain.entity import Entity
from workbench.ui.annotate.editor.shown import display_text
from workbench.ui.clean.errors.error_lines import ErrorLine
from workbench.ui.tables import Index
from workbench.ui.theme import MEDIUM, SMALL, colours, label_colours

ARROW = "→"
RADIUS = 3


class ChangeDelegate(QStyledItemDelegate):
    """Chips have the colours of their labels; what is no entity is plain text."""

    def __init__(self, line_at: Callable[[int], ErrorLine | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._line_at = line_at
        self.label_colours: Mapping[str, str] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(colours().selection))
        line = self._line_at(index.row())
        if line is not None:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(option.font)
            area = option.rect.adjusted(SMALL, 0, -SMALL, 0)
            self._paint(painter, area, line, QFontMetrics(option.font))
            painter.restore()

    def _paint(
        self, painter: QPainter, area: QRect, line: ErrorLine, metrics: QFontMetrics
    ) -> None:
        arrow = metrics.horizontalAdvance(ARROW) + 2 * SMALL
        entities = (line.case.gold, line.case.proposed)
        texts = [display_text(line.part(entity)) for entity in entities]
        # Widths are rounded; a pixel too few would elide what fits.
        wanted = [metrics.horizontalAdvance(text) + 2 * SMALL + 2 for text in texts]
        widths = shared(wanted[0], wanted[1], area.width() - arrow)
        left = area.left()
        for text, width, entity in zip(texts, widths, entities, strict=True):
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width - 2 * SMALL)
            place = QRect(left, area.top() + 3, width, area.height() - 6)
            self._paint_part(painter, place, shown, entity)
            left += width + arrow
        between = QRect(area.left() + widths[0], area.top(), arrow, area.height())
        painter.setPen(QColor(colours().muted))
        painter.drawText(between, int(Qt.AlignmentFlag.AlignCenter), ARROW)

    def _paint_part(
        self, painter: QPainter, place: QRect, text: str, entity: Entity | None
    ) -> None:
        ink = colours().muted
        if entity is not None:
            dress = label_colours(self.label_colours.get(entity.label, colours().muted))
            ink = dress.on_tint
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(dress.tint))
            painter.drawRoundedRect(QRectF(place), RADIUS, RADIUS)
        painter.setPen(QColor(ink))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), text)


def shared(first: int, second: int, room: int) -> tuple[int, int]:
    """The widths of two parts in a room; where it is too small, the longer one gives way."""
    half = room // 2
    if first + second <= room:
        return first, second
    if first <= half:
        return first, room - first
    return (room - second, second) if second <= half else (half, half)


def width_of_change(metrics: QFontMetrics, label: str) -> int:
    """How wide the column has to be for two chips with that label."""
    chip = metrics.horizontalAdvance(label) + 2 * SMALL
    return 2 * chip + metrics.horizontalAdvance(ARROW) + 2 * SMALL + 2 * MEDIUM
