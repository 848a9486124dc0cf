"""The proposals under the filter field; the field keeps the keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from workbench.domain.filter_completion import Completion
from workbench.ui.theme import LARGE, MEDIUM, SMALL, colours

ROWS = 10
WIDTH = 480
_MOST = 200
_SHEET = """QTreeWidget {{ border: 1px solid {page.faint}; background: {page.raised}; }}
QTreeWidget::item {{ padding: 4px 8px; }}"""


class CompletionList(QTreeWidget):
    """A list over the window, not a window of its own: the field never loses the focus."""

    picked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._found: tuple[Completion, ...] = ()
        self.setObjectName("completions")
        self.setAccessibleName("Proposals for the filter")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.header().setStretchLastSection(True)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self.clicked.connect(lambda index: self.picked.emit(self._found[index.row()]))
        self.hide()

    @property
    def chosen(self) -> Completion | None:
        """The proposal that the arrows have reached."""
        row = self.currentIndex().row()
        return self._found[row] if 0 <= row < len(self._found) else None

    @property
    def first(self) -> Completion | None:
        return next(iter(self._found), None)

    def propose(self, found: Sequence[Completion], under: QWidget) -> None:
        """Show these proposals under a widget; none hides the list."""
        self._found = tuple(found[:_MOST])
        self.clear()
        self.setVisible(bool(found))
        if not found:
            return
        page = colours()
        muted = QColor(page.muted)
        self.setStyleSheet(_SHEET.format(page=page))
        for one in self._found:
            item = QTreeWidgetItem([one.shown, one.about])
            item.setForeground(1, muted)
            self.addTopLevelItem(item)
        self._place(under)
        self.raise_()

    def move_by(self, step: int) -> None:
        """Go to the next or previous proposal; before the first one none is chosen."""
        row = min(max(self.currentIndex().row() + step, -1), len(self._found) - 1)
        index = self.model().index(row, 0) if row >= 0 else QModelIndex()
        self.setCurrentIndex(index)
        if row < 0:
            self.clearSelection()

    def _place(self, under: QWidget) -> None:
        corner = under.mapTo(self._window, QPoint(0, under.height() + 1))
        width = min(max(under.width(), WIDTH), self._window.width() - corner.x() - MEDIUM)
        row = self.visualRect(self.model().index(0, 0)).height()
        height = min(len(self._found), ROWS) * row + 2
        self.setGeometry(corner.x(), corner.y(), width, height)
        self.setColumnWidth(0, self._first_width(width))

    def _first_width(self, width: int) -> int:
        """Values without an explanation take the whole width."""
        if not any(one.about for one in self._found):
            return width
        widest = max(self.fontMetrics().horizontalAdvance(one.shown) for one in self._found)
        return min(widest + 2 * LARGE + SMALL, width * 2 // 5)
