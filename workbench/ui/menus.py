"""The window's own actions, and the menus they stand in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenuBar, QWidget

from workbench.ui.action_table import WINDOW
from workbench.ui.actions import make_action

MENUS: Mapping[str, tuple[str, ...]] = {
    "&File": (
        "file.new",
        "file.open",
        "file.sample",
        "",
        "file.import",
        "file.import_folder",
        "file.export",
        "",
        "file.restore",
        "file.check",
        "file.rescue",
        "file.recover",
        "",
        "file.save",
        "file.save_as",
        "file.close",
        "file.quit",
    ),
    "&Edit": ("edit.undo", "edit.redo"),
    "&View": (
        "view.annotate",
        "view.clean",
        "view.train",
        "view.models",
        "view.insights",
        "view.history",
        "",
        "view.theme_system",
        "view.theme_light",
        "view.theme_dark",
    ),
    "&Train": (
        "train.start",
        "",
        "models.suggest_now",
        "models.stop_suggesting",
        "models.suggest_anew",
    ),
    "&Help": ("help.palette", "help.keys", "help.report", "help.about"),
}


def shell_actions(window: QWidget, slots: Mapping[str, Callable[[], object]]) -> dict[str, QAction]:
    """Make the window's actions; each does what the slot of its name does."""
    actions = {row.name: make_action(row.name, window, slots[row.name]) for row in WINDOW}
    window.addActions(list(actions.values()))
    themes = QActionGroup(window)
    for name, action in actions.items():
        if name.startswith("view.theme_"):
            action.setCheckable(True)
            themes.addAction(action)
    return actions


def fill_menus(bar: QMenuBar, actions: Mapping[str, QAction]) -> None:
    """Put the actions into their menus."""
    for title, names in MENUS.items():
        menu = bar.addMenu(title)
        for name in names:
            if name:
                menu.addAction(actions[name])
            else:
                menu.addSeparator()
