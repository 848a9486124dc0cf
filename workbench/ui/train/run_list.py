"""The queue and history of runs as a table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from workbench.domain.training import JobState
from workbench.operations.store import Run
from workbench.ui.theme import colours, tabular_font
from workbench.ui.train.trace import describe_seconds

HEADINGS = ("Run", "State", "F1", "Time")
GLYPHS = {
    JobState.QUEUED: "○",
    JobState.RUNNING: "▶",
    JobState.STOPPING: "◼",
    JobState.DONE: "✓",
    JobState.STOPPED: "◼",
    JobState.CANCELLED: "–",
    JobState.FAILED: "✕",
    JobState.LOST: "?",
}
TONES = {
    JobState.RUNNING: "accent",
    JobState.STOPPING: "accent",
    JobState.DONE: "good",
    JobState.STOPPED: "good",
    JobState.FAILED: "bad",
    JobState.LOST: "bad",
}
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class RunModel(QAbstractTableModel):
    """Runs, the newest on top."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[Run] = []

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Show these; rows that stay keep their selection."""
        newest = list(reversed(runs))
        if [run.name for run in newest] == [run.name for run in self.runs]:
            self.runs = newest
            if newest:
                self.dataChanged.emit(self.index(0, 0), self.index(len(newest) - 1, 3))
            return
        self.beginResetModel()
        self.runs = newest
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.runs)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        run = self.runs[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cells(run)[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() > 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 1:
            return QColor(getattr(colours(), TONES.get(JobState(run.state), "muted")))
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{run.name} · {run.state} · {run.spec.get('base', '')} · {run.created}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section > 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return self.tr(HEADINGS[section]) if role == Qt.ItemDataRole.DisplayRole else None


class RunTable(QTableView):
    """`chosen` carries the run that the person looks at."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.runs = RunModel()
        self.setModel(self.runs)
        self.setAccessibleName(self.tr("Runs"))
        self.setFont(tabular_font(self.font()))
        self.setShowGrid(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        for column, width in ((0, 84), (2, 64), (3, 80)):
            self.setColumnWidth(column, width)
        self.selectionModel().currentRowChanged.connect(self._choose)

    def show_runs(self, runs: Sequence[Run], chosen: str = "") -> None:
        """Show these and keep, or put, the choice on the run of that name."""
        self.runs.show_runs(runs)
        wanted = chosen or (runs[-1].name if runs and not self.currentIndex().isValid() else "")
        for row, run in enumerate(self.runs.runs):
            if run.name == wanted:
                self.selectionModel().setCurrentIndex(
                    self.runs.index(row, 0),
                    QItemSelectionModel.SelectionFlag.ClearAndSelect
                    | QItemSelectionModel.SelectionFlag.Rows,
                )

    def _choose(self, current: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(self.runs.runs[current.row()])


def cells(run: Run) -> tuple[str, str, str, str]:
    """What stands in the table's row of a run."""
    state = JobState(run.state)
    f1 = headline_f1(run)
    return (
        run.name,
        f"{GLYPHS[state]} {state}",
        "" if f1 is None else f"{f1:.3f}",
        "" if run.seconds is None else describe_seconds(run.seconds),
    )


def headline_f1(run: Run) -> float | None:
    """Strict micro F1 on test, or on dev where there is no test."""
    if run.report is None:
        return None
    scored = run.report["test"] or run.report["dev"]
    return float(scored["strict"]["micro"]["f1"]) if scored else None
