"""Looks up which texts of the sentence at hand are tagged elsewhere in the project."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from workbench.ui.annotate.desk import Desk
from workbench.ui.annotate.editor.editor import Editor
from workbench.ui.annotate.editor.shown import Shown, known_mentions
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket

# Nobody looks for these before the sentence itself is on screen; whoever leafs through many
# sentences looks for none of them.
LATER_MS = 150


class KnownMentions(QObject):
    """Asks in steps, a moment later and behind everything else, and tells the editor."""

    def __init__(
        self, context: Context, desk: Desk, editor: Editor, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._editor = editor
        self._ticket: Ticket | None = None
        self._tokens: tuple[int, tuple[str, ...]] | None = None
        self._found: list[range] = []
        self._wanted = False
        self._later = QTimer(self, singleShot=True, interval=LATER_MS)
        self._later.timeout.connect(self._ask)
        desk.shown_changed.connect(self._look)

    @property
    def looking(self) -> bool:
        """Whether the answer is still under way."""
        return self._ticket is not None or self._wanted

    def pause(self) -> None:
        """Ask nothing while the sentence is out of sight."""
        self._later.stop()

    def go_on(self) -> None:
        """Ask what was not asked before the pause."""
        if self._wanted:
            self._later.start()

    def _look(self, shown: Shown | None) -> None:
        tokens = (shown.sentence.id, shown.sentence.tokens) if shown else None
        if tokens == self._tokens:
            return
        self._tokens, self._found = tokens, []
        if self._ticket is not None:
            self._ticket.drop()
            self._ticket = None
        self._wanted = tokens is not None
        self._later.stop()
        self.go_on()

    def _ask(self) -> None:
        self._wanted = False
        if self._tokens is not None:
            _, words = self._tokens
            self._ticket = self._context.follow(
                known_mentions, words, step=self._take, done=self._tell, failed=self._give_up
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
