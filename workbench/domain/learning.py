"""Learning curves: F1 on the frozen test set after training on shares of the training set.

A power law is laid through the points of a curve, and tells how it may go on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Any

Json = dict[str, Any]

SHARES = (0.25, 0.5, 0.75, 1.0)
# The name of the curve over all labels together.
TOTAL = ""
# What is asked of the curve: half as much data again.
MORE = 1.5
# A curve tells nothing about more than so many times the data it was measured on.
FARTHEST = 10.0
_RATES = tuple(step / 20 for step in range(1, 41))


@dataclass(frozen=True, slots=True)
class Level:
    """F1 (0..1) on the test set, from so many training sentences that hold the label."""

    f1: float
    sentences: int


@dataclass(frozen=True)
class Point:
    """One training: on which share (0..1) of the training set, in which repeat."""

    share: float
    repeat: int
    total: Level
    labels: Mapping[str, Level] = field(default_factory=dict)

    def level(self, label: str = TOTAL) -> Level | None:
        """The level of a label, or of all; None where the label is unknown."""
        return self.labels.get(label) if label else self.total

    def to_json(self) -> Json:
        labels = {label: [one.f1, one.sentences] for label, one in self.labels.items()}
        total = [self.total.f1, self.total.sentences]
        return {"share": self.share, "repeat": self.repeat, "total": total, "labels": labels}

    @staticmethod
    def from_json(data: Json) -> Point:
        labels = {str(label): _read_level(one) for label, one in data["labels"].items()}
        share = float(data["share"])
        if not 0 < share <= 1:
            raise ValueError(f"{share} is no share")
        return Point(share, int(data["repeat"]), _read_level(data["total"]), labels)


def _read_level(data: Any) -> Level:
    f1, sentences = data
    if not 0 <= float(f1) <= 1:
        raise ValueError(f"{f1} is no F1")
    return Level(float(f1), int(sentences))


@dataclass(frozen=True)
class Curve:
    """All trainings of one measurement.

    `train` and `test` count sentences; `examples` and `support` count the entities of each
    label in them. `made_by` says what was trained, `made` when (UTC).
    """

    points: tuple[Point, ...]
    train: int = 0
    test: int = 0
    examples: Mapping[str, int] = field(default_factory=dict)
    support: Mapping[str, int] = field(default_factory=dict)
    made_by: str = "instant"
    made: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label of training and test set, the most frequent in training first."""
        names = self.examples.keys() | self.support.keys()
        return tuple(sorted(names, key=lambda name: (-self.examples.get(name, 0), name)))

    def to_json(self) -> Json:
        return {
            "made": self.made,
            "made_by": self.made_by,
            "train": self.train,
            "test": self.test,
            "examples": dict(self.examples),
            "support": dict(self.support),
            "points": [point.to_json() for point in self.points],
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Curve:
        """Read a curve; Key-, Type-, Value- or AttributeError where it is damaged."""
        points = tuple(Point.from_json(one) for one in data["points"])
        made = str(data["made"])
        if made:
            datetime.fromisoformat(made)
        return Curve(
            points,
            int(data["train"]),
            int(data["test"]),
            _read_counts(data["examples"]),
            _read_counts(data["support"]),
            str(data["made_by"]),
            made,
        )


def _read_counts(data: Any) -> dict[str, int]:
    return {str(label): int(count) for label, count in data.items()}


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the curve: the mean over the repeats, and the lowest and highest of them."""

    share: float
    sentences: int
    f1: float
    low: float
    high: float


def marks(curve: Curve, label: str = TOTAL) -> tuple[Mark, ...]:
    """The curve of a label, or of all, from the smallest share on."""
    by_share: dict[float, list[Level]] = {}
    for point in curve.points:
        level = point.level(label)
        if level is not None:
            by_share.setdefault(point.share, []).append(level)
    return tuple(_mark(share, by_share[share]) for share in sorted(by_share))


def _mark(share: float, levels: Sequence[Level]) -> Mark:
    figures = [level.f1 for level in levels]
    sentences = round(_mean([level.sentences for level in levels]))
    return Mark(share, sentences, _mean(figures), min(figures), max(figures))


@dataclass(frozen=True, slots=True)
class PowerLaw:
    """F1 at a share x of the data: `ceiling - gap * x ** -rate`."""

    ceiling: float
    gap: float
    rate: float

    def f1(self, share: float) -> float:
        return min(max(self.ceiling - self.gap * _power(share, self.rate), 0.0), 1.0)

    def share_for(self, target: float) -> float | None:
        """The share of the data that reaches an F1; None where none does."""
        if self.gap <= 0 or target >= self.ceiling:
            return None
        try:
            return float((self.gap / (self.ceiling - target)) ** (1 / self.rate))
        except OverflowError:
            return None


def fit(points: Sequence[tuple[float, float]]) -> PowerLaw:
    """The power law through pairs of share and F1 that never falls and never passes 1.

    For each of a table of rates the ceiling and the gap of least squares are a formula.
    """
    laws = [_fit_at(rate, points) for rate in _RATES]
    return min(laws, key=lambda law: _error(law, points))


def _fit_at(rate: float, points: Sequence[tuple[float, float]]) -> PowerLaw:
    xs = [_power(share, rate) for share, _ in points]
    ys = [f1 for _, f1 in points]
    middle_x, middle_y = _mean(xs), _mean(ys)
    spread = sum((x - middle_x) ** 2 for x in xs)
    slope = sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True))
    gap = -slope / spread if spread else 0.0
    if gap <= 0:
        return PowerLaw(middle_y, 0.0, rate)
    ceiling = middle_y + gap * middle_x
    if ceiling <= 1:
        return PowerLaw(ceiling, gap, rate)
    return PowerLaw(1.0, sum(x * (1 - y) for x, y in zip(xs, ys, strict=True)) / _square(xs), rate)


def _power(share: float, rate: float) -> float:
    return float(share**-rate)


def _square(values: Sequence[float]) -> float:
    return sum(value * value for value in values)


def _error(law: PowerLaw, points: Sequence[tuple[float, float]]) -> float:
    return sum((law.ceiling - law.gap * _power(share, law.rate) - f1) ** 2 for share, f1 in points)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def laws(curve: Curve, label: str = TOTAL) -> Iterator[PowerLaw]:
    """One power law for each repeat; what was trained on everything belongs to all of them."""
    repeats = sorted({point.repeat for point in curve.points})
    for repeat in repeats:
        levels = [
            (point.share, level.f1)
            for point in curve.points
            if (point.repeat == repeat or point.share == 1) and (level := point.level(label))
        ]
        if len({share for share, _ in levels}) > 1:
            yield fit(levels)


# The steps in which a next target is proposed.
_TARGET_STEP = 0.05


def next_target(curve: Curve) -> float:
    """A round F1 that lies a little above what is reached."""
    line = marks(curve)
    reached = line[-1].f1 if line else 0.0
    return min(ceil((reached + _TARGET_STEP / 5) / _TARGET_STEP) * _TARGET_STEP, 1.0)


@dataclass(frozen=True, slots=True)
class Reach:
    """How many training sentences reach an F1 (0..1): the middle, and the spread.

    None where the curve ends below it, or needs more than `FARTHEST` times the data.
    """

    target: float
    sentences: int | None
    least: int | None = None
    most: int | None = None


def reach(curve: Curve, target: float) -> Reach:
    """How many more training sentences reach an F1 over all labels; 0 where it is reached."""
    line = marks(curve)
    if not line or line[-1].f1 >= target:
        return Reach(target, 0 if line else None)
    middle = fit([(mark.share, mark.f1) for mark in line])
    wanted = [_missing(curve, law, target) for law in laws(curve)]
    reached = [one for one in wanted if one is not None]
    # One repeat that never gets there leaves the upper end open.
    most = max(reached) if reached and len(reached) == len(wanted) else None
    return Reach(target, _missing(curve, middle, target), min(reached, default=None), most)


def _missing(curve: Curve, law: PowerLaw, target: float) -> int | None:
    share = law.share_for(target)
    if share is None or share > FARTHEST:
        return None
    return max(ceil((share - 1) * curve.train), 1)
