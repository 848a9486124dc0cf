"""The device a job runs on, its threads and its precision."""

from __future__ import annotations

import os
import resource
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import torch

from workbench.domain.training import Spec


@dataclass(frozen=True, slots=True)
class Hardware:
    """`device` is "cpu" or "cuda"; `precision` "fp32", "bf16" or "fp16"."""

    device: str
    threads: int
    precision: str

    def autocast(self) -> AbstractContextManager[object]:
        """Mixed precision around a forward pass, where it is chosen."""
        if self.precision == "fp32":
            return nullcontext()
        dtype = torch.bfloat16 if self.precision == "bf16" else torch.float16
        return torch.autocast(self.device, dtype)


def choose_hardware(spec: Spec) -> Hardware:
    """Take the GPU where there is one, and set the number of threads."""
    threads = spec.threads or _cores()
    torch.set_num_threads(threads)
    if not torch.cuda.is_available():
        return Hardware("cpu", threads, "fp32")
    if spec.precision != "auto":
        return Hardware("cuda", threads, spec.precision)
    return Hardware("cuda", threads, "bf16" if torch.cuda.is_bf16_supported() else "fp16")


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def peak_memory_mb() -> int:
    """The most memory this process ever held, in MB (2**20 bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak >> (20 if sys.platform == "darwin" else 10)
