"""How a worker is started: its command line and its environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import workbench

LIBRARIES = {
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TRANSFORMERS_NO_ADVISORY_WARNINGS": "1",
    "USE_TF": "0",
    "USE_FLAX": "0",
    # Threads that wait by spinning make a training five times slower when cores are shared.
    "OMP_WAIT_POLICY": "PASSIVE",
}
OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}

SECRETS = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")


def worker_command(folder: Path) -> list[str]:
    """The command that runs the job in a folder."""
    return [sys.executable, "-m", "workbench.jobs.worker", str(folder)]


def probe_command() -> list[str]:
    """The command that prints the graphics cards as JSON: {"gpus": [NAME, …]}."""
    return [sys.executable, "-m", "workbench.jobs.worker", "--probe"]


def worker_environment() -> dict[str, str]:
    """The environment for a worker: this one, without secrets, with this package found first."""
    kept = {key: value for key, value in os.environ.items() if key not in SECRETS}
    package_root = str(Path(workbench.__file__).resolve().parent.parent)
    path = os.pathsep.join(filter(None, [package_root, kept.get("PYTHONPATH")]))
    return {**kept, **LIBRARIES, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}
