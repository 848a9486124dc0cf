"""How the fields of a sentence stand in the columns of its row, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workbench.domain.schemes import scheme_of
from workbench.domain.sentence import Sentence, Split, Status
from workbench.storage.codec import (
    disagreement_of,
    doubt_of,
    dumps,
    extras_to_json,
    from_lines,
    ignored_to_json,
    json_to_extras,
    json_to_ignored,
    loads,
    to_lines,
)

# The columns that a sentence alone tells, as `tables.Row` wants its values.
COLUMNS: Mapping[str, Callable[[Sentence], Any]] = {
    "id": lambda one: one.id,
    "position": lambda one: one.position,
    "document": lambda one: one.document,
    "tokens": lambda one: to_lines(one.tokens),
    "tags": lambda one: to_lines(one.tags),
    "scheme": lambda one: one.scheme.key,
    "text": lambda one: one.text,
    "status": lambda one: str(one.status),
    "split": lambda one: str(one.split or ""),
    "flagged": lambda one: 1 if one.flagged else 0,
    "note": lambda one: one.note,
    "ignored": lambda one: dumps(ignored_to_json(one.ignored)) if one.ignored else "[]",
    "length": lambda one: len(one.tokens),
    "suggestion_count": lambda one: len(one.suggestions),
    "doubt": lambda one: _or_nothing(doubt_of(one)),
    "sourced": lambda one: 1 if one.source else 0,
    "extras": lambda one: dumps(extras_to_json(one.extras)) if one.extras else "",
    "disagreement": lambda one: _or_nothing(disagreement_of(one)),
}

# The columns that follow from each field; origins stand in the rows of entities.
COLUMNS_OF: Mapping[str, tuple[str, ...]] = {
    "tokens": ("tokens", "length", "text"),
    "tags": ("tags",),
    "scheme": ("scheme",),
    "status": ("status",),
    "split": ("split",),
    "flagged": ("flagged",),
    "note": ("note",),
    "document": ("document",),
    "position": ("position",),
    "origins": (),
    "suggestions": ("suggestion_count", "doubt", "disagreement"),
    "ignored": ("ignored",),
    "source": ("text", "sourced"),
    "extras": ("extras",),
}

# How a field reads in a column, beside the number of tokens that the sentence has then.
_FIELDS: Mapping[str, Callable[[Any, int], Any]] = {
    "tokens": from_lines,
    "tags": from_lines,
    "scheme": lambda key, _: scheme_of(key),
    "status": lambda name, _: Status(name),
    "split": lambda name, _: Split(name) if name else None,
    "flagged": lambda flag, _: bool(flag),
    "note": lambda note, _: note,
    "document": lambda name, _: name,
    "position": lambda place, _: place,
    "ignored": lambda text, _: json_to_ignored(loads(text)),
    "extras": lambda text, _: json_to_extras(loads(text)) if text else (),
}


def fields_in(columns: Mapping[str, Any], sentence: Sentence) -> dict[str, Any]:
    """The fields that some columns tell; for what they leave out, a sentence is asked."""
    length = columns.get("length", len(sentence.tokens))
    found = {
        name: _FIELDS[name](value, length) for name, value in columns.items() if name in _FIELDS
    }
    if "text" in columns or "sourced" in columns:
        sourced = columns.get("sourced", bool(sentence.source))
        found["source"] = columns.get("text", sentence.source) if sourced else ""
    return found


def _or_nothing(value: float | None) -> float | str:
    return "" if value is None else value
