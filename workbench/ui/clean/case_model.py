"""The cases of one kind as a table model; pages are fetched when they are painted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from workbench.domain.checks import POLICIES, FindingKind
from workbench.ui.clean.cases import PAGE, Case, read_cases
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket
from workbench.ui.theme import colours

CONTEXT, BEFORE, AFTER = range(3)
HEADERS = ("In context", "Tag", "Repair")
NO_REPAIR = "by hand"

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class CaseModel(QAbstractTableModel):
    """Holds the pages that were painted since the kind was chosen."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._pages: dict[int, list[Case]] = {}
        self._requests: dict[int, Ticket] = {}
        self.kind = FindingKind.MISSING_TAG
        self.policy = ""
        self._count = 0

    def show(self, kind: FindingKind, policy: str, count: int) -> None:
        """Show the cases of a kind, with the repair of a policy."""
        self.beginResetModel()
        for ticket in self._requests.values():
            ticket.drop()
        self._requests.clear()
        self._pages.clear()
        self.kind, self.policy, self._count = kind, policy or POLICIES[kind][0], count
        self.endResetModel()

    def case_at(self, row: int) -> Case | None:
        """A case where it is at hand; asks for its page otherwise."""
        number, offset = divmod(row, PAGE)
        if number not in self._pages:
            self._request(number)
            return None
        page = self._pages[number]
        return page[offset] if offset < len(page) else None

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        case = self.case_at(index.row()) if index.isValid() else None
        if case is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return _text(case, index.column())
        if role == Qt.ItemDataRole.ForegroundRole and index.column() != CONTEXT:
            return _colour(case, index.column())
        return None

    def _request(self, number: int) -> None:
        if number in self._requests:
            return

        def arrived(cases: Sequence[Case]) -> None:
            self._requests.pop(number, None)
            self._pages[number] = list(cases)
            last = min((number + 1) * PAGE, self._count) - 1
            self.dataChanged.emit(self.index(number * PAGE, 0), self.index(last, AFTER))

        self._requests[number] = self._context.ask(
            read_cases, self.kind, self.policy, number * PAGE, done=arrived
        )


def _text(case: Case, column: int) -> str:
    if column == CONTEXT:
        return f"{case.left} [{case.token}] {case.right}"
    if column == BEFORE:
        return case.before or "(none)"
    return f"→ {case.after}" if case.is_mended else NO_REPAIR


def _colour(case: Case, column: int) -> QColor:
    page = colours()
    if column == BEFORE:
        return QColor(page.bad)
    return QColor(page.good if case.is_mended else page.muted)
