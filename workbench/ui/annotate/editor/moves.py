"""Moves of the token cursor: by likely names, by letters, by jumps; pure functions."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from workbench.domain.likely import first_letter, likely_names, stops
from workbench.ui.annotate.editor.cursor import Cursor, select

# The easy keys first.
MARK_LETTERS = "asdfghjklqwertyuiopzxcvbnm"


@dataclass(frozen=True)
class Ground:
    """What moves go by: the tokens, the spans on them, and texts that are tagged elsewhere."""

    tokens: tuple[str, ...]
    chips: tuple[range, ...] = ()
    known: tuple[range, ...] = ()

    @cached_property
    def likely(self) -> tuple[range, ...]:
        """The likely names that are neither tagged nor suggested yet."""
        taken = {token for chip in self.chips for token in chip}
        return tuple(
            span for span in likely_names(self.tokens, self.known) if taken.isdisjoint(span)
        )

    @cached_property
    def stops(self) -> tuple[int, ...]:
        return stops(self.tokens, (*self.chips, *self.likely))

    @cached_property
    def begun(self) -> Mapping[int, range]:
        """The span that begins at a token, for those tokens at which one does."""
        return {span.start: span for span in (*self.likely, *self.chips)}

    def land(self, token: int) -> Cursor:
        """Go to a token; where an entity or a likely name begins, all of it is selected."""
        span = self.begun.get(token)
        return select(span.start, span.stop) if span else Cursor(token)


def next_likely(ground: Ground, cursor: Cursor, forward: bool) -> Cursor | None:
    """Select the next or previous likely name, going round; None without one."""
    if not ground.likely:
        return None
    span = cursor.span
    if forward:
        first = span.start if cursor.selected is None else span.stop
        found = next((s for s in ground.likely if s.start >= first), ground.likely[0])
    else:
        before = (s for s in reversed(ground.likely) if s.stop <= span.start)
        found = next(before, ground.likely[-1])
    return select(found.start, found.stop)


def to_letter(ground: Ground, cursor: Cursor, letter: str) -> Cursor | None:
    """Go to the next token that begins with a letter, going round; None without one."""
    wanted = first_letter(letter)
    for token in _onwards(len(ground.tokens), cursor):
        if wanted and first_letter(ground.tokens[token]) == wanted:
            return ground.land(token)
    return None


def to_text(ground: Ground, cursor: Cursor, typed: str) -> Cursor | None:
    """Go to where the text begins a token, or is inside of one; from the cursor on."""
    wanted = folded(typed)
    if not wanted:
        return None
    words = [folded(token) for token in ground.tokens]
    order = [cursor.span.start, *_onwards(len(words), cursor)] if words else []
    for token in order:
        if _follows(words, token, wanted):
            return ground.land(token)
    return next((ground.land(token) for token in order if wanted in words[token]), None)


def jump(ground: Ground, cursor: Cursor, forward: bool, extend: bool) -> Cursor:
    """Go to the next or previous stop; a selection that is extended takes whole stretches."""
    length = len(ground.tokens)
    if forward and extend:
        ends = (stop - 1 for stop in (*ground.stops, length))
        target = next((end for end in ends if end > cursor.position), length - 1)
    elif forward:
        target = next((stop for stop in ground.stops if stop > cursor.position), length - 1)
    else:
        target = next((stop for stop in reversed(ground.stops) if stop < cursor.position), 0)
    return cursor.moved(target, length, extend)


def marks(ground: Ground, cursor: Cursor, visible: Collection[int]) -> Mapping[str, int]:
    """A letter for each visible stop, from behind the cursor on, as far as letters go."""
    targets = [stop for stop in ground.stops if stop in visible and stop != cursor.position]
    behind = [stop for stop in targets if stop > cursor.position]
    before = [stop for stop in reversed(targets) if stop < cursor.position]
    chosen = sorted((behind + before)[: len(MARK_LETTERS)])
    return dict(zip(MARK_LETTERS, chosen, strict=False))


def folded(text: str) -> str:
    """Text without case, accents and spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c) and not c.isspace())


def _onwards(length: int, cursor: Cursor) -> Iterable[int]:
    """All tokens from behind the selection on, going round."""
    behind = cursor.span.stop
    return (*range(behind, length), *range(min(behind, length)))


def _follows(words: Sequence[str], token: int, wanted: str) -> bool:
    """Whether the text begins at a token; it may go on over the next ones."""
    text = ""
    for word in words[token : token + len(wanted)]:
        text += word
        if len(text) >= len(wanted):
            break
    return text.startswith(wanted)
