"""The note beside a sentence; saved when typing pauses and when the field is left."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from workbench.ui.reading import lock

PAUSE_MS = 800
HEIGHT = 72


class NoteField(QPlainTextEdit):
    """Emits the sentence's id and its note once there is something to save."""

    note_written = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence: int | None = None
        self._saved = ""
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.save)
        self.setPlaceholderText("Note")
        self.setAccessibleName("Note beside the sentence")
        self.setTabChangesFocus(True)
        self.setFixedHeight(HEIGHT)
        self.textChanged.connect(self._typed)
        lock(self)

    def show_note(self, sentence: int | None, note: str) -> None:
        """Show a sentence's note; what was typed for another one is saved first."""
        if sentence != self._sentence:
            self.save()
        elif note == self._saved:
            return
        self._sentence, self._saved = sentence, note
        self.setEnabled(sentence is not None)
        if self.toPlainText() != note and not (self.hasFocus() and self._pause.isActive()):
            self.blockSignals(True)
            self.setPlainText(note)
            self.blockSignals(False)

    def save(self) -> None:
        """Hand over what was typed and is not saved yet."""
        self._pause.stop()
        note = self.toPlainText()
        if self._sentence is not None and note != self._saved:
            self._saved = note
            self.note_written.emit(self._sentence, note)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.save()
        super().focusOutEvent(event)

    def _typed(self) -> None:
        self._pause.start()
