"""Which cursor a key of the editor leads to; left and right are meant as they are seen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent

from workbench.ui.annotate.editor.cursor import Cursor
from workbench.ui.annotate.editor.moves import Ground, jump, to_letter
from workbench.ui.annotate.editor.sentence_page import Page

_SHIFT, _CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
_SIDES = (Qt.Key.Key_Left, Qt.Key.Key_Right)
_KEYPAD = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier


def moved_by_key(page: Page, ground: Ground, cursor: Cursor, event: QKeyEvent) -> Cursor | None:
    """Where an arrow, Home or End leads, with Ctrl by jumps; None for any other key."""
    modifiers = event.modifiers() & ~_KEYPAD
    if modifiers & ~(_SHIFT | _CONTROL) or not page.flow.boxes:
        return None
    key, extend = Qt.Key(event.key()), bool(modifiers & _SHIFT)
    if not modifiers & _CONTROL:
        target = _near(page, cursor.position, key)
    elif key in _SIDES:
        return jump(ground, cursor, (key == Qt.Key.Key_Right) == page.flow.rightwards, extend)
    else:
        last = len(page.flow.boxes) - 1
        target = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}.get(key)
    return None if target is None else cursor.moved(target, len(page.flow.boxes), extend)


def moved_by_letter(ground: Ground, cursor: Cursor, event: QKeyEvent) -> Cursor | None:
    """Where Shift with a letter leads: to the next token that begins with it."""
    shifted = event.modifiers() & ~_KEYPAD == _SHIFT
    return to_letter(ground, cursor, event.text()) if shifted and event.text().isalpha() else None


def is_command(event: QKeyEvent) -> bool:
    commands = _CONTROL | Qt.KeyboardModifier.MetaModifier | Qt.KeyboardModifier.AltModifier
    return bool(event.modifiers() & commands)


def _near(page: Page, position: int, key: Qt.Key) -> int | None:
    onwards = 1 if page.flow.rightwards else -1
    line = page.flow.lines[page.flow.line_of(position)]
    moves = {
        Qt.Key.Key_Right: position + onwards,
        Qt.Key.Key_Left: position - onwards,
        Qt.Key.Key_Home: line.start,
        Qt.Key.Key_End: line.stop - 1,
    }
    if key in moves:
        return moves[key]
    steps = {Qt.Key.Key_Up: -page.line_height, Qt.Key.Key_Down: page.line_height}
    if key not in steps:
        return None
    center = page.token_area(position).center()
    return page.token_at(QPointF(center.x(), center.y() + steps[key]))
