"""Loss and F1 over the epochs, drawn with pyqtgraph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.ui.theme import MEDIUM, colours, theme
from workbench.ui.train.trace import RunTrace


class Curves(QWidget):
    """Plots over one axis of epochs: losses, F1 on the dev set, and the learning rate."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trace = RunTrace()
        self._loss = _plot(self.tr("loss"), (-8, 8))
        self._f1 = _plot(self.tr("F1 on dev"), (-8, -8))
        self._rate = _plot(self.tr("rate"), None)
        self._rate.setLabel("bottom", self.tr("epoch"))
        self._f1.setYRange(0, 1, padding=0.05)
        for plot in (self._f1, self._rate):
            plot.setXLink(self._loss)
        self._train = self._loss.plot(name=self.tr("train loss"))
        self._dev = self._loss.plot(name=self.tr("dev loss"), symbol="o", symbolSize=7)
        self._score = self._f1.plot(name=self.tr("F1"), symbol="o", symbolSize=7)
        self._best = self._f1.plot(name=self.tr("best"), pen=None, symbol="star", symbolSize=18)
        self._rates = self._rate.plot(name=self.tr("learning rate"), symbol="o", symbolSize=5)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        layout.setSpacing(MEDIUM)
        for plot, name, share in (
            (self._loss, self.tr("Losses"), 3),
            (self._f1, self.tr("F1 on dev"), 3),
            (self._rate, self.tr("Learning rate"), 2),
        ):
            plot.setAccessibleName(name)
            layout.addWidget(plot, share)
        theme().changed.connect(self._dress)
        self._dress()

    def show_trace(self, trace: RunTrace) -> None:
        """Draw what a run has told so far."""
        self._trace = trace
        self._train.setData(*_columns(trace.losses))
        dev = [(row.epoch, row.dev.loss) for row in trace.epochs if row.dev.loss is not None]
        self._dev.setData(*_columns(dev))
        self._score.setData(*_columns([(row.epoch, row.dev.f1) for row in trace.epochs]))
        best = trace.best
        self._best.setData(*_columns([(best.epoch, best.dev.f1)] if best else []))
        rates = [(row.epoch, row.learning_rate) for row in trace.epochs if row.learning_rate]
        self._rates.setData(*_columns(rates))
        self._rate.setVisible(bool(rates))
        self._mark_rates(max((rate for _, rate in rates), default=1.0))
        last = max([1.0, *(x for x, _ in trace.losses), *(row.epoch for row in trace.epochs)])
        self._loss.setXRange(0, last, padding=0.02)

    def _mark_rates(self, highest: float) -> None:
        """Two marks: in so low a plot more of them would lie upon each other."""
        self._rate.setYRange(0, highest, padding=0.1)
        shown = f"{highest:.1e}".replace("e-0", "e-")
        self._rate.getAxis("left").setTicks([[(0.0, "0"), (highest, shown)]])

    @property
    def points(self) -> int:
        """How many points of F1 are drawn."""
        return len(self._trace.epochs)

    def _dress(self) -> None:
        c = colours()
        for plot in (self._loss, self._f1, self._rate):
            plot.setBackground(c.base)
            for side in ("left", "bottom"):
                axis = plot.getAxis(side)
                axis.setPen(c.border)
                axis.setTextPen(c.muted)
        for plot in (self._loss, self._f1):
            plot.plotItem.legend.setLabelTextColor(c.muted)
        self._train.setPen(pg.mkPen(c.train, width=2))
        for curve, colour in (
            (self._dev, c.dev),
            (self._score, c.best),
            (self._rates, c.muted),
        ):
            curve.setPen(pg.mkPen(colour, width=2))
            curve.setSymbolBrush(colour)
            curve.setSymbolPen(colour)
        self._best.setSymbolBrush(c.best)
        self._best.setSymbolPen(c.base)
        # The legend keeps its old text until its items are told.
        for plot in (self._loss, self._f1):
            for _, label in plot.plotItem.legend.items:
                label.setText(label.text, color=c.muted)


def _plot(name: str, legend: tuple[int, int] | None) -> Any:
    """A plot with its legend that far from the right and the top or, if negative, bottom."""
    plot = pg.PlotWidget()
    plot.setLabel("left", name)
    if legend is not None:
        plot.addLegend(offset=legend)
    plot.showGrid(x=False, y=True, alpha=0.15)
    plot.setMouseEnabled(x=False, y=False)
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setAntialiasing(True)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.getAxis("left").setWidth(64)
    # Else small rates are written as multiples of 1e-06.
    plot.getAxis("left").enableAutoSIPrefix(False)
    return plot


def _columns(points: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [x for x, _ in points], [y for _, y in points]
