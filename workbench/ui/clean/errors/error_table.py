"""The table of probable label errors: kind, words in context, gold and proposal, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QWidget

from workbench.domain.label_errors import LabelError
from workbench.operations.label_errors import Answers
from workbench.ui.annotate.mentions.concordance import Line
from workbench.ui.clean.errors.change_column import ARROW, ChangeDelegate, width_of_change
from workbench.ui.clean.errors.error_lines import ErrorLine, read_error_lines
from workbench.ui.clean.errors.words import ANSWERS, CHANGED, KINDS
from workbench.ui.clean.paged_model import Arrived, PagedModel
from workbench.ui.context import Context
from workbench.ui.tables import AnswerTable, ContextDelegate, as_list, fit_columns
from workbench.ui.tasks import Ticket
from workbench.ui.theme import MEDIUM, colours, tabular_font

KIND, CONTEXT, CHANGE, SCORE, WHY = range(5)
SAMPLES = ((KIND, "⚑ spurious"), (SCORE, "Scores"), (WHY, "3 of 3 models say no entity, 0.93"))
FLAG = "⚑ "


class ErrorModel(PagedModel):
    """Cases, the most probable first; their sentences are read when they are painted."""

    headers = ("Kind", "In context", "Gold → proposed", "Score", "Why")
    page_size = 64

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, parent)
        self.cases: Sequence[LabelError] = ()
        self._answers: Answers = {}

    def show(self, cases: Sequence[LabelError], answers: Answers) -> None:
        """List these cases."""
        self.cases, self._answers = tuple(cases), answers
        self.reset_to(len(self.cases))

    def show_answers(self, answers: Answers) -> None:
        """Show other answers, and read the sentences again."""
        self._answers = answers
        self.refresh()

    def line_at(self, row: int) -> ErrorLine | None:
        item = self.item_at(row)
        return item if isinstance(item, ErrorLine) else None

    def row_of(self, key: str) -> int:
        """The row of a case; -1 where it is not listed."""
        return next((row for row, case in enumerate(self.cases) if case.key == key), -1)

    def ask_for(self, offset: int, arrived: Arrived) -> Ticket:
        page = self.cases[offset : offset + self.page_size]
        return self._context.ask(read_error_lines, page, done=arrived)

    def text_of(self, item: Any, column: int) -> str:
        one: ErrorLine = item
        if column == KIND:
            flagged = one.sentence is not None and one.sentence.flagged
            return (FLAG if flagged else "") + KINDS[one.case.kind].short
        if column == CONTEXT:
            line = one.line
            return f"{line.before} [{line.hit}] {line.after}" if line.hit else line.before
        if column == CHANGE:
            return f"{one.part(one.case.gold)} {ARROW} {one.part(one.case.proposed)}"
        return f"{one.case.score:.2f}" if column == SCORE else self._why(one)

    def colour_of(self, item: Any, column: int) -> str | None:
        settled = item.case.key in self._answers or not item.stands
        return colours().muted if settled or column == SCORE else None

    def tip_of(self, item: Any, column: int) -> str:
        one: ErrorLine = item
        if column == KIND:
            return KINDS[one.case.kind].explanation
        if column == WHY:
            return "\n".join(one.case.reasons)
        return self.text_of(item, column) if column != CONTEXT else ""

    def _why(self, one: ErrorLine) -> str:
        """What was answered; else the first reason."""
        answer = self._answers.get(one.case.key)
        if answer is not None:
            return ANSWERS[answer]
        return next(iter(one.case.reasons), "") if one.stands else CHANGED


class ErrorTable(AnswerTable):
    """The cases, one row each."""

    def __init__(self, model: ErrorModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._errors = model
        self._change = ChangeDelegate(model.line_at, self)
        self.setModel(model)
        self.setItemDelegateForColumn(CONTEXT, ContextDelegate(self._line_at, self))
        self.setItemDelegateForColumn(CHANGE, self._change)
        self.setAccessibleName("Probable label errors")
        self.setFont(tabular_font(self.font()))
        as_list(self, CONTEXT)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        fit_columns(self, SAMPLES, 2 * MEDIUM)
        self.setColumnWidth(CHANGE, width_of_change(QFontMetrics(self.font()), "CREATIVE-WO"))

    @property
    def current(self) -> LabelError | None:
        """The case of the current row."""
        row = self.row
        return self._errors.cases[row] if 0 <= row < len(self._errors.cases) else None

    @property
    def line(self) -> ErrorLine | None:
        """The same with its sentence, once that is read."""
        return self._errors.line_at(self.row) if self.current is not None else None

    def colour_labels(self, label_colours: Mapping[str, str]) -> None:
        self._change.label_colours = label_colours
        self.viewport().update()

    def _line_at(self, row: int) -> Line | None:
        line = self._errors.line_at(row)
        return line.line if line is not None else None
