"""The confusion matrix as a picture: darker is more, with the numbers in it."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QWidget

from workbench.domain.reports import NONE, Confusion
from workbench.ui.theme import LARGE, MEDIUM, colours, contrast, mix, tabular_font, theme
from workbench.ui.tips import literal_tip

CELL = 64.0
LOWEST = 36.0
HEAD = 24.0
LONGEST_NAME = 160.0
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class ConfusionMap(QWidget):
    """Rows are gold labels, columns predicted ones; right ones lie on the diagonal.

    `cell_opened` carries the gold and the predicted label of a cell that holds something,
    by a click or by Enter; arrows move between the cells.
    """

    cell_opened = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._confusion = Confusion()
        self._cell = (0, 0)
        self.setAccessibleName(self.tr("Confusion matrix"))
        self.setFont(tabular_font(self.font()))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        theme().changed.connect(self.update)

    def show_confusion(self, confusion: Confusion) -> None:
        """Paint this one."""
        self._confusion = confusion
        self._cell = (0, 0)
        self.setAccessibleDescription(describe(confusion))
        self.setMinimumSize(self.sizeHint())
        self.updateGeometry()
        self.update()

    def open_cell(self) -> None:
        """Open the cell that has the cursor, where it holds something."""
        row, column = self._cell
        labels = self._confusion.labels
        if labels and self._confusion.counts[row][column]:
            self.cell_opened.emit(labels[row], labels[column])

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
        if self.hasFocus():
            self._paint_cursor(painter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and self._confusion.labels:
            last = len(self._confusion.labels) - 1
            row, column = (place + by for place, by in zip(self._cell, step, strict=True))
            self._cell = (min(max(row, 0), last), min(max(column, 0), last))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_cell()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self._cell = cell
            self.update()
            self.open_cell()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        filled = cell is not None and self._confusion.counts[cell[0]][cell[1]] > 0
        shape = Qt.CursorShape.PointingHandCursor if filled else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        self.setToolTip(self._tip(*cell) if cell is not None and filled else "")

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def _tip(self, row: int, column: int) -> str:
        gold, said = self._confusion.labels[row], self._confusion.labels[column]
        return literal_tip(in_words(gold, said, self._confusion.counts[row][column]))

    def _cell_at(self, point: QPointF) -> tuple[int, int] | None:
        if not self._confusion.labels:
            return None
        left, top, width, height = self._frame()
        row, column = int((point.y() - top) // height), int((point.x() - left) // width)
        inside = range(len(self._confusion.labels))
        return (row, column) if row in inside and column in inside else None

    def _paint_heads(self, painter: QPainter) -> None:
        painter.setPen(QColor(colours().muted))
        left, top, width, height = self._frame()
        number = len(self._confusion.labels)
        metrics = QFontMetricsF(self.font())
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(
            QRectF(left, top - 2 * HEAD, number * width, HEAD), _CENTRE, self.tr("predicted")
        )
        painter.drawText(QRectF(LARGE, top - HEAD, left - 2 * LARGE, HEAD), _RIGHT, self.tr("gold"))
        for place, label in enumerate(self._confusion.labels):
            above = metrics.elidedText(_column_name(label), elide, width - 4)
            painter.drawText(QRectF(left + place * width, top - HEAD, width, HEAD), _CENTRE, above)
            beside = metrics.elidedText(_row_name(label), elide, left - LARGE - MEDIUM)
            area = QRectF(LARGE, top + place * height, left - LARGE - MEDIUM, height)
            painter.drawText(area, _RIGHT, beside)

    def _paint_cell(self, painter: QPainter, row: int, column: int) -> None:
        count = self._confusion.counts[row][column]
        area = self._area(row, column)
        fill = self._fill(row, column)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 3, 3)
        if count:
            inks = (colours().text, colours().window)
            painter.setPen(QColor(max(inks, key=lambda ink: contrast(ink, fill))))
            painter.drawText(area, _CENTRE, f"{count:,}")

    def _paint_cursor(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(colours().text))
        painter.drawRoundedRect(self._area(*self._cell).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _fill(self, row: int, column: int) -> str:
        """By share of the gold label; the square root lets small mistakes be seen."""
        counts = self._confusion.counts[row]
        total = sum(counts)
        strength = math.sqrt(counts[column] / total) if total else 0.0
        hue = colours().accent if row == column else colours().dev
        return mix(hue, colours().raised, 0.8 * strength)

    def _area(self, row: int, column: int) -> QRectF:
        left, top, width, height = self._frame()
        return QRectF(left + column * width, top + row * height, width, height)

    def _frame(self) -> tuple[float, float, float, float]:
        number = len(self._confusion.labels)
        left = LARGE + self._margin()
        top = LARGE + 2 * HEAD
        width = min(max((self.width() - left - LARGE) / number, LOWEST), 2 * CELL)
        height = min(max((self.height() - top - LARGE) / number, LOWEST), CELL)
        return left, top, width, height

    def _margin(self) -> float:
        metrics = QFontMetricsF(self.font())
        names = (*map(_row_name, self._confusion.labels), self.tr("gold"))
        widest = max(metrics.horizontalAdvance(name) for name in names)
        return min(widest, LONGEST_NAME) + LARGE


def in_words(gold: str, said: str, count: int) -> str:
    """A cell as a sentence."""
    if gold == said:
        return f"{gold} found as {gold}, not always with the same borders: {count:,}"
    if said == NONE:
        return f"{gold} missed: {count:,}"
    if gold == NONE:
        return f"{said} spurious: {count:,}"
    return f"{gold} taken for {said}: {count:,}"


def describe(confusion: Confusion) -> str:
    """The matrix in words, for those who cannot see it."""
    return "; ".join(
        in_words(gold, predicted, count)
        for gold, counts in zip(confusion.labels, confusion.counts, strict=True)
        for predicted, count in zip(confusion.labels, counts, strict=True)
        if count and gold != predicted
    )


def _row_name(label: str) -> str:
    return "spurious" if label == NONE else label


def _column_name(label: str) -> str:
    return "missed" if label == NONE else label
