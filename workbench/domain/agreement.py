"""What became of each suggester's proposals, as counts that fit into the journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from workbench.domain.entity import Entity
from workbench.domain.sentence import Sentence


class Fate(StrEnum):
    """What a person made of a proposal: it stands, something else stands there, or nothing."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often each fate met the proposals of one suggester."""

    suggester: str
    unchanged: int = 0
    changed: int = 0
    rejected: int = 0

    @property
    def total(self) -> int:
        return self.unchanged + self.changed + self.rejected

    @property
    def share(self) -> float:
        """The share (0..1) that was right as it stood."""
        return self.unchanged / self.total if self.total else 0.0


def fates(offered: Sentence, accepted: Sentence) -> Mapping[str, int]:
    """Counts of what a sentence that is done made of the proposals, by fate and suggester.

    Proposals that several suggesters share count for each of them.
    """
    gold = accepted.entities
    counts = Counter(
        _key(_fate(found.entity, gold), found.suggester) for found in offered.suggestions
    )
    return dict(sorted(counts.items()))


def _fate(entity: Entity, gold: tuple[Entity, ...]) -> Fate:
    if entity in gold:
        return Fate.UNCHANGED
    overlapped = any(entity.overlaps(other) for other in gold)
    return Fate.CHANGED if overlapped else Fate.REJECTED


def _key(fate: Fate, suggester: str) -> str:
    return f"{fate} from {suggester}"


def read_fates(details: Mapping[str, int]) -> Iterator[tuple[str, Fate, int]]:
    """Suggester, fate and count of what `fates` had written among other details."""
    for name, count in details.items():
        fate, from_, suggester = name.partition(" from ")
        if from_ and fate in set(Fate):
            yield suggester, Fate(fate), count


def agreements(counts: Mapping[tuple[str, Fate], int]) -> tuple[Agreement, ...]:
    """One row a suggester, the one with the most proposals first."""
    names = {suggester for suggester, _ in counts}
    rows = [Agreement(name, *(counts.get((name, fate), 0) for fate in Fate)) for name in names]
    return tuple(sorted(rows, key=lambda row: (-row.total, row.suggester)))
