"""A file of JSON lines that is only ever added to, and says of each line whether it is whole."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

# The last line, in nearly every case.
_TAIL = 4096
_sync = getattr(os, "fdatasync", os.fsync)


def to_line(value: Any) -> bytes:
    """A value as one line, with a checksum before it."""
    body = orjson.dumps(value)
    return b"[%d,%b]\n" % (zlib.crc32(body), body)


def from_line(line: bytes) -> Any | None:
    """The value of a line; None where it was cut off or changed."""
    number, comma, body = line.partition(b",")
    body = body.removesuffix(b"]\n")
    if not comma or number != b"[%d" % zlib.crc32(body):
        return None
    with suppress(orjson.JSONDecodeError):
        return orjson.loads(body)
    return None


def read_lines(path: Path) -> Iterator[Any]:
    """The values of a file, up to the first line that is not whole."""
    try:
        with path.open("rb") as file:
            for line in file:
                value = from_line(line)
                if value is None:
                    return
                yield value
    except OSError:
        return


def last_line(path: Path) -> Any | None:
    """The value of the last line; None where it is not whole, or very long."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(size - _TAIL, 0))
            lines = file.read().splitlines(keepends=True)
    except OSError:
        return None
    return from_line(lines[-1]) if lines else None


class Log:
    """A file under way; every method may raise OSError, and leaves whole lines then."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0)
        self._handle = os.open(path, flags, 0o600)
        self.size = os.fstat(self._handle).st_size

    def add(self, value: Any) -> int:
        """Write a line, which need not be on the disk yet; where it begins."""
        begin, line = self.size, memoryview(to_line(value))
        try:
            while line:
                line = line[os.write(self._handle, line) :]
        except OSError:
            self.cut(begin)
            raise
        self.size = os.fstat(self._handle).st_size
        return begin

    def sync(self) -> None:
        """Bring every line to the disk."""
        _sync(self._handle)

    def cut(self, size: int) -> None:
        """Take lines away again, as far as the disk lets one."""
        with suppress(OSError):
            os.ftruncate(self._handle, size)
        self.size = size

    def close(self) -> None:
        with suppress(OSError):
            os.close(self._handle)
