"""Which keys a person needs at least to label given entities with the keyboard alone.

Goes by the same functions as the editor, so that what is planned here is what the keys do.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from workbench.domain.entity import Entity
from workbench.domain.likely import first_letter
from workbench.ui.annotate.editor.cursor import Cursor, select
from workbench.ui.annotate.editor.moves import Ground, jump, marks, next_likely, to_letter

# Keys, how many presses they are, and the cursor they lead to.
Way = tuple[tuple[str, ...], Cursor]
Moves = Callable[[Ground, Cursor, Entity], Iterable[Way]]


@dataclass(frozen=True)
class Plan:
    """The keys that build one entity, without its label, and where the cursor is then."""

    keys: tuple[str, ...]
    cursor: Cursor


def arrows(ground: Ground, cursor: Cursor, _goal: Entity) -> Iterator[Way]:
    """One token at a time, and the ends of the sentence."""
    length = len(ground.tokens)
    for key, target in (
        ("Right", cursor.position + 1),
        ("Left", cursor.position - 1),
        ("Ctrl+Home", 0),
        ("Ctrl+End", length - 1),
    ):
        yield (key,), cursor.moved(target, length)
        if not key.startswith("Ctrl"):
            yield (f"Shift+{key}",), cursor.moved(target, length, extend=True)


def jumps(ground: Ground, cursor: Cursor, _goal: Entity) -> Iterator[Way]:
    """From stretch to stretch."""
    for extend, shift in ((False, ""), (True, "Shift+")):
        yield (f"Ctrl+{shift}Right",), jump(ground, cursor, forward=True, extend=extend)
        yield (f"Ctrl+{shift}Left",), jump(ground, cursor, forward=False, extend=extend)


def names(ground: Ground, cursor: Cursor, _goal: Entity) -> Iterator[Way]:
    """To the next or previous likely name."""
    for key, forward in ((".", True), (",", False)):
        found = next_likely(ground, cursor, forward)
        if found is not None:
            yield (key,), found


def letters(ground: Ground, cursor: Cursor, goal: Entity) -> Iterator[Way]:
    """To the next token that begins with a letter, where a plain keyboard has it."""
    letter = first_letter(ground.tokens[goal.start])
    found = to_letter(ground, cursor, letter) if letter.isascii() and letter.isalpha() else None
    if found is not None:
        yield (f"Shift+{letter.upper()}",), found


def marked(ground: Ground, cursor: Cursor, _goal: Entity) -> Iterator[Way]:
    """To a token in view by the letter over it: two presses."""
    for letter, token in marks(ground, cursor, range(len(ground.tokens))).items():
        yield ("G", letter), ground.land(token)


WAYS: Mapping[str, tuple[Moves, ...]] = {
    "arrows, one token each": (arrows,),
    "and jumps (Ctrl with arrows)": (arrows, jumps),
    "and likely names (. and ,)": (arrows, jumps, names),
    "and first letters (Shift with a letter)": (arrows, jumps, names, letters),
    "and letters over the tokens (g): all keys": (arrows, jumps, names, letters, marked),
}


def plan(ground: Ground, start: Cursor, goal: Entity, moves: Sequence[Moves]) -> Plan:
    """The fewest presses from a cursor to where a label key sets the goal."""
    tie = count()
    heap: list[tuple[int, int, Cursor, tuple[str, ...]]] = [(0, next(tie), start, ())]
    done: set[Cursor] = set()
    while heap:
        _, _, cursor, keys = heapq.heappop(heap)
        if cursor in done:
            continue
        if cursor.span == goal.positions and not _on_larger_chip(ground, cursor):
            return Plan(keys, cursor)
        done.add(cursor)
        for way in moves:
            for more, target in way(ground, cursor, goal):
                if target not in done:
                    reached = (*keys, *more)
                    heapq.heappush(heap, (len(reached), next(tie), target, reached))
    raise ValueError(f"no way to {goal}")


def plan_sentence(
    tokens: tuple[str, ...], entities: Sequence[Entity], moves: Sequence[Moves]
) -> int:
    """How many presses the entities of a sentence take in order, labels included."""
    cursor, chips, presses = Cursor(), list[range](), 0
    for entity in entities:
        found = plan(Ground(tokens, tuple(chips)), cursor, entity, moves)
        presses += len(found.keys) + 1
        cursor = select(entity.start, entity.end)
        chips.append(entity.positions)
    return presses


def habit(tokens: tuple[str, ...], entities: Sequence[Entity]) -> int:
    """Presses of a person who looks for nothing clever.

    Shift with the first letter until the cursor is there (or arrows, where no letter leads
    there), Shift with arrows until the end is right, the label.
    """
    cursor, chips, presses = Cursor(), list[range](), 0
    for entity in entities:
        ground = Ground(tokens, tuple(chips))
        at, letters_typed = cursor, 0
        while at.span.start != entity.start and letters_typed < len(tokens):
            found = next((way[1] for way in letters(ground, at, entity)), None)
            letters_typed += 1
            at = found or at
        if at.span.start == entity.start:
            presses += letters_typed + abs(at.span.stop - entity.end) + 1
        else:
            presses += len(plan(ground, cursor, entity, (arrows,)).keys) + 1
        cursor = select(entity.start, entity.end)
        chips.append(entity.positions)
    return presses


def _on_larger_chip(ground: Ground, cursor: Cursor) -> bool:
    """A label on a cursor that selects nothing goes to the entity that it stands in."""
    return cursor.selected is None and any(cursor.position in chip for chip in ground.chips)
