"""Whether the disk has room for what is about to be written."""

from __future__ import annotations

import shutil
from pathlib import Path

from workbench.storage import failures

# New rows and their indexes stand in the log first, then in the file as well.
_FACTOR = 2.5


def check_room(path: Path, size: int) -> None:
    """Raise StorageError NW-S25 where a project cannot grow by so many bytes."""
    needed = int(size * _FACTOR)
    try:
        free = shutil.disk_usage(path.parent).free
    except OSError:
        # A file system that does not tell will say so itself when it is full.
        return
    if free < needed:
        raise failures.no_room(path, needed, free)
