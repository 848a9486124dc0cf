"""The texts of a label that is split, with how often each occurs and what was decided."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from workbench.ui.annotate.editor.shown import display_text
from workbench.ui.clean.labels.split_queue import SplitQueue, TextGroup
from workbench.ui.theme import MEDIUM, SMALL, colours

TEXT, COUNT, DECIDED = range(3)
HEADERS = ("Text", "Entities", "Decided")

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


def decided_text(group: TextGroup) -> str:
    """`✓ EVENT`, `EVENT 3, WORK 1`, or nothing."""
    counts = group.counts().most_common()
    if group.decided == len(group) and len(counts) == 1:
        return f"✓ {counts[0][0]}"
    listed = ", ".join(f"{label} {count:,}" for label, count in counts)
    return f"✓ {listed}" if group.decided == len(group) else listed


class GroupModel(QAbstractTableModel):
    """Shows the groups of a queue, which somebody else changes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = SplitQueue()

    def show(self, queue: SplitQueue) -> None:
        self.beginResetModel()
        self._queue = queue
        self.endResetModel()

    def group_changed(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, DECIDED))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._queue.groups)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return HEADERS[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        group = self._queue.groups[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(group, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.ForegroundRole and group.decided == len(group):
            return QColor(colours().muted)
        return None

    def _text(self, group: TextGroup, column: int) -> str:
        if column == TEXT:
            return display_text(group.text)
        return f"{len(group):,}" if column == COUNT else decided_text(group)


def _alignment(column: int) -> int:
    flag = Qt.AlignmentFlag
    return int((flag.AlignRight if column == COUNT else flag.AlignLeft) | flag.AlignVCenter)


class GroupTable(QTableView):
    """`chosen` carries the number of a text that was clicked or gone to by the arrows."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.groups = GroupModel(self)
        self.setModel(self.groups)
        self.setAccessibleName("Texts with this label")
        self._lay_out()
        self.clicked.connect(lambda index: self.chosen.emit(index.row()))
        self.activated.connect(lambda index: self.chosen.emit(index.row()))

    def mark(self, row: int | None) -> None:
        """Select the text that is shown."""
        if row is None:
            self.clearSelection()
        elif row != self.currentIndex().row() or not self.selectionModel().hasSelection():
            self.selectRow(row)

    def _lay_out(self) -> None:
        metrics = QFontMetrics(self.font())
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(metrics.height() + MEDIUM + SMALL)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        columns.setHighlightSections(False)
        for column, sample in ((COUNT, "Entities"), (DECIDED, "✓ ORGANISATION")):
            self.setColumnWidth(column, metrics.horizontalAdvance(sample) + 4 * MEDIUM)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
