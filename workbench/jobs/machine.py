"""What a run was made with: versions of the libraries, and the name of the processor."""

from __future__ import annotations

import platform
from importlib import metadata
from pathlib import Path

import psutil

import workbench

LIBRARIES = (
    "torch",
    "transformers",
    "flair",
    "accelerate",
    "tokenizers",
    "safetensors",
    "numpy",
)


def versions() -> dict[str, str]:
    """The versions of Python, of this program, and of the libraries that are installed."""
    found = {"ner-workbench": workbench.__version__, "python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def free_memory() -> int:
    """Bytes that programs could take now without pushing others out."""
    return int(psutil.virtual_memory().available)


def processor_name() -> str:
    """The maker's name of the processor, or the system's name for its kind."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "") or platform.processor() or platform.machine()
