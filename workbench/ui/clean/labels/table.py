"""The table of labels: colour, name and key, edited in place, and how often each occurs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from workbench.ui.clean.labels.edits import LabelRow
from workbench.ui.theme import MEDIUM, SMALL, colours
from workbench.ui.tips import literal_tip

NAME, KEY, COUNT, SUGGESTED, STATE = range(5)
HEADERS = ("Label", "Key", "Entities", "Suggestions", "")
# More pixels than a square takes, so that it is sharp on a dense screen.
SWATCH = 32

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class LabelModel(QAbstractTableModel):
    """Shows rows; what is typed into a cell is announced, not kept."""

    renamed = Signal(str, str)
    key_typed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[LabelRow, ...] = ()

    def set_rows(self, rows: Sequence[LabelRow]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

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

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        editable = index.column() in (NAME, KEY) and self.rows[index.row()].label is not None
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return _text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal_tip(_text(row, column)) if column in (NAME, STATE) else None
        if role == Qt.ItemDataRole.DecorationRole and column == NAME:
            return swatch(row.label.colour if row.label else colours().border)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ForegroundRole and (column == STATE or row.label is None):
            return QColor(colours().muted)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row, text = self.rows[index.row()], str(value).strip()
        if row.label is None or role != Qt.ItemDataRole.EditRole:
            return False
        if index.column() == NAME and text and text != row.name:
            self.renamed.emit(row.name, text)
        elif index.column() == KEY and text != row.label.key:
            self.key_typed.emit(row.name, text)
        return False


def swatch(colour: str) -> QIcon:
    """A square of the colour, which stays the same in a selected row."""
    square = QPixmap(SWATCH, SWATCH)
    square.fill(QColor(colour))
    icon = QIcon(square)
    icon.addPixmap(square, QIcon.Mode.Selected)
    return icon


def _alignment(column: int) -> int:
    flag = Qt.AlignmentFlag
    sides = {KEY: flag.AlignHCenter, COUNT: flag.AlignRight, SUGGESTED: flag.AlignRight}
    return int(sides.get(column, flag.AlignLeft) | flag.AlignVCenter)


def _text(row: LabelRow, column: int) -> str:
    key = row.label.key if row.label else ""
    return (row.name, key, f"{row.entities:,}", f"{row.suggestions:,}", row.remark)[column]


class LabelTable(QTableView):
    """The label set, one label a row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.labels = LabelModel(self)
        self.setModel(self.labels)
        self.setAccessibleName("Label set")
        self.setToolTip("F2 or a double click renames a label or changes its key")
        self._lay_out()

    @property
    def current(self) -> LabelRow | None:
        row = self.currentIndex().row()
        return self.labels.rows[row] if 0 <= row < len(self.labels.rows) else None

    def set_rows(self, rows: Sequence[LabelRow], wanted: str | None = None) -> None:
        """Show rows; the label that was current, or the wanted one, is current after it."""
        name = wanted or (self.current.name if self.current else None)
        self.labels.set_rows(rows)
        names = [row.name for row in rows]
        if names:
            self.selectRow(names.index(name) if name in names else 0)

    def _lay_out(self) -> None:
        metrics = QFontMetrics(self.font())
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(metrics.height() + MEDIUM + SMALL)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setSectionResizeMode(STATE, QHeaderView.ResizeMode.Stretch)
        columns.setHighlightSections(False)
        samples = ("ORGANISATION.NAME.OF.IT", "Keys", "1,000,000", "Suggestions")
        for column, sample in enumerate(samples):
            self.setColumnWidth(column, metrics.horizontalAdvance(sample) + 4 * MEDIUM)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed)
