"""The names of the lines in a plot, each behind its sign, in as many rows as they need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from workbench.ui.theme import LARGE, SMALL, colours

# A sign, a name, and the colour of the sign.
Entry = tuple[str, str, str]
_LONGEST = 144.0
_INDENT = 48.0


class Legend(QWidget):
    """Below the plot, where it hides no line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries: Sequence[Entry] = ()
        self.setAccessibleName(self.tr("Lines of the plot"))

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Name these lines."""
        self.entries = tuple(entries)
        self.setAccessibleDescription(", ".join(name for _, name, _ in entries))
        self._fit()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, self._row())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for (sign, _, colour), name, place in self._placed():
            painter.setPen(QColor(colour))
            painter.drawText(place, sign)
            painter.setPen(QColor(colours().muted))
            painter.drawText(place + QPointF(self._sign(), 0), name)

    def _fit(self) -> None:
        rows = max((place.y() for _, _, place in self._placed()), default=0.0)
        self.setFixedHeight(round(rows + SMALL) if rows else self._row())

    def _placed(self) -> Iterator[tuple[Entry, str, QPointF]]:
        """Each entry with its name, cut where it is long, and where its baseline begins."""
        metrics = QFontMetricsF(self.font())
        x, y = _INDENT, metrics.ascent()
        for entry in self.entries:
            name = metrics.elidedText(entry[1], Qt.TextElideMode.ElideRight, _LONGEST)
            width = self._sign() + metrics.horizontalAdvance(name)
            if x > _INDENT and x + width > self.width():
                x, y = _INDENT, y + self._row()
            yield entry, name, QPointF(x, y)
            x += width + LARGE

    def _sign(self) -> float:
        return QFontMetricsF(self.font()).horizontalAdvance("●") + SMALL

    def _row(self) -> int:
        return round(QFontMetricsF(self.font()).height()) + SMALL
