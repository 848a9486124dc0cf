"""Crashes in native code: a file that such a crash fills, and a look at those of earlier starts."""

from __future__ import annotations

import faulthandler
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from workbench import paths

_PREFIX, _SUFFIX = "crash-", ".txt"
LARGEST = 1 << 20


class Watch:
    """Has the threads' places written to a file when native code crashes; `end` takes it away.

    The file is held by a lock, so that others see that this process lives.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        with suppress(OSError):
            path = _folder() / f"{_PREFIX}{os.getpid()}{_SUFFIX}"
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = path.open("wb", buffering=0)
            _hold(self._file)
            faulthandler.enable(self._file)

    def end(self) -> None:
        """The process ends as it should."""
        if self._file is None:
            return
        faulthandler.disable()
        path = Path(self._file.name)
        self._file.close()
        path.unlink(missing_ok=True)


def found_crashes() -> tuple[Path, ...]:
    """Files of crashes of processes that are gone; those without a word are removed."""
    return tuple(path for path in _left_behind() if _says_something(path))


def read_crash(path: Path) -> str:
    """What a crash left: signal, threads, and the places they were at."""
    with path.open("rb") as file:
        return file.read(LARGEST).decode("utf-8", "replace")


def forget_crashes() -> None:
    """Remove the files of crashes: somebody has seen them."""
    for path in _left_behind():
        path.unlink(missing_ok=True)


def _says_something(path: Path) -> bool:
    with suppress(OSError):
        if path.stat().st_size:
            return True
        path.unlink()
    return False


def _left_behind() -> Iterator[Path]:
    for path in sorted(_folder().glob(f"{_PREFIX}*{_SUFFIX}")):
        with suppress(OSError), path.open("rb") as file:
            if _hold(file):
                yield path


def _hold(file: IO[bytes]) -> bool:
    """Lock a file until it is closed; False where another process holds it."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _folder() -> Path:
    return paths.user_logs() / "crashes"
