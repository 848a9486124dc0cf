"""The learning curve, whose drawing library is loaded elsewhere while the window goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.domain.learning import Curve
from workbench.ui.tasks import Tasks, Ticket

if TYPE_CHECKING:
    from workbench.ui.insights.curve_plot import CurvePlot


class LazyPlot(QWidget):
    """Empty until there is a curve to draw for the first time."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._shown: tuple[Curve, tuple[str, ...], dict[str, str]] | None = None
        self._loading: Ticket | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._plot: CurvePlot | None = None

    @property
    def lines(self) -> int:
        """How many lines are drawn."""
        return self._plot.lines if self._plot else 0

    def show_curve(self, curve: Curve, labels: Sequence[str], colours: dict[str, str]) -> None:
        """Draw a curve for all labels and these, as soon as that can be done."""
        self._shown = (curve, tuple(labels), colours)
        if self._plot is not None:
            self._plot.show_curve(*self._shown)
        elif self._loading is None:
            self._loading = self._tasks.run(_load, self._build)

    def _build(self, plot: type[CurvePlot]) -> None:
        self._plot = plot()
        self._layout.addWidget(self._plot)
        if self._shown is not None:
            self._plot.show_curve(*self._shown)


def _load() -> type[CurvePlot]:
    """Loading takes half a second: too long for the window's thread."""
    from workbench.ui.insights.curve_plot import CurvePlot

    return CurvePlot
