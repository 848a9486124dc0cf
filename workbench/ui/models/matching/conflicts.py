"""The places where terms or rules of different labels want the same words."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.matching import Conflict, ConflictKind, Source
from workbench.ui.clean.wording import count_text
from workbench.ui.models.matching.parts import alignment, dress_table
from workbench.ui.theme import SMALL, colours, plain_label

# More of them nobody looks at; the most frequent ones come first.
MOST = 200
SHOWN_ROWS = 3
KEPT, DROPPED, HOW, TIMES = range(4)
_HOW: Mapping[ConflictKind, str] = {
    ConflictKind.SAME: "same words, the surer one is suggested",
    ConflictKind.CROSSING: "they cross, the longer one is suggested",
    ConflictKind.INSIDE: "one within the other, the longer one is suggested",
}
_ORDER = list(ConflictKind)


def ordered(conflicts: Mapping[Conflict, int], label: str = "") -> list[tuple[Conflict, int]]:
    """The conflicts of a label, or all: the gravest first, then the most frequent."""
    found = [
        (one, times)
        for one, times in conflicts.items()
        if not label or label in (one.kept.label, one.dropped.label)
    ]
    return sorted(found, key=lambda pair: (_ORDER.index(pair[0].kind), -pair[1], pair[0]))


class ConflictBox(QWidget):
    """Hidden while there is none; `chosen` carries the Source that a row is about."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = plain_label(role="warning")
        self.table = QTableWidget(0, 4)
        self._sources: list[tuple[Source, Source]] = []
        self.table.setAccessibleName(self.tr("Conflicts"))
        self.table.setHorizontalHeaderLabels(
            [self.tr("Suggested"), self.tr("Instead of"), self.tr("How they meet"), ""]
        )
        dress_table(self.table, {KEPT: "m" * 18, DROPPED: "m" * 18, TIMES: "10,000 × "}, HOW)
        self.table.horizontalHeader().setSectionResizeMode(TIMES, QHeaderView.ResizeMode.Fixed)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setToolTip(self.tr("Return or a double click goes there"))
        self.table.itemActivated.connect(lambda item: self._choose(item.row(), item.column()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self.title)
        layout.addWidget(self.table)
        self.hide()

    def show_conflicts(self, conflicts: Mapping[Conflict, int], label: str = "") -> None:
        """List those of a label, or all."""
        found = ordered(conflicts, label)
        self._sources = [(one.kept, one.dropped) for one, _ in found[:MOST]]
        self.title.setText(f"⚠ {count_text(len(found), 'conflict')} between labels")
        self.table.setRowCount(len(self._sources))
        for row, (conflict, times) in enumerate(found[:MOST]):
            self._fill(row, conflict, times)
        self.table.setFixedHeight(self._height())
        self.setVisible(bool(found))

    def _height(self) -> int:
        """As high as its rows, a few of them at most: the page above needs the room."""
        row = self.table.verticalHeader().defaultSectionSize()
        head = self.table.horizontalHeader().sizeHint().height()
        return head + row * min(self.table.rowCount(), SHOWN_ROWS) + SMALL

    def _fill(self, row: int, conflict: Conflict, times: int) -> None:
        texts = (
            f"{conflict.kept.name}  ({conflict.kept.label})",
            f"{conflict.dropped.name}  ({conflict.dropped.label})",
            _HOW[conflict.kind],
            f"{times:,} ×",
        )
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setTextAlignment(alignment(column == TIMES))
            if column >= HOW:
                item.setForeground(QColor(colours().muted))
            self.table.setItem(row, column, item)

    def _choose(self, row: int, column: int) -> None:
        kept, dropped = self._sources[row]
        self.chosen.emit(dropped if column == DROPPED else kept)
