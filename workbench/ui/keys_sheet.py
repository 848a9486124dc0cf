"""All keys on one sheet."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.action_row import ActionRow
from workbench.ui.actions import TABLE, keys_of
from workbench.ui.theme import LARGE, MEDIUM

WHERE = {
    "file": "Project",
    "edit": "Everywhere",
    "view": "Everywhere",
    "help": "Everywhere",
    "annotate": "Annotate",
    "clean": "Clean",
    "train": "Train",
}


class KeysSheet(QDialog):
    """A table of every action that has a key; typing filters it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("All keys"))
        self.resize(640, 640)
        self._find = QLineEdit()
        self._find.setPlaceholderText(self.tr("Find an action or a key"))
        self._find.setAccessibleName(self.tr("Find an action or a key"))
        self._find.setClearButtonEnabled(True)
        self._find.textChanged.connect(self._filter)
        self.table = self._make_table(list(rows_with_keys()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self._find)
        layout.addWidget(self.table, 1)

    def _make_table(self, rows: list[ActionRow]) -> QTableWidget:
        table = QTableWidget(len(rows), 3)
        table.setAccessibleName(self.tr("All keys"))
        table.setHorizontalHeaderLabels([self.tr("Key"), self.tr("Does"), self.tr("Where")])
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(26)
        table.setShowGrid(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        table.setColumnWidth(0, 180)
        for number, row in enumerate(rows):
            for column, text in enumerate(_cells(row)):
                table.setItem(number, column, QTableWidgetItem(text))
        return table

    def _filter(self, text: str) -> None:
        for row in range(self.table.rowCount()):
            items = (self.table.item(row, column) for column in range(3))
            line = " ".join(item.text() for item in items if item is not None)
            self.table.setRowHidden(row, text.casefold() not in line.casefold())


def rows_with_keys() -> Iterator[ActionRow]:
    """The rows of the table of actions that have a key."""
    return (row for row in TABLE if row.keys)


def _cells(row: ActionRow) -> tuple[str, str, str]:
    keys = "  ·  ".join(keys_of(row))
    return keys, row.text.rstrip("…"), WHERE.get(row.name.partition(".")[0], "")
