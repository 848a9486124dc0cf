"""The table of mistakes: kind, gold, prediction, the words in their line, the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractItemView, QWidget

from workbench.domain.reports import Mistake
from workbench.operations.mistakes import KIND_WORDS, MistakeAnswer, mistake_key
from workbench.ui.annotate.mentions.concordance import Line
from workbench.ui.clean.paged_model import Arrived, PagedModel
from workbench.ui.context import Context
from workbench.ui.tables import AnswerTable, ContextDelegate, as_list, fit_columns
from workbench.ui.tasks import Ticket
from workbench.ui.theme import colours
from workbench.ui.train.mistakes.lines import ANSWERS, MistakeLine, describe_entity, read_lines

KIND, GOLD, SAID, CONTEXT, ANSWER = range(5)
HARD_SIGN = "▲"
SAMPLES = (
    (KIND, "wrong extent"),
    (GOLD, "United Nations · ORG"),
    (SAID, "United Nations · ORG · 0.71"),
    (ANSWER, "✕ model wrong"),
)


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


class MistakeTable(AnswerTable):
    """The mistakes, one row each."""

    def __init__(self, model: MistakeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mistakes = model
        self.setModel(model)
        self.setItemDelegateForColumn(CONTEXT, ContextDelegate(self._line_at, self))
        self.setAccessibleName(self.tr("Mistakes"))
        as_list(self, CONTEXT)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        fit_columns(self, SAMPLES)

    def waits(self, row: int) -> bool:
        """Whether a mistake waits for an answer."""
        return self._mistakes.answer_at(row) is None

    def _line_at(self, row: int) -> Line | None:
        line = self._mistakes.line_at(row)
        return line.line if line is not None else None
