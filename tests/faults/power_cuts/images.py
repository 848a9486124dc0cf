"""Crash images out of a record: what of it a disk may hold when the power goes.

What was synced is there. Of what was written later any part may be there: nothing, a
beginning, some writes and not others, some sectors of one write. Names come and go in the
order in which they did, for file systems keep a journal of those.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
MODES = ("dropped", "prefix", "subset", "torn", "all")


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the record."""

    kind: str
    path: str
    other: str
    at: int
    content: bytes


def read_record(path: Path) -> Iterator[Call]:
    """The calls of a record, in their order."""
    with path.open("rb") as file:
        while head := file.readline():
            kind, name, other, at, _, count = head.decode().rstrip("\n").split("\t")
            yield Call(kind, name, other, int(at), file.read(int(count)))


@dataclass(eq=False)
class Node:
    """The content of a file: what is on the disk for sure, and what was written since."""

    synced: bytearray = field(default_factory=bytearray)
    pending: list[Call] = field(default_factory=list)

    def sync(self) -> None:
        for call in self.pending:
            apply(self.synced, call)
        self.pending.clear()

    def after(self, mode: str, lots: random.Random) -> bytearray:
        """The content that a power cut leaves."""
        content = bytearray(self.synced)
        for call in _left(self.pending, mode, lots):
            apply(content, call)
        return content


def apply(content: bytearray, call: Call, sectors: Sequence[int] | None = None) -> None:
    """Do a write or a change of size; of a torn write some of its sectors only."""
    if call.kind == "truncate":
        del content[call.at :]
        content.extend(bytes(call.at - len(content)))
        return
    end = call.at + len(call.content)
    content.extend(bytes(max(end - len(content), 0)))
    if sectors is None:
        content[call.at : end] = call.content
        return
    for one in sectors:
        begin = one * SECTOR
        piece = call.content[begin : begin + SECTOR]
        content[call.at + begin : call.at + begin + len(piece)] = piece


def _left(calls: Sequence[Call], mode: str, lots: random.Random) -> Iterator[Call]:
    if mode == "dropped":
        return
    if mode == "prefix":
        calls = calls[: lots.randint(0, len(calls))]
    for call in calls:
        if mode in ("subset", "torn") and lots.random() < 0.5:
            continue
        if mode == "torn" and call.kind == "write":
            yield from _torn(call, lots)
        else:
            yield call


def _torn(call: Call, lots: random.Random) -> Iterator[Call]:
    """Some sectors of a write, as writes of their own."""
    for begin in range(0, len(call.content), SECTOR):
        if lots.random() < 0.7:
            content = call.content[begin : begin + SECTOR]
            yield Call("write", call.path, "", call.at + begin, content)


class Disk:
    """A folder as it is, and as it may be found after a power cut."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._now = {name: Node(bytearray(content)) for name, content in files.items()}
        self._synced = dict(self._now)
        # Changes of names that no sync has brought to the disk yet.
        self._pending: list[Call] = []
        self._made: dict[int, Node] = {}

    def take(self, call: Call) -> None:
        """Let a call happen."""
        if call.kind in ("write", "truncate"):
            self._now[call.path].pending.append(call)
        elif call.kind == "sync":
            self._sync(call.path)
        elif call.kind in ("create", "rename", "link", "unlink"):
            if call.kind == "create":
                self._made[id(call)] = Node()
            self._move(self._now, call)
            self._pending.append(call)

    def _sync(self, path: str) -> None:
        """The content of a file, or the names of a folder; names before those come along."""
        node = self._now.get(path)
        if node is not None:
            node.sync()
        last = max(
            (place for place, one in enumerate(self._pending, 1) if _concerns(one, path)),
            default=0,
        )
        for call in self._pending[:last]:
            self._move(self._synced, call)
        del self._pending[:last]

    def _move(self, names: dict[str, Node], call: Call) -> None:
        if call.kind == "create":
            names[call.path] = self._made[id(call)]
        elif call.kind == "unlink":
            names.pop(call.path, None)
        elif call.path in names:
            names[call.other] = names[call.path]
            if call.kind == "rename":
                del names[call.path]

    def image(self, mode: str, lots: random.Random) -> dict[str, bytes]:
        """The files that a power cut leaves."""
        names = dict(self._synced)
        most = len(self._pending)
        count = {"dropped": 0, "all": most}.get(mode, lots.randint(0, most))
        for call in self._pending[:count]:
            self._move(names, call)
        return {name: bytes(node.after(mode, lots)) for name, node in names.items()}

    def whole(self) -> dict[str, bytes]:
        """The files as the program sees them."""
        lots = random.Random(0)
        return {name: bytes(node.after("all", lots)) for name, node in self._now.items()}


def _concerns(call: Call, path: str) -> bool:
    """Whether a change of names is brought to the disk by a sync of a file or folder."""
    target = call.other or call.path
    return target == path or str(Path(target).parent) == path


def read_folder(folder: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}
