"""The mistakes of a run, one at a time: looked at, opened, answered in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.domain.changes import Changes
from workbench.domain.labels import LabelSet
from workbench.domain.reports import Mistake, Mistakes
from workbench.operations.mistakes import (
    HARD_FILTER,
    MistakeAnswer,
    answer_mistake,
    mistake_answers,
    mistake_key,
    withdraw_answer,
)
from workbench.operations.store import Reader
from workbench.ui.actions import make_action, show_key, show_key_in_tip
from workbench.ui.clean.findings.diff_pane import above_each_other
from workbench.ui.context import Context
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label, set_icon
from workbench.ui.train.mistakes.filters import MistakeFilters
from workbench.ui.train.mistakes.lines import ANSWERS, target_of
from workbench.ui.train.mistakes.pane import MistakePane
from workbench.ui.train.mistakes.table import MistakeModel, MistakeTable

BUTTONS = ("gold_wrong", "model_wrong", "hard", "unclear", "open_mistake")
SHORT = {
    "gold_wrong": "Gold was wrong",
    "model_wrong": "Model was wrong",
    "hard": "… and hard",
    "unclear": "Unclear",
    "open_mistake": "Open",
}


class MistakesPage(QWidget):
    """`open_requested` carries a sentence and from where to where the entity reaches,
    `filter_wanted` a filter, `answered` how many mistakes were, in words."""

    open_requested = Signal(int, int, int)
    filter_wanted = Signal(str)
    rescore_wanted = Signal()
    answered = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._run = ""
        self._mistakes = Mistakes()
        self._answers: Mapping[str, MistakeAnswer] = {}
        self._colours: Mapping[str, str] = {}
        self.counts = plain_label(role="muted")
        self.empty = plain_label(self.tr("The model made no mistake here."), "muted")
        self.filters = MistakeFilters()
        self.model = MistakeModel(context, self)
        self.table = MistakeTable(self.model)
        self.pane = MistakePane()
        self.buttons: dict[str, QPushButton] = {}
        self.actions_by_name = self._make_actions()
        self.rescore_button = QPushButton()
        self._lay_out()
        self._connect()

    def show_mistakes(self, run: str, mistakes: Mistakes) -> None:
        """List the mistakes that the report of a run keeps."""
        self._run, self._mistakes = run, mistakes
        self._answers = {}
        self.filters.show_mistakes(mistakes)
        self._list()
        if mistakes.examples:
            self.table.selectRow(0)
        self._ask_answers()
        self._context.ask(label_set, done=self._take_labels)

    def show_cell(self, gold: str, said: str) -> None:
        """List the mistakes of a cell of the confusion matrix."""
        self.filters.show_cell(gold, said)
        self.table.selectRow(0)
        self.table.setFocus()

    def answer(self, answer: MistakeAnswer, hard: bool = False) -> None:
        """Answer the current mistake, and go on to the next one that waits."""
        mistake = self._current
        if mistake is not None:
            self._context.do(answer_mistake, self._run, mistake, answer, hard, done=self._go_on)

    def withdraw(self) -> None:
        """Let the current mistake wait for an answer again."""
        mistake = self._current
        if mistake is not None and self.model.answer_at(self.table.row) is not None:
            self._context.do(withdraw_answer, self._run, mistake)

    def open_current(self) -> None:
        """Open the sentence of the current mistake, with the cursor on the entity."""
        mistake = self._current
        line = self.model.line_at(self.table.row)
        if mistake is not None and line is not None and line.sentence is not None:
            self.open_requested.emit(mistake.sentence, *target_of(mistake))

    def take_in(self, changes: Changes) -> None:
        """The project changed: read again what is concerned."""
        if f"answers:{self._run}" in changes.values:
            self._ask_answers()
        elif changes.sentences or changes.membership:
            self.model.refresh()
        if changes.labels:
            self._context.ask(label_set, done=self._take_labels)

    @property
    def _current(self) -> Mistake | None:
        row = self.table.row
        return self.model.mistakes[row] if 0 <= row < len(self.model.mistakes) else None

    def _ask_answers(self) -> None:
        run = self._run
        self._context.ask(
            mistake_answers, run, done=lambda answers: self._take_answers(run, answers)
        )

    def _take_answers(self, run: str, answers: Mapping[str, MistakeAnswer]) -> None:
        if run == self._run:
            self._answers = answers
            self._list()

    def _take_labels(self, labels: LabelSet) -> None:
        self._colours = {label.name: label.colour for label in labels}
        self._show_current()

    def _list(self) -> None:
        row = self.table.row
        wanted = self.filters.chosen(self._mistakes.examples, self._answers)
        self.model.show_mistakes(wanted, self._answers)
        if wanted and self.table.row < 0:
            self.table.selectRow(min(max(row, 0), len(wanted) - 1))
        self.empty.setVisible(not self._mistakes.examples)
        self._show_counts(len(wanted))
        self._show_current()

    def _show_counts(self, listed: int) -> None:
        total = sum(self._mistakes.counts.values())
        kept = len(self._mistakes.examples)
        words = self.tr("{0} of {1} mistakes").format(f"{listed:,}", f"{total:,}")
        if kept < total:
            words += self.tr(" (the report keeps {0})").format(f"{kept:,}")
        self.counts.setText(words)
        self.answered.emit(describe_answers(self._mistakes, self._answers))
        corrected = MistakeAnswer.GOLD_WRONG in self._answers.values()
        self.rescore_button.setVisible(corrected)

    def _go_on(self, _changes: Changes) -> None:
        self.table.go_on(self.table.waits)

    def _show_current(self) -> None:
        mistake = self._current
        for button in self.buttons.values():
            button.setEnabled(mistake is not None)
        line = self.model.line_at(self.table.row) if mistake is not None else None
        others = [
            one
            for one in self._mistakes.examples
            if mistake is not None and one.sentence == mistake.sentence
        ]
        self.pane.show_line(line, others, self._colours)

    def _slots(self) -> Mapping[str, Callable[[], object]]:
        return {
            "gold_wrong": lambda: self.answer(MistakeAnswer.GOLD_WRONG),
            "model_wrong": lambda: self.answer(MistakeAnswer.MODEL_WRONG),
            "hard": lambda: self.answer(MistakeAnswer.MODEL_WRONG, hard=True),
            "unclear": lambda: self.answer(MistakeAnswer.UNCLEAR),
            "withdraw": self.withdraw,
            "open_mistake": self.open_current,
            "hard_list": lambda: self.filter_wanted.emit(HARD_FILTER),
            "rescore": self.rescore_wanted.emit,
        }

    def _make_actions(self) -> dict[str, QAction]:
        made: dict[str, QAction] = {}
        for name, slot in self._slots().items():
            context = Qt.ShortcutContext.WidgetShortcut
            made[name] = make_action(f"train.{name}", self.table, slot, context)
            self.table.addAction(made[name])
        for name in BUTTONS:
            button = QPushButton(self.tr(SHORT[name]))
            button.setAccessibleName(made[name].text())
            show_key(button, f"train.{name}", self.tr(SHORT[name]))
            button.clicked.connect(made[name].trigger)
            self.buttons[name] = button
        return made

    def _connect(self) -> None:
        self.filters.changed.connect(self._list)
        self.table.selectionModel().currentRowChanged.connect(self._show_current)
        self.table.row_opened.connect(self.open_current)
        self.model.dataChanged.connect(self._show_current)
        self.rescore_button.clicked.connect(self.rescore_wanted)
        self._context.hub.changed.connect(self.take_in)

    def _lay_out(self) -> None:
        self.rescore_button.setText(self.tr("Score again"))
        show_key_in_tip(
            self.rescore_button,
            "train.rescore",
            self.tr("The run's test predictions against the gold of today"),
        )
        set_icon(self.rescore_button, "ph.arrows-clockwise")
        self.rescore_button.hide()
        head = QHBoxLayout()
        head.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        head.setSpacing(MEDIUM)
        head.addWidget(self.filters)
        head.addWidget(self.counts, 1)
        head.addWidget(self.rescore_button)
        foot = QHBoxLayout()
        foot.setContentsMargins(LARGE, SMALL, LARGE, MEDIUM)
        foot.setSpacing(SMALL)
        for button in self.buttons.values():
            foot.addWidget(button)
        foot.addStretch(1)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.empty)
        column.addWidget(above_each_other("mistakes", self.table, self.pane, (260, 180)), 1)
        column.addLayout(foot)
        self.setFocusProxy(self.table)


def describe_answers(mistakes: Mistakes, answers: Mapping[str, MistakeAnswer]) -> str:
    """How many mistakes were answered, how, and how many wait; empty while none was.

    Mistakes that a correction of gold has done away with count as answered.
    """
    if not answers:
        return ""
    counted = Counter(answers.values())
    kinds = ", ".join(f"{counted[one]:,} {ANSWERS[one].text}" for one in ANSWERS if counted[one])
    listed = sum(mistake_key(one) in answers for one in mistakes.examples)
    waiting = sum(mistakes.counts.values()) - listed
    return f"Mistakes answered: {len(answers):,} ({kinds}). Waiting: {waiting:,}."


def label_set(reader: Reader) -> LabelSet:
    return reader.labels()
