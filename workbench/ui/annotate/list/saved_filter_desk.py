"""Keeps saved filters: asks the store for them, and carries out what a person does to them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from workbench.domain.changes import Changes
from workbench.operations.saved_filters import (
    NAME,
    SavedFilter,
    delete_filter,
    rename_filter,
    save_filter,
    saved_filters,
)
from workbench.ui.annotate.list.sentence_panel import SentencePanel
from workbench.ui.context import Context

if TYPE_CHECKING:
    from workbench.ui.annotate.list.saved_filter_dialogs import FilterManager


class SavedFilterDesk(QObject):
    """Fills the menu, the palette's actions and the proposals of the field."""

    def __init__(
        self, context: Context, panel: SentencePanel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._panel = panel
        self._manager: FilterManager | None = None
        self.filters: tuple[SavedFilter, ...] = ()
        self.actions: list[QAction] = []
        context.hub.changed.connect(self._take_in)
        panel.filtered.connect(self._show)
        panel.saved.picked.connect(self.apply)
        panel.saved.save_wanted.connect(self.save)
        panel.saved.manage_wanted.connect(self.manage)

    def load(self) -> None:
        """Ask for the filters as they are stored now."""
        self._context.ask(saved_filters, done=self._loaded)

    def apply(self, wanted: SavedFilter) -> None:
        """List what a saved filter says; a faulty one is named like one that was typed."""
        self._panel.show_filter(wanted.text, wanted.order)

    def save(self) -> None:
        """Ask for a name, and keep the filter of the field under it."""
        from workbench.ui.annotate.list.saved_filter_dialogs import NameDialog

        text = self._panel.field.text().strip()
        if not text:
            self._context.notify.info("Write a filter first, then save it.")
            return
        order = self._panel.wanted.order
        dialog = NameDialog(text, [one.name for one in self.filters], self._panel)
        dialog.named.connect(lambda name: self._save(SavedFilter(name, text, order)))
        dialog.open()

    def manage(self) -> None:
        """Show the saved filters to rename or delete them."""
        from workbench.ui.annotate.list.saved_filter_dialogs import FilterManager

        if self._manager is not None:
            return
        self._manager = manager = FilterManager(self._panel)
        manager.renamed.connect(partial(self._context.do, rename_filter))
        manager.deleted.connect(partial(self._context.do, delete_filter))
        manager.finished.connect(self._managed)
        manager.show_filters(self.filters)
        manager.open()

    def _save(self, wanted: SavedFilter) -> None:
        self._context.do(save_filter, wanted)

    def _managed(self) -> None:
        self._manager = None

    def _take_in(self, changes: Changes) -> None:
        if NAME in changes.values:
            self.load()

    def _loaded(self, filters: tuple[SavedFilter, ...]) -> None:
        self.filters = filters
        for action in self.actions:
            action.deleteLater()
        self.actions = [self._action(one) for one in filters]
        if self._manager is not None:
            self._manager.show_filters(filters)
        self._show()

    def _action(self, wanted: SavedFilter) -> QAction:
        action = QAction(f"Filter: {wanted.name.replace('&', '&&')}", self)
        # The palette remembers by this name what was used last.
        action.setObjectName(f"filter:{wanted.name}")
        action.setToolTip("List what this saved filter lets through")
        action.triggered.connect(lambda _checked=False: self.apply(wanted))
        return action

    def _show(self) -> None:
        self._panel.saved.show_filters(self.filters, self._panel.field.text())
