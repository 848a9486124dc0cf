"""Hands for walks through the window: mouse and keyboard of an X server, or Qt's own events."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

PATIENCE = 120.0
# So often it is looked whether what is waited for is there, in milliseconds.
BEAT_MS = 10
# What X calls keys that Qt calls otherwise.
KEYS = {
    ",": "comma",
    ".": "period",
    "/": "slash",
    "Del": "Delete",
    "Backspace": "BackSpace",
    "Esc": "Escape",
    "PgDown": "Next",
    "PgUp": "Prior",
}


class Hands(Protocol):
    """What a person does at the window."""

    def turn_to(self, window: QWidget) -> None:
        """Give a window the keyboard."""

    def press(self, key: str) -> None:
        """Press a key by its name in Qt, such as `Shift+Right`."""

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click into the middle of a widget, or at a place in it."""


class QtHands:
    """Quick hands: their events come from Qt itself, so that no screen is needed."""

    def __init__(self) -> None:
        self._window: QWidget | None = None

    def turn_to(self, window: QWidget) -> None:
        self._window = window
        window.activateWindow()
        wait(window.isActiveWindow, "the keyboard")

    def press(self, key: str) -> None:
        combination = QKeySequence(key)[0]  # type: ignore[index]
        assert self._window is not None
        focus = self._window.focusWidget() or self._window
        QTest.keyClick(focus, combination.key(), combination.keyboardModifiers())

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        wait(lambda: widget.isVisible() and widget.isEnabled(), widget.accessibleName())
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())


class ScreenHands(QObject):
    """Every press and click goes through xdotool and the X server; each waits until it arrived."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._keys = self._buttons = 0
        app.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.spontaneous():
            self._keys += event.type() is QEvent.Type.ShortcutOverride
            self._buttons += event.type() is QEvent.Type.MouseButtonRelease
        return False

    def turn_to(self, window: QWidget) -> None:
        wait(window.isVisible, "a window")
        _xdotool("windowfocus", str(int(window.winId())))
        wait(window.isActiveWindow, "the keyboard")

    def press(self, key: str) -> None:
        seen = self._keys
        _xdotool("key", _named(key))
        wait(lambda: self._keys > seen, f"the key {key}")

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        wait(lambda: widget.isVisible() and widget.isEnabled(), widget.accessibleName())
        place = widget.mapToGlobal(at or widget.rect().center())
        seen = self._buttons
        _xdotool("mousemove", str(place.x()), str(place.y()), "click", "1")
        wait(lambda: self._buttons > seen, f"the click on {widget.accessibleName()}")


def wait(ready: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Let the window work until something is so; AssertionError where it takes too long."""
    loop, beat, end = QEventLoop(), QTimer(), time.monotonic() + seconds
    beat.start(BEAT_MS)
    while not ready():
        assert time.monotonic() < end, f"waited in vain for {what}"
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    beat.stop()


def _named(key: str) -> str:
    *modifiers, name = key.split("+") if len(key) > 1 else [key]
    return "+".join([*map(str.lower, modifiers), KEYS.get(name, _letter(name))])


def _letter(name: str) -> str:
    return name.lower() if len(name) == 1 else name


def _xdotool(*words: str) -> None:
    subprocess.run(["xdotool", *words], check=True, timeout=PATIENCE)
