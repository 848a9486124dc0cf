"""Ranges of characters over ranges of tokens: which overlap, which tokens they touch."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import itemgetter

from workbench.formats.offsets import Offsets
from workbench.formats.segmentation import is_blank

_JOINER = "\u200d"
_start = itemgetter(0)
_end = itemgetter(1)


def outermost(ranges: Sequence[Offsets]) -> list[int | None]:
    """For each range None when it is kept, else the number of the kept one it overlaps.

    The longest are kept; of two of one length, the first. No range may be empty.
    """
    order = sorted(
        range(len(ranges)), key=lambda number: (_negative_length(ranges[number]), number)
    )
    kept: list[tuple[int, int, int]] = []
    over: list[int | None] = [None] * len(ranges)
    for number in order:
        start, end = ranges[number]
        place = bisect_left(kept, (end, 0, 0))
        if place and kept[place - 1][1] > start:
            over[number] = kept[place - 1][2]
        else:
            kept.insert(place, (start, end, number))
    return over


def touched(tokens: Sequence[Offsets], span: Offsets) -> Offsets:
    """The first token that a span touches and the one behind the last; equal for none."""
    first = bisect_right(tokens, span[0], key=_end)
    return first, max(first, bisect_left(tokens, span[1], key=_start))


def is_exact(tokens: Sequence[Offsets], span: Offsets, entity: Offsets) -> bool:
    """Whether a span begins where its first token does and ends where its last one does."""
    return tokens[entity[0]][0] == span[0] and tokens[entity[1] - 1][1] == span[1]


def split_tokens(text: str, tokens: Sequence[Offsets], borders: Iterable[int]) -> list[Offsets]:
    """Cut tokens at borders that lie inside of them, where both pieces can be seen."""
    pieces: list[Offsets] = []
    inner = sorted(set(borders))
    for start, end in tokens:
        first = bisect_right(inner, start)
        for border in inner[first : bisect_left(inner, end)]:
            if _may_cut(text, start, border, end):
                pieces.append(trimmed(text, start, border))
                start = trimmed(text, border, end)[0]
        pieces.append((start, end))
    return pieces


def trimmed(text: str, start: int, end: int) -> Offsets:
    """A range without the white space at its ends; empty when there is nothing else."""
    piece = text[start:end]
    first = end - len(piece.lstrip())
    return first, first + len(piece.strip())


def join_ranges(ranges: Sequence[Offsets], together: Iterable[Offsets]) -> list[Offsets]:
    """Join neighbouring ranges, which are in order, where something reaches over both."""
    joined: list[Offsets] = []
    waiting = sorted(together, reverse=True)
    reach = 0
    for start, end in ranges:
        while waiting and waiting[-1][0] < start:
            reach = max(reach, waiting.pop()[1])
        if joined and reach > start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def gaps(ranges: Iterable[Offsets], length: int) -> list[Offsets]:
    """What lies between ranges, which are in order, before the first and behind the last."""
    found = []
    position = 0
    for start, end in ranges:
        if start > position:
            found.append((position, start))
        position = end
    if length > position:
        found.append((position, length))
    return found


def are_in_order(ranges: Iterable[Offsets], length: int) -> bool:
    """Whether ranges are not empty, do not overlap, and lie in a text of a length."""
    position = 0
    for start, end in ranges:
        if not position <= start < end <= length:
            return False
        position = end
    return True


def _negative_length(span: Offsets) -> int:
    return span[0] - span[1]


def _may_cut(text: str, start: int, border: int, end: int) -> bool:
    """Whether two visible tokens come of it; an accent stays with its letter."""
    if unicodedata.category(text[border])[0] == "M" or text[border - 1] == _JOINER:
        return False
    return not is_blank(text[start:border]) and not is_blank(text[border:end])
