"""The ids that the list shows: found, joined and searched quickly, a million of them too."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence

# How far around the row where a sentence was it is looked for first.
NEAR = 512
NEIGHBOURS = 8
_SIZE = array("q").itemsize


class Listing:
    """Ids in the order of the list; 8 bytes each.

    A list by position is `ascending`: there a row is found by halving. Nobody checks that,
    because looking at a million ids takes longer than all the rest; a row that is not found
    so is looked for in the other ways.
    """

    def __init__(self, ids: Sequence[int] = (), ascending: bool = False) -> None:
        self.ids = array("q", ids)
        self.ascending = ascending

    def __len__(self) -> int:
        return len(self.ids)

    def append(self, ids: Sequence[int]) -> None:
        """Put further ids at the end."""
        self.ids.extend(ids if isinstance(ids, array) else array("q", ids))

    def place_of(self, sentence_id: int) -> int:
        """The row where a sentence belongs in an ascending list."""
        return bisect_left(self.ids, sentence_id)

    def insert(self, row: int, sentence_id: int) -> None:
        self.ids.insert(row, sentence_id)

    def row_of(self, sentence_id: int, near: int = 0) -> int | None:
        """The row of a sentence, looked for around `near` first; None where it is not."""
        if self.ascending:
            row = bisect_left(self.ids, sentence_id)
            if row < len(self.ids) and self.ids[row] == sentence_id:
                return row
        close = self.row_around(sentence_id, near)
        return self._scan(sentence_id) if close is None else close

    def row_around(self, sentence_id: int, near: int) -> int | None:
        """The row of a sentence where it is close to another row."""
        start = max(near - NEAR, 0)
        try:
            return start + self.ids[start : near + NEAR].index(sentence_id)
        except ValueError:
            return None

    def _scan(self, sentence_id: int) -> int | None:
        """As bytes, because `array.index` makes an object of each id: three times as long."""
        packed = self.ids.tobytes()
        wanted = array("q", (sentence_id,)).tobytes()
        found = packed.find(wanted)
        while found >= 0 and found % _SIZE:
            found = packed.find(wanted, found + 1)
        return None if found < 0 else found // _SIZE

    def of_rows(self, rows: Iterable[range]) -> array[int]:
        """The ids that stand in these stretches of rows."""
        chosen = array("q")
        for stretch in rows:
            chosen.extend(self.ids[stretch.start : stretch.stop])
        return chosen

    def keep(self, sentence_id: int | None, before: Listing, row: int) -> bool:
        """Put a sentence that stood in a row of the list before at its place in this one.

        That is behind the nearest of its neighbours of then which is still listed close by.
        Tells whether it had to be put there.
        """
        if sentence_id is None or not 0 <= row < len(before) or before.ids[row] != sentence_id:
            return False
        if self.row_of(sentence_id, row) is not None:
            return False
        neighbours = before.ids[max(row - NEIGHBOURS, 0) : row]
        self.insert(self._place_behind(neighbours, row), sentence_id)
        return True

    def _place_behind(self, neighbours: Sequence[int], row: int) -> int:
        for neighbour in reversed(neighbours):
            found = self.row_around(neighbour, row)
            if found is not None:
                return found + 1
        return min(row, len(self.ids))


def merged(stretches: Iterable[range]) -> list[range]:
    """Stretches of rows in order, without any row twice."""
    joined: list[range] = []
    for stretch in sorted(stretches, key=lambda one: one.start):
        if joined and stretch.start <= joined[-1].stop:
            joined[-1] = range(joined[-1].start, max(joined[-1].stop, stretch.stop))
        else:
            joined.append(stretch)
    return joined
