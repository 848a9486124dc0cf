"""Where the tokens of a sentence stand in its text."""

from __future__ import annotations

from workbench.domain.entity import Entity
from workbench.formats.base import RawSentence

# Start and end in code points, the end not included.
Offsets = tuple[int, int]


def offsets_of(sentence: RawSentence) -> tuple[Offsets, ...]:
    """The offsets of each token in `sentence.text`; tokens stand there in their order."""
    text = sentence.text
    found = []
    position = 0
    for token in sentence.tokens:
        start = text.index(token, position)
        position = start + len(token)
        found.append((start, position))
    return tuple(found)


def extent(entity: Entity, offsets: tuple[Offsets, ...]) -> Offsets:
    """The offsets of an entity in the text."""
    return offsets[entity.start][0], offsets[entity.end - 1][1]
