"""The confusion matrix as a picture: darker is more, with the numbers in it."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workbench.domain.reports import Confusion
from workbench.ui.theme import LARGE, MEDIUM, colours, contrast, mix, tabular_font, theme

CELL = 64.0
LOWEST = 36.0
HEAD = 24.0
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class ConfusionMap(QWidget):
    """Rows are gold labels, columns predicted ones; right ones lie on the diagonal."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._confusion = Confusion()
        self.setAccessibleName(self.tr("Confusion matrix"))
        self.setFont(tabular_font(self.font()))
        theme().changed.connect(self.update)

    def show_confusion(self, confusion: Confusion) -> None:
        """Paint this one."""
        self._confusion = confusion
        self.setAccessibleDescription(describe(confusion))
        self.setMinimumSize(self.sizeHint())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        number = len(self._confusion.labels)
        side = number * LOWEST
        return QSize(round(side + self._margin() + 2 * LARGE), round(side + 2 * HEAD + 2 * LARGE))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._confusion.labels:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_heads(painter)
        for row in range(len(self._confusion.labels)):
            for column in range(len(self._confusion.labels)):
                self._paint_cell(painter, row, column)

    def _paint_heads(self, painter: QPainter) -> None:
        painter.setPen(QColor(colours().muted))
        left, top, width, height = self._frame()
        number = len(self._confusion.labels)
        metrics = QFontMetricsF(self.font())
        painter.drawText(
            QRectF(left, top - 2 * HEAD, number * width, HEAD), _CENTRE, self.tr("predicted")
        )
        painter.drawText(QRectF(LARGE, top - HEAD, left - 2 * LARGE, HEAD), _RIGHT, self.tr("gold"))
        for place, label in enumerate(self._confusion.labels):
            short = metrics.elidedText(label, Qt.TextElideMode.ElideRight, width - 4)
            painter.drawText(QRectF(left + place * width, top - HEAD, width, HEAD), _CENTRE, short)
            painter.drawText(
                QRectF(LARGE, top + place * height, left - LARGE - MEDIUM, height), _RIGHT, label
            )

    def _paint_cell(self, painter: QPainter, row: int, column: int) -> None:
        left, top, width, height = self._frame()
        count = self._confusion.counts[row][column]
        area = QRectF(left + column * width, top + row * height, width, height)
        fill = self._fill(row, column)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 3, 3)
        if count:
            inks = (colours().text, colours().window)
            painter.setPen(QColor(max(inks, key=lambda ink: contrast(ink, fill))))
            painter.drawText(area, _CENTRE, f"{count:,}")

    def _fill(self, row: int, column: int) -> str:
        """By share of the gold label; the square root lets small mistakes be seen."""
        counts = self._confusion.counts[row]
        total = sum(counts)
        strength = math.sqrt(counts[column] / total) if total else 0.0
        hue = colours().accent if row == column else colours().dev
        return mix(hue, colours().raised, 0.8 * strength)

    def _frame(self) -> tuple[float, float, float, float]:
        number = len(self._confusion.labels)
        left = LARGE + self._margin()
        top = LARGE + 2 * HEAD
        width = min(max((self.width() - left - LARGE) / number, LOWEST), 2 * CELL)
        height = min(max((self.height() - top - LARGE) / number, LOWEST), CELL)
        return left, top, width, height

    def _margin(self) -> float:
        metrics = QFontMetricsF(self.font())
        names = (*self._confusion.labels, self.tr("gold"))
        return max(metrics.horizontalAdvance(name) for name in names) + LARGE


def describe(confusion: Confusion) -> str:
    """The matrix in words, for those who cannot see it."""
    return "; ".join(
        f"{gold} taken for {predicted}: {count}"
        for gold, counts in zip(confusion.labels, confusion.counts, strict=True)
        for predicted, count in zip(confusion.labels, counts, strict=True)
        if count and gold != predicted
    )
