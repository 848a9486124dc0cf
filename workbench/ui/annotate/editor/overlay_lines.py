"""Small lines that open over the editor: go to a token by letters, and cut a token in two."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from workbench.domain.likely import is_sign
from workbench.ui.theme import LARGE, MEDIUM, SMALL
from workbench.ui.utf16 import from_utf16, to_utf16

NARROWEST = 80
_CARET_KEYS = frozenset(
    {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Shift}
)
_ENDING_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})


class OverlayLine(QLineEdit):
    """Goes away with Esc, or when the focus leaves it; `left` says so."""

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.hide()

    def event(self, event: QEvent) -> bool:
        # Tab would change the focus before anybody sees it as a key.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        ):
            self._leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up()
            self._leave()
        elif event.key() in _ENDING_KEYS:
            self.finished()
            self._leave()
        else:
            super().keyPressEvent(event)

    def given_up(self) -> None:
        """Esc was pressed."""

    def finished(self) -> None:
        """Enter or Tab was pressed."""

    def _leave(self) -> None:
        if self.isVisible():
            self.hide()
            self.left.emit()


class FootLine(OverlayLine):
    """A line at the foot of the editor that says what may be typed."""

    def __init__(self, parent: QWidget, name: str, hint: str) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)

    def open(self) -> None:
        """Show the empty line, as wide as its hint."""
        room = self._over.width() - 2 * MEDIUM
        hint = QFontMetrics(self.font()).horizontalAdvance(self.placeholderText())
        self.clear()
        self.resize(max(min(hint + 2 * LARGE, room), NARROWEST), self.sizeHint().height())
        self.move(MEDIUM, self._over.height() - self.height() - MEDIUM)
        self.show()
        self.raise_()
        self.setFocus()


class GoToLine(FootLine):
    """Each letter goes on to the token that the text begins; Esc goes back."""

    searched = Signal(str)
    cancelled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            parent, "Go to a token by its first letters", "Type how the token begins, then Enter"
        )
        self.textEdited.connect(self.searched)

    def given_up(self) -> None:
        self.cancelled.emit()


class MarkLine(FootLine):
    """Takes the one letter that stands over a token."""

    typed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            parent, "Go to a token by the letter over it", "Type the letter over a token"
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isalpha():
            self.typed.emit(event.text())
            self._leave()
        else:
            super().keyPressEvent(event)


class CutLine(OverlayLine):
    """Shows a token with a caret; the arrows move the caret, Enter cuts there."""

    cut_wanted = Signal(int, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._token = 0
        self.setAccessibleName("Cut the token: move the caret, then Enter")
        self.setToolTip("Arrows move the caret, Enter cuts the token there")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def open(self, token: int, text: str, area: QRectF) -> None:
        """Show the token's text over its place, the caret where a cut is likely."""
        self._token = token
        self.setText(text)
        self.setCursorPosition(to_utf16(text, likely_cut(text)))
        parent = self._over
        wanted = QFontMetrics(self.font()).horizontalAdvance(text) + 3 * LARGE
        self.resize(min(wanted, parent.width() - 2 * SMALL), self.sizeHint().height())
        left = max(SMALL, min(int(area.left()) - MEDIUM, parent.width() - self.width() - SMALL))
        top = min(int(area.bottom()) + SMALL, parent.height() - self.height() - SMALL)
        self.move(QPoint(left, max(top, SMALL)))
        self.show()
        self.raise_()
        self.setFocus()
        self.deselect()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ends = event.key() == Qt.Key.Key_Escape or event.key() in _ENDING_KEYS
        if ends or event.key() in _CARET_KEYS:
            super().keyPressEvent(event)

    def finished(self) -> None:
        at = from_utf16(self.text(), self.cursorPosition())
        if 0 < at < len(self.text()):
            self.cut_wanted.emit(self._token, at)


def likely_cut(text: str) -> int:
    """Before which character a token is most likely to be cut: at a sign, a digit, a capital."""
    for at in range(1, len(text)):
        before, after = text[at - 1], text[at]
        if is_sign(before) != is_sign(after) or before.isdigit() != after.isdigit():
            return at
        if before.islower() and after.isupper():
            return at
    return len(text) // 2
