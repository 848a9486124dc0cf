"""The learning curve: F1 on the test set over the sentences of train, with the spread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.domain.learning import MORE, TOTAL, Curve, Mark, fit, marks
from workbench.ui.insights.legend import Legend
from workbench.ui.insights.words import name_of
from workbench.ui.theme import SMALL, colours, label_colours, theme

# The sign of each line, as pyqtgraph calls it and as the legend writes it; the first is of all.
_SIGNS = (
    ("o", "●"),
    ("s", "■"),
    ("t", "▼"),
    ("d", "◆"),
    ("t1", "▲"),
    ("star", "★"),
    ("t2", "▶"),
    ("t3", "◀"),
)
_HEIGHT = 280
_STEPS = 8


class CurvePlot(QWidget):
    """All labels together with the spread of the repeats, and a line for each chosen label.

    What the power law promises for half as much data again is dashed.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.labels: tuple[str, ...] = ()
        self._curve: Curve | None = None
        self._colours: dict[str, str] = {}
        self._plot = _plot(self.tr("strict F1 on test"), self.tr("sentences of train"))
        self._plot.setAccessibleName(self.tr("Learning curve"))
        self._plot.setFixedHeight(_HEIGHT)
        self.legend = Legend()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self._plot)
        layout.addWidget(self.legend)
        theme().changed.connect(self._draw)

    def show_curve(
        self, curve: Curve | None, labels: Sequence[str], label_colours: dict[str, str]
    ) -> None:
        """Draw all labels together and these."""
        self._curve, self.labels, self._colours = curve, tuple(labels), label_colours
        self._draw()

    @property
    def lines(self) -> int:
        """How many measured lines are drawn."""
        return 0 if self._curve is None else 1 + len(self.labels)

    def _draw(self) -> None:
        page = colours()
        self._plot.clear()
        self._plot.setBackground(page.base)
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setPen(page.border)
            axis.setTextPen(page.muted)
        self.legend.show_entries(())
        if self._curve is None or not self._curve.points:
            return
        entries = []
        for number, label in enumerate((TOTAL, *self.labels)):
            sign, written = _SIGNS[number % len(_SIGNS)]
            colour = self._colour_of(label)
            self._draw_line(label, colour, sign)
            entries.append((written, name_of(label), colour))
        self.legend.show_entries(entries)
        self._set_range()

    def _colour_of(self, label: str) -> str:
        if label == TOTAL:
            return colours().accent
        return label_colours(self._colours.get(label, colours().muted)).line

    def _draw_line(self, label: str, colour: str, sign: str) -> None:
        assert self._curve is not None
        line = marks(self._curve, label)
        if not line:
            return
        xs = [mark.share * self._curve.train for mark in line]
        ys = [mark.f1 for mark in line]
        self._draw_spread(xs, line, colour)
        self._plot.plot(
            xs,
            ys,
            pen=pg.mkPen(colour, width=2),
            symbol=sign,
            symbolSize=8,
            symbolBrush=colour,
            symbolPen=colour,
        )
        if len(line) > 1:
            self._draw_promise(line, colour)

    def _draw_spread(self, xs: Sequence[float], line: Sequence[Mark], colour: str) -> None:
        shade = QColor(colour)
        shade.setAlpha(48)
        edges = [
            pg.PlotCurveItem(xs, [getattr(mark, edge) for mark in line], pen=None)
            for edge in ("low", "high")
        ]
        self._plot.addItem(pg.FillBetweenItem(*edges, brush=shade))

    def _draw_promise(self, line: Sequence[Mark], colour: str) -> None:
        assert self._curve is not None
        law = fit([(mark.share, mark.f1) for mark in line])
        shares = [1 + (MORE - 1) * step / _STEPS for step in range(_STEPS + 1)]
        pen = pg.mkPen(colour, width=2, style=Qt.PenStyle.DashLine)
        lift = line[-1].f1 - law.f1(1.0)
        heights = [min(law.f1(share) + lift, 1.0) for share in shares]
        self._plot.plot([share * self._curve.train for share in shares], heights, pen=pen)

    def _set_range(self) -> None:
        assert self._curve is not None
        drawn = [mark for label in (TOTAL, *self.labels) for mark in marks(self._curve, label)]
        low, high = min(mark.low for mark in drawn), max(mark.high for mark in drawn)
        self._plot.setXRange(0, MORE * self._curve.train, padding=0.02)
        # Room for what is promised.
        room = max(0.25 * (high - low), 0.02)
        self._plot.setYRange(max(low - 0.02, 0), min(high + room, 1.02), padding=0)


def _plot(left: str, bottom: str) -> Any:
    plot = pg.PlotWidget()
    plot.setLabel("left", left)
    plot.setLabel("bottom", bottom)
    plot.showGrid(x=False, y=True, alpha=0.15)
    plot.setMouseEnabled(x=False, y=False)
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setAntialiasing(True)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.enableAutoSIPrefix(False)
        axis.setTickDensity(0.6)
    return plot
