"""The table of issues of one kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from workbench.domain.quality import Issue
from workbench.ui.annotate.mentions.concordance import Line
from workbench.ui.clean.paged_model import Arrived, PagedModel
from workbench.ui.clean.quality.issue_lines import IssueLine, read_issues
from workbench.ui.context import Context
from workbench.ui.tables import ContextDelegate, OpeningTable, as_list, fit_columns
from workbench.ui.tasks import Ticket
from workbench.ui.theme import MEDIUM, colours

CONTEXT, WHAT, REPAIR = range(3)
SAMPLES = ((WHAT, "12 ways in 100 sentences"), (REPAIR, "→ The United Nations Hi"))


class IssueModel(PagedModel):
    """Issues in the order of the project; their words are read when they are painted."""

    headers = ("In context", "What", "Repair")
    page_size = 32

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, parent)
        self.issues: Sequence[Issue] = ()
        self.choice = ""

    def show(self, issues: Sequence[Issue], choice: str) -> None:
        """Show issues of one kind, with what a repair would do."""
        self.issues, self.choice = issues, choice
        self.reset_to(len(issues))

    def line_at(self, row: int) -> IssueLine | None:
        item = self.item_at(row)
        return item if isinstance(item, IssueLine) else None

    def ask_for(self, offset: int, arrived: Arrived) -> Ticket:
        page = self.issues[offset : offset + self.page_size]
        return self._context.ask(read_issues, page, self.choice, done=arrived)

    def text_of(self, item: Any, column: int) -> str:
        line: IssueLine = item
        if column == CONTEXT:
            hit = f" [{line.line.hit}] " if line.line.hit else ""
            return f"{line.line.before}{hit}{line.line.after}"
        return line.what if column == WHAT else line.repair_text

    def colour_of(self, item: Any, column: int) -> str | None:
        page = colours()
        repair = page.good if item.fix else page.muted
        return {WHAT: page.bad, REPAIR: repair}.get(column)

    def tip_of(self, item: Any, column: int) -> str:
        return self.text_of(item, column)


class IssueTable(OpeningTable):
    """Emits the issue that a double click or Enter opens."""

    opened = Signal(object)

    def __init__(self, model: IssueModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._issues = model
        self.setModel(model)
        self.setItemDelegateForColumn(CONTEXT, ContextDelegate(self._line_at, self))
        self.setAccessibleName("Issues of the chosen kind")
        self.setToolTip("Double click or Enter opens the sentence")
        as_list(self, CONTEXT)
        fit_columns(self, SAMPLES, MEDIUM)
        self.row_opened.connect(self._open)

    def chosen(self) -> list[Issue]:
        """The issues of the selected rows."""
        rows = self.selectionModel().selectedRows()
        return [self._issues.issues[row] for row in sorted(index.row() for index in rows)]

    @property
    def current(self) -> Issue | None:
        """The issue of the current row, or the first one."""
        row = max(self.currentIndex().row(), 0)
        return self._issues.issues[row] if row < len(self._issues.issues) else None

    def _line_at(self, row: int) -> Line | None:
        line = self._issues.line_at(row)
        return line.line if line is not None else None

    def _open(self, row: int) -> None:
        if 0 <= row < len(self._issues.issues):
            self.opened.emit(self._issues.issues[row])
