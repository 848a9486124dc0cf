"""Which file this is, whatever its name becomes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Identity:
    """Which file this is, whatever its name becomes."""

    device: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> Identity | None:
        try:
            found = path.stat()
        except OSError:
            return None
        return cls(found.st_dev, found.st_ino)
