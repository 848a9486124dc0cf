"""Which windows go through a network together where it only answers and learns nothing.

What is learned from has `batching.LengthBatches`, whose order is drawn by lot.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

# On a core, products of matrices are hardly quicker with more rows than these.
PIECES_A_CORE = 256
MOST_PADDING = 0.05
UNBOUNDED = sys.maxsize


def answer_batches(
    lengths: Sequence[int], windows: int, room: int = UNBOUNDED, enough: int = UNBOUNDED
) -> Iterator[list[int]]:
    """Places of windows in batches, the longest first; `lengths` counts the pieces of each.

    A batch has at most `windows` windows and, padding included, `room` pieces, but at least
    one window. With `enough` pieces it takes no window more that would make over a twentieth
    of it padding: parting costs nothing then, and what is padded costs as much as what is not.
    """
    batch: list[int] = []
    pieces = 0
    for place in sorted(range(len(lengths)), key=lambda place: -lengths[place]):
        longest = lengths[batch[0]] if batch else 0
        padded = longest * (len(batch) + 1)
        wasteful = padded > (pieces + lengths[place]) * (1 + MOST_PADDING)
        full = len(batch) == windows or padded > room
        if full or (longest * len(batch) >= enough and wasteful):
            yield batch
            batch, pieces = [], 0
        batch.append(place)
        pieces += lengths[place]
    if batch:
        yield batch
