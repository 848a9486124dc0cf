"""A pane below a table that shows the tags of one sentence, before and after."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QVBoxLayout, QWidget

from workbench.ui.clean.findings.cases import Diff
from workbench.ui.clean.findings.tag_diff import TagDiff
from workbench.ui.theme import LARGE, MEDIUM

HEIGHTS = (400, 140)
LOWEST = 96


class DiffPane(QScrollArea):
    """Scrolls to the first change of a long sentence."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = TagDiff()
        inner = QWidget()
        inner.setProperty("surface", "base")
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        layout.addWidget(self.view)
        layout.addStretch()
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self.setMinimumHeight(LOWEST)

    def show_diff(self, diff: Diff | None) -> None:
        """Show a sentence, or nothing."""
        shown = diff or Diff((), (), ())
        if shown == self.view.diff:
            return
        self.view.show_diff(shown)
        change = self.view.first_change()
        self.verticalScrollBar().setValue(0)
        self.ensureVisible(0, change.center().y() + MEDIUM, 0, change.height())


def above_each_other(
    name: str, upper: QWidget, lower: QWidget, heights: tuple[int, int] = HEIGHTS
) -> QSplitter:
    """Two parts with a border that can be moved; the upper one grows with the window."""
    splitter = QSplitter(Qt.Orientation.Vertical)
    splitter.setObjectName(name)
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    splitter.addWidget(upper)
    splitter.addWidget(lower)
    splitter.setStretchFactor(0, 1)
    splitter.setSizes(list(heights))
    return splitter
