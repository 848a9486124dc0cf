"""Pairs predicted entities with gold ones: right, wrong type, wrong extent, missed, spurious."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from workbench.domain.entity import Entity
from workbench.domain.reports import Mistake, MistakeKind, Mistakes
from workbench.domain.schemes import IOB2, tags_to_entities
from workbench.domain.scores import NONE, Confusion
from workbench.domain.training import Example
from workbench.engines.base import Prediction

MOST_EXAMPLES = 2000


class Pair(NamedTuple):
    """A gold entity and the predicted one that stands for it; `kind` is None where it is right."""

    kind: MistakeKind | None
    gold: Entity | None
    predicted: Entity | None


def find_mistakes(
    examples: Sequence[Example], predictions: Sequence[Prediction], most: int = MOST_EXAMPLES
) -> Mistakes:
    """Count all mistakes and keep the first ones as examples."""
    found = [
        mistake
        for example, prediction in zip(examples, predictions, strict=True)
        for mistake in compare(example.id, example.tags, prediction.tags, prediction.scores)
    ]
    counts = Counter(mistake.kind for mistake in found)
    by_label = Counter((mistake.label, mistake.kind) for mistake in found)
    labels = {
        label: {kind: by_label[label, kind] for kind in MistakeKind}
        for label in sorted({label for label, _ in by_label})
    }
    first = tuple(found[:most])
    return Mistakes({kind: counts[kind] for kind in MistakeKind}, first, labels)


def compare(
    sentence: int, gold: Sequence[str], guess: Sequence[str], scores: Sequence[float] = ()
) -> Iterator[Mistake]:
    """The mistakes of one sentence; each entity is part of one mistake at most."""
    for pair in pair_entities(gold, guess):
        if pair.kind:
            said = pair.predicted
            score = entity_score(said, scores) if said and scores else None
            yield Mistake(sentence, pair.kind, pair.gold, said, score)


def entity_score(entity: Entity, scores: Sequence[float]) -> float:
    """The confidence in an entity is that in its least certain token."""
    return min(scores[entity.start : entity.end])


def pair_entities(gold: Sequence[str], guess: Sequence[str]) -> Iterator[Pair]:
    """Each gold and each predicted entity of a sentence exactly once.

    The same extent with another label is a wrong type; any other overlap a wrong extent.
    """
    true = list(tags_to_entities(gold, IOB2))
    said = list(tags_to_entities(guess, IOB2))
    for kind, fits in _FITS:
        for left, right in _take(true, said, fits):
            yield Pair(kind, left, right)
    for entity in true:
        yield Pair(MistakeKind.MISSED, entity, None)
    for entity in said:
        yield Pair(MistakeKind.SPURIOUS, None, entity)


def _same(left: Entity, right: Entity) -> bool:
    return left == right


def _same_extent(left: Entity, right: Entity) -> bool:
    return left.positions == right.positions


_FITS: tuple[tuple[MistakeKind | None, Callable[[Entity, Entity], bool]], ...] = (
    (None, _same),
    (MistakeKind.WRONG_TYPE, _same_extent),
    (MistakeKind.WRONG_EXTENT, Entity.overlaps),
)


def _take(
    true: list[Entity], said: list[Entity], fits: Callable[[Entity, Entity], bool]
) -> Iterator[tuple[Entity, Entity]]:
    """Take pairs that fit out of both lists."""
    for left in tuple(true):
        right = next((entity for entity in said if fits(left, entity)), None)
        if right is not None:
            true.remove(left)
            said.remove(right)
            yield left, right


def count_entities(gold: Sequence[Sequence[str]], guess: Sequence[Sequence[str]]) -> Confusion:
    """Count entities by gold and predicted label; ∅ is none, so missed or spurious.

    A pair of the same label with other borders counts as the label confused with itself.
    """
    counts = Counter(
        (_label(pair.gold), _label(pair.predicted))
        for true_tags, said_tags in zip(gold, guess, strict=True)
        for pair in pair_entities(true_tags, said_tags)
    )
    names = (*sorted({name for pair in counts for name in pair} - {NONE}), NONE)
    rows = tuple(tuple(counts[row, column] for column in names) for row in names)
    return Confusion(names, rows)


def _label(entity: Entity | None) -> str:
    return entity.label if entity else NONE
