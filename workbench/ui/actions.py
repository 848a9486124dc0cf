"""Actions made of the table: with text, tip, and the keys in use, which may change at any time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QWidget

from workbench.ui.action_row import EDITOR, ActionRow
from workbench.ui.action_table import TABLE, WINDOW, find_row, meet, scope_of
from workbench.ui.keys.bindings import PORTABLE, bindings
from workbench.ui.reading import reading, shade

__all__ = [
    "TABLE",
    "WINDOW",
    "ActionRow",
    "BoundAction",
    "editor_keys",
    "find_row",
    "follow_keys",
    "key_text",
    "keys_of",
    "make_action",
    "show_key",
    "show_key_in_tip",
    "text_with_key",
    "tip",
]

_SIGNS = {
    "Space": "␣",
    "Return": "⏎",
    "Enter": "⏎",
    "Tab": "⇥",
    "Backspace": "⌫",
    "Del": "⌦",
    "Left": "←",
    "Right": "→",
    "Up": "↑",
    "Down": "↓",
}


class BoundAction(QAction):
    """An action of the table; its keys and its tip follow what the person chose."""

    def __init__(self, row: ActionRow, parent: QObject | None = None) -> None:
        super().__init__(_translated(row.text), parent)
        self.row = row
        self.setObjectName(row.name)
        self.setStatusTip("")
        self._wanted = True
        self.follow()
        bindings().changed.connect(self.follow)
        reading().changed.connect(self._shade)
        self._shade()

    def setEnabled(self, enabled: bool, /) -> None:
        """As wished; where the project may only be looked at, what would change it stays off."""
        self._wanted = enabled
        self._shade()

    def _shade(self) -> None:
        super().setEnabled(self._wanted and reading().allows(self.row.name))

    def follow(self) -> None:
        """Take the keys that are in use now."""
        self.setToolTip(tip(self.row))
        if not self.row.shown_only:
            self.setShortcuts([QKeySequence(key, PORTABLE) for key in keys_of(self.row)])


def make_action(
    name: str,
    parent: QObject,
    slot: Callable[[], object] | None = None,
    context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
) -> QAction:
    """Make the action of that name, with its text, keys and a tip that names the keys."""
    action = BoundAction(find_row(name), parent)
    action.setShortcutContext(context)
    if slot is not None:
        action.triggered.connect(lambda _checked=False: slot())
    return action


def keys_of(row: ActionRow) -> list[str]:
    """The key sequences of a row that are in use now."""
    return list(bindings().keys(row.name))


def key_text(name: str) -> str:
    """The first key of an action, for sentences such as `Undo: Ctrl+Z`; empty without one."""
    return next(iter(bindings().keys(name)), "")


def editor_keys() -> frozenset[str]:
    """The single characters, in lower case, that mean a command while the editor has the focus."""
    heard = (row for row in TABLE if not row.shown_only and meet(scope_of(row), EDITOR))
    return frozenset(key.lower() for row in heard for key in keys_of(row) if len(key) == 1)


def tip(row: ActionRow) -> str:
    """What a tooltip says: what the action does, and its keys."""
    keys = " · ".join(keys_of(row))
    text = _translated(row.tip or row.text)
    return f"{text} ({keys})" if keys else text


def key_sign(key: str) -> str:
    """A key as a button shows it: `x`, `␣`, `⇧⏎`, `Ctrl+D`."""
    plain = key.removeprefix("Shift+")
    if plain in _SIGNS:
        return ("⇧" if plain != key else "") + _SIGNS[plain]
    return key.lower() if len(key) == 1 else key


def follow_keys(owner: QObject, show: Callable[[], object]) -> None:
    """Call `show` now, and whenever keys change for as long as the owner lives."""
    _Follower(owner, show)


def show_key(button: QAbstractButton, name: str, text: str) -> None:
    """Write a text with the action's first key on a button, now and whenever the key changes."""

    def show() -> None:
        sign = key_sign(key_text(name)).replace("&", "&&")
        button.setText(f"{text}  {sign}" if sign else text)
        button.setToolTip(tip(find_row(name)))

    follow_keys(button, show)
    shade(button, name)


def show_key_in_tip(widget: QWidget, name: str, text: str) -> None:
    """Say an action's first key behind the text of a tooltip, now and whenever it changes."""
    follow_keys(widget, lambda: widget.setToolTip(text_with_key(text, name)))
    shade(widget, name)


def text_with_key(text: str, name: str) -> str:
    """A text with the first key of an action in brackets, where it has one."""
    key = key_text(name)
    return f"{text} ({key})" if key else text


class _Follower(QObject):
    """Hears of changed keys until its owner is gone."""

    def __init__(self, owner: QObject, show: Callable[[], object]) -> None:
        super().__init__(owner)
        self._show = show
        show()
        bindings().changed.connect(self._follow)

    def _follow(self) -> None:
        self._show()


def _translated(text: str) -> str:
    return QCoreApplication.translate("actions", text)
