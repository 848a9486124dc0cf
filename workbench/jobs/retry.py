"""What a worker does when memory ran out or the graphics card was lost: begin anew.

Memory that a library holds, and a broken state of the graphics card, are given back by a new
process only. The run goes on from its last checkpoint; its spec stays as it was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from workbench.domain.training import JobKind, Spec
from workbench.files import read_json, write_json
from workbench.jobs.spec import RunFolder

# What CUDA says when a card cannot be used any more by the process that lost it.
CARD_LOST = (
    "unspecified launch failure",
    "CUDA unknown error",
    "CUDA error: unknown error",
    "device lost",
    "an illegal memory access was encountered",
    "uncorrectable ECC error",
    "GPU is lost",
    "launch timed out",
)
# What torch says when the machine gives it no more memory.
MEMORY_FULL = (
    "DefaultCPUAllocator: can't allocate memory",
    "DefaultCPUAllocator: not enough memory",
)


@dataclass(frozen=True, slots=True)
class Retry:
    """What differs from the spec by now, and why; `cards_lost` counts lost cards."""

    batch_size: int | None = None
    accumulation: int | None = None
    cards_lost: int = 0
    notes: tuple[str, ...] = ()

    def apply(self, spec: Spec) -> Spec:
        """The spec as this attempt follows it."""
        if self.batch_size is None or self.accumulation is None:
            return spec
        return replace(spec, batch_size=self.batch_size, accumulation=self.accumulation)

    def to_json(self) -> dict[str, Any]:
        return {
            "batch_size": self.batch_size,
            "accumulation": self.accumulation,
            "cards_lost": self.cards_lost,
            "notes": list(self.notes),
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Retry:
        return Retry(
            data["batch_size"], data["accumulation"], data["cards_lost"], tuple(data["notes"])
        )


def read_retry(folder: RunFolder) -> Retry:
    """What earlier attempts have learned; nothing where this is the first."""
    if not folder.retry_file.exists():
        return Retry()
    return Retry.from_json(read_json(folder.retry_file))


def write_retry(folder: RunFolder, retry: Retry) -> None:
    write_json(folder.retry_file, retry.to_json())


def next_attempt(error: Exception, spec: Spec, before: Retry) -> Retry | None:
    """How to go on after an error; None where to begin anew would not help.

    `spec` is that of the attempt which failed.
    """
    if is_card_lost(error):
        return _same_again(before) if before.cards_lost == 0 else None
    if (is_card_full(error) or is_memory_full(error)) and spec.batch_size > 1:
        return _halved(spec, before)
    return None


def is_card_full(error: Exception) -> bool:
    """Whether the graphics card ran out of memory; torch's error is known by its name."""
    named = type(error).__name__ == "OutOfMemoryError"
    return named or (isinstance(error, RuntimeError) and "CUDA out of memory" in str(error))


def is_memory_full(error: Exception) -> bool:
    """Whether the machine ran out of memory; torch says so by a RuntimeError."""
    told = isinstance(error, RuntimeError) and any(words in str(error) for words in MEMORY_FULL)
    return told or isinstance(error, MemoryError)


def is_card_lost(error: Exception) -> bool:
    """Whether CUDA cannot be used any more in this process."""
    return isinstance(error, RuntimeError) and any(words in str(error) for words in CARD_LOST)


def _same_again(before: Retry) -> Retry:
    note = "The graphics card failed. The run went on once more, in a new process."
    return replace(before, cards_lost=1, notes=(*before.notes, note))


def _halved(spec: Spec, before: Retry) -> Retry:
    """Half the batch and twice the accumulation: as many sentences to a step, or nearly."""
    size, steps = spec.batch_size // 2, spec.accumulation * 2
    now = f"a batch of {size}"
    if spec.kind is JobKind.TRAIN:
        now += f" and gradients of {steps} batches added up"
    note = f"Memory ran out with a batch of {spec.batch_size}: it went on with {now}."
    return Retry(size, steps, before.cards_lost, (*before.notes, note))
