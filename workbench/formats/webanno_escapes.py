"""How WebAnno TSV writes characters that mean something else in its lines."""

from __future__ import annotations

import re

# What stands behind a backslash in the text of a sentence, from 3.2 on. Control characters
# stand there as they are, or as the visible signs that reading has put for them.
_TEXT = {"t": "\t", "n": "\n", "f": "\f", "r": "\r", "b": "\b", "\\": "\\"}
_TEXT_ESCAPE = re.compile("\\\\([tnfrb\\\\\x00-\x07\x0e-\x1f\u2400-\u241f])")
_TEXT_RESERVED = re.compile("[\x00-\x1f\\\\]")
_TEXT_WRITTEN = {plain: f"\\{letter}" for letter, plain in _TEXT.items()} | {"\x0b": "\x0b"}

# Up to 3.1 the text was written as a Java string.
_JAVA = {**_TEXT, '"': '"', "'": "'"}
_JAVA_ESCAPE = re.compile(r"\\(?:u+([0-9A-Fa-f]{4})|([0-3]?[0-7]{1,2})|(.)|$)")

_VALUE_ESCAPE = re.compile(r"\\(->|[\\\[\]|_;*tn])")
_VALUE_RESERVED = re.compile(r"->|[\\\[\]|_;*\t\n]")
_VALUE_WRITTEN = {"\t": "\\t", "\n": "\\n"}

# Several annotations on one token; each may end with a number that tells it from others.
_STACKED = re.compile(r"(?:\\.|[^|])+", re.DOTALL)
_NUMBERED = re.compile(r"((?:\\.|[^\\])*?)(?:\[([0-9]{1,9})\])?", re.DOTALL)


def unescape_text(text: str) -> str:
    """The text of a sentence as versions from 3.2 on write it."""
    return _TEXT_ESCAPE.sub(lambda found: _TEXT.get(found[1], found[1]), text)


def unescape_java(text: str) -> str:
    """The text of a sentence as versions up to 3.1 write it; `\\u` may stand for halves."""
    plain = _JAVA_ESCAPE.sub(_java_character, text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _java_character(found: re.Match[str]) -> str:
    code, octal, other = found.groups()
    if code:
        return chr(int(code, 16))
    return chr(int(octal, 8)) if octal else _JAVA.get(other or "", other or "")


def escape_text(text: str) -> str:
    """A line of a sentence's text as version 3.3 has it."""
    return _TEXT_RESERVED.sub(lambda found: _TEXT_WRITTEN.get(found[0], f"\\{found[0]}"), text)


def unescape_value(value: str) -> str:
    """The value of a feature."""
    return _VALUE_ESCAPE.sub(lambda found: {"t": "\t", "n": "\n"}.get(found[1], found[1]), value)


def escape_value(value: str) -> str:
    """The value of a feature, as it stands in a cell."""
    return _VALUE_RESERVED.sub(lambda found: _VALUE_WRITTEN.get(found[0], f"\\{found[0]}"), value)


def stacked_values(cell: str) -> list[tuple[str, int]]:
    """The values of a cell, still escaped, each with its number; 0 where it has none."""
    return [_numbered(piece) for piece in _STACKED.findall(cell)]


def _numbered(piece: str) -> tuple[str, int]:
    found = _NUMBERED.fullmatch(piece)
    return (found[1], int(found[2] or 0)) if found else (piece, 0)
