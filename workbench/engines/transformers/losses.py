"""The losses of an epoch, fetched from the device a few at a time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch

GPU_INTERVAL = 10


@dataclass
class Losses:
    """Adds up losses step by step; `invalid` counts those in a row that are no number.

    A loss on a GPU is known only after the GPU has come that far; to wait for it at each
    step would leave the GPU idle, so that `interval` steps are fetched together.
    """

    interval: int = 1
    total: float = 0.0
    steps: int = 0
    last: float | None = None
    invalid: int = 0
    _step: torch.Tensor | None = None
    _waiting: list[torch.Tensor] = field(default_factory=list)

    def add(self, part: torch.Tensor) -> None:
        """Add the loss of one batch of a step."""
        self._step = part if self._step is None else self._step + part

    def end_step(self) -> None:
        """Close a step; its batches' losses together are the loss of the step."""
        if self._step is not None:
            self._waiting.append(self._step)
            self._step = None
        if len(self._waiting) >= self.interval:
            self.fetch()

    def fetch(self) -> None:
        """Wait for all losses so far."""
        if not self._waiting:
            return
        for loss in torch.stack(self._waiting).tolist():
            self.total += loss
            self.steps += 1
            self.last = loss
            self.invalid = 0 if math.isfinite(loss) else self.invalid + 1
        self._waiting.clear()

    def end_epoch(self) -> float | None:
        """The mean loss of a step since the last epoch's end; None without a step."""
        self.fetch()
        mean = self.total / self.steps if self.steps else None
        self.total, self.steps = 0.0, 0
        return mean

    def to_json(self) -> dict[str, Any]:
        """All that matters between two steps."""
        self.fetch()
        return {"total": self.total, "steps": self.steps, "last": self.last}

    def restore(self, saved: Mapping[str, Any]) -> None:
        self.total, self.steps, self.last = saved["total"], saved["steps"], saved["last"]
