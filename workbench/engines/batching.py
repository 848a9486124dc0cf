"""Batches of inputs of like length, padded only to the longest of each batch."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from typing import TypeVar

import torch
from torch.utils.data import Sampler

from workbench.engines.transformers.encoding import IGNORED, Input

T = TypeVar("T")

BUCKETS = 12


class LengthBatches(Sampler[list[int]]):
    """Batches shuffled inside buckets of length, then as a whole, by seed and `epoch` alone.

    What one step learns from, `batch_size` times `accumulation` inputs, is drawn first and
    cut into batches afterwards: half the batch with twice the accumulation learns from the
    same inputs at each step. The step that is not full comes last.
    """

    def __init__(
        self, lengths: Sequence[int], batch_size: int, seed: int, accumulation: int = 1
    ) -> None:
        self._lengths = lengths
        self._order = sorted(range(len(lengths)), key=lambda index: lengths[index])
        self._size = batch_size
        self.step_size = batch_size * accumulation
        self._seed = seed
        self.epoch = 0

    @property
    def steps(self) -> int:
        """How many steps an epoch has."""
        return math.ceil(len(self._order) / self.step_size)

    def __len__(self) -> int:
        whole, rest = divmod(len(self._order), self.step_size)
        return whole * (self.step_size // self._size) + math.ceil(rest / self._size)

    def __iter__(self) -> Iterator[list[int]]:
        for step in self._steps():
            by_length = sorted(step, key=lambda index: self._lengths[index])
            yield from chunk(by_length if self.step_size > self._size else step, self._size)

    def _steps(self) -> list[list[int]]:
        chance = random.Random(f"{self._seed} {self.epoch}")
        order = self._shuffled(chance)
        rest = len(order) % self.step_size
        start = chance.randint(0, len(order) - rest)
        last = [order[start : start + rest]] if rest else []
        steps = chunk(order[:start] + order[start + rest :], self.step_size)
        chance.shuffle(steps)
        return [*steps, *last]

    def _shuffled(self, chance: random.Random) -> list[int]:
        bucket_size = max(self.step_size, math.ceil(len(self._order) / BUCKETS))
        buckets = chunk(self._order, bucket_size)
        for bucket in buckets:
            chance.shuffle(bucket)
        return [index for bucket in buckets for index in bucket]


def chunk(items: Sequence[T], size: int) -> list[list[T]]:
    """Cut a sequence into lists of `size`; the last may be shorter."""
    return [list(items[start : start + size]) for start in range(0, len(items), size)]


def pad(inputs: Sequence[Input], padding_id: int) -> dict[str, torch.Tensor]:
    """Tensors of one batch.

    input_ids, attention_mask and labels, each (inputs, longest), and `continues` (inputs).
    """
    longest = max(len(item.ids) for item in inputs)
    ids = torch.full((len(inputs), longest), padding_id)
    labels = torch.full((len(inputs), longest), IGNORED)
    mask = torch.zeros((len(inputs), longest), dtype=torch.long)
    for row, item in enumerate(inputs):
        ids[row, : len(item.ids)] = torch.tensor(item.ids)
        labels[row, : len(item.labels)] = torch.tensor(item.labels)
        mask[row, : len(item.ids)] = 1
    continues = torch.tensor([item.continues for item in inputs])
    return {
        "input_ids": ids,
        "attention_mask": mask,
        "labels": labels,
        "continues": continues,
    }
