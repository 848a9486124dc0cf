"""The left side of the Annotate place: filter, list, count and order."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.domain.changes import Changes
from workbench.domain.errors import UsageError
from workbench.domain.filters import ALL, Filter, Order, parse_filter
from workbench.operations.store import Reader
from workbench.ui.annotate.list.confirm_strip import ConfirmStrip
from workbench.ui.annotate.list.feed import ListFeed
from workbench.ui.annotate.list.filter_field import FilterField
from workbench.ui.annotate.list.foot import ListFoot
from workbench.ui.annotate.list.quick_filters import QuickFilters
from workbench.ui.annotate.list.saved_filter_button import SavedFilterButton
from workbench.ui.annotate.list.sentence_ids import Listing
from workbench.ui.annotate.list.sentence_model import SentenceModel
from workbench.ui.annotate.list.sentence_table import SentenceTable
from workbench.ui.annotate.queue.strip import QueueStrip
from workbench.ui.context import Context
from workbench.ui.theme import MEDIUM, SMALL, plain_label

TYPING_PAUSE_MS = 180
EMPTY_QUEUE = Filter(order=Order.QUEUE)
# More sentences than these are not looked at one by one.
MOST_SIFTED = 200
# Who goes through the list quickly is not to pay for listing it anew at each step.
SIFT_AFTER_MS = 250


def match_sentences(reader: Reader, wanted: Filter, ids: Sequence[int]) -> frozenset[int]:
    """Those of the sentences that the filter lets through."""
    return frozenset(reader.matching(wanted, ids))


class SentencePanel(QWidget):
    """Lists the sentences of a filter and says which one a person chose."""

    chosen = Signal(int)
    listed = Signal()
    filtered = Signal()
    left_for_editor = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.wanted = ALL
        self.total = 0
        self.loaded = False
        self.asked = False
        self.current: int | None = None
        # What a person chose in the list and the editor does not show yet.
        self._awaited: int | None = None
        # Sentences that the filter may judge otherwise now.
        self._touched: set[int] = set()
        self._entered = False
        self.model = SentenceModel(context, self)
        self.table = SentenceTable(self.model)
        self.field = FilterField()
        self.saved = SavedFilterButton()
        self.problem = plain_label(role="bad", wrap=True)
        self.quick = QuickFilters()
        self.queue = QueueStrip()
        self.confirm = ConfirmStrip()
        self.foot = ListFoot()
        self.count, self.order_button = self.foot.count, self.foot.order_button
        self._feed = ListFeed(context, self)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._sift_soon = QTimer(self, singleShot=True, interval=SIFT_AFTER_MS)
        self._lay_out()
        self._connect()

    def show_filter(self, text: str, order: Order | None = None) -> None:
        """Write a filter into the field and apply it, in this order or the one in use."""
        self.field.setText(text)
        if order is not None:
            self.wanted = replace(self.wanted, order=order)
            self.foot.show_order(order)
        self.apply()

    def set_label_names(self, names: Sequence[str]) -> None:
        self.quick.set_label_names(names)

    def apply(self) -> None:
        """List what the field says; a term that cannot be read is named under the field."""
        self._pause.stop()
        try:
            wanted = parse_filter(self.field.text(), self.wanted.order)
        except UsageError as error:
            # A term that is being completed is not wrong yet.
            if not self.field.proposes:
                self._show_problem(f"{error.happened} {error.next_step}")
            return
        self._show_problem("")
        self.wanted = wanted
        self.refresh()
        self.filtered.emit()

    def refresh(self) -> None:
        """Ask for the list again."""
        self._touched.clear()
        self.asked = True
        self._sift_soon.stop()
        self._feed.ask(self.wanted)
        self._show_count()

    def sort(self, order: Order) -> None:
        """List the same sentences in another order."""
        self.foot.show_order(order)
        self.wanted = replace(self.wanted, order=order)
        self.refresh()
        self.filtered.emit()

    def set_current(self, sentence_id: int | None) -> None:
        """Mark the sentence that the editor shows, where the list has it."""
        if self._touched and sentence_id != self.current:
            self._sift_soon.start()
        self.current = sentence_id
        if self._awaited not in (None, sentence_id) and sentence_id is not None:
            return
        self._awaited = None
        self.table.show_current(self._row_of_current())

    def beside(self, step: int) -> int | None:
        """The sentence `step` rows from the current one, or None at the end of the list."""
        ids = self.model.ids
        row = self._row_of_current()
        if row is None:
            return ids[0] if ids else None
        return ids[row + step] if 0 <= row + step < len(ids) else None

    def selected_ids(self) -> array[int]:
        """The sentences of the selected rows, in the order of the list."""
        return self.model.listing.of_rows(self.table.selected_rows())

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
            self._touched.update(islice(sentence_ids, MOST_SIFTED + 1))
            if any(one != self.current for one in sentence_ids):
                self._sift_soon.start()

    def _sift(self) -> None:
        """Let go of what the filter no longer lets through, without losing the place."""
        if self._feed.busy or not self._touched:
            return
        touched = frozenset(self._touched)
        self._touched.clear()
        if len(touched) > MOST_SIFTED:
            self._feed.ask(self.wanted, in_one=True)
        else:
            listing, sorted_ids = self.model.listing, sorted(touched)
            self._context.ask(
                match_sentences,
                self.wanted,
                sorted_ids,
                done=partial(self._sift_out, listing, touched),
            )

    def _sift_out(self, listing: Listing, touched: frozenset[int], fitting: frozenset[int]) -> None:
        if listing is not self.model.listing:
            return
        near = max(self.table.currentIndex().row(), 0)
        rows = {one: listing.row_of(one, near) for one in touched}
        if not listing.ascending and any(rows[one] is None for one in fitting):
            # Only the store knows where it belongs.
            self._feed.ask(self.wanted, in_one=True)
            return
        gone = [one for one in touched - fitting if rows[one] is not None]
        for one in gone:
            if one == self.current:
                self._touched.add(one)
            else:
                self._remove(one, near)
        for one in fitting:
            if rows[one] is None:
                self.model.insert(listing.place_of(one), one)
        self._show_count()

    def _remove(self, sentence_id: int, near: int) -> None:
        row = self.model.row_of(sentence_id, near)
        if row is not None:
            self.table.quietly(partial(self.model.remove, row))

    def _show_sifted(self, found: Listing) -> None:
        row = self.table.currentIndex().row()
        if found.keep(self.current, self.model.listing, row) and self.current is not None:
            self._touched.add(self.current)
        self._show(found)

    def _row_of_current(self) -> int | None:
        if self.current is None:
            return None
        row = self.table.currentIndex().row()
        if 0 <= row < len(self.model.ids) and self.model.ids[row] == self.current:
            return row
        return self.model.row_of(self.current, max(row, 0))

    def _show(self, found: Listing) -> None:
        """Show the beginning of a list, or all of it."""
        self.loaded = True
        self._awaited = None
        self.model.set_listing(found)
        self.set_current(self.current)
        self._show_count()
        self.listed.emit()
        entered, self._entered = self._entered, False
        if entered and found.ids and self.table.currentIndex().row() < 0:
            self.chosen.emit(found.ids[0])

    def _show_more(self, ids: Sequence[int]) -> None:
        shown = len(self.model.listing)
        self.model.append(ids)
        if self.current is not None and self.table.currentIndex().row() < 0:
            # Only these are new: the rest has been looked through.
            row = Listing(ids, self.model.listing.ascending).row_of(self.current)
            if row is not None:
                self.table.show_current(shown + row)
        self._show_count()

    def _listing_ended(self) -> None:
        self._show_count()
        nothing = "No sentence matches the filter." if self.total else "No sentences yet."
        if self.total and self.wanted == EMPTY_QUEUE:
            nothing = "Nothing waits in the queue.\nRank fills it."
        self.table.empty_text = "" if self.model.ids else nothing
        self.table.viewport().update()
        if self._touched:
            self._sift_soon.start()

    def _set_total(self, total: int) -> None:
        self.total = total
        self._show_count()

    def _show_count(self) -> None:
        if self.loaded:
            selected = sum(map(len, self.table.selected_rows()))
            growing = self._feed.busy and not self._feed.in_one
            self.foot.show_count(len(self.model.ids), self.total, growing, selected)

    def _show_problem(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        self.field.set_faulty(bool(text))

    def _lay_out(self) -> None:
        self.problem.hide()
        line = QHBoxLayout()
        line.setSpacing(SMALL)
        line.addWidget(self.field, 1)
        line.addWidget(self.saved)
        head = QVBoxLayout()
        head.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, SMALL)
        head.setSpacing(SMALL)
        head.addLayout(line)
        for widget in (self.problem, self.quick):
            head.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.queue)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.confirm)
        layout.addWidget(self.foot)
        self.setMinimumWidth(220)

    def _connect(self) -> None:
        self.field.textEdited.connect(lambda _text: self._pause.start())
        self.field.cleared.connect(self.apply)
        self.field.left_unfinished.connect(self.apply)
        self.field.returnPressed.connect(self._field_entered)
        self.field.left_downwards.connect(self._go_to_table)
        self._pause.timeout.connect(self.apply)
        self._sift_soon.timeout.connect(self._sift)
        self._feed.begun.connect(self._show)
        self._feed.grown.connect(self._show_more)
        self._feed.whole.connect(self._show_sifted)
        self._feed.counted.connect(self._set_total)
        self._feed.ended.connect(self._listing_ended)
        self.foot.order_picked.connect(self.sort)
        self.quick.picked.connect(self._write_term)
        self.table.chosen.connect(self._choose)
        self.table.left_for_editor.connect(self.left_for_editor)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_count())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._touched:
            self._sift_soon.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._pause.stop()
        self._sift_soon.stop()

    def _field_entered(self) -> None:
        """Enter leads to the first sentence found, unless the one at hand is among them."""
        self._entered = True
        self.apply()
        self.left_for_editor.emit()

    def _choose(self, sentence_id: int) -> None:
        self._awaited = sentence_id
        self.chosen.emit(sentence_id)

    def _go_to_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _write_term(self, field: str, value: object) -> None:
        self.show_filter(self.quick.written(self.field.text(), field, value))
