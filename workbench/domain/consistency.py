"""Which mentions are tagged unlike the same words elsewhere, without any model.

Two views of the same idea. The *label entropy* of a surface form (Klie et al., Computational
Linguistics 49) asks how all mentions of the same words are tagged; *variation n-grams*
(Dickinson and Meurers, EACL 2003) ask the same of those that also stand between the same
neighbours. In both, the score of a mention is the number of bits by which the entropy of its
group would shrink if it agreed with the others: large where it stands alone against many,
near nothing where the words are truly ambiguous. The two rankings are fused by rank.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log2

OUTSIDE_LABEL = ""
# Reciprocal rank fusion (Cormack et al., SIGIR 2009), with the constant of that paper.
_FUSION = 60


class SuspectKind(StrEnum):
    """How a mention differs from its like."""

    LABEL = "label"
    MISSED = "missed"
    SPURIOUS = "spurious"


Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A span that is tagged unlike its like; "" stands for "no entity".

    `alike` counts the labels of all mentions of these words, this one included;
    `in_context` those between the same neighbours too, empty where the context says nothing.
    Where the words as a whole say nothing, `word` is the position of the one that does, and
    `alike` counts the labels of all names with that word.
    """

    sentence: int
    start: int
    end: int
    label: str
    proposed: str
    score: float
    alike: tuple[tuple[str, int], ...]
    in_context: tuple[tuple[str, int], ...] = ()
    word: int | None = None

    @property
    def kind(self) -> SuspectKind:
        if not self.label:
            return SuspectKind.MISSED
        return SuspectKind.LABEL if self.proposed else SuspectKind.SPURIOUS

    @property
    def key(self) -> str:
        """Tells the span from every other, also in a later analysis."""
        return f"{self.sentence}:{self.start}:{self.end}:{self.label}"


def entropy_bits(counts: Iterable[int]) -> float:
    """The entropy of a group's labels times the size of the group, in bits."""
    present = [count for count in counts if count > 0]
    total = sum(present)
    return sum(count * log2(total / count) for count in present)


def usual_label(counts: Counts, label: str) -> str | None:
    """The label that most others have; None where `label` is as frequent itself."""
    best = max((one for one in counts if one != label), key=lambda one: (counts[one], one))
    return best if counts[best] > counts[label] else None


def saved_bits(counts: Counts, label: str, usual: str) -> float:
    """How much entropy goes away when one mention with `label` gets the usual one."""
    after = {**counts, label: counts[label] - 1, usual: counts[usual] + 1}
    return entropy_bits(counts.values()) - entropy_bits(after.values())


def fuse(rankings: Iterable[Sequence[int]]) -> dict[int, float]:
    """One score for each item from several rankings, the best first in each."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, 1):
            scores[item] = scores.get(item, 0.0) + 1 / (_FUSION + rank)
    return scores


def by_count(counts: Counts) -> tuple[tuple[str, int], ...]:
    """Labels with their counts, the most frequent first."""
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
