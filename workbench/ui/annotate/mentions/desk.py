"""Opens the dialog of mentions for what lies on the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from workbench.domain.sentence import join_tokens
from workbench.ui.annotate.desk import Desk
from workbench.ui.annotate.editor.editor import Editor
from workbench.ui.annotate.list.sentence_panel import SentencePanel
from workbench.ui.context import Context

if TYPE_CHECKING:
    from workbench.ui.annotate.mentions.dialog import MentionDialog

NO_TEXT = "Put the cursor on an entity or select some tokens first."


@dataclass(frozen=True, slots=True)
class Mention:
    """A text whose occurrences are wanted, and its label; "" where it has none yet."""

    text: str
    label: str = ""


class MentionDesk(QObject):
    """Its dialogs belong to the window that the place stands in; there is one at a time."""

    said = Signal(str)

    def __init__(
        self, context: Context, desk: Desk, editor: Editor, panel: SentencePanel, place: QWidget
    ) -> None:
        super().__init__(place)
        self._place = place
        self._context = context
        self._desk = desk
        self._editor = editor
        self._panel = panel
        self.dialog: MentionDialog | None = None

    def apply_to_all(self) -> None:
        """Show every place of the text under the cursor, or of the selected one."""
        self._desk.when_ready(self._apply)

    def find_all(self) -> None:
        """Ask for terms or an expression, and show every place of them."""
        self._desk.when_ready(lambda: self._open(None))

    def mention(self) -> Mention | None:
        """What the cursor is on: an entity or suggestion, or the selected tokens."""
        shown, chip = self._desk.shown, self._editor.current_chip
        if shown is None or not shown.length:
            return None
        span = chip.entity.positions if chip else self._editor.cursor_state.span
        text = join_tokens(shown.sentence.tokens[span.start : span.stop])
        return Mention(text, chip.entity.label if chip else "") if text.strip() else None

    def _apply(self) -> None:
        mention = self.mention()
        if mention is None:
            self.said.emit(NO_TEXT)
        else:
            self._open(mention)

    def _open(self, mention: Mention | None) -> None:
        # Not before it is wanted: it brings much along that the first paint can do without.
        from workbench.ui.annotate.mentions.dialog import MentionDialog

        if self.dialog is not None:
            return
        dialog = MentionDialog(self._context, mention, self._panel.wanted, self._place.window())
        dialog.finished.connect(self._forget)
        self.dialog = dialog
        dialog.open()

    def _forget(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()
        self._editor.setFocus()
