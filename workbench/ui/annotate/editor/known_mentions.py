"""Looks up which texts of the sentence at hand are tagged elsewhere in the project."""

from __future__ import annotations

from PySide6.QtCore import QObject

from workbench.ui.annotate.desk import Desk
from workbench.ui.annotate.editor.editor import Editor
from workbench.ui.annotate.editor.shown import Shown, known_mentions
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket


class KnownMentions(QObject):
    """Asks in steps, behind everything else, and tells the editor."""

    def __init__(
        self, context: Context, desk: Desk, editor: Editor, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._editor = editor
        self._ticket: Ticket | None = None
        self._tokens: tuple[int, tuple[str, ...]] | None = None
        self._found: list[range] = []
        desk.shown_changed.connect(self._look)

    @property
    def looking(self) -> bool:
        """Whether the answer is still under way."""
        return self._ticket is not None

    def _look(self, shown: Shown | None) -> None:
        tokens = (shown.sentence.id, shown.sentence.tokens) if shown else None
        if tokens == self._tokens:
            return
        self._tokens, self._found = tokens, []
        if self._ticket is not None:
            self._ticket.drop()
            self._ticket = None
        if tokens is not None:
            self._ticket = self._context.follow(
                known_mentions, tokens[1], step=self._take, done=self._tell, failed=self._give_up
            )

    def _take(self, span: range) -> None:
        if span:
            self._found.append(span)

    def _tell(self, _nothing: None) -> None:
        self._ticket = None
        self._editor.set_known(self._found)

    def _give_up(self, error: BaseException) -> None:
        self._ticket = None
        self._context.notify.error(error)
