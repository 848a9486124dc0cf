"""Which graphics cards there are, found out without torch in this process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from workbench.jobs.environment import probe_command, worker_environment
from workbench.jobs.queue import Lane

PATIENCE = 60
# One of these is there where Linux has a driver for a card that torch can use.
DRIVERS = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg")


def lane_of(device: str) -> Lane:
    """The lane for a job: as its device says, or by whether there is a graphics card."""
    if device in set(Lane):
        return Lane(device)
    return Lane.GPU if graphics_cards() else Lane.CPU


@cache
def graphics_cards() -> tuple[str, ...]:
    """The names of the cards that torch can use; asks a short-lived worker, once."""
    if not _may_have_any():
        return ()
    try:
        done = subprocess.run(
            probe_command(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=worker_environment(),
            timeout=PATIENCE,
            check=True,
        )
        return tuple(json.loads(done.stdout)["gpus"])
    except (OSError, subprocess.SubprocessError, ValueError, KeyError):
        return ()


def _may_have_any() -> bool:
    if os.environ.get("CUDA_VISIBLE_DEVICES") == "":
        return False
    return not sys.platform.startswith("linux") or any(Path(one).exists() for one in DRIVERS)
