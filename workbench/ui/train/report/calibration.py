"""How far confidence can be trusted, as a picture: confidence against the share that is right."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from workbench.domain.reports import Bin, Calibration
from workbench.ui.theme import MEDIUM, colours, mix, tabular_font, theme

SIDE = 220
LEFT = 56.0
BELOW = 40.0
TICKS = (0.0, 0.5, 1.0)
_CENTRE = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class CalibrationPlot(QWidget):
    """A bar for each bin of confidence; paler ones hold few entities. The line is perfection."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._calibration = Calibration()
        self.setAccessibleName(self.tr("Calibration of confidence"))
        self.setFont(tabular_font(self.font()))
        self.setFixedHeight(round(SIDE + BELOW + MEDIUM))
        theme().changed.connect(self.update)

    def show_calibration(self, calibration: Calibration) -> None:
        """Paint this one."""
        self._calibration = calibration
        said = (
            f"{one.low:.1f} to {one.high:.1f}: {one.accuracy:.0%} of {one.count} right"
            for one in calibration.bins
            if one.count
        )
        self.setAccessibleDescription("; ".join(said))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(SIDE + LEFT), round(SIDE + BELOW + MEDIUM))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(LEFT, MEDIUM, SIDE, SIDE)
        self._paint_axes(painter, frame)
        most = max((one.count for one in self._calibration.bins), default=0)
        for one in self._calibration.bins:
            if one.count:
                self._paint_bin(painter, frame, one, most)
        painter.setPen(QPen(QColor(colours().text), 1, Qt.PenStyle.DashLine))
        painter.drawLine(frame.bottomLeft(), frame.topRight())

    def _paint_axes(self, painter: QPainter, frame: QRectF) -> None:
        page = colours()
        painter.setPen(QColor(page.border))
        painter.drawLine(frame.bottomLeft(), frame.bottomRight())
        painter.drawLine(frame.bottomLeft(), frame.topLeft())
        painter.setPen(QColor(page.muted))
        for tick in TICKS:
            x, y = frame.left() + tick * SIDE, frame.bottom() - tick * SIDE
            painter.drawText(QRectF(x - 20, frame.bottom() + 2, 40, 16), _CENTRE, f"{tick:g}")
            painter.drawText(QRectF(16, y - 8, LEFT - 22, 16), _RIGHT, f"{tick:g}")
        words = QRectF(frame.left(), frame.bottom() + 20, SIDE, 18)
        painter.drawText(words, _CENTRE, self.tr("confidence"))
        painter.save()
        painter.translate(QPointF(0, frame.center().y()))
        painter.rotate(-90)
        painter.drawText(QRectF(-60, 0, 120, 16), _CENTRE, self.tr("right"))
        painter.restore()

    def _paint_bin(self, painter: QPainter, frame: QRectF, one: Bin, most: int) -> None:
        share = (one.count / most) ** 0.5
        left = frame.left() + one.low * SIDE
        height = one.accuracy * SIDE
        area = QRectF(left + 1, frame.bottom() - height, (one.high - one.low) * SIDE - 2, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mix(colours().accent, colours().base, 0.25 + 0.75 * share)))
        painter.drawRect(area)
