"""How far apart two spellings are."""

from __future__ import annotations

from collections.abc import Iterable


def distance(left: str, right: str) -> int:
    """The number of letters to insert, delete, replace or swap to turn one into the other.

    Optimal string alignment: two neighbouring letters that changed places count once.
    """
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        below = [i]
        for j, b in enumerate(right, 1):
            steps = min(row[j] + 1, below[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and b == left[i - 2]:
                steps = min(steps, before[j - 2] + 1)
            below.append(steps)
        before, row = row, below
    return row[-1]


def closest(word: str, candidates: Iterable[str], at_most: int) -> str | None:
    """The candidate nearest to `word`, first in order among equals; None if all are farther."""
    ranked = sorted((distance(word, candidate), candidate) for candidate in candidates)
    return ranked[0][1] if ranked and ranked[0][0] <= at_most else None
