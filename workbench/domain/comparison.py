"""Two models on the same gold sentences: how far apart they are, and how sure that is.

The interval comes from a paired bootstrap: sentences are drawn again and again, with
replacement, and both models are scored on each draw.
"""

from __future__ import annotations

import random
import struct
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, quantiles
from typing import Any, NamedTuple

from workbench.domain.entity import Entity
from workbench.domain.schemes import IOB2, tags_to_entities

Json = dict[str, Any]
RESAMPLES = 1000
SEED = 13
# Cutting into 40 parts of equal size leaves 2.5 % at either end.
PARTS = 40


@dataclass(frozen=True, slots=True)
class Delta:
    """Strict F1 of the second less that of the first, with its 95 % interval."""

    value: float = 0.0
    low: float = 0.0
    high: float = 0.0

    @property
    def certain(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low > 0 or self.high < 0

    def to_json(self) -> Json:
        return {"value": self.value, "low": self.low, "high": self.high}


@dataclass(frozen=True)
class Comparison:
    """A second model against a first; positive figures mean that the second is better.

    `won` and `lost` are the ids of the sentences in which the second made fewer, or more,
    mistakes (entities missed or spurious, strict). The `scores` are the strict F1 of first
    and second; `support` is the number of gold entities by label.
    """

    first: str
    second: str
    micro: Delta = Delta()
    labels: Mapping[str, Delta] = field(default_factory=dict)
    won: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()
    macro: Delta = Delta()
    sentences: int = 0
    entities: int = 0
    micro_scores: tuple[float, float] = (0.0, 0.0)
    macro_scores: tuple[float, float] = (0.0, 0.0)
    label_scores: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    support: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> Json:
        return {
            "first": self.first,
            "second": self.second,
            "sentences": self.sentences,
            "entities": self.entities,
            "micro": _row_to_json(self.micro, self.micro_scores),
            "macro": _row_to_json(self.macro, self.macro_scores),
            "labels": {
                label: {
                    **_row_to_json(delta, self.label_scores[label]),
                    "support": self.support[label],
                }
                for label, delta in self.labels.items()
            },
            "won": list(self.won),
            "lost": list(self.lost),
        }


def _row_to_json(delta: Delta, scores: tuple[float, float]) -> Json:
    return {**delta.to_json(), "first": scores[0], "second": scores[1]}


class Judged(NamedTuple):
    """A sentence of a test set: its gold tags, and those that either model says."""

    id: int
    gold: Sequence[str]
    first: Sequence[str]
    second: Sequence[str]


class Counts(NamedTuple):
    """How many entities of a label are right, predicted, and in gold."""

    right: int
    said: int
    gold: int

    @property
    def wrong(self) -> int:
        return self.said + self.gold - 2 * self.right


def count_strict(gold: Sequence[str], said: Sequence[str]) -> dict[str, Counts]:
    """Count entities of one sentence by label; tags that are no valid IOB2 open none."""
    true, found = frozenset(strict_entities(gold)), frozenset(strict_entities(said))
    labels = sorted({entity.label for entity in true | found})
    return {
        label: Counts(
            *(sum(one.label == label for one in side) for side in (true & found, found, true))
        )
        for label in labels
    }


def strict_entities(tags: Sequence[str]) -> Iterator[Entity]:
    """The entities of IOB2 tags as seqeval's strict mode reads them: only a B opens one."""
    for entity in tags_to_entities(tags, IOB2):
        if tags[entity.start].startswith("B-"):
            yield entity


def compare(
    first: str,
    second: str,
    sentences: Sequence[Judged],
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Comparison:
    """Compare two models, named `first` and `second`, sentence by sentence."""
    counted = [
        (one.id, count_strict(one.gold, one.first), count_strict(one.gold, one.second))
        for one in sentences
    ]
    labels = tuple(sorted({label for _, *sides in counted for side in sides for label in side}))
    packed = [_pack(labels, before, after) for _, before, after in counted]
    whole = _unpack(sum(packed), labels)
    draws = list(_draws(packed, labels, resamples, random.Random(seed)))
    better = [(number, _wrong(before) - _wrong(after)) for number, before, after in counted]
    deltas = {name: _delta(name, whole, draws) for name in whole}
    return Comparison(
        first,
        second,
        micro=deltas[_MICRO],
        labels={label: deltas[label] for label in labels},
        won=tuple(number for number, gain in better if gain > 0),
        lost=tuple(number for number, gain in better if gain < 0),
        macro=deltas[_MACRO],
        sentences=len(counted),
        entities=sum(counts.gold for _, before, _ in counted for counts in before.values()),
        micro_scores=whole[_MICRO],
        macro_scores=whole[_MACRO],
        label_scores={label: whole[label] for label in labels},
        support=_support(counted),
    )


_Both = tuple[float, float]
# The averages stand among the labels under names that no label can have.
_MICRO, _MACRO = "\0micro", "\0macro"


def _wrong(counts: Mapping[str, Counts]) -> int:
    return sum(one.wrong for one in counts.values())


def _support(
    counted: Sequence[tuple[int, Mapping[str, Counts], Mapping[str, Counts]]],
) -> dict[str, int]:
    found: defaultdict[str, int] = defaultdict(int)
    for _, before, after in counted:
        for label, counts in {**after, **before}.items():
            found[label] += counts.gold
    return dict(found)


def _pack(labels: Sequence[str], before: Mapping[str, Counts], after: Mapping[str, Counts]) -> int:
    """The counts of a sentence as one number of 32-bit fields, so that adding adds them all.

    A million draws then cost a million additions, whatever the number of labels.
    """
    nothing = Counts(0, 0, 0)
    fields: list[int] = []
    for label in labels:
        for side in (before, after):
            counts = side.get(label, nothing)
            fields += (counts.right, counts.said + counts.gold)
    return int.from_bytes(struct.pack(f"<{len(fields)}I", *fields), "little")


def _unpack(total: int, labels: Sequence[str]) -> dict[str, _Both]:
    """The F1 of both by label, with the averages; where nothing was to be found it is 0."""
    size = 4 * len(labels)
    fields = struct.unpack(f"<{size}I", total.to_bytes(4 * size, "little"))
    scores = {
        label: (_f1(*fields[at : at + 2]), _f1(*fields[at + 2 : at + 4]))
        for label, at in zip(labels, range(0, size, 4), strict=True)
    }
    sums = [sum(fields[offset::4]) for offset in range(4)]
    micro = (_f1(*sums[:2]), _f1(*sums[2:]))
    macro = (_mean(scores, 0), _mean(scores, 1))
    return {**scores, _MICRO: micro, _MACRO: macro}


def _f1(right: int, size: int) -> float:
    return 2 * right / size if size else 0.0


def _mean(scores: Mapping[str, _Both], side: int) -> float:
    return fmean(both[side] for both in scores.values()) if scores else 0.0


def _draws(
    packed: Sequence[int], labels: Sequence[str], resamples: int, chance: random.Random
) -> Iterator[dict[str, _Both]]:
    for _ in range(resamples):
        yield _unpack(sum(chance.choices(packed, k=len(packed))), labels)


def _delta(name: str, whole: Mapping[str, _Both], draws: Sequence[Mapping[str, _Both]]) -> Delta:
    values = [draw[name][1] - draw[name][0] for draw in draws]
    cuts = quantiles(values, n=PARTS, method="inclusive")
    return Delta(whole[name][1] - whole[name][0], cuts[0], cuts[-1])
