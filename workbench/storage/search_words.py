"""Text as the search index sees it: words, and pairs of characters where no spaces stand.

A text becomes tokens in such a way that it can be told from them: a token is a run of characters
without a space, or one of other white space. One space between two words is understood and has
no token. In scripts that are written without spaces each pair of neighbours is a token, and the
last character of a run one more. So a piece of text occurs where certain tokens follow each
other, and only there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from functools import cache
from typing import NamedTuple

# Thai to Burmese, Khmer, kana and Han: written without spaces, and alike in both cases.
_DENSE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u30ff\u3100-\u312f\u31a0-\u31bf"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_PIECE = rf"(?P<words>[^\s{_DENSE}]+(?: [^\s{_DENSE}]+)*)|(?P<run>[{_DENSE}]+)|\s+"
# In a text without any of these all tokens are words with one space between two.
_SPECIAL = rf"[{_DENSE}]|\s\s|[^\S ]|\A\s|\s\Z"
# Such large sets take milliseconds to compile, of which a window that opens has none to give.
_pattern = cache(re.compile)
# Longer ones would be cut off by SQLite.
LONGEST_TOKEN = 4000


class Place(Enum):
    """Where in a token a part of the wanted text stands."""

    WHOLE = "whole"
    BEGIN = "begin"
    END = "end"
    INSIDE = "inside"


class Slot(NamedTuple):
    """A part of a wanted text, and where in a token it must stand."""

    part: str
    place: Place


def tokens(text: str) -> list[str]:
    """The tokens of a text, in order."""
    if _pattern(_SPECIAL).search(text) is None:
        return text.split(" ") if text else []
    found: list[str] = []
    for match in _pattern(_PIECE).finditer(text):
        found += _piece_tokens(match)
    return found


def _piece_tokens(match: re.Match[str]) -> Sequence[str]:
    if match["words"]:
        return match["words"].split(" ")
    run = match["run"]
    if run:
        return [run[at : at + 2] for at in range(len(run))]
    return [match[0]]


def can_be_indexed(found: Sequence[str]) -> bool:
    return not any(len(one) > LONGEST_TOKEN or "\0" in one for one in found)


def slots(wanted: str) -> list[Slot] | None:
    """What tokens must follow each other where a text occurs; None where that says too little."""
    if not wanted or wanted[0].isspace() or wanted[-1].isspace() or "\0" in wanted:
        return None
    found: list[Slot] = []
    for match in _pattern(_PIECE).finditer(wanted):
        found += _piece_slots(match)
    return found


def _piece_slots(match: re.Match[str]) -> list[Slot]:
    begins, ends = match.start() == 0, match.end() == len(match.string)
    parts = list(_piece_tokens(match))
    if match["run"] and ends and len(parts) > 1:
        # The last character may have a neighbour; with the one before it, it is found already.
        parts.pop()
    found = [Slot(part, Place.WHOLE) for part in parts]
    if match["run"]:
        if ends and len(match["run"]) == 1:
            found[0] = Slot(parts[0], Place.BEGIN)
    elif match["words"]:
        if begins:
            found[0] = Slot(parts[0], Place.END)
        if ends:
            found[-1] = Slot(parts[-1], Place.INSIDE if begins and len(parts) == 1 else Place.BEGIN)
    return found


_ESCAPED = re.compile("[A-Z\x01\x02]")
# White space other than the line breaks that stand between tokens here.
_SPACES = re.compile(r"[^\S\n]")


def encode(found: Sequence[str]) -> str:
    """Tokens as SQLite's tokenizer keeps them apart: it knows no capitals and no white space."""
    escaped = _ESCAPED.sub(_escape, "\n".join(found))
    if len(found) == 1 + escaped.count("\n") and _SPACES.search(escaped) is None:
        return escaped.replace("\n", " ")
    return " ".join(map(_encode_one, found))


def _encode_one(token: str) -> str:
    if token.isspace():
        return "\x02" + "x".join(f"{ord(one):x}" for one in token)
    return _ESCAPED.sub(_escape, token)


def _escape(match: re.Match[str]) -> str:
    return "\x01" + match[0].lower()
