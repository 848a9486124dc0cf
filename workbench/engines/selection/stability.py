"""Is it enough? Whether the model still changes its mind from one ranking to the next.

After Bloodgood and Vijay-Shanker (2009): the agreement beyond chance of two models one after
the other, on sentences that nobody annotates; it is time to stop once it has stayed high.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from workbench.domain.training import Example

SAMPLE = 400
# A sample that has shrunk below this, because its sentences were annotated, is drawn anew.
LEAST = 100
STABLE = 0.95
ROUNDS = 3

Sample = Mapping[int, Sequence[str]]


@dataclass(frozen=True)
class Stability:
    """How alike the predictions of two rounds are.

    `agreement` is Cohen's kappa over the tags of all tokens, None in the first round.
    `rounds` is for how many rounds it has been high. `sample` holds the tags that the next
    round is compared with.
    """

    agreement: float | None = None
    rounds: int = 0
    sample: Sample = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The same in words."""
        if self.agreement is None:
            return "Not known yet: it takes two rankings to compare."
        percent = f"{self.agreement:.0%}"
        if self.rounds >= ROUNDS:
            return (
                f"The model has hardly changed its mind for {self.rounds} rounds ({percent} alike)."
                " More of the same will teach it little."
            )
        if self.rounds:
            return (
                f"The model is settling down ({percent} alike, {self.rounds} of {ROUNDS} rounds)."
            )
        return f"The model still learns: its predictions are {percent} alike since the last round."

    def to_json(self) -> dict[str, Any]:
        sample = {str(key): list(tags) for key, tags in self.sample.items()}
        return {
            "agreement": None if self.agreement is None else round(self.agreement, 4),
            "rounds": self.rounds,
            "stable": self.rounds >= ROUNDS,
            "words": self.words,
            "sample": sample,
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Stability:
        sample = {int(key): tuple(tags) for key, tags in data.get("sample", {}).items()}
        return Stability(data.get("agreement"), int(data.get("rounds", 0)), sample)


def draw_sample(pool: Iterable[Example], before: Sample) -> list[Example]:
    """The sentences of the last round that are still there; new ones if those are too few.

    Which are drawn depends on their ids alone, so that it is the same in each round.
    """
    rows = list(pool)
    kept = [one for one in rows if one.id in before]
    if len(kept) >= min(LEAST, len(rows)):
        return kept
    return sorted(rows, key=lambda one: blake2b(str(one.id).encode()).digest())[:SAMPLE]


def compare(before: Stability, now: Sample) -> Stability:
    """Set the predictions of this round beside those of the last."""
    shared = [key for key, tags in now.items() if len(before.sample.get(key, ())) == len(tags)]
    if not shared:
        return Stability(sample=now)
    old = [tag for key in shared for tag in before.sample[key]]
    new = [tag for key in shared for tag in now[key]]
    agreement = kappa(old, new)
    rounds = before.rounds + 1 if agreement >= STABLE else 0
    return Stability(agreement, rounds, now)


def kappa(one: Sequence[str], other: Sequence[str]) -> float:
    """Cohen's kappa of two taggings of the same tokens; 1 where both say one thing only."""
    total = len(one)
    if not total:
        return 1.0
    same = sum(a == b for a, b in zip(one, other, strict=True)) / total
    counts, others = Counter(one), Counter(other)
    chance = sum(counts[tag] * others[tag] for tag in counts) / total**2
    return 1.0 if chance >= 1 else (same - chance) / (1 - chance)
