"""The table of spans that look inconsistent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from workbench.domain.consistency import Suspect
from workbench.ui.annotate.mentions.concordance import Line
from workbench.ui.clean.paged_model import Arrived, PagedModel
from workbench.ui.clean.suspects.suspect_lines import (
    Standing,
    SuspectLine,
    named,
    read_suspects,
    reason,
    short_counts,
)
from workbench.ui.context import Context
from workbench.ui.tables import AnswerTable, ContextDelegate, as_list, fit_columns
from workbench.ui.tasks import Ticket
from workbench.ui.theme import MEDIUM, colours

CONTEXT, HERE, USUAL, ALIKE, AROUND = range(5)
_FLAG = "⚑ "
SAMPLES = (
    (HERE, "CREATIVE-WORK"),
    (USUAL, "→ CREATIVE-WORK"),
    (ALIKE, "1,000× PERSON, 20× none"),
    (AROUND, "100× PERSON, 2× ORG"),
)
_SIGNS = {Standing.TAKEN: "✓ ", Standing.KEPT: "✓ kept", Standing.CHANGED: "changed since"}


class SuspectModel(PagedModel):
    """Suspects, best first; their words and their standing are read when they are painted."""

    headers = ("In context", "Here", "Usual", "All mentions", "Same neighbours")
    page_size = 64

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, parent)
        self._suspects: Sequence[Suspect] = ()

    def show(self, suspects: Sequence[Suspect]) -> None:
        self._suspects = suspects
        self.reset_to(len(suspects))

    def line_at(self, row: int) -> SuspectLine | None:
        item = self.item_at(row)
        return item if isinstance(item, SuspectLine) else None

    def ask_for(self, offset: int, arrived: Arrived) -> Ticket:
        page = self._suspects[offset : offset + self.page_size]
        return self._context.ask(read_suspects, page, done=arrived)

    def text_of(self, item: Any, column: int) -> str:
        line: SuspectLine = item
        if column == CONTEXT:
            return f"{line.line.before} [{line.line.hit}] {line.line.after}"
        if column == HERE:
            return (_FLAG if line.is_flagged else "") + named(line.suspect.label)
        if column == USUAL:
            return _usual(line)
        if column == AROUND:
            return short_counts(line.suspect.in_context)
        about = f"{line.about}: " if line.suspect.word is not None else ""
        return about + short_counts(line.suspect.alike)

    def colour_of(self, item: Any, column: int) -> str | None:
        page = colours()
        if item.standing is not Standing.OPEN or column in (ALIKE, AROUND):
            return page.muted
        return {HERE: page.bad, USUAL: page.good}.get(column)

    def tip_of(self, item: Any, column: int) -> str:
        return reason(item) if column != CONTEXT else ""


def _usual(line: SuspectLine) -> str:
    if line.standing is Standing.OPEN:
        return f"→ {named(line.suspect.proposed)}"
    if line.standing is Standing.TAKEN:
        return f"✓ {named(line.suspect.proposed)}"
    return _SIGNS[line.standing]


class SuspectTable(AnswerTable):
    """Emits the sentence that a double click or Enter opens."""

    opened = Signal(int)

    def __init__(self, model: SuspectModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._suspects = model
        self.setModel(model)
        self.setItemDelegateForColumn(CONTEXT, ContextDelegate(self._line_at, self))
        self.setAccessibleName("Words that are tagged unlike elsewhere")
        as_list(self, CONTEXT)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        fit_columns(self, SAMPLES, 2 * MEDIUM)
        self.row_opened.connect(self._open)

    @property
    def current(self) -> SuspectLine | None:
        return self._suspects.line_at(self.row) if self.row >= 0 else None

    def waits(self, row: int) -> bool:
        """Whether a span waits for an answer; one that is not read yet is thought to."""
        line = self._suspects.line_at(row)
        return line is None or line.standing is Standing.OPEN

    def _line_at(self, row: int) -> Line | None:
        line = self._suspects.line_at(row)
        return line.line if line is not None else None

    def _open(self, row: int) -> None:
        line = self._suspects.line_at(row)
        if line is not None:
            self.opened.emit(line.suspect.sentence)
