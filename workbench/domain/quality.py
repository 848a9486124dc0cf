"""What may be wrong with a corpus whose tags are all well formed.

Each kind of issue is found by looking at one sentence or at all of them; an issue is only a
place to look at. `LIMITS` holds every threshold.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import combinations

from workbench.domain.entity import Entity
from workbench.domain.label_names import skeleton
from workbench.domain.sentence import Sentence, Status
from workbench.domain.spelling import distance


class QualityKind(StrEnum):
    """What may be wrong, in the order in which it is shown."""

    CONFLICT = "conflicting-twins"
    LEAK = "leak"
    DUPLICATE = "duplicate-sentence"
    MENTION_CONFLICT = "mention-conflict"
    BORDER = "entity-border"
    HIDDEN_CHARACTER = "hidden-character"
    LONG_ENTITY = "long-entity"
    SIMILAR_LABELS = "similar-labels"
    RARE_LABEL = "rare-label"


# The repairs a person may choose from; the first is the default, none means by hand.
REPAIRS: Mapping[QualityKind, tuple[str, ...]] = {
    QualityKind.CONFLICT: ("majority",),
    QualityKind.LEAK: ("held-out", "train", "reject"),
    QualityKind.DUPLICATE: ("reject",),
    QualityKind.MENTION_CONFLICT: ("majority",),
    QualityKind.BORDER: ("trim", "remove"),
    QualityKind.HIDDEN_CHARACTER: ("hide", "show"),
    QualityKind.LONG_ENTITY: (),
    QualityKind.SIMILAR_LABELS: ("merge",),
    QualityKind.RARE_LABEL: (),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on something is worth a look.

    An entity is long above `long_deviations` standard deviations over the mean, but never up
    to `long_tokens`; a label is rare below `rare_label` entities; a label is a slip of another
    one that is `slip_beside` times as frequent and one letter away. Sentences of fewer than
    `twin_tokens` tokens repeat by chance: that is no duplicate and no leak.
    """

    long_deviations: float = 4.0
    long_tokens: int = 8
    rare_label: int = 10
    slip_beside: int = 20
    slip_letters: int = 5
    twin_tokens: int = 3


LIMITS = Limits()
_PARTS = re.compile(r"[._-]")


@dataclass(frozen=True, slots=True)
class Issue:
    """Something to look at: its sentences, and the entity or label it is about.

    `entity` stands in the first of the sentences; `proposed` is the label that belongs there,
    "" for outside, None where nothing can be proposed. `count` says how often, `splits` how
    often in each.

    `key` tells it from others of its kind and stays the same from one analysis to the next,
    so that a person can ignore it for good.
    """

    kind: QualityKind
    key: str
    sentences: tuple[int, ...]
    entity: Entity | None = None
    label: str = ""
    proposed: str | None = None
    count: int = 0
    splits: tuple[tuple[str, int], ...] = ()


def is_tagged(sentence: Sentence) -> bool:
    """Whether the tags of a sentence are somebody's answer: others tell nothing."""
    if sentence.status is Status.REJECTED:
        return False
    return sentence.status is not Status.NEW or bool(sentence.entities)


def span_key(sentence_id: int, entity: Entity) -> str:
    return f"{sentence_id}:{entity.start}:{entity.end}:{entity.label}"


@lru_cache(maxsize=65_536)
def is_border_mark(token: str) -> bool:
    """Whether a token is nothing but punctuation or blanks."""
    return all(unicodedata.category(character)[0] in "PZC" for character in token)


_OPENERS = {
    ")": "(",
    "]": "[",
    "}": "{",
    "）": "（",
    "」": "「",
    "』": "『",
    "】": "【",
    "》": "《",
}
_ABBREVIATION = 4


def trimmed(tokens: tuple[str, ...], entity: Entity) -> Entity | None:
    """The entity without punctuation at its borders; None where nothing is left of it.

    What belongs to the entity stays: the full stop of an abbreviation, and a bracket that
    closes one inside.
    """
    start, end = entity.start, entity.end
    while start < end and is_border_mark(tokens[start]):
        start += 1
    while start < end and is_border_mark(tokens[end - 1]) and not _closes(tokens, start, end):
        end -= 1
    return Entity(entity.label, start, end) if start < end else None


def _closes(tokens: tuple[str, ...], start: int, end: int) -> bool:
    mark = tokens[end - 1]
    if mark == "." and end - start > 1:
        word = tokens[end - 2]
        return word.isalpha() and word[0].isupper() and len(word) <= _ABBREVIATION
    opener = _OPENERS.get(mark)
    inside = tokens[start : end - 1]
    return opener is not None and inside.count(opener) > inside.count(mark)


def longest_usual(lengths: Mapping[int, int], limits: Limits = LIMITS) -> float:
    """From how many tokens on an entity is suspiciously long; `lengths` counts lengths."""
    total = sum(lengths.values())
    if not total:
        return float(limits.long_tokens)
    mean = sum(length * count for length, count in lengths.items()) / total
    variance = sum(count * (length - mean) ** 2 for length, count in lengths.items()) / total
    return float(max(limits.long_tokens, mean + limits.long_deviations * variance**0.5))


def similar_labels(counts: Mapping[str, int], limits: Limits = LIMITS) -> list[tuple[str, str]]:
    """Pairs of labels that may be one, the rarer first."""
    pairs = []
    for one, two in combinations(sorted(counts), 2):
        rarer, usual = sorted((one, two), key=lambda label: (counts[label], label))
        if _alike(rarer, usual) or _is_slip(rarer, usual, counts, limits):
            pairs.append((rarer, usual))
    return pairs


def _alike(one: str, two: str) -> bool:
    return _folded(one) == _folded(two)


@lru_cache(maxsize=4096)
def _folded(label: str) -> str:
    """What a label looks like, without capitals and the marks between its parts."""
    plain = "".join(character for character in skeleton(label).casefold() if character.isalnum())
    return plain or label


def _is_slip(rarer: str, usual: str, counts: Mapping[str, int], limits: Limits) -> bool:
    enough = counts[usual] >= limits.slip_beside * max(counts[rarer], 1)
    long = min(len(rarer), len(usual)) >= limits.slip_letters
    if not (enough and long) or distance(rarer.casefold(), usual.casefold()) != 1:
        return False
    # The parts of labels such as GPE.NOM are meant where they stand in other labels too.
    others = {part for label in counts if label != rarer for part in _PARTS.split(label)}
    return not others.issuperset(_PARTS.split(rarer))


def rare_labels(counts: Mapping[str, int], limits: Limits = LIMITS) -> list[tuple[str, int]]:
    """Labels with too few entities to learn from, with their counts."""
    rare = [(label, count) for label, count in counts.items() if count < limits.rare_label]
    return sorted(rare, key=lambda one: (one[1], one[0]))
