"""The device a job runs on, its threads and its precision."""

from __future__ import annotations

import os
import resource
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

import torch

from workbench.domain.training import Spec
from workbench.engines.answer_batches import PIECES_A_CORE, UNBOUNDED


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

    @property
    def enough_pieces(self) -> int:
        """From how many on more in one batch make it no quicker; a GPU wants all it can get."""
        return PIECES_A_CORE * self.threads if self.device == "cpu" else UNBOUNDED

    def answering(self) -> Hardware:
        """The same, as a trained model is used on it."""
        return replace(self, precision="fp32") if self.device == "cpu" else self


def choose_hardware(spec: Spec, training: bool = False) -> Hardware:
    """Take the GPU where there is one and nobody asked for the CPU; set the threads.

    A CPU learns in bf16 where it has units for that, and answers in fp32 all the same.
    """
    threads = spec.threads or _cores()
    torch.set_num_threads(threads)
    if spec.device == "cpu" or not torch.cuda.is_available():
        fast = training and spec.precision in ("auto", "bf16") and multiplies_bf16()
        return Hardware("cpu", threads, "bf16" if fast else "fp32")
    half = "bf16" if torch.cuda.is_bf16_supported() else "fp16"
    precision = half if spec.precision in ("auto", "bf16") else spec.precision
    return Hardware("cuda", threads, precision)


def multiplies_bf16() -> bool:
    """Whether the CPU multiplies matrices of bf16 by units of their own (AMX).

    With vector instructions alone the conversions cost what the products save.
    """
    return bool(torch.cpu.get_capabilities().get("amx_bf16"))


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def gpu_names() -> tuple[str, ...]:
    """The makers' names of the graphics cards that torch can use."""
    return tuple(torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count()))


def peak_memory_mb() -> int:
    """The most memory that this process ever held, in MB (2**20 bytes).

    On a GPU it is the memory there, as far as torch has reserved it; else that of the machine.
    """
    if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        return torch.cuda.max_memory_reserved() >> 20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak >> (20 if sys.platform == "darwin" else 10)
