"""An order learned from a person's answers, for things that have figures and their like.

In the manner of ActiveAED (Weber and Plank, Findings of ACL 2023): what was said of some cases
helps to find the others. Two steps of a small logistic regression. The first learns how much
each figure is worth here. The second adds what the first could not explain among the like of a
thing: where they were right again and again it goes down, where they were wrong it goes up.
Both start from the order as it is, so that few answers do no harm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.domain.logistic import fit, probability

# How strongly the weights are held where they start: of the constant, of the first order, of
# any other figure, and of what was said of the like.
_HOLD_CONSTANT, _HOLD_PRIOR, _HOLD_FIGURE, _HOLD_LIKENESS = 0.2, 4.0, 2.0, 1.0
# What it is worth to begin with that all of a thing's like were wrong, or none.
_LIKENESS = 2.0
# A group of one answer counts by a third, of two by a half.
_DAMPING = 2.0


@dataclass(frozen=True, slots=True)
class Item:
    """A thing to be put in order.

    `prior` is its place in the first order, as logarithmic odds. `groups` name what it has in
    common with others, one for each kind of likeness, always in the same order.
    """

    prior: float
    figures: Mapping[str, float]
    groups: tuple[str, ...]


class LearnedOrder:
    """What answers teach: each is an item with whether it was what is looked for."""

    def __init__(self, told: Sequence[tuple[Item, bool]]) -> None:
        items, outcomes = [item for item, _ in told], [outcome for _, outcome in told]
        self._names = sorted({name for item in items for name in item.figures})
        self._first = self._fit_figures(items, outcomes)
        surprises = [
            outcome - probability(self._first, self._row(item))
            for item, outcome in zip(items, outcomes, strict=True)
        ]
        self._surprises: dict[str, list[float]] = defaultdict(list)
        for item, surprise in zip(items, surprises, strict=True):
            for group in item.groups:
                self._surprises[group].append(surprise)
        self._second = self._fit_likeness(items, outcomes, surprises)

    def score(self, item: Item) -> float:
        """How probable it is that an item is what is looked for, in 0..1."""
        return probability(self._second, self._with_likeness(item))

    def _fit_figures(self, items: Sequence[Item], outcomes: Sequence[bool]) -> list[float]:
        figures = len(self._names)
        start = [0.0, 1.0, *[0.0] * figures]
        hold = [_HOLD_CONSTANT, _HOLD_PRIOR, *[_HOLD_FIGURE] * figures]
        return fit([self._row(item) for item in items], outcomes, start, hold)

    def _fit_likeness(
        self, items: Sequence[Item], outcomes: Sequence[bool], surprises: Sequence[float]
    ) -> list[float]:
        rows = [
            self._with_likeness(item, surprise)
            for item, surprise in zip(items, surprises, strict=True)
        ]
        kinds = len(rows[0]) - 1
        start, hold = [1.0, *[_LIKENESS] * kinds], [_HOLD_PRIOR, *[_HOLD_LIKENESS] * kinds]
        return fit(rows, outcomes, start, hold)

    def _row(self, item: Item) -> list[float]:
        return [1.0, item.prior, *(item.figures.get(name, 0.0) for name in self._names)]

    def _with_likeness(self, item: Item, own: float | None = None) -> list[float]:
        """The odds by the figures; for each likeness how much oftener than expected it was so.

        An item that was answered itself must not count: its `own` surprise is left out.
        """
        pairs = zip(self._first, self._row(item), strict=True)
        return [sum(weight * value for weight, value in pairs), *self._likeness(item, own)]

    def _likeness(self, item: Item, own: float | None) -> list[float]:
        found = []
        for group in item.groups:
            surprises = self._surprises.get(group, ())
            total, count = sum(surprises), len(surprises)
            if own is not None:
                total, count = total - own, count - 1
            found.append(total / (count + _DAMPING))
        return found
