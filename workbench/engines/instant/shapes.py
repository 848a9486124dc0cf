"""How words look: their shape, the kind of their letters, and texts of one sign a token."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby

# A text counts as written one character a token when so many of its tokens are.
MOSTLY = 0.6


@lru_cache(maxsize=50_000)
def shape(word: str) -> str:
    """Letters as X and x, digits as d, the rest as it is: `Xxx-dd`."""
    return "".join(_sign(character) for character in word[:20])


@lru_cache(maxsize=50_000)
def short_shape(word: str) -> str:
    """The shape with each run of one sign written once: `Xx-d`."""
    return "".join(sign for sign, _ in groupby(shape(word)))


def is_by_character(tokens: Sequence[str]) -> bool:
    """Whether most tokens are single ideographs, with at most a digit beside them."""
    single = sum(1 for token in tokens if letter_kind(token) == "h" and len(token) <= 2)
    return single > MOSTLY * len(tokens)


@lru_cache(maxsize=20_000)
def letter_kind(token: str) -> str:
    """One letter for the kind of a token: h ideograph, a letter, d digit, p anything else."""
    first = token[:1]
    if not first:
        return "p"
    if unicodedata.category(first) == "Lo" and unicodedata.east_asian_width(first) == "W":
        return "h"
    return "a" if first.isalpha() else "d" if first.isdigit() else "p"


def _sign(character: str) -> str:
    if character.isdigit():
        return "d"
    if character.isupper():
        return "X"
    return "x" if character.isalpha() else character
