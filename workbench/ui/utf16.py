"""Places in a text as Qt counts them, in units of UTF-16, and as Python does."""

from __future__ import annotations


def to_utf16(text: str, at: int) -> int:
    """A place among the signs of a text, in units of UTF-16."""
    return len(text[:at].encode("utf-16-le", "surrogatepass")) // 2


def from_utf16(text: str, at: int) -> int:
    """A place in units of UTF-16, among the signs of a text."""
    units = text.encode("utf-16-le", "surrogatepass")[: 2 * at]
    return len(units.decode("utf-16-le", "replace"))
