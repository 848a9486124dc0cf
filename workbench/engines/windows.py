"""Cuts long sentences into overlapping windows; each token is answered for by one window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

OVERLAP = 0.25
MOST_OVERLAP = 0.9


@dataclass(frozen=True, slots=True)
class Window:
    """The tokens from `start` up to `end`; it answers for those in `keep`.

    Neighbouring windows part their overlap in the middle, where both see as much context.
    """

    start: int
    end: int
    keep: range


def cut_windows(lengths: Sequence[int], capacity: int, overlap: float = OVERLAP) -> list[Window]:
    """Windows over tokens of so many pieces each (0 is possible, more than capacity is cut).

    No window holds more than `capacity` pieces; neighbours share about `overlap` of that.
    """
    shared = int(capacity * min(max(overlap, 0.0), MOST_OVERLAP))
    sizes = [min(length, capacity) for length in lengths]
    spans = [(0, _reach(sizes, 0, capacity))]
    while spans[-1][1] < len(sizes):
        start = _step_back(sizes, spans[-1], capacity, shared)
        spans.append((start, _reach(sizes, start, capacity)))
    return _share(spans)


def _reach(sizes: Sequence[int], start: int, capacity: int) -> int:
    """How far a window from `start` reaches."""
    total = 0
    for position in range(start, len(sizes)):
        total += sizes[position]
        if total > capacity:
            return position
    return len(sizes)


def _step_back(sizes: Sequence[int], last: tuple[int, int], capacity: int, shared: int) -> int:
    """Where the next window starts: inside the last one, but so that it gets further."""
    start = last[1]
    room = min(shared, capacity - sizes[start])
    while start - 1 > last[0] and sizes[start - 1] <= room:
        start -= 1
        room -= sizes[start]
    return start


def _share(spans: Sequence[tuple[int, int]]) -> list[Window]:
    middles = [(following[0] + span[1]) // 2 for span, following in pairwise(spans)]
    edges = [0, *middles, spans[-1][1]]
    return [
        Window(start, end, range(edges[index], edges[index + 1]))
        for index, (start, end) in enumerate(spans)
    ]
