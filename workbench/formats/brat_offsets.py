"""How the offsets of an .ann file are counted, told by the texts that it copies."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workbench.formats.brat_annotations import Bound
from workbench.formats.offsets import Offsets

_SPACE = re.compile(r"\s")


@dataclass(frozen=True)
class Counting:
    """A way to count characters, some of which count for more than one.

    `starts` has where the character behind each of those starts; `before` has, for each of
    them and at its end, how much those before it count for beyond one each. `shift` is added
    to the index.
    """

    how: str
    before: Sequence[int]
    starts: Sequence[int]
    shift: int = 0

    def to_index(self, offset: int) -> int:
        """The index of the character at an offset."""
        return offset - self.before[bisect_right(self.starts, offset)] + self.shift

    def ranges(self, bound: Bound, length: int) -> list[Offsets] | None:
        """The ranges of a span in a text of a length; None where they do not lie in it."""
        found = [(self.to_index(start), self.to_index(end)) for start, end in bound.ranges]
        return found if all(0 <= start < end <= length for start, end in found) else None

    def fits(self, bound: Bound, text: str) -> bool:
        """Whether the text has what the line says, white space of any kind being equal."""
        ranges = self.ranges(bound, len(text))
        if ranges is None:
            return False
        return bound.text is None or covered(text, ranges) == plain(bound.text)


def plain(text: str) -> str:
    """A text without what brat does not copy: ends of lines become spaces."""
    return _SPACE.sub(" ", text).strip()


def covered(text: str, ranges: Sequence[Offsets]) -> str:
    """What brat copies of ranges of a text."""
    return plain(" ".join(text[start:end] for start, end in ranges))


def choose_counting(bounds: Sequence[Bound], text: str, line_ends: Sequence[int]) -> Counting:
    """The way to count under which most spans have their own text; brat's own if it will do.

    `line_ends` are the line feeds of `text` that stand for two characters of the file.
    """
    telling = [bound for bound in bounds if bound.text is not None]
    best, most = _counting("", line_ends, {}), -1
    for counting in _countings(text, line_ends):
        number = sum(counting.fits(bound, text) for bound in telling)
        if number > most:
            best, most = counting, number
        if most == len(telling):
            return best
    return _shifted(best, telling, text) or best


def _countings(text: str, line_ends: Sequence[int]) -> Iterator[Counting]:
    """brat counts code points and both characters of CR LF; other programs do otherwise."""
    once = "each end of a line counts as one character"
    yield _counting("", line_ends, {})
    if line_ends:
        yield _counting(once, (), {})
    if text.isascii():
        return
    units = {number: 1 for number, one in enumerate(text) if one > "\uffff"}
    octets = {number: len(one.encode()) - 1 for number, one in enumerate(text) if one > "\x7f"}
    for how, extra in (("units of UTF-16 are counted", units), ("bytes are counted", octets)):
        if extra:
            yield _counting(how, line_ends, extra)
            if line_ends:
                yield _counting(f"{how} and {once}", (), extra)


def _counting(how: str, line_ends: Sequence[int], extra: dict[int, int]) -> Counting:
    wider = sorted([*extra.items(), *((number, 1) for number in line_ends)])
    before = [0]
    for _, more in wider:
        before.append(before[-1] + more)
    starts = [number + 1 + more for (number, _), more in zip(wider, before[1:], strict=True)]
    return Counting(how, before, starts)


def _shifted(counting: Counting, bounds: Sequence[Bound], text: str) -> Counting | None:
    """The same with a constant shift, if with it every span has its own text."""
    for bound in bounds:
        place = only_place(bound, text)
        if place is None:
            continue
        shift = place - counting.to_index(bound.ranges[0][0])
        how = f"{counting.how or 'characters are counted'} from {-shift} on"
        shifted = replace(counting, how=how, shift=shift)
        return shifted if all(shifted.fits(one, text) for one in bounds) else None
    return None


def only_place(bound: Bound, text: str) -> int | None:
    """Where a span's own text stands, if there is just one such place."""
    if not bound.text or not bound.text.strip():
        return None
    first = text.find(bound.text)
    return first if first >= 0 and text.find(bound.text, first + 1) < 0 else None
