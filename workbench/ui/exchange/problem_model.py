"""The problems of an import as a table that is asked only for what is painted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from workbench.formats.base import Problem
from workbench.ui.annotate.editor.shown import display_text
from workbench.ui.annotate.editor.tips import plain_tip

HEADINGS = ("File", "Line", "Kind", "What is odd")
LINE = 1
# A message names what it is about, which may be as long as a file.
LONGEST_MESSAGE = 1_000
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class ProblemModel(QAbstractTableModel):
    """One row a problem: file, line, code, message."""

    def __init__(self, problems: Sequence[Problem] = ()) -> None:
        super().__init__()
        self._problems = problems

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show these; what was shown before is forgotten."""
        self.beginResetModel()
        self._problems = problems
        self.endResetModel()

    def problem(self, row: int) -> Problem:
        return self._problems[row]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._problems)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == LINE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return cells(self._problems[index.row()])[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(cells(self._problems[index.row()])[index.column()])
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.tr(HEADINGS[section])
        return None

    def text(self) -> str:
        """All problems, one a line, as they are copied."""
        return "\n".join(problem_line(problem) for problem in self._problems)


def cells(problem: Problem) -> tuple[str, str, str, str]:
    message = problem.message
    if len(message) > LONGEST_MESSAGE:
        message = f"{message[:LONGEST_MESSAGE]}…"
    return (
        problem.file,
        f"{problem.line:,}" if problem.line else "",
        problem.code,
        display_text(message),
    )


def problem_line(problem: Problem) -> str:
    return f"{problem.file}:{problem.line}: {problem.code}: {problem.message}"
