"""The runs of a project as a table: pinned ones, then those that wait, then the newest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from workbench.domain.training import JobState
from workbench.operations.store import Run
from workbench.ui.tips import literal_tip
from workbench.ui.train.runs.words import (
    describe_size,
    describe_start,
    headline_f1,
    name_of,
    second_line,
)
from workbench.ui.train.trace import describe_seconds

HEADINGS = ("Run", "F1", "Time", "Started", "Disk")
TIPS = (
    "",
    "Strict F1 on test, or on dev where there is no test",
    "How long it took",
    "When it was started",
    "What its folder takes on the disk",
)
RUN, F1, TIME, STARTED, DISK = range(5)
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SHOWN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class RunModel(QAbstractTableModel):
    """Holds the runs as they are shown, and what each takes on the disk."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[Run] = []
        self.sizes: Mapping[str, int] = {}
        self.places: Mapping[str, int] = {}

    def show_runs(self, runs: Sequence[Run], waiting: Sequence[str] = ()) -> bool:
        """Show these; `waiting` names those in the queue. Whether rows came, went or moved."""
        self.places = {name: place for place, name in enumerate(waiting, start=1)}
        last = len(waiting) + 1
        newest = list(reversed(runs))
        ordered = sorted(newest, key=lambda run: (not run.pinned, self.places.get(run.name, last)))
        if [run.name for run in ordered] == [run.name for run in self.runs]:
            self.runs = ordered
            self._touch()
            return False
        self.beginResetModel()
        self.runs = ordered
        self.endResetModel()
        return True

    def show_sizes(self, sizes: Mapping[str, int]) -> None:
        """Show what each run takes on the disk, in bytes by name."""
        self.sizes = sizes
        self._touch()

    def run_at(self, row: int) -> Run | None:
        return self.runs[row] if 0 <= row < len(self.runs) else None

    def below(self, run: Run) -> str:
        """What stands under a run's name."""
        return second_line(run, self.places.get(run.name, 0))

    def row_of(self, name: str) -> int:
        """The row of a run; -1 where it is not listed."""
        return next((row for row, run in enumerate(self.runs) if run.name == name), -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.runs)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        run = self.run_at(index.row())
        if run is None:
            return None
        if role in _SHOWN:
            return self._text(run, index.column(), role)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() > RUN:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            base = run.spec.get("base", "")
            return literal_tip(f"{name_of(run)} · {self.below(run)} · {base}")
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section > RUN:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tr(TIPS[section]) or None
        return self.tr(HEADINGS[section]) if role == Qt.ItemDataRole.DisplayRole else None

    def _text(self, run: Run, column: int, role: int) -> str:
        if column == RUN:
            aloud = role == Qt.ItemDataRole.AccessibleTextRole
            return f"{name_of(run)}, {self.below(run)}" if aloud else name_of(run)
        if column == F1:
            f1 = headline_f1(run)
            return "" if f1 is None else f"{f1:.3f}"
        if column == TIME:
            return "" if run.seconds is None else describe_seconds(run.seconds)
        if column == STARTED:
            return describe_start(run.created, datetime.now().astimezone())
        return describe_size(self.sizes[run.name]) if run.name in self.sizes else ""

    def _touch(self) -> None:
        if self.runs:
            last = self.index(len(self.runs) - 1, len(HEADINGS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)


def state_of(run: Run) -> JobState:
    """The state of a run as one of the known ones."""
    return JobState(run.state)
