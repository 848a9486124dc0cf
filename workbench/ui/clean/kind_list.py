"""The kinds of findings with their counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from workbench.domain.checks import FindingKind
from workbench.operations.store import FindingGroup
from workbench.ui.clean.wording import KIND_TEXTS, count_text
from workbench.ui.theme import MEDIUM, SMALL, colours, tabular_font


class KindList(QTableWidget):
    """Emits the group that a person chose."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 2, parent)
        self._groups: tuple[FindingGroup, ...] = ()
        self.setAccessibleName("Kinds of bad tags")
        self._lay_out()
        self.currentCellChanged.connect(self._changed)

    @property
    def groups(self) -> tuple[FindingGroup, ...]:
        return self._groups

    @property
    def current(self) -> FindingGroup | None:
        row = self.currentRow()
        return self._groups[row] if 0 <= row < len(self._groups) else None

    def show_groups(self, groups: Sequence[FindingGroup]) -> None:
        """List the groups; the chosen kind stays chosen while it has cases."""
        before = self.current
        self.blockSignals(True)
        self._groups = tuple(groups)
        self.setRowCount(len(groups))
        for row, group in enumerate(groups):
            self._fill(row, group)
        self.setCurrentCell(self._row_of(before.kind if before else None), 0)
        self.blockSignals(False)
        self.chosen.emit(self.current)

    def _row_of(self, kind: FindingKind | None) -> int:
        kinds = [group.kind for group in self._groups]
        return kinds.index(kind) if kind in kinds else (0 if kinds else -1)

    def _fill(self, row: int, group: FindingGroup) -> None:
        text = KIND_TEXTS[group.kind]
        title = QTableWidgetItem(text.title)
        title.setToolTip(text.explanation)
        count = QTableWidgetItem(f"{group.count:,}")
        count.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        count.setFont(tabular_font(self.font()))
        count.setForeground(QColor(colours().muted))
        count.setToolTip(f"in {count_text(group.sentences, 'sentence')}")
        self.setItem(row, 0, title)
        self.setItem(row, 1, count)

    def _changed(self, row: int, _column: int, old_row: int, _old_column: int) -> None:
        if row != old_row:
            self.chosen.emit(self.current)

    def _lay_out(self) -> None:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        columns.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(QFontMetrics(self.font()).height() + MEDIUM + SMALL)
        columns.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        columns.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
