"""The library that stands between a program and the system: compiled, loaded, commanded.

It needs a C compiler and Linux; `why_not` says what is missing.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")
ANY = -1


def why_not() -> str:
    """Why it cannot be used here; empty where it can."""
    if sys.platform != "linux":
        return "system calls are recorded on Linux only"
    return "" if shutil.which("cc") else "there is no C compiler (cc)"


def library() -> Path:
    """The compiled library, made once for each state of its source."""
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]
    target = Path(tempfile.gettempdir()) / f"workbench-shim-{os.getuid()}-{digest}.so"
    if not target.exists():
        part = target.with_suffix(f".{os.getpid()}")
        command = ["cc", "-shared", "-fPIC", "-O1", "-w", "-o", str(part), str(SOURCE), "-ldl"]
        subprocess.run(command, check=True)
        part.replace(target)
    return target


def environment(watched: Path, record: Path | None = None) -> dict[str, str]:
    """The environment in which a child has its calls for files under a folder watched."""
    values = {**os.environ, "LD_PRELOAD": str(library()), "WATCHED": str(watched)}
    # Everything that the program writes by itself is watched as well.
    values |= {"XDG_DATA_HOME": str(watched / "user"), "OMP_NUM_THREADS": "1"}
    return values | ({"RECORD": str(record)} if record else {})


class Shim:
    """Commands the library from inside of the process that it was loaded into."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.shim_calls.restype = ctypes.c_long
        self._library.shim_failed.restype = ctypes.c_long

    def watch(self, syncs: bool = False) -> None:
        """Count calls, or syncs only, from here on, and let all of them through."""
        self._arm(0, 0, ANY, syncs)

    def fail(self, call: int, error: int = errno.EIO, syncs: bool = False) -> None:
        """Let one call fail, the first being 1; or the first of the syncs."""
        self._arm(call, error, ANY, syncs)

    def unplug(self) -> None:
        """Let every call fail from here on, as if the drive were gone."""
        self._arm(-1, errno.EIO, ANY, syncs=False)

    def fill(self, room: int) -> None:
        """Let the disk be full after so many bytes more."""
        self._arm(0, 0, room, syncs=False)

    def say(self, words: str) -> None:
        """Put words into the record."""
        self._library.shim_say(words.encode())

    @property
    def calls(self) -> int:
        return int(self._library.shim_calls())

    @property
    def failed(self) -> int:
        """How many calls have failed since it was armed."""
        return int(self._library.shim_failed())

    def _arm(self, call: int, error: int, room: int, syncs: bool) -> None:
        self._library.shim_arm(*(ctypes.c_long(one) for one in (call, error, room, syncs)))
