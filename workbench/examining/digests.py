"""A digest of each sentence, kept by the statement that writes it.

SQLite tells a torn page from a whole one, and no changed letter from another. The digest of a
sentence is the exclusive or of one for each group of columns; a statement that sets columns
takes the digest of the old group out and puts that of the new one in. So a bulk change pays
for what it changes only, and what was damaged in another column is not made good by an edit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Any

# Not among them: what follows from these, and which operation wrote last.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "words": ("id", "position", "document", "tokens", "text", "sourced", "extras"),
    "tags": ("tags", "scheme"),
    "state": ("status", "split", "flagged", "note", "ignored"),
}
COLUMNS: tuple[str, ...] = tuple(name for names in GROUPS.values() for name in names)
_WORDS, _TAGS = len(GROUPS["words"]), len(GROUPS["words"]) + len(GROUPS["tags"])
ROW_DIGEST = f"row_digest({', '.join(COLUMNS)})"
WRONG = f"digest IS NOT {ROW_DIGEST}"


def _digest(text: str) -> int:
    # The first bytes of a whole digest: to ask for a short one takes longer than to make it.
    return int.from_bytes(blake2b(text.encode()).digest()[:8], "big", signed=True)


def _words(
    number: int, position: int, document: str, tokens: str, text: str, sourced: int, extras: Any
) -> int:
    # NULL and the empty text are one, as in `tables.Row`.
    return _digest(f"{number}\0{position}\0{document}\0{tokens}\0{text}\0{sourced}\0{extras or ''}")


def _tags(tags: str, scheme: str) -> int:
    return _digest(f"{scheme}\0{tags}")


@lru_cache(1 << 10)
def _state(status: str, split: str | None, flagged: int, note: str, ignored: str) -> int:
    return _digest(f"{status}\0{split or ''}\0{flagged}\0{note}\0{ignored}")


def row_digest(*values: Any) -> int:
    """The digest of a sentence, from its values in the order of `COLUMNS`."""
    words, tags, state = values[:_WORDS], values[_WORDS:_TAGS], values[_TAGS:]
    return _words(*words) ^ _tags(*tags) ^ _state(*state)


def _tags_moved(digest: int, *values: Any) -> int:
    return digest ^ _tags(*values[:2]) ^ _tags(*values[2:])


def _words_moved(digest: int, *values: Any) -> int:
    return digest ^ _words(*values[:_WORDS]) ^ _words(*values[_WORDS:])


@lru_cache(1 << 10)
def _between_states(*values: Any) -> int:
    half = len(values) // 2
    return _state(*values[:half]) ^ _state(*values[half:])


def _state_moved(digest: int, *values: Any) -> int:
    return digest ^ _between_states(*values)


_MOVERS: Mapping[str, Callable[..., int]] = {
    "words": _words_moved,
    "tags": _tags_moved,
    "state": _state_moved,
}


def register(connection: sqlite3.Connection) -> None:
    """Let statements use `row_digest` and, for each group, `moved_GROUP`."""
    make = connection.create_function
    make("row_digest", len(COLUMNS), row_digest, deterministic=True)
    for name, function in _MOVERS.items():
        make(f"moved_{name}", 1 + 2 * len(GROUPS[name]), function, deterministic=True)


def moved(values: Mapping[str, str]) -> str:
    """The digest after columns are set, as SQL; `values` are theirs, as SQL."""
    found = "digest"
    for group, columns in GROUPS.items():
        if not values.keys().isdisjoint(columns):
            after = ", ".join(values.get(name, name) for name in columns)
            found = f"moved_{group}({found}, {', '.join(columns)}, {after})"
    return found
