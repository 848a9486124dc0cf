"""The field that takes a new key: pressed, or typed as text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from workbench.ui.keys.bindings import normal
from workbench.ui.keys.events import is_dead, key_of

PRESS = "Press the new key (Esc leaves)"
TYPE = "Type a key, such as Ctrl+Shift+P, then Enter"
DEAD = "A dead key writes nothing by itself; choose another one."
NO_KEY = "{0} is no key. Write it like Ctrl+Shift+P, F6, or one character."


class KeyField(QLineEdit):
    """Says which key was chosen; takes every key while it waits for one, but for Esc."""

    taken = Signal(str)
    refused = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typing = False
        self.setAccessibleName(self.tr("New key"))
        self.returnPressed.connect(self._take_text)
        self.set_typing(False)

    def set_typing(self, typing: bool) -> None:
        """Take the key as text, or else take the next one that is pressed."""
        self._typing = typing
        self.clear()
        self.setReadOnly(not typing)
        # A field that takes Tab as a key must not be reached by Tab: one would not get out.
        policy = Qt.FocusPolicy.StrongFocus if typing else Qt.FocusPolicy.ClickFocus
        self.setFocusPolicy(policy)
        self.setPlaceholderText(self.tr(TYPE if typing else PRESS))

    def event(self, event: QEvent) -> bool:
        if not self._typing and isinstance(event, QKeyEvent):
            # Before anybody else: Tab would move the focus, a shortcut would act.
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._take_press(event)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # The dialog would close.
            event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.clear()

    def _take_press(self, event: QKeyEvent) -> None:
        event.accept()
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.left.emit()
        elif is_dead(event):
            self.refused.emit(self.tr(DEAD))
        elif key := key_of(event):
            self.taken.emit(key)

    def _take_text(self) -> None:
        key = normal(self.text())
        if key:
            self.taken.emit(key)
        elif self.text():
            self.refused.emit(self.tr(NO_KEY).format(self.text()))
