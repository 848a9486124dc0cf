"""Precision, recall and F1 of each label as bars."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workbench.domain.reports import Scores, ScoreTable
from workbench.ui.theme import MEDIUM, SMALL, colours, tabular_font, theme

BAR = 8
GAP = 2
ROW = 3 * BAR + 2 * GAP + MEDIUM
HEAD = 24
FIGURE = 96
LONGEST_NAME = 160.0
MEASURES = (("P", "precision", "train"), ("R", "recall", "dev"), ("F1", "F1", "best"))
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class LabelBars(QWidget):
    """Three bars a label; the figure of F1 and the support stand at their end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: list[tuple[str, Scores]] = []
        self.setAccessibleName(self.tr("Scores by label"))
        self.setFont(tabular_font(self.font()))
        theme().changed.connect(self.update)

    def show_scores(self, table: ScoreTable) -> None:
        """Paint these, the most frequent label first."""
        self._labels = sorted(table.labels.items(), key=lambda one: (-one[1].support, one[0]))
        said = (f"{label}: F1 {scores.f1:.3f}" for label, scores in self._labels)
        self.setAccessibleDescription("; ".join(said))
        self.setFixedHeight(HEAD + ROW * len(self._labels))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, HEAD + ROW * len(self._labels))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_legend(painter)
        for number, (label, scores) in enumerate(self._labels):
            self._paint_label(painter, HEAD + number * ROW, label, scores)

    def _paint_legend(self, painter: QPainter) -> None:
        metrics = QFontMetricsF(self.font())
        x = self._left()
        for _, name, colour in MEASURES:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(getattr(colours(), colour)))
            painter.drawRoundedRect(QRectF(x, (HEAD - BAR) / 2, 2 * BAR, BAR), 2, 2)
            painter.setPen(QColor(colours().muted))
            x += 2 * BAR + SMALL
            width = metrics.horizontalAdvance(name)
            painter.drawText(QRectF(x, 0, width + 1, HEAD), _LEFT, name)
            x += width + 2 * MEDIUM

    def _paint_label(self, painter: QPainter, top: float, label: str, scores: Scores) -> None:
        page, left = colours(), self._left()
        metrics = QFontMetricsF(self.font())
        height = 3 * BAR + 2 * GAP
        name = metrics.elidedText(label, Qt.TextElideMode.ElideRight, left - MEDIUM)
        painter.setPen(QColor(page.text))
        painter.drawText(QRectF(0, top, left - MEDIUM, height), _RIGHT, name)
        room = max(self.width() - left - FIGURE, 40)
        values = (scores.precision, scores.recall, scores.f1)
        for number, (value, (_, _, colour)) in enumerate(zip(values, MEASURES, strict=True)):
            y = top + number * (BAR + GAP)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(page.hover))
            painter.drawRoundedRect(QRectF(left, y, room, BAR), 2, 2)
            painter.setBrush(QColor(getattr(page, colour)))
            painter.drawRoundedRect(QRectF(left, y, room * value, BAR), 2, 2)
        self._paint_figures(painter, QRectF(left + room, top, FIGURE, height), scores)

    def _paint_figures(self, painter: QPainter, area: QRectF, scores: Scores) -> None:
        bold = QFont(self.font())
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(QColor(colours().text))
        painter.drawText(area.adjusted(MEDIUM, 0, 0, 0), _LEFT, f"{scores.f1:.3f}")
        painter.setFont(self.font())
        painter.setPen(QColor(colours().muted))
        painter.drawText(area, _RIGHT, f"{scores.support:,}")

    def _left(self) -> float:
        metrics = QFontMetricsF(self.font())
        widest = max((metrics.horizontalAdvance(label) for label, _ in self._labels), default=0.0)
        return min(widest, LONGEST_NAME) + MEDIUM
