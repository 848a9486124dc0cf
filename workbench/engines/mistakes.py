"""Sorts wrong predictions into missed, spurious, wrong type and wrong extent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from workbench.domain.entity import Entity
from workbench.domain.reports import Mistake, MistakeKind, Mistakes
from workbench.domain.schemes import IOB2, tags_to_entities
from workbench.domain.training import Example
from workbench.engines.base import Prediction

MOST_EXAMPLES = 500


def find_mistakes(examples: Sequence[Example], predictions: Sequence[Prediction]) -> Mistakes:
    """Count all mistakes and keep the first ones as examples."""
    found = [
        mistake
        for example, prediction in zip(examples, predictions, strict=True)
        for mistake in compare(example.id, example.tags, prediction.tags)
    ]
    counts = Counter(mistake.kind for mistake in found)
    return Mistakes({kind: counts[kind] for kind in MistakeKind}, tuple(found[:MOST_EXAMPLES]))


def compare(sentence: int, gold: Sequence[str], guess: Sequence[str]) -> Iterator[Mistake]:
    """The mistakes of one sentence; each entity is part of one mistake at most.

    The same extent with another label is a wrong type; any other overlap a wrong extent.
    """
    true = list(tags_to_entities(gold, IOB2))
    said = list(tags_to_entities(guess, IOB2))
    list(_pair(true, said, lambda left, right: left == right))
    for left, right in _pair(true, said, _same_extent):
        yield Mistake(sentence, MistakeKind.WRONG_TYPE, left, right)
    for left, right in _pair(true, said, Entity.overlaps):
        yield Mistake(sentence, MistakeKind.WRONG_EXTENT, left, right)
    for entity in true:
        yield Mistake(sentence, MistakeKind.MISSED, entity, None)
    for entity in said:
        yield Mistake(sentence, MistakeKind.SPURIOUS, None, entity)


def _same_extent(left: Entity, right: Entity) -> bool:
    return left.positions == right.positions


def _pair(
    true: list[Entity], said: list[Entity], fits: Callable[[Entity, Entity], bool]
) -> Iterator[tuple[Entity, Entity]]:
    """Take pairs that fit out of both lists."""
    for left in tuple(true):
        right = next((entity for entity in said if fits(left, entity)), None)
        if right is not None:
            true.remove(left)
            said.remove(right)
            yield left, right
