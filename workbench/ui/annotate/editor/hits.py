"""What the filter hits in the sentence on the desk: marked, and visited one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from workbench.domain.errors import UsageError
from workbench.domain.sentence import Sentence
from workbench.operations.store import Reader
from workbench.ui.annotate.desk import Desk
from workbench.ui.annotate.editor.cursor import select
from workbench.ui.annotate.editor.editor import Editor
from workbench.ui.annotate.editor.shown import Shown
from workbench.ui.annotate.list.filter_text import (
    Span,
    Wanted,
    merged_hits,
    pattern_hits,
    plain_hits,
)
from workbench.ui.annotate.list.sentence_panel import SentencePanel
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket


def find_patterns(
    reader: Reader, sentence: Sentence, patterns: Sequence[tuple[str, str]]
) -> list[Span]:
    """What regular expressions hit; nothing where one takes too long."""
    try:
        return pattern_hits(sentence, patterns, reader.pattern_spans)
    except UsageError:
        return []


class Hits(QObject):
    """Regular expressions are run by the store, with its limit of time; words at once."""

    said = Signal(str)

    def __init__(
        self,
        context: Context,
        desk: Desk,
        editor: Editor,
        panel: SentencePanel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._desk = desk
        self._editor = editor
        self._panel = panel
        self._ticket: Ticket | None = None
        # The way that F3 came to this sentence; its hits may not be known yet.
        self._arriving = 0
        # The steps that were pressed before the hits of this sentence were known.
        self._pressed: list[int] = []
        self.spans: list[Span] = []

    def look(self) -> frozenset[int]:
        """Find the hits of the sentence that is shown; those that are known at once."""
        if self._ticket is not None:
            self._ticket.drop()
            self._ticket = None
            self._pressed.clear()
        shown, wanted = self._desk.shown, Wanted.of(self._panel.wanted)
        self.spans = plain_hits(shown.sentence, wanted.plain) if shown else []
        if shown is not None and wanted.patterns:
            self._ticket = self._context.ask(
                find_patterns, shown.sentence, wanted.patterns, done=self._found
            )
        return self._tokens()

    def arrive(self) -> None:
        """Go to the first or last hit of a sentence that F3 has opened."""
        if self._arriving and self._ticket is None:
            forward, self._arriving = self._arriving > 0, 0
            if self.spans:
                self._go(self.spans[0 if forward else -1])

    def next(self) -> None:
        """Go to the next hit, in this sentence or in the next one of the list."""
        self._desk.when_ready(lambda: self._step(1))

    def previous(self) -> None:
        """Go to the hit before, in this sentence or in the one before."""
        self._desk.when_ready(lambda: self._step(-1))

    def _step(self, step: int) -> None:
        if self._ticket is not None:
            self._pressed.append(step)
            return
        span = self._editor.cursor_state.span
        if step > 0:
            further = [one for one in self.spans if one[0] >= max(span.stop, 1)]
            further = further or self._unvisited(span)
        else:
            further = [one for one in self.spans if one[1] <= span.start][::-1]
        if further:
            self._go(further[0])
            return
        target = self._panel.beside(step)
        if target is None:
            self.said.emit(
                "There is no further hit in the list."
                if step > 0
                else "There is no hit before this one in the list."
            )
        else:
            self._arriving = step
            self._desk.open(target)

    def _unvisited(self, span: range) -> list[Span]:
        """The hit under a cursor that has not selected it yet."""
        selected = self._editor.cursor_state.selected
        return [one for one in self.spans if one[0] <= span.start < one[1] and selected is None]

    def _found(self, spans: list[Span]) -> None:
        self._ticket = None
        self.spans = merged_hits([*self.spans, *spans])
        self._editor.set_hits(self._tokens())
        self.arrive()
        pressed, self._pressed = self._pressed, []
        for step in pressed:
            self._desk.when_ready(partial(self._step, step))

    def _go(self, span: Span) -> None:
        self._editor.set_cursor(select(*span))

    def _tokens(self) -> frozenset[int]:
        return frozenset(token for start, end in self.spans for token in range(start, end))


def hits_shown(hits: Hits, editor: Editor, shown: Shown | None) -> None:
    """Show a sentence with its hits, and go to the one that F3 was on the way to."""
    editor.show_sentence(shown, hits.look())
    hits.arrive()
