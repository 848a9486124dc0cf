"""The texts of the records in a JSON file, whichever way they are strung together."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.formats.base import Sink
from workbench.formats.text import TextFile

LARGEST_RECORD = 64 << 20

# So much of a file tells how its records are strung together.
_SEEN = 1 << 16

# A text and the line it starts on, counted from 1.
Element = tuple[int, str]

_STRUCTURE = re.compile(r'["\[\]{}]')
_TOP_STRUCTURE = re.compile(r'["\[\]{},]')
_BEFORE_OBJECT = re.compile(r"[\s,]*\{")
# What may stand between records.
_BETWEEN = ", \t\n\r"
_DECODER = json.JSONDecoder(strict=False)
_IN_STRING = re.compile(r'["\\]')
# So far down an opening bracket is looked for; no parser follows deeper.
_DEEPEST = 2_000
_OPENED_BY = {"]": b"[", "}": b"{"}


def elements(file: TextFile, sink: Sink) -> Iterator[Element]:
    """The records of JSON Lines, of one array, or of objects that go over several lines.

    Memory holds one record at a time. What is cut off or follows an array is a record too.
    Raises CorpusError NW-I06 for a record above `LARGEST_RECORD` characters.
    """
    return elements_of(file.pieces(sink), file.source.name)


def elements_of(pieces: Iterator[str], name: str) -> Iterator[Element]:
    """See `elements`; the pieces may be cut anywhere."""
    first, head = _first_pieces(pieces)
    whole = chain(first, pieces)
    if head.startswith("["):
        return _Splitter(name, 1).split(whole)
    if _goes_over_lines(head):
        return _Splitter(name, 0).split(whole)
    return _lines(whole, name)


def closed(text: str) -> Iterator[str]:
    """Readings of a record that a sample cuts off: with all that is open closed."""
    structure = Structure()
    last, opened = 0, b""
    for position, mark in structure.marks(text, commas=True):
        if mark == ",":
            last, opened = position, bytes(structure.opened)
    yield text + '"' * structure.in_string + _closing(structure.opened)
    yield text[:last] + _closing(opened)


def _closing(opened: bytes | bytearray) -> str:
    return "".join("}" if one == ord("{") else "]" for one in reversed(opened))


def _first_pieces(pieces: Iterator[str]) -> tuple[list[str], str]:
    """As many pieces as are needed to see the shape of the file, and its beginning."""
    taken = []
    head = ""
    for piece in pieces:
        taken.append(piece)
        head = (head + piece).lstrip()
        if len(head) >= _SEEN:
            break
    return taken, head[:_SEEN]


def _goes_over_lines(head: str) -> bool:
    """Whether a first line that is no record goes on in the next one."""
    first, feed, rest = head.partition("\n")
    if not feed or rest.lstrip().startswith("{"):
        return False
    try:
        json.loads(first)
    except RecursionError:
        return False
    except ValueError:
        return first.startswith("{")
    return False


def _lines(pieces: Iterable[str], name: str) -> Iterator[Element]:
    line = 1
    held: list[str] = []
    length = 0
    for piece in pieces:
        first, *others = piece.split("\n")
        held.append(first)
        length += len(first)
        for other in others:
            yield line, "".join(held)
            line += 1
            held, length = [other], len(other)
        if length > LARGEST_RECORD:
            raise _too_large(name, line)
    yield line, "".join(held)


def _end_of_sound_record(piece: str, start: int) -> int:
    """The end of an object that lies whole in a piece, behind commas and white space; or -1."""
    match = _BEFORE_OBJECT.match(piece, start)
    if match is None:
        return -1
    try:
        return _DECODER.raw_decode(piece, match.end() - 1)[1]
    except (ValueError, RecursionError):
        return -1


class Structure:
    """The brackets and strings of JSON that comes piece by piece, sound or not."""

    def __init__(self, base: int = 0) -> None:
        self.opened = bytearray()
        self.in_string = False
        self._base = base
        self._escaped = False

    @property
    def depth(self) -> int:
        return len(self.opened)

    def marks(
        self, piece: str, position: int = 0, commas: bool = False
    ) -> Iterator[tuple[int, str]]:
        """Each bracket, once it counts, and each comma between records; or all commas."""
        while True:
            if self.in_string:
                position = self._end_of_string(piece, position)
            wanted = commas or self.depth <= self._base
            found = (_TOP_STRUCTURE if wanted else _STRUCTURE).search(piece, position)
            if self.in_string or found is None:
                return
            position = found.end()
            if found[0] == '"':
                self.in_string = True
            elif found[0] == "," or self._count(found[0]):
                yield found.start(), found[0]

    def _count(self, bracket: str) -> bool:
        """Open or close; a closing bracket closes all up to its own, or else is ignored."""
        if bracket in "[{":
            self.opened += bracket.encode()
            return True
        lowest = max(min(self._base, self.depth - 1), self.depth - _DEEPEST)
        own = self.opened.rfind(_OPENED_BY[bracket], lowest)
        if own >= 0:
            del self.opened[own:]
        return own >= 0

    def _end_of_string(self, piece: str, position: int) -> int:
        position += self._escaped
        self._escaped = False
        while found := _IN_STRING.search(piece, position):
            if found[0] == '"':
                self.in_string = False
                return found.end()
            position = found.end() + 1
        self._escaped = position > len(piece)
        return len(piece)


class _Splitter:
    """Finds where records end. With a base of 1 they are the elements of an array."""

    def __init__(self, name: str, base: int) -> None:
        self._name = name
        self._base = base
        self._structure = Structure(base)
        self._held: list[str] = []
        self._length = 0
        self._line = 1

    def split(self, pieces: Iterable[str]) -> Iterator[Element]:
        for piece in pieces:
            start = 0
            while ends := self._ends(piece, start):
                end, behind = ends
                yield from self._record(piece[start:end])
                self._line += piece.count("\n", start, behind)
                start = behind
            self._hold(piece[start:])
        yield from self._record("")

    def _ends(self, piece: str, start: int) -> tuple[int, int] | None:
        """Where a record, or what stands instead of one, ends, and where the next may begin."""
        structure = self._structure
        if structure.depth == self._base and not (self._length or structure.in_string):
            end = _end_of_sound_record(piece, start)
            if end >= 0:
                return end, end
        for position, mark in structure.marks(piece, start):
            if structure.depth > self._base:
                continue
            if mark == "}" or (mark == "]" and structure.depth == self._base):
                return position + 1, position + 1
            if mark != "{":
                # Commas and the brackets of the array belong to no record.
                return position, position + 1
        return None

    def _record(self, last: str) -> Iterator[Element]:
        held = "".join(self._held)
        whole = held + last
        text = whole.lstrip(_BETWEEN)
        if text:
            before = whole.count("\n", 0, len(whole) - len(text))
            yield self._line - held.count("\n") + before, text.rstrip(_BETWEEN)
        self._held, self._length = [], 0

    def _hold(self, rest: str) -> None:
        self._held.append(rest)
        self._length += len(rest)
        self._line += rest.count("\n")
        if self._length > LARGEST_RECORD:
            raise _too_large(self._name, self._line)


def _too_large(name: str, line: int) -> CorpusError:
    return CorpusError(
        "NW-I06",
        f"The record at line {line} of {name} has more than {LARGEST_RECORD:,} characters.",
        NOTHING_CHANGED,
        "Break it into several records.",
    )
