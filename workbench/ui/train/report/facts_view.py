"""Settings, snapshot, versions and notes of a run, to be read and copied."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from workbench.ui.theme import tabular_font
from workbench.ui.tips import literal_tip
from workbench.ui.train.report.words import Facts


class FactsView(QTreeWidget):
    """Groups of names and values; Ctrl+C copies the chosen lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(12)
        self.setProperty("rows", "airy")
        self.setFont(tabular_font(self.font()))
        self.setAccessibleName(self.tr("Settings and snapshot"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header = self.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)

    def show_facts(self, facts: Facts) -> None:
        """Show these groups, all unfolded."""
        self.clear()
        for title, rows in facts:
            group = QTreeWidgetItem(self, [title])
            font = group.font(0)
            font.setBold(True)
            group.setFont(0, font)
            for name, value in rows:
                self._add(group, name, value)
        self.expandAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.chosen_text())
        else:
            super().keyPressEvent(event)

    def chosen_text(self) -> str:
        """The chosen lines, name and value separated by a tab."""
        items = (self.itemFromIndex(index) for index in self._rows())
        pairs = ((one.text(0), one.text(1)) for one in items if one.isSelected())
        return "\n".join("\t".join(filter(None, pair)) for pair in pairs)

    def _rows(self) -> Iterator[QModelIndex]:
        """The lines from the top; groups are unfolded or not."""
        index = self.model().index(0, 0)
        while index.isValid():
            yield index
            index = self.indexBelow(index)

    def _add(self, group: QTreeWidgetItem, name: str, value: str) -> None:
        item = QTreeWidgetItem(group, [name, value] if name else [value])
        item.setFirstColumnSpanned(not name)
        item.setToolTip(1 if name else 0, literal_tip(value))
