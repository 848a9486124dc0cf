"""Known names as features: which tokens lie inside the longest known name, and where in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Gazetteer:
    """Labels by the lower-cased tokens of their names; `longest` is in tokens."""

    labels: Mapping[tuple[str, ...], tuple[str, ...]]
    longest: int

    @staticmethod
    def of(names: Mapping[str, Collection[str]]) -> Gazetteer:
        """Take in names as a person writes them; their tokens are what blanks divide."""
        labels: dict[tuple[str, ...], tuple[str, ...]] = {}
        for label in sorted(names):
            for name in names[label]:
                key = tuple(name.lower().split())
                if key:
                    labels[key] = (*labels.get(key, ()), label)
        return Gazetteer(labels, max(map(len, labels), default=0))


def membership(gazetteer: Gazetteer, tokens: tuple[str, ...]) -> list[list[bytes]]:
    """The features of each token: `g=B-PER` where a known name begins, `g=I-PER` inside."""
    rows: list[list[bytes]] = [[] for _ in tokens]
    if not gazetteer.longest:
        return rows
    low = tuple(token.lower() for token in tokens)
    start = 0
    while start < len(low):
        end = _longest(gazetteer, low, start)
        for label in gazetteer.labels[low[start:end]] if end else ():
            for place in range(start, end):
                prefix = "B" if place == start else "I"
                rows[place].append(f"g={prefix}-{label}".encode("utf-8", "surrogatepass"))
        start = max(end, start + 1)
    return rows


def _longest(gazetteer: Gazetteer, low: tuple[str, ...], start: int) -> int:
    """Where the longest known name that begins here ends; 0 when none does."""
    for end in range(min(start + gazetteer.longest, len(low)), start, -1):
        if low[start:end] in gazetteer.labels:
            return end
    return 0
