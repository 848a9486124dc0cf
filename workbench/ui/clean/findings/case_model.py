"""The cases of one kind as a table model; pages are fetched when they are painted."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from workbench.domain.checks import POLICIES, FindingKind
from workbench.ui.clean.findings.cases import PAGE, Case, read_cases
from workbench.ui.clean.paged_model import Arrived, Index, PagedModel
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket
from workbench.ui.theme import colours

__all__ = ["AFTER", "BEFORE", "CONTEXT", "CaseModel", "Index"]

CONTEXT, BEFORE, AFTER = range(3)
NO_REPAIR = "by hand"


class CaseModel(PagedModel):
    """Holds the pages that were painted since the kind was chosen."""

    headers = ("In context", "Tag", "Repair")
    page_size = PAGE

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, parent)
        self.kind = FindingKind.MISSING_TAG
        self.policy = ""

    def show(self, kind: FindingKind, policy: str, count: int) -> None:
        """Show the cases of a kind, with the repair of a policy."""
        self.kind, self.policy = kind, policy or POLICIES[kind][0]
        self.reset_to(count)

    def case_at(self, row: int) -> Case | None:
        """A case where it is at hand; asks for its page otherwise."""
        case = self.item_at(row)
        return case if isinstance(case, Case) else None

    def ask_for(self, offset: int, arrived: Arrived) -> Ticket:
        return self._context.ask(read_cases, self.kind, self.policy, offset, done=arrived)

    def text_of(self, item: Any, column: int) -> str:
        case: Case = item
        if column == CONTEXT:
            return f"{case.left} [{case.token}] {case.right}"
        if column == BEFORE:
            return case.before or "(none)"
        return f"→ {case.written}" if case.is_mended else NO_REPAIR

    def colour_of(self, item: Any, column: int) -> str | None:
        page = colours()
        mended = page.good if item.is_mended else page.muted
        return {BEFORE: page.bad, AFTER: mended}.get(column)
