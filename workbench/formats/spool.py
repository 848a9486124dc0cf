"""Sequences that grow on the disk instead of in memory."""

from __future__ import annotations

import marshal
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Generic, TypeVar

T = TypeVar("T")

# Items in one block, which is read and written as a whole.
_BLOCK = 512
# A small corpus never touches the disk.
_IN_MEMORY = 16 << 20


class Spool(Generic[T]):
    """An append-only sequence that can be read again and again while memory stays bounded.

    `pack` turns an item into plain tuples, strings and numbers, `unpack` turns it back. The
    file behind it has no name and is gone with the spool, or when `close` is called.
    """

    def __init__(self, pack: Callable[[T], Any], unpack: Callable[[Any], T]) -> None:
        self._pack = pack
        self._unpack = unpack
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        self.close = weakref.finalize(self, self._file.close)
        self._blocks: list[tuple[int, int]] = []
        self._pending: list[Any] = []
        self._size = 0
        self._end = 0
        # The preview may read while the import does.
        self._lock = threading.Lock()

    def append(self, item: T) -> None:
        self.append_packed(self._pack(item))

    def append_packed(self, packed: Any) -> None:
        """Append what `pack` made of an item."""
        self._pending.append(packed)
        if len(self._pending) >= _BLOCK:
            self._write()

    def extend_packed(self, several: list[Any]) -> None:
        """Append what `pack` made, or would have made, of several items."""
        waiting = self._pending + several
        while len(waiting) >= _BLOCK:
            self._pending, waiting = waiting[:_BLOCK], waiting[_BLOCK:]
            self._write()
        self._pending = waiting

    def __len__(self) -> int:
        return self._size + len(self._pending)

    def __iter__(self) -> Iterator[T]:
        return self.starting_at(0)

    def starting_at(self, number: int) -> Iterator[T]:
        """The items from one of them on, counted from 0."""
        unpack = self._unpack
        first, skipped = divmod(number, _BLOCK)
        for block in self._blocks[first:]:
            yield from map(unpack, self._read(block)[skipped:])
            skipped = 0
        # Past the blocks, `number` may also lie behind the pending items.
        yield from map(unpack, self._pending[max(0, number - self._size) :])

    def packed(self) -> Iterator[Any]:
        """What `pack` made of each item."""
        for block in self._blocks:
            yield from self._read(block)
        yield from self._pending

    def first(self, number: int) -> tuple[T, ...]:
        """The first few items."""
        return tuple(islice(self, number))

    def __getitem__(self, number: int) -> T:
        place = number + len(self) if number < 0 else number
        if not 0 <= place < len(self):
            raise IndexError(number)
        return next(self.starting_at(place))

    def _write(self) -> None:
        content = marshal.dumps(self._pending)
        with self._lock:
            self._file.seek(self._end)
            self._file.write(content)
        self._blocks.append((self._end, len(content)))
        self._end += len(content)
        self._size += len(self._pending)
        self._pending = []

    def _read(self, block: tuple[int, int]) -> list[Any]:
        start, length = block
        with self._lock:
            self._file.seek(start)
            content = self._file.read(length)
        items: list[Any] = marshal.loads(content)
        return items
