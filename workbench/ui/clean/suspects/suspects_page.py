"""The tab of inconsistent tags: words that are tagged unlike elsewhere, answered in place."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.domain.changes import Changes
from workbench.domain.consistency import Suspect, SuspectKind
from workbench.operations import answers, edit, quality
from workbench.operations.analysis import Analysis
from workbench.ui.clean.analyst import Analyst
from workbench.ui.clean.count_list import CountList, CountRow
from workbench.ui.clean.looker import LookBar
from workbench.ui.clean.page_parts import answer_actions, column_of, row_of_buttons, side_by_side
from workbench.ui.clean.suspects.suspect_lines import (
    SUSPECT_TEXTS,
    Standing,
    SuspectLine,
    named,
    reason,
)
from workbench.ui.clean.suspects.suspect_table import SuspectModel, SuspectTable
from workbench.ui.clean.wording import SUSPECT_EXPLANATIONS, count_text
from workbench.ui.context import Context
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label

EVERY = "every"
WIDTHS = (260, 900)
NOTHING_FOUND = "Nothing is tagged unlike elsewhere."


class SuspectsPage(QWidget):
    """Ranks spans by how much they differ from their like; one key answers, and goes on."""

    open_requested = Signal(int)
    counted = Signal(int)

    def __init__(self, context: Context, analyst: Analyst, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._suspects: dict[str, tuple[Suspect, ...]] = {}
        self.bar = LookBar(analyst)
        self.kinds = CountList("Kinds of inconsistent tags")
        self.model = SuspectModel(context, self)
        self.table = SuspectTable(self.model)
        self.title = plain_label(role="heading")
        self.explanation = plain_label(role="muted", wrap=True)
        self.reason = plain_label(wrap=True)
        slots = {"take_usual": self.take, "keep": self.keep, "flag": self.flag}
        self.actions_by_name, self.buttons = answer_actions(self.table, slots)
        self._lay_out()
        self._connect(analyst)
        self._show_current()

    def take(self) -> None:
        """Give the current words the label that they have elsewhere."""
        line = self._open_line()
        if line is not None:
            one = line.suspect
            self._context.do(
                quality.set_span, one.sentence, one.start, one.end, one.proposed, done=self._next
            )

    def keep(self) -> None:
        """The current words are correct: never report them here again."""
        line = self._open_line()
        if line is not None:
            self._context.do(answers.ignore, answers.KEPT, [line.suspect.key], done=self._next)

    def flag(self) -> None:
        """Flag the sentence, or take its flag away."""
        line = self.table.current
        if line is not None:
            self._context.do(edit.set_flag, [line.suspect.sentence], not line.is_flagged)

    def refresh(self) -> None:
        """The project changed: read anew how the suspects stand."""
        self.model.refresh()

    def _open_line(self) -> SuspectLine | None:
        line = self.table.current
        return line if line is not None and line.standing is Standing.OPEN else None

    def _next(self, _: Changes) -> None:
        self.table.go_on(self.table.waits)

    def _show(self, analysis: Analysis) -> None:
        suspects = analysis.suspects
        by_kind = {
            kind.value: tuple(one for one in suspects if one.kind is kind) for kind in SuspectKind
        }
        self._suspects = {EVERY: suspects} | {key: some for key, some in by_kind.items() if some}
        rows = [_row(key, len(some)) for key, some in self._suspects.items()]
        self.kinds.show_rows(rows if suspects else [])
        self.counted.emit(len(suspects) + analysis.more_suspects)

    def _show_kind(self, key: str) -> None:
        suspects = self._suspects.get(key, ())
        self.title.setText(_title(key, len(suspects)) if suspects else NOTHING_FOUND)
        self.explanation.setText(SUSPECT_EXPLANATIONS[key] if suspects else "")
        self.model.show(suspects)
        if suspects:
            self.table.selectRow(0)
        self._show_current()

    def _show_current(self) -> None:
        line = self.table.current
        self.reason.setText(reason(line) if line is not None else "")
        is_open = line is not None and line.standing is Standing.OPEN
        for name in ("take_usual", "keep"):
            self.buttons[name].setEnabled(is_open)
        self.buttons["flag"].setEnabled(line is not None)
        if line is not None:
            usual, here = named(line.suspect.proposed), named(line.suspect.label)
            self.buttons["take_usual"].setAccessibleName(f"Tag as usual: {usual}")
            self.buttons["keep"].setAccessibleName(f"Correct as it is: {here}")

    def _lay_out(self) -> None:
        splitter = side_by_side("suspects", self.kinds, self._right_side(), WIDTHS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(splitter, 1)

    def _right_side(self) -> QWidget:
        head = QVBoxLayout()
        head.setSpacing(SMALL)
        head.addWidget(self.title)
        head.addWidget(self.explanation)
        self.reason.setContentsMargins(LARGE, MEDIUM, LARGE, 0)
        foot = row_of_buttons(self.buttons.values(), "Enter opens the sentence")
        return column_of(head, (self.table, self.reason), foot)

    def _connect(self, analyst: Analyst) -> None:
        analyst.found.connect(self._show)
        self.kinds.picked.connect(self._show_kind)
        self.table.opened.connect(self.open_requested)
        self.table.selectionModel().currentRowChanged.connect(self._show_current)
        self.model.dataChanged.connect(self._show_current)


def _row(key: str, count: int) -> CountRow:
    return CountRow(key, _name(key), SUSPECT_EXPLANATIONS[key], count)


def _name(key: str) -> str:
    return "All of them" if key == EVERY else SUSPECT_TEXTS[SuspectKind(key)]


def _title(key: str, count: int) -> str:
    name = "Tagged unlike elsewhere" if key == EVERY else _name(key)
    return f"{name}: {count_text(count, 'place')}"
