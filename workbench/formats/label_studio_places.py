"""Where the spans of Label Studio lie, told by the text that each has itself.

Its offsets have been counted in several ways: with the end behind the last character or on
it, and in UTF-16 units instead of characters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from workbench.formats.offsets import Offsets


class Place(StrEnum):
    """How the offsets of a span were understood."""

    EXCLUSIVE = "end behind the span"
    INCLUSIVE = "end in the span"
    UTF16 = "UTF-16 units"
    UTF16_INCLUSIVE = "UTF-16 units, end in the span"
    # The text stands elsewhere, at one place or at one near by.
    SHIFTED = "shifted"
    # The span has no text of its own.
    UNTOLD = "untold"
    NOWHERE = "nowhere"


# So far from its place a text may be found though it stands elsewhere as well.
_NEAR = 20
_MANY = 1_000


@dataclass(frozen=True, slots=True)
class Placed:
    """The offsets of a span, and how they were found."""

    offsets: Offsets
    place: Place


def place_span(text: str, stated: Offsets, own_text: str, inclusive: bool) -> Placed:
    """Find a span in a text; `inclusive` is tried first, and taken for spans without text."""
    if not own_text:
        return Placed((stated[0], stated[1] + inclusive), Place.UNTOLD)
    first, second = Place.EXCLUSIVE, Place.INCLUSIVE
    order = (second, first) if inclusive else (first, second)
    for alike in (_equal, _equal_but_for_spaces):
        for place in (*order, Place.UTF16, Place.UTF16_INCLUSIVE):
            start, end = _READINGS[place](text, *stated)
            if 0 <= start < end <= len(text) and alike(text[start:end], own_text):
                return Placed((start, end), place)
    found = _found_near(text, own_text, stated[0])
    if found is None:
        return Placed(stated, Place.NOWHERE)
    return Placed((found, found + len(own_text)), Place.SHIFTED)


def _utf16(text: str, unit: int) -> int:
    """The number of characters before a UTF-16 unit."""
    if text.isascii() or unit <= 0:
        return unit
    # No character has more than two units, so the rest cannot matter.
    return len(text[:unit].encode("utf-16-le")[: 2 * unit].decode("utf-16-le", "ignore"))


_READINGS: Mapping[Place, Callable[[str, int, int], Offsets]] = {
    Place.EXCLUSIVE: lambda text, start, end: (start, end),
    Place.INCLUSIVE: lambda text, start, end: (start, end + 1),
    Place.UTF16: lambda text, start, end: (_utf16(text, start), _utf16(text, end)),
    Place.UTF16_INCLUSIVE: lambda text, start, end: (_utf16(text, start), _utf16(text, end + 1)),
}


def _equal(found: str, own: str) -> bool:
    return found == own


def _equal_but_for_spaces(found: str, own: str) -> bool:
    # It squeezes spaces in this text, and in some versions writes line ends as two signs.
    own = own.replace("\\n", "\n").replace("\\r", "\r")
    ends_alike = found[-1:].isspace() == own[-1:].isspace()
    return ends_alike and found.split() == own.split()


def _found_near(text: str, own: str, stated: int) -> int | None:
    places = list(_occurrences(text, own))
    nearest = min(places, key=lambda place: abs(place - stated), default=None)
    if nearest is None or len(places) == 1 or abs(nearest - stated) <= _NEAR:
        return nearest
    return None


def _occurrences(text: str, own: str) -> Iterator[int]:
    start = text.find(own)
    for _ in range(_MANY):
        if start < 0:
            return
        yield start
        start = text.find(own, start + 1)
