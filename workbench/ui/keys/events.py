"""Key events as keys: by the character that they write, where they write one.

Qt goes by the key's place where the layout has no Latin letters: under a Russian layout the
key left of S would be `A` to it. Here it is `Ф`, which is what stands on it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from workbench.ui.keys.bindings import PORTABLE, normal

_MODIFIERS = Qt.KeyboardModifier
_COMMANDS = _MODIFIERS.ControlModifier | _MODIFIERS.AltModifier | _MODIFIERS.MetaModifier
_ALONE = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_unknown,
    }
)


def character_of(event: QKeyEvent) -> str:
    """The visible character that a key press writes; empty for Space, Enter and commands."""
    text = event.text()
    visible = len(text) == 1 and text.isprintable() and not text.isspace()
    return "" if not visible or _commands(event) else text


def key_of(event: QKeyEvent) -> str:
    """The key as the table writes it, such as `Ctrl+Shift+Z` or `ф`; empty for none.

    A dead key writes nothing by itself and cannot be used; neither can Shift or Ctrl alone.
    """
    if event.key() in _ALONE or is_dead(event):
        return ""
    if character_of(event):
        return _of_character(event)
    key, modifiers = Qt.Key(event.key()), event.modifiers() & ~_MODIFIERS.KeypadModifier
    if key == Qt.Key.Key_Backtab:
        key = Qt.Key.Key_Tab
    if modifiers & _MODIFIERS.ShiftModifier and _is_sign(key):
        # Shift is how the layout writes the sign; elsewhere it may stand on a key of its own.
        modifiers &= ~_MODIFIERS.ShiftModifier
    return normal(QKeySequence(QKeyCombination(modifiers, key)).toString(PORTABLE))


def is_dead(event: QKeyEvent) -> bool:
    """Whether it is an accent that waits for the letter under it."""
    return Qt.Key.Key_Dead_Grave <= Qt.Key(event.key()) <= Qt.Key.Key_Dead_Longsolidusoverlay


def _of_character(event: QKeyEvent) -> str:
    """The key of a character; Shift counts with letters that have capitals, caps lock does not."""
    character = character_of(event)
    key = normal(character)
    shifted = bool(event.modifiers() & _MODIFIERS.ShiftModifier)
    return f"Shift+{key}" if key and shifted and character.lower() != character.upper() else key


def _is_sign(key: Qt.Key) -> bool:
    character = chr(key) if 0x20 < key < 0x110000 else ""
    return bool(character) and not character.isalnum()


def _commands(event: QKeyEvent) -> bool:
    # On Windows, AltGr is told as Ctrl and Alt together; with a character, it wrote that.
    modifiers = event.modifiers() & _COMMANDS
    both = _MODIFIERS.ControlModifier | _MODIFIERS.AltModifier
    return bool(modifiers) and modifiers != both


class CharacterKeys(QObject):
    """Gives a widget its keys by character, before Qt looks for shortcuts.

    Named keys and those with Ctrl or Alt stay with Qt. A character that no action has goes
    to the widget; there it may be the key of a label.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or not character_of(event):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            # Accepted, it comes back as a key press and to no shortcut.
            event.accept()
            return True
        if event.type() != QEvent.Type.KeyPress:
            return False
        action = self._action(_of_character(event))
        if action is None:
            return False
        if action.autoRepeat() or not event.isAutoRepeat():
            action.trigger()
        return True

    def _action(self, key: str) -> QAction | None:
        """The action that has this key, of the widget itself or of what it lies in."""
        wanted = QKeySequence(key, PORTABLE)
        widget: QWidget | None = self._widget
        while widget is not None:
            for action in widget.actions():
                heard = widget is self._widget or _heard_within(action)
                if heard and action.isEnabled() and wanted in action.shortcuts():
                    return action
            widget = widget.parentWidget()
        return None


def _heard_within(action: QAction) -> bool:
    """Whether the action of a widget is heard in what lies in it, too."""
    return action.shortcutContext() != Qt.ShortcutContext.WidgetShortcut
