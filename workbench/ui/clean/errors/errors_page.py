"""The tab of probable label errors, the most probable first, answered with one key each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from workbench.domain.changes import Changes
from workbench.domain.label_errors import LabelError, LabelErrorAnswer, LabelErrorKind
from workbench.domain.labels import LabelSet
from workbench.operations.label_errors import (
    answer_label_error,
    count_probable,
    withdraw_label_answer,
)
from workbench.operations.store import Reader
from workbench.ui.clean.count_list import CountList, CountRow
from workbench.ui.clean.errors.empty_state import EmptyState
from workbench.ui.clean.errors.error_pane import ErrorPane
from workbench.ui.clean.errors.error_table import ErrorModel, ErrorTable
from workbench.ui.clean.errors.inspection import Inspection
from workbench.ui.clean.errors.inspector import Inspector
from workbench.ui.clean.errors.label_filter import LabelFilter
from workbench.ui.clean.errors.words import (
    ANSWERED,
    EVERY,
    empty_text,
    tally_text,
    title_text,
    words_of,
)
from workbench.ui.clean.findings.diff_pane import above_each_other
from workbench.ui.clean.looker import LookBar
from workbench.ui.clean.page_parts import answer_actions, column_of, row_of_buttons, side_by_side
from workbench.ui.context import Context
from workbench.ui.theme import MEDIUM, SMALL, plain_label

WIDTHS = (200, 900)
HEIGHTS = (260, 220)
KEYS = (EVERY, *(kind.value for kind in LabelErrorKind), ANSWERED)


class ErrorsPage(QWidget):
    """`open_requested` carries a sentence and from where to where to select in it."""

    open_requested = Signal(int, int, int)
    counted = Signal(int)

    def __init__(
        self, context: Context, inspector: Inspector, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._inspector = inspector
        # The case whose answer is on its way, so that a key held down answers it once.
        self._asked = ""
        self.bar = LookBar(inspector)
        self.kinds = CountList("Kinds of label errors")
        self.labels = LabelFilter()
        self.model = ErrorModel(context, self)
        self.table = ErrorTable(self.model)
        self.pane = ErrorPane()
        self.title = plain_label(role="heading")
        self.explanation = plain_label(role="muted", wrap=True)
        self.tally = plain_label(role="muted")
        self.empty = EmptyState(inspector)
        self.parts = QStackedWidget()
        slots = {
            "error_fix": lambda: self.answer(LabelErrorAnswer.FIXED),
            "error_keep": lambda: self.answer(LabelErrorAnswer.KEPT),
            "error_flag": lambda: self.answer(LabelErrorAnswer.FLAGGED),
            "error_withdraw": self.withdraw,
        }
        self.actions_by_name, self.buttons = answer_actions(self.table, slots)
        self._lay_out()
        self._connect()
        self._show_current()

    @property
    def inspection(self) -> Inspection:
        """What was found; empty as long as that is not read."""
        return self._inspector.inspection or Inspection()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keys to the cases, where there are any."""
        super().focusInEvent(event)
        if self.table.isVisible():
            self.table.setFocus()

    def answer(self, answer: LabelErrorAnswer) -> None:
        """Answer the current case, and go on to the next one that waits."""
        case = self.table.current
        if case is not None and case.key != self._asked:
            self._asked = case.key
            self._context.do(
                answer_label_error, case, answer, done=self._go_on, failed=self._refused
            )

    def withdraw(self) -> None:
        """Let the current case wait for an answer again."""
        case = self.table.current
        if case is not None and case.key in self.inspection.answers:
            self._context.do(withdraw_label_answer, case)

    def _go_on(self, _changes: Changes) -> None:
        self._asked = ""
        self.table.go_on(self._waits)

    def _refused(self, error: BaseException) -> None:
        self._asked = ""
        self._context.notify.error(error)

    def _waits(self, row: int) -> bool:
        return self.inspection.waits(self.model.cases[row].key)

    def _show(self, inspection: Inspection) -> None:
        """Cases or their order are others: begin at the top."""
        self._context.ask(label_set, done=self._colour)
        counts = self._counts(inspection)
        found = bool(inspection.order or inspection.answered)
        self.kinds.show_rows([_row(key, counts[key]) for key in KEYS] if found else [])
        self.parts.setCurrentIndex(0 if found else 1)
        self.empty.show_text(empty_text(inspection))
        self._show_figures(inspection, counts)
        if found and self._has_idle_focus():
            self.table.setFocus()

    def _has_idle_focus(self) -> bool:
        """Whether the focus is where it was while there was nothing to answer."""
        idle = (self, self.bar.again, self.empty.button)
        return any(widget.hasFocus() for widget in idle)

    def _settle(self) -> None:
        """Answers are others; those that were given stay in sight."""
        inspection = self.inspection
        self.model.show_answers(inspection.answers)
        counts = self._counts(inspection)
        self.kinds.show_counts(counts)
        self._show_figures(inspection, counts)
        self._show_current()

    def _return(self, keys: Collection[str]) -> None:
        """Go to a case that waits again, after an undo."""
        key = next(iter(keys))
        if self.model.row_of(key) < 0:
            self.labels.choose("")
            self.kinds.choose(EVERY)
        row = self.model.row_of(key)
        if row >= 0:
            self.table.selectRow(row)

    def _counts(self, inspection: Inspection) -> dict[str, int]:
        kinds = Counter(one.kind for one in inspection.waiting)
        return {
            EVERY: len(inspection.waiting),
            **{kind.value: kinds[kind] for kind in LabelErrorKind},
            ANSWERED: len(inspection.answered),
        }

    def _show_figures(self, inspection: Inspection, counts: dict[str, int]) -> None:
        self.counted.emit(count_probable(inspection.waiting))
        told = (tally_text(inspection.tally), self._inspector.note)
        self.tally.setText(" ".join(text for text in told if text))
        key = self.kinds.current_key
        cases = self._of_kind(inspection, key)
        if key:
            self.title.setText(title_text(key, cases))
        self.labels.show_cases(cases)

    def _list(self) -> None:
        """List the cases of the chosen kind and label."""
        key = self.kinds.current_key
        inspection = self.inspection
        if key:
            self.explanation.setText(words_of(key).explanation)
            self._show_figures(inspection, self._counts(inspection))
        self._list_labelled()

    def _list_labelled(self) -> None:
        inspection = self.inspection
        cases = self._of_kind(inspection, self.kinds.current_key)
        self.model.show(self.labels.chosen(cases), inspection.answers)
        self.table.selectRow(0)
        self._show_current()

    def _of_kind(self, inspection: Inspection, key: str) -> Sequence[LabelError]:
        if key == ANSWERED:
            return inspection.answered
        return [one for one in inspection.waiting if key in (EVERY, one.kind.value)]

    def _show_current(self) -> None:
        case, line = self.table.current, self.table.line
        answer = self.inspection.answers.get(case.key) if case is not None else None
        settled = answer is LabelErrorAnswer.FIXED or (line is not None and not line.stands)
        for name, button in self.buttons.items():
            withdrawn = name == "error_withdraw"
            button.setEnabled(
                case is not None and not settled and (answer is not None or not withdrawn)
            )
        self.pane.show_error(line)

    def _open(self) -> None:
        case = self.table.current
        if case is not None:
            entity = case.gold or case.proposed
            borders = (entity.start, entity.end) if entity is not None else (0, 0)
            self.open_requested.emit(case.sentence, *borders)

    def _colour(self, labels: LabelSet) -> None:
        colours = {label.name: label.colour for label in labels}
        self.table.colour_labels(colours)
        self.pane.colour_labels(colours)
        self._show_current()

    def _lay_out(self) -> None:
        splitter = side_by_side("label-errors", self.kinds, self._right_side(), WIDTHS)
        self.parts.addWidget(splitter)
        self.parts.addWidget(self.empty)
        self.parts.setCurrentIndex(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.parts, 1)

    def _right_side(self) -> QWidget:
        upper, lower, head = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        upper.addWidget(self.title, 1)
        upper.addWidget(self.labels)
        lower.setSpacing(MEDIUM)
        lower.addWidget(self.explanation, 1)
        lower.addWidget(self.tally)
        head.setSpacing(SMALL)
        head.addLayout(upper)
        head.addLayout(lower)
        foot = row_of_buttons(self.buttons.values(), "Enter opens the sentence")
        middle = above_each_other("label-error", self.table, self.pane, HEIGHTS)
        return column_of(head, (middle,), foot)

    def _connect(self) -> None:
        self._inspector.found.connect(self._show)
        self._inspector.settled.connect(self._settle)
        self._inspector.returned.connect(self._return)
        self.kinds.picked.connect(self._list)
        self.labels.changed.connect(self._list_labelled)
        self.table.row_opened.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(self._show_current)
        self.model.dataChanged.connect(self._show_current)


def _row(key: str, count: int) -> CountRow:
    return CountRow(key, words_of(key).title, words_of(key).explanation, count)


def label_set(reader: Reader) -> LabelSet:
    return reader.labels()
