"""The table of mistakes: kind, gold, prediction, the words in their line, the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from workbench.domain.reports import Mistake
from workbench.operations.mistakes import KIND_WORDS, MistakeAnswer, mistake_key
from workbench.ui.annotate.mentions.concordance import Line
from workbench.ui.clean.findings.case_table import ContextDelegate, as_list
from workbench.ui.clean.paged_model import Arrived, PagedModel
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket
from workbench.ui.theme import MEDIUM, colours
from workbench.ui.train.mistakes.lines import ANSWERS, MistakeLine, describe_entity, read_lines

KIND, GOLD, SAID, CONTEXT, ANSWER = range(5)
HARD_SIGN = "▲"


class MistakeModel(PagedModel):
    """Mistakes in the order of the report; their sentences are read when they are painted."""

    headers = ("Kind", "Gold", "Predicted", "In context", "Answer")
    page_size = 64

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, parent)
        self.mistakes: Sequence[Mistake] = ()
        self._answers: Mapping[str, MistakeAnswer] = {}

    def show_mistakes(
        self, mistakes: Sequence[Mistake], answers: Mapping[str, MistakeAnswer]
    ) -> None:
        """List these, with what was answered."""
        self._answers = answers
        if list(mistakes) == list(self.mistakes):
            self.refresh()
            return
        self.mistakes = tuple(mistakes)
        self.reset_to(len(mistakes))

    def line_at(self, row: int) -> MistakeLine | None:
        item = self.item_at(row)
        return item if isinstance(item, MistakeLine) else None

    def answer_at(self, row: int) -> MistakeAnswer | None:
        """What was answered to the mistake in a row."""
        inside = 0 <= row < len(self.mistakes)
        return self._answers.get(mistake_key(self.mistakes[row])) if inside else None

    def ask_for(self, offset: int, arrived: Arrived) -> Ticket:
        page = self.mistakes[offset : offset + self.page_size]
        return self._context.ask(read_lines, page, done=arrived)

    def text_of(self, item: Any, column: int) -> str:
        one: MistakeLine = item
        if column == KIND:
            return KIND_WORDS[one.mistake.kind]
        if column == GOLD:
            return describe_entity(one.sentence, one.mistake.gold)
        if column == SAID:
            said = describe_entity(one.sentence, one.mistake.predicted)
            score = one.mistake.score
            return said if score is None else f"{said} · {score:.2f}"
        if column == CONTEXT:
            line = one.line
            return f"{line.before} [{line.hit}] {line.after}" if line.hit else line.before
        return self._answer_of(one)

    def colour_of(self, item: Any, column: int) -> str | None:
        answered = self._answers.get(mistake_key(item.mistake)) is not None
        return colours().muted if answered else None

    def tip_of(self, item: Any, column: int) -> str:
        return self.text_of(item, column) if column != CONTEXT else ""

    def _answer_of(self, one: MistakeLine) -> str:
        answer = self._answers.get(mistake_key(one.mistake))
        words = ANSWERS[answer].short if answer else ""
        return f"{words} {HARD_SIGN} hard".strip() if one.hard else words


class MistakeTable(QTableView):
    """One row at a time is answered; letters are answers and no search."""

    def __init__(self, model: MistakeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mistakes = model
        self.setModel(model)
        self.setItemDelegateForColumn(CONTEXT, ContextDelegate(self._line_at, self))
        self.setAccessibleName(self.tr("Mistakes"))
        as_list(self, CONTEXT)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        metrics = QFontMetrics(self.font())
        for column, sample in (
            (KIND, "wrong extent"),
            (GOLD, "United Nations · ORG"),
            (SAID, "United Nations · ORG · 0.71"),
            (ANSWER, "✕ model wrong"),
        ):
            self.setColumnWidth(column, metrics.horizontalAdvance(sample) + 3 * MEDIUM)
        columns = self.horizontalHeader()
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    @property
    def row(self) -> int:
        """The current row; -1 where there is none."""
        return self.currentIndex().row()

    def go_on(self) -> None:
        """Go to the next mistake that waits for an answer; stay where there is none."""
        for row in range(self.row + 1, self._mistakes.rowCount()):
            if self._mistakes.answer_at(row) is None:
                self.selectRow(row)
                return

    def keyboardSearch(self, search: str) -> None:
        """Letters are answers here, and no search."""

    def _line_at(self, row: int) -> Line | None:
        line = self._mistakes.line_at(row)
        return line.line if line is not None else None
