"""The order in which flair sees the training sentences: of like length together, and repeatable."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from flair.samplers import FlairSampler

from workbench.engines.batching import chunk

BUCKETS = 12


class LikeLengths(FlairSampler):  # type: ignore[misc]  # flair is not read by mypy
    """Batches of like length, drawn anew in each epoch from seed and epoch alone.

    `size` is the batch that the order is made for. After a resumption it may differ from the
    batch that is trained with; the order stays, so that no sentence is seen twice.
    """

    def __init__(self, lengths: Sequence[int], size: int, seed: int) -> None:
        self.size = size
        self.epoch = 1
        self.skip = 0
        self._seed = seed
        self._lengths = lengths
        self._by_length = sorted(range(len(lengths)), key=lambda place: lengths[place])

    def set_dataset(self, data_source: Any) -> None:
        """Flair's hook; the sentences are known already."""

    def start(self, epoch: int, skip: int) -> None:
        """Draw that epoch next, without its first `skip` sentences."""
        self.epoch, self.skip = epoch, skip

    def __len__(self) -> int:
        return len(self._by_length) - self.skip

    def __iter__(self) -> Iterator[int]:
        batches = chunk(self._shuffled(), self.size)
        # A short batch in the middle would shift the borders of all that follow.
        rest = [batches.pop()] if len(batches[-1]) < self.size else []
        self._random("batches").shuffle(batches)
        order = [place for batch in (*batches, *rest) for place in batch]
        return iter(order[self.skip :])

    def _shuffled(self) -> list[int]:
        generator = self._random("sentences")
        width = max(self.size, -(-len(self._by_length) // BUCKETS))
        buckets = chunk(self._by_length, width)
        for bucket in buckets:
            generator.shuffle(bucket)
        return [place for bucket in buckets for place in bucket]

    def _random(self, purpose: str) -> random.Random:
        return random.Random(f"{self._seed} {self.epoch} {purpose}")
