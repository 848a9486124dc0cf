"""Which sentences are still to be looked at in the background, and in which order."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence


class Agenda:
    """Sentences by their ids, each to be taken once; a flag for each, as there may be a million."""

    def __init__(self, ids: Sequence[int]) -> None:
        self._ids = array("q", ids)
        self._open = bytearray(max(self._ids, default=0) + 1)
        for one in self._ids:
            self._open[one] = 1
        self._at = 0
        self.total = len(self._ids)
        self.left = self.total

    def take(self, count: int, first: Iterable[int] = (), only: bool = False) -> list[int]:
        """The next so many: of `first` those that wait, then, if not `only` those, the others."""
        taken = [one for one in dict.fromkeys(first) if self._waits(one)][:count]
        self._close(taken)
        while not only and len(taken) < count and self._at < len(self._ids):
            one = self._ids[self._at]
            self._at += 1
            if self._open[one]:
                self._close([one])
                taken.append(one)
        return taken

    def put_back(self, ids: Iterable[int]) -> None:
        """Let sentences that were taken wait again; they come next."""
        again = [one for one in ids if one < len(self._open) and not self._open[one]]
        for one in again:
            self._open[one] = 1
        self._ids = array("q", again) + self._ids[self._at :]
        self._at = 0
        self.left += len(again)

    def _waits(self, one: int) -> bool:
        return 0 <= one < len(self._open) and bool(self._open[one])

    def _close(self, taken: Iterable[int]) -> None:
        for one in taken:
            self._open[one] = 0
            self.left -= 1
