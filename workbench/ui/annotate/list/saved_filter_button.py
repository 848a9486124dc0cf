"""The small menu of saved filters beside the filter field."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from workbench.operations.saved_filters import SavedFilter
from workbench.ui.actions import show_key_in_tip
from workbench.ui.annotate.list.quick_filters import NO_INDICATOR
from workbench.ui.theme import set_icon

NAME = "Saved filters"
LONGEST = 48


class SavedFilterButton(QToolButton):
    """Emits the filter that a person picked, or that one is to be saved or changed."""

    picked = Signal(object)
    save_wanted = Signal()
    manage_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(NAME)
        show_key_in_tip(self, "annotate.filters", NAME)
        self.setStyleSheet(NO_INDICATOR)
        self.setAutoRaise(True)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        set_icon(self, "ph.bookmark-simple")
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self.show_filters((), "")

    def show_filters(self, filters: Sequence[SavedFilter], text: str) -> None:
        """List these; the ones that say what the field says are ticked."""
        self._menu.clear()
        for one in filters:
            action = self._menu.addAction(menu_text(one.name), partial(self.picked.emit, one))
            action.setCheckable(True)
            action.setChecked(one.text.split() == text.split())
        if not filters:
            self._menu.addAction("No saved filters yet").setEnabled(False)
        self._menu.addSeparator()
        save = self._menu.addAction("Save this filter…", self.save_wanted.emit)
        save.setEnabled(bool(text.strip()))
        self._menu.addAction("Rename or delete…", self.manage_wanted.emit).setEnabled(bool(filters))

    def open_menu(self) -> None:
        """Open the menu under its button, the first filter chosen."""
        self._menu.setActiveAction(self._menu.actions()[0])
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height())))


def menu_text(text: str) -> str:
    """A text from data as a menu shows it: not too long, with no letter underlined."""
    short = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return short.replace("&", "&&")
