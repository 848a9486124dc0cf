"""The small lines over the editor, wired to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from workbench.ui.annotate.editor.cursor import Cursor
from workbench.ui.annotate.editor.moves import marks, to_text
from workbench.ui.annotate.editor.overlay_lines import CutLine, GoToLine, MarkLine, OverlayLine

if TYPE_CHECKING:
    from workbench.ui.annotate.editor.editor import Editor


class EditorLines(QObject):
    """Opens the lines, and moves the editor's cursor as letters are typed."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._from = Cursor()
        self.go_to_line = GoToLine(editor)
        self.mark_line = MarkLine(editor)
        self.cut_line = CutLine(editor)
        self.go_to_line.searched.connect(self._search)
        self.go_to_line.cancelled.connect(self._go_back)
        self.cut_line.cut_wanted.connect(editor.token_cut)
        self.mark_line.typed.connect(self._go_to_mark)
        self.mark_line.left.connect(lambda: editor.set_letters({}))
        for line in self._all:
            line.left.connect(editor.setFocus)

    @property
    def are_open(self) -> bool:
        """Whether one of them has the keys."""
        return any(line.isVisible() for line in self._all)

    def show_marks(self) -> None:
        """Put letters on the stops in view; the letter typed next goes there."""
        editor = self._editor
        if editor.page is None:
            return
        top = editor.verticalScrollBar().value()
        visible = editor.page.visible_tokens(top, top + editor.viewport().height())
        editor.set_letters(marks(editor.ground, editor.cursor_state, visible))
        self.mark_line.open()

    def go_to(self) -> None:
        """Open the line in which the letters of a token are typed."""
        if self._editor.shown is not None:
            self._from = self._editor.cursor_state
            self.go_to_line.open()

    def cut(self, token: int) -> None:
        """Open the line that cuts a token in two."""
        editor = self._editor
        if editor.page is None or editor.shown is None:
            return
        editor.set_cursor(Cursor(token))
        offset = editor.verticalScrollBar().value()
        self.cut_line.setFont(editor.page.ruler.fonts.text)
        area = editor.page.token_area(token).translated(0, -offset)
        self.cut_line.open(token, editor.shown.sentence.tokens[token], area)

    def close(self) -> None:
        """Put them away; nothing is cut."""
        if any(line.hasFocus() for line in self._all):
            self._editor.setFocus()
        for line in self._all:
            line.hide()
        self._editor.set_letters({})

    @property
    def _all(self) -> tuple[OverlayLine, ...]:
        return self.go_to_line, self.mark_line, self.cut_line

    def _go_to_mark(self, typed: str) -> None:
        target = self._editor.letters.get(typed.lower())
        if target is not None:
            self._editor.set_cursor(self._editor.ground.land(target))

    def _search(self, typed: str) -> None:
        found = to_text(self._editor.ground, self._from, typed)
        self._editor.set_cursor(found or self._from)

    def _go_back(self) -> None:
        self._editor.set_cursor(self._from)
