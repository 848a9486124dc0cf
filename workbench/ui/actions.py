"""Every action of the window in one table: name, text, default keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from workbench.ui.action_row import ActionRow
from workbench.ui.annotate.actions_table import ACTIONS as ANNOTATE
from workbench.ui.clean.actions_table import ACTIONS as CLEAN
from workbench.ui.train.actions_table import ACTIONS as TRAIN

__all__ = ["TABLE", "ActionRow", "find_row", "make_action"]

WINDOW: tuple[ActionRow, ...] = (
    ActionRow("file.new", "New project…", "Ctrl+N", "Make an empty project"),
    ActionRow("file.open", "Open project…", "Ctrl+O", "Open a project file"),
    ActionRow("file.sample", "Open the sample", "", "A copy of the sample project to play with"),
    ActionRow("file.import", "Import files…", "Ctrl+I", "Look at files before taking them in"),
    ActionRow(
        "file.import_folder", "Import a folder…", "Ctrl+Shift+I", "Look at the files of a folder"
    ),
    ActionRow("file.export", "Export…", "Ctrl+E", "Write sentences in any of the formats"),
    ActionRow("file.save", "Save", "Ctrl+S", "Every edit is saved when it is shown"),
    ActionRow("file.close", "Close project", "Ctrl+W", "Back to the start page"),
    ActionRow("file.quit", "Quit", "Ctrl+Q", "Close the window"),
    ActionRow("edit.undo", "Undo", "Ctrl+Z", "Take the last operation back"),
    ActionRow("edit.redo", "Redo", "Ctrl+Shift+Z; Ctrl+Y", "Do again what was undone"),
    ActionRow("view.annotate", "Annotate", "Ctrl+1", "Sentences and their entities"),
    ActionRow("view.clean", "Clean", "Ctrl+2", "Bad tags and the label set"),
    ActionRow("view.train", "Train", "Ctrl+3", "Runs, curves and reports"),
    ActionRow("train.start", "Start training", "Ctrl+T", "Freeze the data and start a training"),
    ActionRow("view.theme_system", "Theme of the system", "", "Light or dark as the system is"),
    ActionRow("view.theme_light", "Light theme", "", "Dark text on a light page"),
    ActionRow("view.theme_dark", "Dark theme", "", "Light text on a dark page"),
    ActionRow("help.palette", "Command palette…", "Ctrl+K", "Every action by name"),
    ActionRow("help.keys", "All keys", "F1; ?", "All keys on one sheet"),
    ActionRow("help.about", "About NER Workbench", "", "Version and licence"),
)

TABLE: tuple[ActionRow, ...] = (*WINDOW, *ANNOTATE, *CLEAN, *TRAIN)


def find_row(name: str) -> ActionRow:
    """The row of an action; KeyError for a name that the table lacks."""
    for row in TABLE:
        if row.name == name:
            return row
    raise KeyError(name)


def make_action(
    name: str,
    parent: QObject,
    slot: Callable[[], object] | None = None,
    context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
) -> QAction:
    """Make the action of that name, with its text, keys and a tip that names the keys."""
    row = find_row(name)
    action = QAction(_translated(row.text), parent)
    action.setObjectName(row.name)
    action.setToolTip(tip(row))
    action.setStatusTip("")
    if not row.shown_only:
        action.setShortcuts([QKeySequence(key) for key in keys_of(row)])
        action.setShortcutContext(context)
    if slot is not None:
        action.triggered.connect(lambda _checked=False: slot())
    return action


def keys_of(row: ActionRow) -> list[str]:
    """The single key sequences of a row."""
    return [key for key in row.keys.split("; ") if key]


def tip(row: ActionRow) -> str:
    """What a tooltip says: what the action does, and its keys."""
    keys = " · ".join(keys_of(row))
    text = _translated(row.tip or row.text)
    return f"{text} ({keys})" if keys else text


def _translated(text: str) -> str:
    return QCoreApplication.translate("actions", text)
