"""The machine does not go to sleep while a training runs, where the system can be asked so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

WHO, WHY = "NER Workbench", "a training is running"
# It holds as long as `cat` reads, and that ends with us, however we end.
_LINUX = ("systemd-inhibit", "--what=sleep:idle", f"--who={WHO}", f"--why={WHY}", "--mode=block")
_ES_CONTINUOUS, _ES_SYSTEM_REQUIRED = 0x80000000, 0x00000001


@contextmanager
def kept_awake() -> Iterator[None]:
    """Keep the machine from sleeping; where that cannot be had, nothing happens."""
    if sys.platform == "win32":
        _tell_windows(_ES_CONTINUOUS | _ES_SYSTEM_REQUIRED)
    helper = _start_helper()
    try:
        yield
    finally:
        if sys.platform == "win32":
            _tell_windows(_ES_CONTINUOUS)
        if helper is not None and helper.stdin is not None:
            helper.stdin.close()
            helper.terminate()
            helper.wait()


def _command() -> Sequence[str]:
    if sys.platform == "darwin":
        return ("caffeinate", "-i", "-w", str(os.getpid()))
    return (*_LINUX, "cat")


def _start_helper() -> subprocess.Popen[bytes] | None:
    command = _command()
    if shutil.which(command[0]) is None:
        return None
    quiet = subprocess.DEVNULL
    try:
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet)
    except OSError:
        return None


def _tell_windows(state: int) -> None:
    import ctypes

    windows: Any = getattr(ctypes, "windll", None)
    if windows is not None:
        windows.kernel32.SetThreadExecutionState(state)
