"""A line of a concordance: the hit in the middle, the text around it gives way."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from workbench.ui.annotate.editor.shown import display_text
from workbench.ui.annotate.editor.text_flow import reads_rightwards
from workbench.ui.theme import MEDIUM, SMALL, colours

_LEFT_SHARE = 0.45
# The direction of the text is told by the words nearest to the hit.
_NEAREST = 8
_RADIUS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """What is painted: the text before, the hit and the text behind it, in reading order."""

    before: str
    hit: str
    after: str


def paint_line(
    painter: QPainter, area: QRect, line: Line, metrics: QFontMetrics, ground: str, ink: str
) -> None:
    """Paint a line; the hit is written in `ink` on `ground`."""
    hit = " ".join(display_text(word) for word in line.hit.split(" "))
    hit = metrics.elidedText(hit, Qt.TextElideMode.ElideMiddle, area.width() // 3)
    width = metrics.horizontalAdvance(hit) + 2 * SMALL
    left = area.left() + int(area.width() * _LEFT_SHARE) - width // 2
    middle = QRect(left, area.top() + 2, width, area.height() - 4)
    _paint_around(painter, area, middle, line, metrics)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(QRectF(middle), _RADIUS, _RADIUS)
    painter.setPen(QColor(ink))
    painter.drawText(middle, int(Qt.AlignmentFlag.AlignCenter), hit)


def _paint_around(
    painter: QPainter, area: QRect, middle: QRect, line: Line, metrics: QFontMetrics
) -> None:
    """The text at both sides; right-to-left text has its beginning at the right."""
    rightwards = reads_rightwards(
        [*line.before.split()[-_NEAREST:], line.hit, *line.after.split()[:_NEAREST]]
    )
    direction = Qt.LayoutDirection
    painter.setLayoutDirection(direction.LeftToRight if rightwards else direction.RightToLeft)
    texts = (line.before, line.after) if rightwards else (line.after, line.before)
    elide = (Qt.TextElideMode.ElideLeft, Qt.TextElideMode.ElideRight)
    modes = elide if rightwards else elide[::-1]
    flag = Qt.AlignmentFlag
    painter.setPen(QColor(colours().muted))
    for place, text, mode, side in zip(
        _sides(area, middle), texts, modes, (flag.AlignRight, flag.AlignLeft), strict=True
    ):
        flags = int(side | flag.AlignVCenter | flag.AlignAbsolute)
        painter.drawText(place, flags, metrics.elidedText(text, mode, place.width()))


def _sides(area: QRect, middle: QRect) -> tuple[QRect, QRect]:
    left, right = area.left() + MEDIUM, middle.right() + SMALL
    before = QRect(left, area.top(), middle.left() - SMALL - left, area.height())
    after = QRect(right, area.top(), area.right() - MEDIUM - right, area.height())
    return before, after
