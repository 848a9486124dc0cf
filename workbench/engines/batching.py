"""Batches of inputs of like length, padded only to the longest of each batch."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence

import torch
from torch.utils.data import Sampler

from workbench.engines.encoding import IGNORED, Input

BUCKETS = 12


class LengthBatches(Sampler[list[int]]):
    """Batches drawn anew in each epoch: shuffled inside buckets of length, then as a whole."""

    def __init__(self, lengths: Sequence[int], batch_size: int, seed: int) -> None:
        self._order = sorted(range(len(lengths)), key=lambda index: lengths[index])
        self._size = batch_size
        self._random = random.Random(seed)

    def __len__(self) -> int:
        return math.ceil(len(self._order) / self._size)

    def __iter__(self) -> Iterator[list[int]]:
        batches = chunk(self._shuffled(), self._size)
        self._random.shuffle(batches)
        return iter(batches)

    def _shuffled(self) -> list[int]:
        bucket_size = max(self._size, math.ceil(len(self._order) / BUCKETS))
        buckets = chunk(self._order, bucket_size)
        for bucket in buckets:
            self._random.shuffle(bucket)
        return [index for bucket in buckets for index in bucket]


def chunk(items: Sequence[int], size: int) -> list[list[int]]:
    """Cut a sequence into lists of `size`; the last may be shorter."""
    return [list(items[start : start + size]) for start in range(0, len(items), size)]


def pad(inputs: Sequence[Input], padding_id: int) -> dict[str, torch.Tensor]:
    """Tensors of one batch: input_ids, attention_mask and labels, each (inputs, longest)."""
    longest = max(len(item.ids) for item in inputs)
    ids = torch.full((len(inputs), longest), padding_id)
    labels = torch.full((len(inputs), longest), IGNORED)
    mask = torch.zeros((len(inputs), longest), dtype=torch.long)
    for row, item in enumerate(inputs):
        ids[row, : len(item.ids)] = torch.tensor(item.ids)
        labels[row, : len(item.labels)] = torch.tensor(item.labels)
        mask[row, : len(item.ids)] = 1
    return {"input_ids": ids, "attention_mask": mask, "labels": labels}
