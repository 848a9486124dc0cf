"""Gold with label errors that are known: planted ones like a person's, and real ones.

Of all entities one in twenty is made wrong: half of those are missed, three tenths get other
borders (a token more or less at one end), the rest another label, the frequent ones first.
The real ones are where the second edition of weibo differs from the first, sentence by
sentence of the same text.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.domain.entity import Entity
from workbench.domain.label_errors import LabelErrorKind
from workbench.domain.schemes import IOB2, entities_to_tags, tags_to_entities
from workbench.domain.training import Example
from workbench.formats.reading import read_corpus

RATE = 0.05
SHARES = {LabelErrorKind.MISSED: 0.5, LabelErrorKind.BORDERS: 0.3, LabelErrorKind.LABEL: 0.2}


@dataclass(frozen=True, slots=True)
class Wrong:
    """An error: its sentence, the tokens it reaches over, what gold says and what is right."""

    sentence: int
    start: int
    end: int
    kind: LabelErrorKind
    gold: frozenset[Entity]
    right: frozenset[Entity]


@dataclass(frozen=True)
class Flawed:
    """Sentences with errors in their tags, and where those are."""

    name: str
    examples: tuple[Example, ...]
    errors: tuple[Wrong, ...]


def read_examples(path: Path, most: int | None = None) -> tuple[Example, ...]:
    """The sentences of a file or folder as gold, numbered from 1."""
    corpus = read_corpus([path])
    found = []
    for number, raw in enumerate(corpus.sentences, 1):
        if most is not None and number > most:
            break
        tags = entities_to_tags(raw.entities(corpus.scheme), len(raw.tokens), IOB2)
        found.append(Example(number, raw.tokens, tags))
    return tuple(found)


def plant(name: str, examples: Sequence[Example], seed: int, rate: float = RATE) -> Flawed:
    """Make entities wrong by chance; what was made wrong is kept."""
    lots = random.Random(seed)
    entities = {one.id: list(tags_to_entities(one.tags, IOB2)) for one in examples}
    frequent = Counter(one.label for found in entities.values() for one in found)
    lengths = {one.id: len(one.tokens) for one in examples}
    places = [(number, one) for number, found in entities.items() for one in found]
    lots.shuffle(places)
    wanted = round(rate * len(places))
    errors: list[Wrong] = []
    for kind, share in SHARES.items():
        made = 0
        while places and made < round(share * wanted):
            number, entity = places.pop()
            worse = _worse(kind, entity, entities[number], lengths[number], frequent, lots)
            if worse is None:
                continue
            made += 1
            errors.append(_wrong(number, kind, worse, entity))
            entities[number].remove(entity)
            entities[number] += worse
    changed = (
        replace(one, tags=entities_to_tags(entities[one.id], lengths[one.id], IOB2))
        for one in examples
    )
    return Flawed(f"{name} {seed}", tuple(changed), tuple(errors))


def _worse(
    kind: LabelErrorKind,
    entity: Entity,
    others: Iterable[Entity],
    length: int,
    frequent: Mapping[str, int],
    lots: random.Random,
) -> list[Entity] | None:
    """What a person makes of an entity by mistake; None where that mistake is impossible."""
    if kind is LabelErrorKind.MISSED:
        return []
    if kind is LabelErrorKind.LABEL:
        labels = [label for label in frequent if label != entity.label]
        if not labels:
            return None
        (label,) = lots.choices(labels, [frequent[one] for one in labels])
        return [replace(entity, label=label)]
    steps = [(-1, 0), (0, 1), (1, 0), (0, -1)]
    moved = [(entity.start + left, entity.end + right) for left, right in steps]
    rest = [one for one in others if one != entity]
    fitting = [
        Entity(entity.label, start, end)
        for start, end in moved
        if 0 <= start < end <= length
        and not any(one.start < end and start < one.end for one in rest)
    ]
    return [lots.choice(fitting)] if fitting else None


def _wrong(number: int, kind: LabelErrorKind, gold: Iterable[Entity], right: Entity) -> Wrong:
    every = [*gold, right]
    start, end = min(one.start for one in every), max(one.end for one in every)
    return Wrong(number, start, end, kind, frozenset(gold), frozenset([right]))


def real_errors(first: Sequence[Path], second: Sequence[Path]) -> Flawed:
    """The first edition of a corpus, with what the second one says otherwise as errors."""
    old = [one for path in first for one in read_examples(path)]
    new: dict[tuple[str, ...], list[Example]] = defaultdict(list)
    for path in second:
        for one in read_examples(path):
            new[one.tokens].append(one)
    matched: list[Example] = []
    errors: list[Wrong] = []
    for one in old:
        if new[one.tokens]:
            example = replace(one, id=len(matched) + 1)
            matched.append(example)
            errors += _differences(example, new[one.tokens].pop(0))
    return Flawed("weibo", tuple(matched), tuple(errors))


def _differences(old: Example, new: Example) -> list[Wrong]:
    """Groups of overlapping entities of which the two editions have different ones."""
    before = set(tags_to_entities(old.tags, IOB2))
    after = set(tags_to_entities(new.tags, IOB2))
    groups: list[list[Entity]] = []
    for entity in sorted(before ^ after, key=lambda one: (one.start, one.end)):
        if groups and any(entity.overlaps(one) for one in groups[-1]):
            groups[-1].append(entity)
        else:
            groups.append([entity])
    return [_difference(old.id, group, before) for group in groups]


def _difference(number: int, group: Sequence[Entity], before: set[Entity]) -> Wrong:
    gold = frozenset(one for one in group if one in before)
    right = frozenset(group) - gold
    return Wrong(
        number,
        min(one.start for one in group),
        max(one.end for one in group),
        _kind(gold, right),
        gold,
        right,
    )


def _kind(gold: frozenset[Entity], right: frozenset[Entity]) -> LabelErrorKind:
    if not gold:
        return LabelErrorKind.MISSED
    if not right:
        return LabelErrorKind.SPURIOUS
    same = {(one.start, one.end) for one in gold} == {(one.start, one.end) for one in right}
    return LabelErrorKind.LABEL if same else LabelErrorKind.BORDERS
