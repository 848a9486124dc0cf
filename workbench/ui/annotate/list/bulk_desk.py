"""What is done to the selected rows of the list, from its menu, by keys or by name."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Concatenate

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from workbench.domain.changes import Changes
from workbench.domain.sentence import Split, Status
from workbench.operations import edit
from workbench.operations.store import Transaction
from workbench.ui.annotate.list.sentence_panel import SentencePanel
from workbench.ui.context import Context

Operation = Callable[Concatenate[Transaction, ...], Changes]
# More than so many sentences are not changed without a question.
UNASKED = 1000

# Name of the action, what is said of it, the operation and what it is told.
STATES: tuple[tuple[str, str, Operation, object], ...] = (
    ("selected_done", "Call {0} done", edit.set_status, Status.DONE),
    ("selected_draft", "Call {0} a draft", edit.set_status, Status.DRAFT),
    ("selected_new", "Call {0} new", edit.set_status, Status.NEW),
    ("selected_reject", "Reject {0}", edit.set_status, Status.REJECTED),
    ("selected_flag", "Flag {0}", edit.set_flag, True),
    ("selected_unflag", "Take the flag off {0}", edit.set_flag, False),
    ("selected_train", "Put {0} into train", edit.set_split, Split.TRAIN),
    ("selected_dev", "Put {0} into dev", edit.set_split, Split.DEV),
    ("selected_test", "Put {0} into test", edit.set_split, Split.TEST),
    ("selected_no_split", "Take {0} out of any split", edit.set_split, None),
)
# The menu: a text with its letter for each action, "" for a line.
MENU = (
    ("selected_done", "&Done"),
    ("selected_draft", "D&raft"),
    ("selected_new", "&New"),
    ("selected_reject", "Re&jected"),
    ("", ""),
    ("selected_flag", "&Flag"),
    ("selected_unflag", "Remove fla&g"),
    ("", ""),
    ("selected_train", "Split &train"),
    ("selected_dev", "Split d&ev"),
    ("selected_test", "Split te&st"),
    ("selected_no_split", "No s&plit"),
    ("selected_share", "Move a random s&hare…"),
    ("", ""),
    ("selected_accept", "&Accept suggestions…"),
    ("", ""),
    ("select_all", "Se&lect all listed"),
)


class BulkDesk(QObject):
    """Asks nothing for up to a thousand sentences; everything can be undone."""

    def __init__(
        self, context: Context, panel: SentencePanel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._panel = panel
        panel.table.menu_wanted.connect(self.open_menu)
        self.actions: Mapping[str, QAction] = {}

    def table(self) -> dict[str, Callable[[], object]]:
        """The commands by the short names they have in the table of actions."""
        states = {
            name: partial(self._set, words, operation, value)
            for name, words, operation, value in STATES
        }
        return states | {
            "select_all": self.select_all,
            "selected_accept": self.ask_threshold,
            "selected_share": self.ask_share,
            "selected_menu": self.open_menu_by_key,
        }

    def select_all(self) -> None:
        """Select every row of the list."""
        self._panel.table.selectAll()
        self._panel.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_menu_by_key(self) -> None:
        """Open the menu in the list, under the current row where that is to be seen."""
        table = self._panel.table
        area = table.visualRect(table.currentIndex())
        inside = table.viewport().rect().contains(area.center())
        self.open_menu(table.viewport().mapToGlobal(area.bottomLeft() if inside else QPoint()))

    def open_menu(self, point: QPoint) -> None:
        """Show what can be done to the selected sentences."""
        menu = QMenu(self._panel)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setObjectName("selected")
        count = sum(map(len, self._panel.table.selected_rows()))
        menu.addAction(f"{count:,} selected").setEnabled(False)
        menu.addSeparator()
        for name, text in MENU:
            if not name:
                menu.addSeparator()
                continue
            item = menu.addAction(text, self.actions[name].trigger)
            item.setEnabled(bool(count) or name == "select_all")
            item.setShortcuts(self.actions[name].shortcuts())
            item.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        menu.popup(point)

    def ask_threshold(self) -> None:
        from workbench.operations.bulk import accept_suggestions
        from workbench.ui.annotate.list.bulk_dialogs import ThresholdDialog

        ids = self._selected()
        if ids:
            dialog = ThresholdDialog(len(ids), self._panel)
            dialog.answered.connect(partial(self._run, accept_suggestions, ids))
            dialog.open()

    def ask_share(self) -> None:
        from workbench.operations.split import move_share
        from workbench.ui.annotate.list.bulk_dialogs import ShareDialog

        ids = self._selected()
        if ids:
            dialog = ShareDialog(len(ids), self._panel)
            dialog.answered.connect(partial(self._run, move_share, ids))
            dialog.open()

    def _selected(self) -> array[int]:
        ids = self._panel.selected_ids()
        if not ids:
            self._context.notify.info("Select sentences in the list first.")
        return ids

    def _set(self, words: str, operation: Operation, value: object) -> None:
        ids = self._selected()
        if len(ids) > UNASKED:
            question = f"{words.format(f'{len(ids):,} sentences')}?"
            answer = f"Change {len(ids):,}"
            self._panel.confirm.ask(question, answer, lambda: self._run(operation, ids, value))
        elif ids:
            self._run(operation, ids, value)

    def _run(self, operation: Operation, ids: array[int], *values: Any) -> None:
        self._context.do(operation, ids, *values, done=self._done)

    def _done(self, changes: Changes) -> None:
        count = len(changes.sentences)
        if not count:
            self._context.notify.info("Nothing to change: the sentences are like that already.")
            return
        sentences = "1 sentence" if count == 1 else f"{count:,} sentences"
        self._context.notify.done(f"{sentences}: {changes.operation}.")
