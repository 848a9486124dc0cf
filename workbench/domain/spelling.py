"""How far apart two spellings are."""

from __future__ import annotations

from collections.abc import Iterable


def distance(left: str, right: str) -> int:
    """The number of letters to insert, delete or replace to turn one into the other."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        diagonal, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (a != b))
    return row[-1]


def closest(word: str, candidates: Iterable[str], at_most: int) -> str | None:
    """The candidate nearest to `word`, first in order among equals; None if all are farther."""
    ranked = sorted((distance(word, candidate), candidate) for candidate in candidates)
    return ranked[0][1] if ranked and ranked[0][0] <= at_most else None
