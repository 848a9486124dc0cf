"""The differences of two runs by label, each with its interval, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from workbench.domain.comparison import Comparison, Delta
from workbench.ui.theme import MEDIUM, SMALL, colours, tabular_font, theme

ROW = 32
HEAD = 28
FIGURE = 64.0
LONGEST_NAME = 168.0
LEAST_RANGE = 0.05
CAP = 5.0
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


@dataclass(frozen=True, slots=True)
class DeltaRow:
    """A label with the F1 of both runs, their difference and how many gold entities it has."""

    name: str
    first: float
    second: float
    delta: Delta
    support: int
    total: bool = False


def rows_of(comparison: Comparison) -> list[DeltaRow]:
    """All labels together first, then each label, the most frequent first."""
    nothing = (0.0, 0.0)
    labels = [
        DeltaRow(
            name,
            *comparison.label_scores.get(name, nothing),
            delta,
            comparison.support.get(name, 0),
        )
        for name, delta in comparison.labels.items()
    ]
    both, entities = comparison.micro_scores, comparison.entities
    micro = DeltaRow("all labels", *both, comparison.micro, entities, total=True)
    return [micro, *sorted(labels, key=lambda row: (-row.support, row.name))]


class DeltaBars(QWidget):
    """A bar from nought to the difference, a whisker over its interval, both as figures too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[DeltaRow] = ()
        self._heads = ("", "")
        self.setAccessibleName(self.tr("Differences by label"))
        self.setFont(tabular_font(self.font()))
        theme().changed.connect(self.update)

    def show_comparison(self, comparison: Comparison, first: str, second: str) -> None:
        """Paint this one, with the names of the runs."""
        self.rows = rows_of(comparison)
        self._heads = (first, second)
        self.setAccessibleDescription("; ".join(map(in_words, self.rows)))
        self.setFixedHeight(HEAD + ROW * len(self.rows))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(560, HEAD + ROW * len(self.rows))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_heads(painter)
        for number, row in enumerate(self.rows):
            self._paint_row(painter, HEAD + number * ROW, row)

    def _paint_heads(self, painter: QPainter) -> None:
        left, plot = self._name_width(), self._plot()
        painter.setPen(QColor(colours().muted))
        metrics = QFontMetricsF(self.font())
        elide = Qt.TextElideMode.ElideRight
        for number, head in enumerate(self._heads):
            area = QRectF(left + number * FIGURE, 0, FIGURE - SMALL, HEAD)
            painter.drawText(area, _RIGHT, metrics.elidedText(head, elide, area.width()))
        reach = self._reach()
        for share, words in ((-1, f"−{reach:.2f}"), (0, "0"), (1, f"+{reach:.2f}")):
            x = plot.center().x() + share * plot.width() / 2
            painter.drawText(QRectF(x - 30, 0, 60, HEAD), _CENTRE, words)

    def _paint_row(self, painter: QPainter, top: float, row: DeltaRow) -> None:
        page, left, plot = colours(), self._name_width(), self._plot()
        font = QFont(self.font())
        font.setBold(row.total)
        painter.setFont(font)
        painter.setPen(QColor(page.text))
        name = QFontMetricsF(font).elidedText(row.name, Qt.TextElideMode.ElideRight, left - MEDIUM)
        painter.drawText(QRectF(0, top, left - MEDIUM, ROW), _RIGHT, name)
        painter.setPen(QColor(page.muted))
        for number, value in enumerate((row.first, row.second)):
            area = QRectF(left + number * FIGURE, top, FIGURE - SMALL, ROW)
            painter.drawText(area, _RIGHT, f"{value:.3f}")
        self._paint_delta(painter, QRectF(plot.left(), top, plot.width(), ROW), row.delta)
        painter.setPen(QColor(_tone(row.delta)))
        words = f"{row.delta.value:+.3f} {sign_of(row.delta)}"
        painter.drawText(QRectF(plot.right() + MEDIUM, top, FIGURE + 8, ROW), _LEFT, words)
        painter.setPen(QColor(page.muted))
        painter.drawText(QRectF(0, top, self.width(), ROW), _RIGHT, f"{row.support:,}")

    def _paint_delta(self, painter: QPainter, area: QRectF, delta: Delta) -> None:
        page, middle, half = colours(), area.center(), area.width() / 2
        x, low, high = (
            middle.x() + half * max(-1.0, min(1.0, value / self._reach()))
            for value in (delta.value, delta.low, delta.high)
        )
        painter.setPen(QColor(page.border))
        painter.drawLine(QPointF(middle.x(), area.top()), QPointF(middle.x(), area.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_tone(delta)))
        painter.drawRect(QRectF(min(middle.x(), x), middle.y() - 6, abs(x - middle.x()), 12))
        painter.setPen(QPen(QColor(page.text), 1.5))
        painter.drawLine(QPointF(low, middle.y()), QPointF(high, middle.y()))
        for end in (low, high):
            painter.drawLine(QPointF(end, middle.y() - CAP), QPointF(end, middle.y() + CAP))

    def _reach(self) -> float:
        """The largest figure that the picture has to hold, on either side."""
        ends = (abs(end) for row in self.rows for end in (row.delta.low, row.delta.high))
        return max(LEAST_RANGE, *ends, *(abs(row.delta.value) for row in self.rows))

    def _plot(self) -> QRectF:
        left = self._name_width() + 2 * FIGURE + 5 * MEDIUM
        right = self.width() - FIGURE - 2 * MEDIUM - 80
        return QRectF(left, HEAD, max(right - left, 80), ROW * len(self.rows))

    def _name_width(self) -> float:
        metrics = QFontMetricsF(self.font())
        widest = max((metrics.horizontalAdvance(row.name) for row in self.rows), default=0.0)
        return min(widest * 1.1, LONGEST_NAME) + MEDIUM


def sign_of(delta: Delta) -> str:
    """An arrow where the difference is certain, else that it may be chance."""
    if not delta.certain:
        return "≈"
    return "▲" if delta.value > 0 else "▼"


def in_words(row: DeltaRow) -> str:
    """A row for those who cannot see it."""
    chance = "" if row.delta.certain else ", may be chance"
    return (
        f"{row.name}: {row.first:.3f} to {row.second:.3f}, {row.delta.value:+.3f}"
        f" ({row.delta.low:+.3f} to {row.delta.high:+.3f}{chance})"
    )


def _tone(delta: Delta) -> str:
    page = colours()
    if not delta.certain:
        return page.muted
    return page.good if delta.value > 0 else page.bad
