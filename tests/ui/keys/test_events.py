"""Keys go by the character that they write."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QPlainTextEdit
from pytestqt.qtbot import QtBot

from workbench.ui.keys.events import CharacterKeys, is_dead, key_of

Modifier = Qt.KeyboardModifier
NONE, SHIFT, CONTROL, ALT = (
    Modifier.NoModifier,
    Modifier.ShiftModifier,
    Modifier.ControlModifier,
    Modifier.AltModifier,
)


def event(
    key: int, modifiers: Modifier = NONE, text: str = "", repeated: bool = False
) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text, repeated)


@pytest.mark.parametrize(
    ("pressed", "key"),
    [
        (event(Qt.Key.Key_A, NONE, "a"), "A"),
        (event(Qt.Key.Key_A, SHIFT, "A"), "Shift+A"),
        # Caps lock writes a capital without Shift.
        (event(Qt.Key.Key_A, NONE, "A"), "A"),
        # The key of the Latin A on a Russian layout, and of Q on a French one.
        (event(0x0424, NONE, "ф"), "Ф"),
        (event(Qt.Key.Key_A, NONE, "q"), "Q"),
        (event(Qt.Key.Key_Question, SHIFT, "?"), "?"),
        (event(Qt.Key.Key_Slash, NONE, "?"), "?"),
        (event(Qt.Key.Key_At, CONTROL | ALT, "@"), "@"),
        (event(Qt.Key.Key_Z, CONTROL | SHIFT, "\x1a"), "Ctrl+Shift+Z"),
        (event(Qt.Key.Key_Question, CONTROL | SHIFT, ""), "Ctrl+?"),
        (event(Qt.Key.Key_Space, NONE, " "), "Space"),
        (event(Qt.Key.Key_Backtab, SHIFT, "\t"), "Shift+Tab"),
        (event(Qt.Key.Key_Left, ALT | SHIFT), "Alt+Shift+Left"),
        (event(Qt.Key.Key_5, Modifier.KeypadModifier, "5"), "5"),
        (event(Qt.Key.Key_Shift, SHIFT), ""),
        (event(Qt.Key.Key_Dead_Acute), ""),
        (event(Qt.Key.Key_unknown), ""),
    ],
)
def test_a_press_as_a_key(qapp: QApplication, pressed: QKeyEvent, key: str) -> None:
    """As the table writes it; modifiers alone and dead keys are none."""
    assert key_of(pressed) == key


def test_an_accent_that_waits_is_dead(qapp: QApplication) -> None:
    """It writes nothing by itself."""
    assert is_dead(event(Qt.Key.Key_Dead_Circumflex))
    assert not is_dead(event(Qt.Key.Key_AsciiCircum, SHIFT, "^"))


class Desk:
    """A window with a text field that has two keys of its own."""

    def __init__(self) -> None:
        self.window = QMainWindow()
        self.text = QPlainTextEdit()
        self.window.setCentralWidget(self.text)
        self.done: list[str] = []
        self.skip = self._action("skip", "A", self.text, Qt.ShortcutContext.WidgetShortcut)
        self.help = self._action("help", "?", self.window, Qt.ShortcutContext.WindowShortcut)
        CharacterKeys(self.text)

    def send(self, *args: object) -> None:
        QApplication.sendEvent(self.text, event(*args))  # type: ignore[arg-type]

    def _action(
        self, name: str, key: str, owner: QMainWindow | QPlainTextEdit, where: Qt.ShortcutContext
    ) -> QAction:
        action = QAction(name, owner)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(where)
        action.triggered.connect(lambda: self.done.append(name))
        owner.addAction(action)
        return action


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    made = Desk()
    qtbot.addWidget(made.window)
    made.window.show()
    return made


def test_the_character_decides_not_the_place(desk: Desk) -> None:
    """The same place on another layout writes another character, and does another thing."""
    desk.send(Qt.Key.Key_Q, NONE, "a")
    desk.send(Qt.Key.Key_A, NONE, "ф")
    assert desk.done == ["skip"]
    assert desk.text.toPlainText() == "ф"


def test_keys_of_the_window_are_heard_too(desk: Desk) -> None:
    """`?` opens the sheet of keys from the editor."""
    desk.send(Qt.Key.Key_Question, SHIFT, "?")
    assert desk.done == ["help"]


def test_a_key_of_an_action_that_is_off_goes_to_the_widget(desk: Desk) -> None:
    """It is a character like any other then."""
    desk.skip.setEnabled(False)
    desk.send(Qt.Key.Key_A, NONE, "a")
    assert (desk.done, desk.text.toPlainText()) == ([], "a")


def test_a_key_held_down_acts_once_where_it_must_not_repeat(desk: Desk) -> None:
    """It is not typed instead."""
    desk.skip.setAutoRepeat(False)
    desk.send(Qt.Key.Key_A, NONE, "a")
    desk.send(Qt.Key.Key_A, NONE, "a", True)
    assert (desk.done, desk.text.toPlainText()) == (["skip"], "")
