"""Runs of tags between tags outside: a million sentences hold the same few of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

T = TypeVar("T")
Run = tuple[str, ...]

# A column that is no tag at all may bring any number of runs; these are remembered at once.
_REMEMBERED = 1 << 14


def runs_of(tags: tuple[str, ...], outside: str) -> Iterator[tuple[int, Run]]:
    """Each run with the place where it starts."""
    start = 0
    for end, tag in enumerate((*tags, outside)):
        if tag == outside:
            if start < end:
                yield start, tags[start:end]
            start = end + 1


class Remembered(dict[Run, T]):
    """What a function tells of the runs that occurred so far."""

    def __init__(self, tell: Callable[[Run], T]) -> None:
        super().__init__()
        self._tell = tell

    def __missing__(self, run: Run) -> T:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[run] = self._tell(run)
        return found
