"""The curves, whose drawing library is loaded elsewhere while the window goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.ui.tasks import Tasks, Ticket
from workbench.ui.train.trace import RunTrace

if TYPE_CHECKING:
    from workbench.ui.train.progress.curves import Curves


class LazyCurves(QWidget):
    """Empty until it is shown for the first time; then the curves of the last trace."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._trace = RunTrace()
        self._loading: Ticket | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._curves: Curves | None = None

    def show_trace(self, trace: RunTrace) -> None:
        """Draw what a run has told so far, as soon as that can be done."""
        self._trace = trace
        if self._curves is not None:
            self._curves.show_trace(trace)

    @property
    def points(self) -> int:
        """How many points of F1 are drawn."""
        return self._curves.points if self._curves else 0

    def showEvent(self, event: QShowEvent) -> None:
        if self._loading is None:
            self._loading = self._tasks.run(_load, self._build)

    def _build(self, curves: type[Curves]) -> None:
        self._curves = curves()
        self._layout.addWidget(self._curves)
        self._curves.show_trace(self._trace)


def _load() -> type[Curves]:
    """Loading takes half a second: too long for the window's thread."""
    from workbench.ui.train.progress.curves import Curves

    return Curves
