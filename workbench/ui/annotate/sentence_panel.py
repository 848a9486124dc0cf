"""The left side of the Annotate place: filter, list, count and order."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from workbench.domain.changes import Changes
from workbench.domain.errors import UsageError
from workbench.domain.filters import ALL, Filter, Order, parse_filter
from workbench.operations.store import Reader
from workbench.ui.annotate.filter_field import FilterField
from workbench.ui.annotate.quick_filters import NO_INDICATOR, QuickFilters
from workbench.ui.annotate.sentence_model import SentenceModel
from workbench.ui.annotate.sentence_table import SentenceTable
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket
from workbench.ui.theme import MEDIUM, SMALL, plain_label

TYPING_PAUSE_MS = 180
# Who goes through the list quickly is not to pay for listing it anew at each step.
SIFT_AFTER_MS = 250
NEAR = 8

ORDER_TEXTS = {
    Order.POSITION: "Position",
    Order.DOUBT: "Most doubtful",
    Order.LENGTH: "Length",
    Order.RECENT: "Last edit",
}


def list_sentences(reader: Reader, wanted: Filter) -> tuple[array[int], int]:
    """The ids a filter lets through, and how many sentences there are."""
    return array("q", reader.ids(wanted)), reader.count(ALL)


def with_kept(listed: array[int], found: array[int], kept: int | None) -> array[int]:
    """What was found, with one sentence kept at its place among what was listed before."""
    if kept is None or kept in found or kept not in listed:
        return found
    row = listed.index(kept)
    place = min(row, len(found))
    for previous in reversed(listed[max(row - NEAR, 0) : row]):
        if previous in found:
            place = found.index(previous) + 1
            break
    return found[:place] + array("q", (kept,)) + found[place:]


class SentencePanel(QWidget):
    """Lists the sentences of a filter and says which one a person chose."""

    chosen = Signal(int)
    listed = Signal()
    left_for_editor = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._ticket: Ticket | None = None
        self.wanted = ALL
        self.total = 0
        self.loaded = False
        self.current: int | None = None
        self._edited = False
        self._entered = False
        self.model = SentenceModel(context, self)
        self.table = SentenceTable(self.model)
        self.field = FilterField()
        self.problem = plain_label(role="bad", wrap=True)
        self.quick = QuickFilters()
        self.count = plain_label(role="muted")
        self.order_button = self._make_order_button()
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._sift_soon = QTimer(self, singleShot=True, interval=SIFT_AFTER_MS)
        self._lay_out()
        self._connect()

    def show_filter(self, text: str) -> None:
        """Write a filter into the field and apply it."""
        self.field.setText(text)
        self.apply()

    def set_label_names(self, names: Sequence[str]) -> None:
        self.quick.set_label_names(names)

    def apply(self) -> None:
        """List what the field says; a term that cannot be read is named under the field."""
        self._pause.stop()
        try:
            wanted = parse_filter(self.field.text(), self.wanted.order)
        except UsageError as error:
            self._show_problem(f"{error.happened} {error.next_step}")
            return
        self._show_problem("")
        self.wanted = wanted
        self.refresh()

    def refresh(self) -> None:
        """Ask for the list again."""
        if self._ticket is not None:
            self._ticket.drop()
        self._edited = False
        self._ticket = self._context.ask(list_sentences, self.wanted, done=self._show)

    def set_current(self, sentence_id: int | None) -> None:
        """Mark the sentence that the editor shows, where the list has it."""
        if self._edited and sentence_id != self.current:
            self._sift_soon.start()
        self.current = sentence_id
        row = None if sentence_id is None else self.model.row_of(sentence_id)
        self.table.show_current(row)

    def beside(self, step: int) -> int | None:
        """The sentence `step` rows from the current one, or None at the end of the list."""
        ids = self.model.ids
        row = self._current_row()
        if row is None:
            return ids[0] if ids else None
        return ids[row + step] if 0 <= row + step < len(ids) else None

    def take_in(self, changes: Changes) -> None:
        """Show what an operation changed; the list itself changes only with its members."""
        if changes.membership or not self.loaded:
            self.refresh()
        elif changes.sentences:
            self.model.refresh(changes.sentences)
            self._note_edited(changes.sentences)

    def _note_edited(self, sentence_ids: Collection[int]) -> None:
        """A filter may hold no more, or hold again; the sentence at hand stays listed."""
        if self.wanted.terms:
            self._edited = True
            if any(one != self.current for one in sentence_ids):
                self._sift_soon.start()

    def _sift(self) -> None:
        """List anew what the filter lets through, without losing the place."""
        self._edited = False
        if self._ticket is None:
            self._ticket = self._context.ask(list_sentences, self.wanted, done=self._show_sifted)

    def _show_sifted(self, answer: tuple[array[int], int]) -> None:
        ids, total = answer
        self._show((with_kept(self.model.ids, ids, self.current), total))

    def _current_row(self) -> int | None:
        row = self.table.currentIndex().row()
        if 0 <= row < len(self.model.ids) and self.model.ids[row] == self.current:
            return row
        return None if self.current is None else self.model.row_of(self.current)

    def _show(self, answer: tuple[array[int], int]) -> None:
        ids, self.total = answer
        self._ticket = None
        self.loaded = True
        self.model.set_ids(ids)
        self.set_current(self.current)
        self.count.setText(f"{len(ids):,} of {self.total:,}")
        self.listed.emit()
        entered, self._entered = self._entered, False
        if entered and ids and self.current is not None and self.current not in ids:
            self.chosen.emit(ids[0])

    def _set_order(self, order: Order) -> None:
        self.order_button.setText(f"Order: {ORDER_TEXTS[order].lower()} ▾")
        self.wanted = replace(self.wanted, order=order)
        self.refresh()

    def _show_problem(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        self.field.set_faulty(bool(text))

    def _make_order_button(self) -> QToolButton:
        button = QToolButton()
        button.setText("Order: position ▾")
        button.setStyleSheet(NO_INDICATOR)
        button.setAccessibleName("Order of the list")
        button.setToolTip("How the list is sorted")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setAutoRaise(True)
        menu = QMenu(button)
        for order, text in ORDER_TEXTS.items():
            menu.addAction(text, partial(self._set_order, order))
        button.setMenu(menu)
        return button

    def _lay_out(self) -> None:
        self.problem.hide()
        foot = QHBoxLayout()
        foot.setContentsMargins(MEDIUM, SMALL, SMALL, SMALL)
        foot.addWidget(self.count)
        foot.addStretch()
        foot.addWidget(self.order_button)
        head = QVBoxLayout()
        head.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, SMALL)
        head.setSpacing(SMALL)
        for widget in (self.field, self.problem, self.quick):
            head.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        self.setMinimumWidth(220)

    def _connect(self) -> None:
        self.field.textEdited.connect(lambda _text: self._pause.start())
        self.field.cleared.connect(self.apply)
        self.field.returnPressed.connect(self._field_entered)
        self.field.left_downwards.connect(self._go_to_table)
        self._pause.timeout.connect(self.apply)
        self._sift_soon.timeout.connect(self._sift)
        self.quick.picked.connect(self._write_term)
        self.table.chosen.connect(self.chosen)
        self.table.left_for_editor.connect(self.left_for_editor)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._pause.stop()
        self._sift_soon.stop()

    def _field_entered(self) -> None:
        """Enter leads to the first sentence found, unless the one at hand is among them."""
        self._entered = True
        self.apply()
        self.left_for_editor.emit()

    def _go_to_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _write_term(self, field: str, value: object) -> None:
        self.show_filter(self.quick.written(self.field.text(), field, value))
