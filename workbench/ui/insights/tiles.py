"""Big figures with a word below each, and the sentences done on each day as bars."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from workbench.domain.pace import Pace
from workbench.ui.insights.words import NOTHING
from workbench.ui.theme import HUGE, SMALL, colours, plain_label, tabular_font, theme

DAYS = 14
_HEIGHT = 72
_LEAST = 112
_FOOT = 16.0
_HEAD = 16.0
_CENTRE = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)


class Tile(QWidget):
    """One big figure, what it is called above, what it stands on below."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.figure = plain_label(NOTHING, "figure")
        self.figure.setFont(tabular_font(self.figure.font()))
        self.below = plain_label(role="muted", wrap=True)
        self.setMinimumWidth(_LEAST)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(plain_label(title, "section"))
        column.addWidget(self.figure)
        column.addWidget(self.below)
        column.addStretch(1)

    def show_text(self, figure: str, below: str) -> None:
        self.figure.setText(figure)
        self.below.setText(below)
        self.setAccessibleDescription(f"{figure} {below}")


class DayBars(QWidget):
    """A bar for each of the last days; the highest one has its figure above it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.days: Mapping[date, int] = {}
        self._paces: Mapping[date, float | None] = {}
        self.last = date.today()
        self.setAccessibleName(self.tr("Sentences done on each of the last days"))
        self.setFont(tabular_font(self.font()))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def show_pace(self, pace: Pace, last: date) -> None:
        """Paint the days up to a last one."""
        first = last - timedelta(days=DAYS - 1)
        done = {day.day: day.done for day in pace.days}
        self.last = last
        self._paces = {day.day: day.work.per_hour for day in pace.days}
        self.days = {day: done.get(day, 0) for day in (first + timedelta(n) for n in range(DAYS))}
        said = (f"{_name(day)}: {count:,}" for day, count in self.days.items() if count)
        self.setAccessibleDescription("; ".join(said))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, _HEIGHT)

    def day_at(self, x: float) -> date | None:
        """The day whose bar stands at a place."""
        if not self.days or not 0 <= x < self.width():
            return None
        return list(self.days)[int(x * len(self.days) / self.width())]

    def words_of(self, day: date) -> str:
        """What the tip of a day's bar says."""
        pace = self._paces.get(day)
        return f"{_name(day)}: {self.days[day]:,} done" + (f", {pace:,.0f} / h" if pace else "")

    def event(self, event: object) -> bool:
        if isinstance(event, QHelpEvent) and (day := self.day_at(event.pos().x())) is not None:
            QToolTip.showText(event.globalPos(), self.words_of(day), self)
            return True
        return super().event(event)  # type: ignore[arg-type]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        page = colours()
        self._paint_foot(painter)
        most = max(self.days.values(), default=0)
        room, each = self.height() - _FOOT - _HEAD, self.width() / DAYS
        painter.setPen(Qt.PenStyle.NoPen)
        for number, count in enumerate(self.days.values()):
            height = max(room * count / most, 2.0) if count else 2.0
            painter.setBrush(QColor(page.accent if count else page.border))
            area = QRectF(number * each + 2, _HEAD + room - height, each - SMALL, height)
            painter.drawRoundedRect(area, 2, 2)
        if most:
            self._paint_most(painter, most)

    def _paint_most(self, painter: QPainter, most: int) -> None:
        """The figure of the highest bar, above it, within the picture."""
        each = self.width() / DAYS
        text = f"{most:,}"
        width = QFontMetricsF(self.font()).horizontalAdvance(text) + SMALL
        middle = (list(self.days.values()).index(most) + 0.5) * each
        left = min(max(middle - width / 2, 0.0), self.width() - width)
        painter.setPen(QColor(colours().text))
        painter.drawText(QRectF(left, 0, width, _HEAD - 1), _CENTRE, text)

    def _paint_foot(self, painter: QPainter) -> None:
        painter.setPen(QColor(colours().muted))
        area = QRectF(0, self.height() - _FOOT, self.width(), _FOOT)
        first = self.last - timedelta(days=DAYS - 1)
        painter.drawText(area, _LEFT, _name(first))
        painter.drawText(area, _RIGHT, self.tr("today"))


class Tiles(QWidget):
    """The figures on top of the place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.done = Tile(self.tr("Done"))
        self.pace = Tile(self.tr("Pace"))
        self.left = Tile(self.tr("Left"))
        self.right = Tile(self.tr("Suggestions"))
        self.days = DayBars()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(HUGE)
        for tile in (self.done, self.pace, self.left, self.right):
            row.addWidget(tile, 2)
        days = QVBoxLayout()
        days.setSpacing(0)
        days.addWidget(plain_label(self.tr("Done each day"), "section"))
        days.addWidget(self.days)
        days.addStretch(1)
        row.addLayout(days, 3)


def _name(day: date) -> str:
    return f"{day.day} {day:%b}"
