"""Which device a job may use, and what it is called."""

from __future__ import annotations

import os

from workbench.domain.errors import TrainingError
from workbench.domain.training import Spec
from workbench.jobs.machine import processor_name


def gpu_names() -> tuple[str, ...]:
    """The graphics cards that torch can use."""
    from workbench.engines.hardware import gpu_names as find

    return find()


def choose_device(spec: Spec) -> None:
    """Hide the graphics cards, or insist on one, before any library looks for them."""
    if spec.device == "cpu":
        os.environ["CUDA_VISIBLE_DEVICES"] = ""
    if spec.device == "gpu" and not gpu_names():
        raise TrainingError(
            "NW-T11",
            "There is no graphics card that could be used.",
            "The project is untouched.",
            'Let the device be "auto" or "cpu".',
        )


def device_name(device: str) -> str:
    """The maker's name of a device ("cpu", "cuda")."""
    if not device.startswith("cuda"):
        return processor_name()
    return next(iter(gpu_names()), device)
