"""Every action of the window in one table, and where its keys act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from workbench.ui.action_row import EDITOR, ActionRow
from workbench.ui.annotate.actions_table import ACTIONS as ANNOTATE
from workbench.ui.annotate.actions_table import EDITOR_ACTIONS
from workbench.ui.clean.actions_table import ACTIONS as CLEAN
from workbench.ui.insights.actions_table import ACTIONS as INSIGHTS
from workbench.ui.models.actions_table import ACTIONS as MODELS
from workbench.ui.train.actions_table import ACTIONS as TRAIN

WINDOW: tuple[ActionRow, ...] = (
    ActionRow("file.new", "New project…", "Ctrl+N", "Make an empty project"),
    ActionRow("file.open", "Open project…", "Ctrl+O", "Open a project file"),
    ActionRow("file.sample", "Open the sample", "", "A copy of the sample project to play with"),
    ActionRow("file.import", "Import files…", "Ctrl+I", "Look at files before taking them in"),
    ActionRow(
        "file.import_folder", "Import a folder…", "Ctrl+Shift+I", "Look at the files of a folder"
    ),
    ActionRow("file.export", "Export…", "Ctrl+E", "Write sentences in any of the formats"),
    ActionRow("file.restore", "Restore from backup…", "", "Make a project of an earlier state"),
    ActionRow("file.check", "Check project…", "", "Look for damage in the file, and repair it"),
    ActionRow(
        "file.recover",
        "Recover a lost project…",
        "",
        "Make a project anew that was deleted, moved or replaced",
    ),
    ActionRow(
        "file.rescue",
        "Rescue a damaged project…",
        "",
        "Save what can be read of a file into a new project",
    ),
    ActionRow(
        "file.save_as", "Save a copy…", "", "Copy the project into a new file, and open that one"
    ),
    ActionRow("file.save", "Save", "Ctrl+S", "Every edit is saved when it is shown"),
    ActionRow("file.close", "Close project", "Ctrl+W", "Back to the start page"),
    ActionRow("file.quit", "Quit", "Ctrl+Q", "Close the window"),
    ActionRow("edit.undo", "Undo", "Ctrl+Z", "Take the last operation back"),
    ActionRow("edit.redo", "Redo", "Ctrl+Shift+Z; Ctrl+Y", "Do again what was undone"),
    ActionRow("view.annotate", "Annotate", "Ctrl+1", "Sentences and their entities"),
    ActionRow("view.clean", "Clean", "Ctrl+2", "Bad tags and the label set"),
    ActionRow("view.train", "Train", "Ctrl+3", "Runs, curves and reports"),
    ActionRow("view.models", "Models", "Ctrl+4", "Every model, and a box to try one"),
    ActionRow("view.insights", "Insights", "Ctrl+5", "Progress, pace, and what more would bring"),
    ActionRow("view.history", "History", "Ctrl+H", "All operations, and those on the sentence"),
    ActionRow("train.start", "Start training", "Ctrl+T", "Freeze the data and start a training"),
    ActionRow(
        "models.suggest_now", "Suggest", "Ctrl+J", "Let the suggester look at untouched sentences"
    ),
    ActionRow(
        "models.stop_suggesting",
        "Stop suggesting",
        "Ctrl+Shift+J",
        "Let the model that suggests stop; what it suggested so far stays",
    ),
    ActionRow(
        "models.suggest_anew",
        "Suggest after each training, or not",
        "",
        "Whether a better model looks at the untouched sentences as soon as it is trained",
    ),
    ActionRow("view.theme_system", "Theme of the system", "", "Light or dark as the system is"),
    ActionRow("view.theme_light", "Light theme", "", "Dark text on a light page"),
    ActionRow("view.theme_dark", "Dark theme", "", "Light text on a dark page"),
    ActionRow("help.palette", "Command palette…", "Ctrl+K", "Every action by name"),
    ActionRow("help.keys", "All keys", "F1; ?", "All keys on one sheet, where they can be changed"),
    ActionRow(
        "help.report",
        "Report a problem…",
        "",
        "Gather versions, codes and numbers into a file; nothing is sent",
    ),
    ActionRow("help.about", "About NER Workbench", "", "Version and licence"),
)

# These act while the history has the focus.
HISTORY: tuple[ActionRow, ...] = (
    ActionRow(
        "history.go_to",
        "Go back to here",
        "Ctrl+Backspace",
        "Undo or redo until the chosen operation is the last one",
    ),
    ActionRow(
        "history.sentences",
        "List its sentences",
        "Return; Enter",
        "The sentences that the chosen operation changed",
    ),
    ActionRow(
        "history.restore",
        "Restore this state",
        "Ctrl+Return; Ctrl+Enter",
        "Bring the sentence back to the chosen state",
    ),
)

TABLE: tuple[ActionRow, ...] = (*WINDOW, *HISTORY, *ANNOTATE, *CLEAN, *TRAIN, *MODELS, *INSIGHTS)

_BY_NAME: Mapping[str, ActionRow] = {row.name: row for row in TABLE}
_WINDOW = frozenset(row.name for row in WINDOW)
_EDITOR = frozenset(row.name for row in EDITOR_ACTIONS)
_EDITORS_OWN = frozenset(row.name for row in ANNOTATE if row.shown_only)

PLACE_TITLES: Mapping[str, str] = {
    "": "Everywhere",
    EDITOR: "Annotate, in the editor",
    "annotate": "Annotate",
    "clean": "Clean",
    "train": "Train",
    "models": "Models",
    "insights": "Insights",
    "history": "History",
}


def find_row(name: str) -> ActionRow:
    """The row of an action; KeyError for a name that the table lacks."""
    return _BY_NAME[name]


def scope_of(row: ActionRow) -> str:
    """Where the keys of an action act: empty for the whole window."""
    if row.scope is not None:
        return row.scope
    if row.name in _WINDOW:
        return ""
    if row.name in _EDITOR | _EDITORS_OWN:
        return EDITOR
    return row.name.partition(".")[0]


def scope_title(scope: str) -> str:
    """The name of a scope as the sheet of keys has it."""
    return PLACE_TITLES.get(scope) or PLACE_TITLES.get(scope.partition(".")[0], scope)


def by_scope(rows: Iterable[ActionRow]) -> list[tuple[str, list[ActionRow]]]:
    """The rows by where they act, in the order of the places; a stable one within each."""
    order = list(PLACE_TITLES)

    def place(row: ActionRow) -> str:
        scope = scope_of(row)
        return scope if scope in PLACE_TITLES else scope.partition(".")[0]

    ordered = sorted(rows, key=lambda row: order.index(place(row)))
    return [(scope, list(group)) for scope, group in groupby(ordered, place)]


def meet(first: str, second: str) -> bool:
    """Whether keys of the two scopes can be heard at the same time."""
    return _holds(first, second) or _holds(second, first)


def _holds(outer: str, inner: str) -> bool:
    return not outer or inner == outer or inner.startswith(f"{outer}.")
