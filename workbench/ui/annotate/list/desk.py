"""What goes on around the sentence at hand: finding others, and what stands beside the text."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from workbench.domain.changes import Changes
from workbench.domain.errors import UsageError
from workbench.domain.filter_completion import Vocabulary
from workbench.operations import guideline
from workbench.operations.saved_filters import saved_filters
from workbench.operations.store import Reader
from workbench.ui.actions import find_row, key_text, tip
from workbench.ui.annotate.desk import Desk
from workbench.ui.annotate.details import Details
from workbench.ui.annotate.editor.editor import Editor
from workbench.ui.annotate.editor.hits import Hits
from workbench.ui.annotate.editor.shown import Shown
from workbench.ui.annotate.guideline_panel import GuidelinePanel
from workbench.ui.annotate.list.bulk_desk import BulkDesk
from workbench.ui.annotate.list.left_off import LeftOff, remember_place, where_left_off
from workbench.ui.annotate.list.saved_filter_desk import SavedFilterDesk
from workbench.ui.annotate.list.sentence_panel import SentencePanel
from workbench.ui.context import Context
from workbench.ui.keys.bindings import bindings

REMEMBER_AFTER_MS = 3000


def vocabulary(reader: Reader) -> Vocabulary:
    """The names of the project that can be proposed for a filter."""
    return Vocabulary(
        reader.labels().names,
        tuple(reader.suggesters()),
        tuple(reader.documents()),
        tuple((one.name, one.text) for one in saved_filters(reader)),
    )


class ListDesk(QObject):
    """Puts list, saved filters, hits, guideline and the remembered place together."""

    def __init__(
        self,
        context: Context,
        desk: Desk,
        editor: Editor,
        panel: SentencePanel,
        details: Details,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._desk, self._editor = context, desk, editor
        self._panel, self._details = panel, details
        self._begun = False
        self._remembered = LeftOff()
        self.hits = Hits(context, desk, editor, panel, self)
        self.saved = SavedFilterDesk(context, panel, self)
        self.bulk = BulkDesk(context, panel, self)
        self.guideline = GuidelinePanel()
        self._remember_soon = QTimer(self, singleShot=True, interval=REMEMBER_AFTER_MS)
        self._connect()
        self._name_keys()

    def slots(self) -> dict[str, Callable[[], object]]:
        """What the actions of the list and the panes do, by their short names."""
        orders = self._panel.foot.orders()
        return {
            **{f"sort_{name}": slot for name, slot in orders.items()},
            **self.bulk.table(),
            "previous_hit": self.hits.previous,
            "go_to_sentence": self.ask_sentence,
            "filters": self._open_filters,
            "save_filter": self.saved.save,
            "manage_filters": self.saved.manage,
            "sort": self._open_orders,
            "fold_list": lambda: self.fold("list", not self._panel.isHidden()),
            "fold_details": lambda: self.fold("details", not self.folds()["details"]),
            "guideline": self._edit_guideline,
            "fold_guideline": self._fold_guideline,
            "note": self._edit_note,
        }

    def actions(self) -> list[QAction]:
        """The actions that come and go with what the project holds."""
        return self.saved.actions

    def begin(self) -> None:
        """Go where the person left off; only the first call does something."""
        if not self._begun:
            self._begun = True
            self.saved.load()
            self._context.ask(guideline.guideline, done=self.guideline.show_texts)
            self._context.ask(where_left_off, done=self._go_on)

    def leave(self) -> None:
        """Save what was typed, and remember the place."""
        self.guideline.save()
        self._remember()

    def search(self) -> None:
        """Give the keys to the filter field."""
        field = self._shown_list().field
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        field.selectAll()

    def ask_sentence(self) -> None:
        """Ask for the number of a sentence, and open it."""
        from workbench.ui.annotate.list.go_to_dialog import GoToDialog, find_sentence

        dialog = GoToDialog(self._panel.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def found(sentence_id: int) -> None:
            dialog.accept()
            self._desk.when_ready(lambda: self._desk.open(sentence_id))
            self._editor.setFocus()

        def refused(error: BaseException) -> None:
            if isinstance(error, UsageError):
                dialog.refuse(error)
            else:
                self._context.notify.error(error)

        dialog.answered.connect(
            lambda text: self._context.ask(find_sentence, text, done=found, failed=refused)
        )
        dialog.open()

    def folds(self) -> dict[str, bool]:
        """Which panes are folded away."""
        return {
            "list": self._panel.isHidden(),
            "details": self._right_side().isHidden(),
            "guideline": self.guideline.folded,
        }

    def fold(self, name: str, folded: bool) -> None:
        """Fold a pane away, or show it; the editor gets the keys of one that goes."""
        if name == "guideline":
            self.guideline.set_folded(folded)
            return
        pane = self._panel if name == "list" else self._right_side()
        had_focus = pane.isAncestorOf(pane.window().focusWidget() or self._editor)
        pane.setHidden(folded)
        if folded and had_focus:
            self._editor.setFocus()

    def _connect(self) -> None:
        self._context.hub.changed.connect(self._take_in)
        self._panel.field.entered.connect(self._ask_vocabulary)
        self._panel.filtered.connect(self._remember_later)
        self._desk.shown_changed.connect(self._remember_later)
        self._remember_soon.timeout.connect(self._remember)
        bindings().changed.connect(self._name_keys)
        self.guideline.written.connect(self._write_guideline)
        self.guideline.left.connect(self._editor.setFocus)

    def _name_keys(self) -> None:
        """Keys are shown where they act, and a person may change them."""
        for widget, name in (
            (self._panel.saved, "filters"),
            (self._panel.order_button, "sort"),
            (self.guideline.head, "fold_guideline"),
        ):
            widget.setToolTip(tip(find_row(f"annotate.{name}")))
        self.guideline.name_key(key_text("annotate.guideline"))

    def _take_in(self, changes: Changes) -> None:
        if guideline.NAME in changes.values:
            self._context.ask(guideline.guideline, done=self.guideline.show_texts)

    def _go_on(self, place: LeftOff) -> None:
        self._remembered = place
        if place.sentence is not None and self._desk.shown is None and self._desk.ready:
            self._desk.open(place.sentence)
        if not self._panel.asked:
            self._panel.show_filter(place.text, place.order)

    def _remember_later(self, _shown: Shown | None = None) -> None:
        if not self._remember_soon.isActive():
            self._remember_soon.start()

    def _remember(self) -> None:
        self._remember_soon.stop()
        here = LeftOff(
            self._desk.sentence_id, self._panel.field.text().strip(), self._panel.wanted.order
        )
        if self._panel.asked and here != self._remembered:
            self._remembered = here
            # Nobody waits for it, and nothing is shown of it.
            self._context.store.submit(remember_place, here)

    def _ask_vocabulary(self) -> None:
        self._context.ask(vocabulary, done=self._panel.field.set_vocabulary)

    def _write_guideline(self, label: str, text: str) -> None:
        self._context.do(guideline.write_guideline, label, text)

    def _edit_guideline(self) -> None:
        self.fold("details", False)
        self.guideline.edit()

    def _fold_guideline(self) -> None:
        shown = not self.folds()["details"] and not self.guideline.folded
        self.fold("details", False)
        self.guideline.set_folded(shown)

    def _edit_note(self) -> None:
        self.fold("details", False)
        self._details.note.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._details.ensureWidgetVisible(self._details.note)

    def _open_filters(self) -> None:
        self._shown_list().saved.open_menu()

    def _open_orders(self) -> None:
        self._shown_list().foot.open_menu()

    def _shown_list(self) -> SentencePanel:
        self.fold("list", False)
        return self._panel

    def _right_side(self) -> QWidget:
        """The details with the guideline under them."""
        return self.guideline.parentWidget() or self._details
