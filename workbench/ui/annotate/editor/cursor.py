"""The token cursor, the selection, and the stops that Tab visits; frozen values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench.domain.entity import Entity, Suggestion
from workbench.domain.sentence import Sentence
from workbench.domain.votes import Trust, in_turn, own_score

REMEMBERED = 500


@dataclass(frozen=True, slots=True)
class Cursor:
    """A token, and where the selection up to it began (None when nothing is selected)."""

    position: int = 0
    anchor: int | None = None

    @property
    def selected(self) -> range | None:
        if self.anchor is None:
            return None
        return range(min(self.anchor, self.position), max(self.anchor, self.position) + 1)

    @property
    def span(self) -> range:
        """The selection, or the token under the cursor."""
        return self.selected or range(self.position, self.position + 1)

    def moved(self, position: int, length: int, extend: bool = False) -> Cursor:
        """Go to a token, within the sentence; `extend` keeps where the selection began."""
        if length == 0:
            return Cursor()
        inside = max(0, min(position, length - 1))
        if not extend:
            return Cursor(inside)
        return Cursor(inside, self.position if self.anchor is None else self.anchor)

    def within(self, length: int) -> Cursor:
        """The same cursor in a sentence of that many tokens."""
        if self.position < length and (self.anchor or 0) < length:
            return self
        return Cursor().moved(self.position, length)

    def cleared(self) -> Cursor:
        return replace(self, anchor=None)


def select(start: int, end: int) -> Cursor:
    """Select the tokens from `start` up to, not including, `end`."""
    return Cursor(end - 1, start)


class CursorMemory:
    """Where the cursor was left in the sentences shown last, by their ids."""

    def __init__(self) -> None:
        self._cursors: dict[int, Cursor] = {}

    def keep(self, sentence: int, cursor: Cursor) -> None:
        self._cursors.pop(sentence, None)
        self._cursors[sentence] = cursor
        if len(self._cursors) > REMEMBERED:
            del self._cursors[next(iter(self._cursors))]

    def find(self, sentence: int) -> Cursor:
        return self._cursors.get(sentence, Cursor())


@dataclass(frozen=True, slots=True)
class Chip:
    """An entity as the editor shows it: gold, or suggested by `suggestion`.

    `rivals` counts other proposals that it hides.
    """

    entity: Entity
    suggestion: Suggestion | None = None
    rivals: int = 0

    @property
    def is_gold(self) -> bool:
        return self.suggestion is None


def chips_of(
    sentence: Sentence, preferred: Entity | None = None, trust: Trust = own_score
) -> tuple[Chip, ...]:
    """What is shown over the tokens, in order: all gold, and the strongest free proposals.

    A preferred proposal is shown before stronger ones that overlap it.
    """
    chips = [Chip(entity) for entity in sentence.entities]
    owners: dict[int, int] = {position: -1 for chip in chips for position in chip.entity.positions}
    shown: list[Suggestion] = []
    hidden: defaultdict[int, set[Entity]] = defaultdict(set)
    for found in in_turn(sentence.suggestions, trust, preferred):
        if found.entity.end > len(sentence.tokens):
            continue
        over = {owners[p] for p in found.entity.positions if p in owners}
        if not over:
            owners |= dict.fromkeys(found.entity.positions, len(shown))
            shown.append(found.best)
        for owner in over if -1 not in over else ():
            hidden[owner].add(found.entity)
    chips += [Chip(s.entity, s, len(hidden[number])) for number, s in enumerate(shown)]
    return tuple(sorted(chips, key=lambda chip: chip.entity.start))


def chip_under(chips: Sequence[Chip], cursor: Cursor) -> Chip | None:
    """The chip that the selection covers exactly, or else the one that holds the cursor."""
    span = cursor.selected
    if span is not None:
        return next((c for c in chips if c.entity.positions == span), None)
    return next((c for c in chips if cursor.position in c.entity.positions), None)


def next_stop(chips: Sequence[Chip], cursor: Cursor, forward: bool) -> Cursor | None:
    """Select the next or previous chip, going round at the end; None without chips.

    A chip that begins under a cursor which selects nothing counts as the next one.
    """
    if not chips:
        return None
    span = cursor.span
    if forward:
        first = span.start + (0 if cursor.selected is None else 1)
        found = next((c for c in chips if c.entity.start >= first), chips[0])
    else:
        found = next((c for c in reversed(chips) if c.entity.end < span.stop), chips[-1])
    return select(found.entity.start, found.entity.end)


def with_border(
    chips: Sequence[Chip], chip: Chip, length: int, right: bool, step: int
) -> Entity | None:
    """The entity with its right or left border moved; None where there is no room."""
    entity = chip.entity
    low, high = room_of(chips, chip, length)
    start = entity.start if right else entity.start + step
    end = entity.end + step if right else entity.end
    if not low <= start < end <= high:
        return None
    return Entity(entity.label, start, end)


def border_at(chips: Sequence[Chip], chip: Chip, length: int, right: bool, token: int) -> Entity:
    """The entity with its right or left border at a token, as far as there is room."""
    entity = chip.entity
    low, high = room_of(chips, chip, length)
    if right:
        end = max(entity.start + 1, min(token + 1, high))
        return Entity(entity.label, entity.start, end)
    return Entity(entity.label, min(entity.end - 1, max(token, low)), entity.end)


def room_of(chips: Sequence[Chip], chip: Chip, length: int) -> tuple[int, int]:
    """From where to where a chip may reach without touching other gold."""
    entity = chip.entity
    others = [c.entity for c in chips if c.is_gold and c.entity != entity]
    low = max((o.end for o in others if o.end <= entity.start), default=0)
    high = min((o.start for o in others if o.start >= entity.end), default=length)
    return low, high
