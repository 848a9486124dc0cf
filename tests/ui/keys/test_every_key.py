"""Every default key of every action, pressed in the real window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QStackedWidget, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from workbench import bootstrap
from workbench.jobs.environment import worker_command
from workbench.operations.instant import Mode, choose
from workbench.ui.action_row import ActionRow, default_keys
from workbench.ui.action_table import TABLE, find_row, scope_of
from workbench.ui.actions import BoundAction
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.keys.bindings import bindings
from workbench.ui.main_window import MainWindow
from workbench.ui.services import Services
from workbench.ui.session import PLACES

PRESSED = [(row, key) for row in TABLE if not row.shown_only for key in default_keys(row)]
# The keys that the design of the window promises, and what each does.
PROMISED = {
    "annotate.label": ("1…9, 0, letters",),
    "annotate.accept": ("Return", "A"),
    "annotate.reject": ("X",),
    "annotate.skip": ("Space",),
    "annotate.flag": ("F",),
    "annotate.next": ("PgDown", "J"),
    "annotate.previous": ("PgUp", "K"),
    "annotate.apply_to_all": ("Ctrl+D",),
    "train.start": ("Ctrl+T",),
    "edit.undo": ("Ctrl+Z",),
    "edit.redo": ("Ctrl+Shift+Z", "Ctrl+Y"),
    "annotate.remove": ("Del", "Backspace"),
    "annotate.next_entity": ("Tab",),
    "annotate.previous_entity": ("Shift+Tab",),
    "annotate.accept_suggestion": ("Y",),
    "annotate.reject_suggestion": ("N",),
    "annotate.move": ("Left", "Right"),
    "annotate.extend_right": ("Alt+Right",),
    "annotate.shrink_right": ("Alt+Left",),
    "annotate.search": ("Ctrl+F",),
    "annotate.next_hit": ("F3",),
    "help.palette": ("Ctrl+K",),
    "help.keys": ("F1", "?"),
    "file.save": ("Ctrl+S",),
    "view.annotate": ("Ctrl+1",),
    "view.clean": ("Ctrl+2",),
    "view.train": ("Ctrl+3",),
    "view.models": ("Ctrl+4",),
    "view.insights": ("Ctrl+5",),
}


@dataclass
class Board:
    """A window in which every action only says that it was triggered."""

    window: MainWindow
    actions: dict[str, BoundAction] = field(default_factory=dict)
    triggered: list[str] = field(default_factory=list)

    def silence(self) -> None:
        """Cut every action off from what it does."""
        for action in self.window.findChildren(BoundAction):
            action.triggered.disconnect()
            action.triggered.connect(lambda _checked=False, a=action: self._note(a))
            self.actions[action.objectName()] = action

    def press(self, row: ActionRow, key: str) -> list[str]:
        """Press a key where its action is heard; the actions that this triggered."""
        action = self.actions[row.name]
        place = scope_of(row).partition(".")[0]
        if place in PLACES and self.window.session is not None:
            self.window.stack.setCurrentWidget(self.window.session.place(place))
        focus = self._focus(action)
        action.setEnabled(True)
        self.triggered.clear()
        combination = QKeySequence(key)[0]  # type: ignore[index]
        QTest.keyClick(focus, combination.key(), combination.keyboardModifiers())
        return list(self.triggered)

    def _note(self, action: QAction) -> None:
        self.triggered.append(action.objectName())

    def _focus(self, action: QAction) -> QWidget:
        owners = [one for one in action.associatedObjects() if isinstance(one, QWidget)]
        owner = next(one for one in owners if one.actions())
        if owner is self.window and self.window.session is not None:
            owner = self.window.session.place("annotate")
        _reveal(owner)
        alone = action.shortcutContext() == Qt.ShortcutContext.WidgetShortcut
        focus = owner if alone else _within(owner)
        focus.setFocus()
        assert focus.hasFocus(), f"{focus} of {action.objectName()} takes no focus"
        return focus


def _reveal(widget: QWidget) -> None:
    """Bring a widget, and all that it lies in, to the front."""
    inner = widget
    while (outer := inner.parentWidget()) is not None:
        if isinstance(outer, QStackedWidget):
            tabs = outer.parentWidget()
            (tabs if isinstance(tabs, QTabWidget) else outer).setCurrentWidget(inner)
        inner.setVisible(True)
        inner.setEnabled(True)
        inner = outer


def _within(owner: QWidget) -> QWidget:
    """Something in a widget that takes the focus and types nothing."""
    if isinstance(owner, AnnotatePlace):
        return owner.editor
    fitting = [owner, *owner.findChildren(QWidget)]
    return next(
        one
        for one in fitting
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.isVisible()
        and one.isEnabled()
        and not isinstance(one, QLineEdit)
    )


@pytest.fixture(scope="module")
def board(
    qapp: QApplication, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Board]:
    """The window on the sample, with every place built and the history open."""
    folder = tmp_path_factory.mktemp("keys")
    bindings().use({})
    window = MainWindow(_services(folder))
    qtbot = QtBot(request)
    window.show()
    with qtbot.waitSignal(window.opened):
        window.action("file.sample").trigger()
    assert window.session is not None
    # Its process would come in the middle of some test.
    window.session.context.store.submit(choose, Mode.OFF).result()
    for place in PLACES:
        window.show_place(place)
    window.show_place("annotate")
    window.action("view.history").trigger()
    window.activateWindow()
    qtbot.waitUntil(lambda: window.isActiveWindow() and window.tasks.pending == 0)
    made = Board(window)
    made.silence()
    yield made
    window.close()
    window.deleteLater()


def _services(folder: Path) -> Services:
    return Services(
        open_project=bootstrap.open_project,
        create_project=bootstrap.create_project,
        open_sample=lambda: bootstrap.open_sample(folder / "sample.nerproj"),
        recent=list,
        remember=lambda _path: None,
        worker_command=worker_command,
        state_file=folder / "window.ini",
    )


@pytest.mark.parametrize(("row", "key"), PRESSED, ids=[f"{row.name}-{key}" for row, key in PRESSED])
def test_a_key_triggers_its_action_and_no_other(board: Board, row: ActionRow, key: str) -> None:
    """Pressed where the action is heard, by its default key, in the real window."""
    assert board.press(row, key) == [row.name]


def test_the_window_has_every_action_of_the_table(board: Board) -> None:
    """No row of the table is a promise without an action."""
    assert {row.name for row in TABLE if not row.shown_only} - set(board.actions) == set()


@pytest.mark.parametrize("key", ["Left", "Right", "Up", "Down", "Home", "End", "Shift+Left"])
def test_arrows_stay_with_the_editor(board: Board, key: str) -> None:
    """The token cursor moves; no action hears them."""
    flag = find_row("annotate.flag")
    assert board.press(flag, "F") == ["annotate.flag"]
    assert board.press(flag, key) == []


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_every_key_of_the_design_is_in_the_table(name: str) -> None:
    """What ui.md promises is there, under the promised keys; F1 and `?` show it."""
    assert set(PROMISED[name]) <= set(default_keys(find_row(name)))


def test_label_keys_reach_the_editor(board: Board) -> None:
    """Digits, and letters that no command has, are left to labels."""
    place = board.window.session.place("annotate") if board.window.session else None
    assert isinstance(place, AnnotatePlace)
    typed: list[str] = []
    place.editor.typed.connect(typed.append)
    for key in (*"1234567890", "w", "q"):
        flag = find_row("annotate.flag")
        assert board.press(flag, key.upper()) == []
    place.editor.typed.disconnect(typed.append)
    assert "".join(typed) == "1234567890wq"
