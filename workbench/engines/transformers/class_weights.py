"""How much each tag counts in the loss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import torch

from workbench.domain.recipes import ClassWeights
from workbench.engines.transformers.encoding import IGNORED, Input

POWERS = {ClassWeights.BALANCED: 1.0, ClassWeights.ROOT: 0.5}


def weigh_classes(inputs: Sequence[Input], tags: int, kind: ClassWeights) -> torch.Tensor | None:
    """One factor for each tag, whose mean over the labels of the training is 1.

    A tag that never occurs weighs as much as the rarest one.
    """
    if kind is ClassWeights.NONE:
        return None
    counts = Counter(label for item in inputs for label in item.labels)
    counts.pop(IGNORED, None)
    total = counts.total()
    if not total:
        return None
    rarest = min(counts.values())
    raw = [(total / counts.get(tag, rarest)) ** POWERS[kind] for tag in range(tags)]
    mean = sum(raw[tag] * count for tag, count in counts.items()) / total
    return torch.tensor([weight / mean for weight in raw])
