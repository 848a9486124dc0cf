"""The field in which a filter is typed, with proposals for what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QInputMethodEvent,
    QKeyEvent,
    QTextCharFormat,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from workbench.domain.filter_completion import Completion, Vocabulary, complete, faulty_term
from workbench.ui.actions import follow_keys, text_with_key
from workbench.ui.theme import colours
from workbench.ui.utf16 import from_utf16, to_utf16

if TYPE_CHECKING:
    from workbench.ui.annotate.list.completion_list import CompletionList

HELP = (
    'Words, "exact", /regex/, label:ORG, tag:I-PER, text:UN*, status:new, split:dev, flag:, '
    "finding:, suggested:, score:<0.6, length:>40, note: …; - negates (Ctrl+Space proposes)"
)
_MOVES = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 10,
    Qt.Key.Key_PageUp: -10,
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FilterField(QLineEdit):
    """A line of filter terms; Esc empties it, Down goes to the list.

    While proposals are shown, the arrows go through them, Tab takes one, and Esc puts them
    away; Enter takes one only where the arrows have chosen it.
    """

    left_downwards = Signal()
    cleared = Signal()
    entered = Signal()
    left_unfinished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.vocabulary = Vocabulary()
        self._list: CompletionList | None = None
        self._underlined: tuple[int, int] | None = None
        self._composing = False
        follow_keys(self, self._show_key)
        self.setToolTip(HELP)
        self.setAccessibleName("Filter of the sentence list")
        self.setAccessibleDescription(HELP)
        self.setClearButtonEnabled(True)
        self.textChanged.connect(self._changed)
        self.textEdited.connect(self._typed)

    def _show_key(self) -> None:
        self.setPlaceholderText(text_with_key("Search or filter", "annotate.search"))

    @property
    def completions(self) -> CompletionList:
        """The list of proposals, over the window that the field is in."""
        from workbench.ui.annotate.list.completion_list import CompletionList

        if self._list is None:
            self._list = CompletionList(self.window())
            self._list.picked.connect(self.take)
            self.destroyed.connect(self._list.deleteLater)
        return self._list

    @property
    def proposes(self) -> bool:
        return self._list is not None and self._list.isVisible()

    def set_faulty(self, faulty: bool) -> None:
        """Draw the border in the colour of a fault, and a wave under the term that has it."""
        self.setStyleSheet(f"QLineEdit {{ border-color: {colours().bad}; }}" if faulty else "")
        self._underline(faulty_term(self.text()) if faulty else None)

    def set_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Propose these names from now on."""
        self.vocabulary = vocabulary
        if self.proposes:
            self.propose()

    @property
    def _cursor(self) -> int:
        """Where the cursor stands, in signs; Qt counts many of them twice."""
        return from_utf16(self.text(), self.cursorPosition())

    def propose(self) -> None:
        """Show what fits where the cursor stands."""
        found = complete(self.text(), self._cursor, self.vocabulary)
        if found or self.proposes:
            self.completions.propose(found, self)

    def take(self, chosen: Completion) -> None:
        """Write a proposal into the filter, and propose what may follow it."""
        text, cursor = chosen.written_into(self.text())
        self.setText(text)
        self.setCursorPosition(to_utf16(text, cursor))
        self.textEdited.emit(text)

    def event(self, event: QEvent) -> bool:
        # Tab would lead to the next widget before keyPressEvent hears of it.
        if isinstance(event, QKeyEvent) and self.proposes and _is_tab_pressed(event):
            return self._complete_by_key(event)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and _with_control(event):
            self.propose()
        elif self.proposes and self._complete_by_key(event):
            return
        elif event.key() == Qt.Key.Key_Down:
            self.left_downwards.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.proposes:
            self._put_away()
            self.left_unfinished.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._put_away()

    def _underline(self, place: tuple[int, int] | None) -> None:
        """A line edit takes formats only from input methods; this event changes no text.

        What an input method is just composing would be lost by it.
        """
        if self._composing or place == self._underlined:
            return
        self._underlined = place
        attributes = []
        if place is not None:
            wave = QTextCharFormat()
            wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            wave.setUnderlineColor(QColor(colours().bad))
            kind = QInputMethodEvent.AttributeType.TextFormat
            start, end = (to_utf16(self.text(), one) for one in place)
            begun = start - self.cursorPosition()
            attributes = [QInputMethodEvent.Attribute(kind, begun, end - start, wave)]
        QApplication.sendEvent(self, QInputMethodEvent("", attributes))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def _complete_by_key(self, event: QKeyEvent) -> bool:
        """Whether the key was meant for the proposals."""
        proposals, key = self.completions, event.key()
        if key in _MOVES:
            proposals.move_by(_MOVES[Qt.Key(key)])
        elif key == Qt.Key.Key_Escape:
            self._put_away()
        elif key == Qt.Key.Key_Tab or (key in _ENTER and proposals.chosen):
            chosen = proposals.chosen or proposals.first
            self._put_away()
            if chosen is not None:
                self.take(chosen)
        else:
            if key in _ENTER:
                self._put_away()
            return False
        return True

    def _typed(self, _text: str) -> None:
        self._underline(None)
        typed = self.text()[: self._cursor]
        # Nothing is proposed unasked where a new term has not been begun.
        if typed and not typed[-1].isspace():
            self.propose()
        else:
            self._put_away()

    def _put_away(self) -> None:
        if self._list is not None:
            self._list.hide()

    def _changed(self, text: str) -> None:
        if not text:
            self._put_away()
            self.cleared.emit()


def _with_control(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


def _is_tab_pressed(event: QKeyEvent) -> bool:
    return event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab
