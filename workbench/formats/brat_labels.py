"""Labels as types of brat, which are made of ASCII letters, digits, `_` and `-`.

Any other character is written as `_uXXXX_`, its code point in hexadecimal digits, so that
nothing is lost; so is a `_` where it would look like that by itself, and a `-` in front.
"""

from __future__ import annotations

import re

from workbench.formats.text import show_odd

_RESERVED = re.compile(r"[^A-Za-z0-9_-]|^-|_(?=u[0-9A-F]{4,6}_)")
_ESCAPE = re.compile(r"_u([0-9A-F]{4,6})_")


def escape_label(label: str) -> str:
    """The label as a type."""
    return _RESERVED.sub(lambda found: f"_u{ord(found[0]):04X}_", label)


def unescape_label(name: str) -> str:
    """The label of a type; what stands for no character that may be stored stays as it is."""
    return _ESCAPE.sub(_character, name)


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    character = chr(code) if code <= 0x10FFFF else "\0"
    is_storable = character not in "\t\n\r" and show_odd(character)[0] == character
    return character if is_storable else found[0]
