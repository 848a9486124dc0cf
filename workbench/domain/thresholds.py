"""From which score on suggestions count as sure, measured on a dev set or set by hand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, groupby
from typing import Any, TypeVar

from workbench.domain.entity import Suggestion

# Where nothing was measured, and what share of the sure ones shall be right.
SURE = 0.9
TARGET = 0.9
# So many predicted entities are needed to say something of a label.
SUPPORT = 20
# Above every score: nothing is sure.
NEVER = 1.01


_Number = TypeVar("_Number")


@dataclass(frozen=True, slots=True)
class Judged:
    """A predicted entity of a dev set: its label, its score, and whether it is in gold."""

    label: str
    score: float
    right: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """What scores were worth: `threshold` is the lowest from which the target is kept.

    `precisions[i]` is the share of right ones from the score `scores[i]` on, up to the next;
    both rise. `support` predicted entities were looked at, and `precision` of those from the
    threshold on were right.
    """

    threshold: float
    support: int
    precision: float = 0.0
    scores: tuple[float, ...] = ()
    precisions: tuple[float, ...] = ()

    def worth(self, score: float) -> float:
        """The share of right ones among those with about this score."""
        if not self.scores:
            return score
        return self.precisions[max(bisect_right(self.scores, score) - 1, 0)]

    def to_json(self) -> dict[str, Any]:
        return {
            "threshold": self.threshold,
            "support": self.support,
            "precision": self.precision,
            "scores": list(self.scores),
            "precisions": list(self.precisions),
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Curve:
        return Curve(
            float(data["threshold"]),
            int(data["support"]),
            float(data["precision"]),
            tuple(map(float, data["scores"])),
            tuple(map(float, data["precisions"])),
        )


@dataclass(frozen=True)
class Measured:
    """The curves of one suggester: over all labels, and of those with enough support."""

    overall: Curve
    labels: Mapping[str, Curve] = field(default_factory=dict)

    def of(self, label: str) -> Curve:
        return self.labels.get(label, self.overall)

    def with_name(self, old: str, new: str) -> Measured:
        """With the curve of a label under another name, too."""
        return replace(self, labels=_also_named(self.labels, old, new))

    def to_json(self) -> dict[str, Any]:
        labels = {name: curve.to_json() for name, curve in self.labels.items()}
        return {"overall": self.overall.to_json(), "labels": labels}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Measured:
        labels = {name: Curve.from_json(one) for name, one in data["labels"].items()}
        return Measured(Curve.from_json(data["overall"]), labels)


@dataclass(frozen=True)
class Thresholds:
    """From which score on a suggestion is sure.

    A label's number `by_hand` comes first, then, unless `per_label` is off, what was measured
    of the suggester, then `fixed`. `hide` shows only what is sure.
    """

    fixed: float = SURE
    per_label: bool = True
    hide: bool = False
    by_hand: Mapping[str, float] = field(default_factory=dict)
    measured: Mapping[str, Measured] = field(default_factory=dict)

    def least(self, suggestion: Suggestion) -> float:
        """The lowest score with which this one would be sure."""
        if not self.per_label:
            return self.fixed
        label = suggestion.entity.label
        if label in self.by_hand:
            return self.by_hand[label]
        measured = self.measured.get(suggestion.suggester)
        return measured.of(label).threshold if measured else self.fixed

    def is_sure(self, suggestion: Suggestion) -> bool:
        return suggestion.score >= self.least(suggestion)

    def trust(self, suggestion: Suggestion) -> float:
        """How often suggestions like this one were right; its score where nobody looked."""
        measured = self.measured.get(suggestion.suggester)
        if measured is None:
            return suggestion.score
        return measured.of(suggestion.entity.label).worth(suggestion.score)

    def with_choices(
        self,
        fixed: float | None = None,
        per_label: bool | None = None,
        hide: bool | None = None,
        by_hand: Mapping[str, float] | None = None,
    ) -> Thresholds:
        """With what a person chose; None leaves a choice as it is."""
        chosen = {"fixed": fixed, "per_label": per_label, "hide": hide, "by_hand": by_hand}
        fresh: dict[str, Any] = {name: one for name, one in chosen.items() if one is not None}
        return replace(self, **fresh)

    def with_name(self, old: str, new: str) -> Thresholds:
        """With the numbers of a label under another name, too."""
        measured = {name: one.with_name(old, new) for name, one in self.measured.items()}
        return replace(self, by_hand=_also_named(self.by_hand, old, new), measured=measured)

    @property
    def all_sure(self) -> Thresholds:
        """The same trust, with everything counted as sure."""
        return replace(self, fixed=0.0, per_label=False)

    def to_json(self) -> dict[str, Any]:
        measured = {name: one.to_json() for name, one in self.measured.items()}
        return {
            "fixed": self.fixed,
            "per_label": self.per_label,
            "hide": self.hide,
            "by_hand": dict(self.by_hand),
            "measured": measured,
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Thresholds:
        usual = Thresholds()
        measured = {name: Measured.from_json(one) for name, one in data.get("measured", {}).items()}
        return Thresholds(
            float(data.get("fixed", usual.fixed)),
            bool(data.get("per_label", usual.per_label)),
            bool(data.get("hide", usual.hide)),
            {label: float(least) for label, least in data.get("by_hand", {}).items()},
            measured,
        )


def _also_named(known: Mapping[str, _Number], old: str, new: str) -> Mapping[str, _Number]:
    return {**known, new: known[old]} if old in known else known


# What is sure: a score for all, or thresholds.
Sure = float | Thresholds


def as_thresholds(sure: Sure) -> Thresholds:
    """One score for all, as thresholds."""
    return sure if isinstance(sure, Thresholds) else Thresholds(fixed=sure, per_label=False)


def measure(
    judged: Iterable[Judged], target: float = TARGET, support: int = SUPPORT
) -> Measured | None:
    """The curves of a suggester by what it said of a dev set; None where that is too little."""
    found = sorted(judged, key=lambda one: (one.label, one.score))
    if len(found) < support:
        return None
    groups = {label: list(some) for label, some in groupby(found, key=lambda one: one.label)}
    labels = {
        label: curve_of(some, target) for label, some in groups.items() if len(some) >= support
    }
    return Measured(curve_of(found, target), labels)


def curve_of(judged: Sequence[Judged], target: float = TARGET) -> Curve:
    """The lowest score from which on at least the target is right, and what scores are worth.

    NEVER where no score keeps the target. Scores are whole groups: equal ones stand together.
    """
    ranked = sorted(judged, key=lambda one: -one.score)
    threshold, precision, count, right = NEVER, 0.0, 0, 0
    for score, some in groupby(ranked, key=lambda one: one.score):
        answers = [one.right for one in some]
        count, right = count + len(answers), right + sum(answers)
        if right >= target * count:
            threshold, precision = score, right / count
    scores, precisions = _rising(ranked)
    return Curve(threshold, len(ranked), precision, scores, precisions)


def _rising(ranked: Sequence[Judged]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Isotonic regression by pooling neighbours that violate the order.

    One right and one wrong answer are added to each pool, so that none is quite sure or hopeless;
    a pool that would fall behind the one before it by that is lifted to it.
    """
    pools: list[tuple[float, int, int]] = []
    for score, some in groupby(reversed(ranked), key=lambda one: one.score):
        answers = [one.right for one in some]
        pools.append((score, sum(answers), len(answers)))
        while len(pools) > 1 and _share(pools[-2]) >= _share(pools[-1]):
            _, right, count = pools.pop()
            lowest, more, others = pools.pop()
            pools.append((lowest, right + more, count + others))
    shares = accumulate(((right + 1) / (count + 2) for _, right, count in pools), max)
    return tuple(pool[0] for pool in pools), tuple(shares)


def _share(pool: tuple[float, int, int]) -> float:
    return pool[1] / pool[2]


def with_measured(thresholds: Thresholds, suggester: str, measured: Measured | None) -> Thresholds:
    """The thresholds with what was measured of a suggester, or without it."""
    others = {name: one for name, one in thresholds.measured.items() if name != suggester}
    return replace(thresholds, measured={**others, suggester: measured} if measured else others)
