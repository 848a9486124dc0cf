"""Characters in tokens that nobody can see, and what to write in their stead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# A token of nothing else cannot become empty: it must stay in its column.
STAND_IN = "␣"

_JOINERS = frozenset("\u200c\u200d")
_FLAG = "\U0001f3f4"
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Plain texts hold none of those, and that is found out quickly.
_SUSPICIOUS = re.compile("[^\x21-\x7e\u00a1-\u00ac\u00ae-\u05ff\u3001-\ud7ff\uff01-\uffef]")


def has_hidden(token: str) -> bool:
    """Whether a token holds a character that cannot be seen and does not belong there."""
    return _SUSPICIOUS.search(token) is not None and bool(hidden_characters(token))


def any_hidden(tokens: Iterable[str]) -> bool:
    """Whether any of many tokens does; most sentences are told at a glance."""
    tokens = tuple(tokens)
    return _SUSPICIOUS.search("".join(tokens)) is not None and any(map(has_hidden, tokens))


def hidden_characters(token: str) -> tuple[str, ...]:
    """The characters that cannot be seen, and blanks at the borders, in order.

    Joiners between letters of scripts that need them, and in emoji, belong to the text.
    """
    return tuple(token[position] for position in _hidden_positions(token))


def without_hidden(token: str) -> str:
    """The token as it looks; never empty."""
    hidden = set(_hidden_positions(token))
    left = "".join(character for i, character in enumerate(token) if i not in hidden)
    return left or STAND_IN


def with_shown(token: str) -> str:
    """The token with each hidden character written as its code point."""
    hidden = set(_hidden_positions(token))
    return "".join(
        code_point(character) if i in hidden else character for i, character in enumerate(token)
    )


def code_point(character: str) -> str:
    """`<U+200B>`."""
    return f"<U+{ord(character):04X}>"


def _hidden_positions(token: str) -> list[int]:
    blank = len(token) - len(token.lstrip()), len(token.rstrip())
    return [
        position
        for position, character in enumerate(token)
        if not blank[0] <= position < blank[1]
        or (unicodedata.category(character) in _HIDDEN and not _belongs(token, position))
    ]


def _belongs(token: str, position: int) -> bool:
    character = token[position]
    if character in _JOINERS:
        before, after = token[position - 1 : position], token[position + 1 : position + 2]
        return bool(before and after) and not (before.isascii() or after.isascii())
    is_tag_letter = 0xE0020 <= ord(character) <= 0xE007F
    return is_tag_letter and _FLAG in token[:position]
