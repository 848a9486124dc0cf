"""What a sentence has beside its tokens and tags, as plain values of a row."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.domain.entity import Entity, Suggestion
from workbench.domain.sentence import Extras, Split, Status
from workbench.formats.base import RawSentence, Sink
from workbench.formats.splits import split_of_name
from workbench.formats.visible import visible_text

DOCUMENT, SPLIT, STATUS = "document", "split", "status"
FLAGGED, NOTE = "flagged", "note"
SUGGESTIONS, EXTRAS = "suggestions", "extras"
KEYS = (DOCUMENT, SPLIT, STATUS, FLAGGED, NOTE, SUGGESTIONS, EXTRAS)

# Other names that a column with the document's name has.
DOCUMENT_NAMES = (DOCUMENT, "document_id", "doc_id", "docid", "doc")


@dataclass(frozen=True, slots=True)
class Attributes:
    """`unusable` names the keys whose values are not what they should be."""

    document: str
    split: Split | None = None
    status: Status | None = None
    flagged: bool = False
    note: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    extras: Extras = ()
    unusable: tuple[str, ...] = ()


def sentence_to_values(sentence: RawSentence) -> dict[str, Any]:
    """Strings, truth values and None, by their key; lists are written as JSON."""
    suggestions = [
        [one.entity.start, one.entity.end, one.entity.label, one.suggester, one.score]
        for one in sentence.suggestions
    ]
    return {
        DOCUMENT: sentence.document,
        SPLIT: sentence.split and sentence.split.value,
        STATUS: sentence.status and sentence.status.value,
        FLAGGED: sentence.flagged,
        NOTE: sentence.note or None,
        SUGGESTIONS: _to_json(suggestions),
        EXTRAS: _to_json(sentence.extras),
    }


def _to_json(values: Any) -> str | None:
    return json.dumps(values, ensure_ascii=False) if values else None


def values_to_attributes(
    values: Mapping[str, Any], document: str, length: int, line: int, sink: Sink
) -> Attributes:
    """Take the attributes of a sentence of `length` tokens out of a row's values.

    `document` is its document where the row names none.
    """
    read: dict[str, Any] = {}
    unusable = []
    for key, parse in _PARSERS.items():
        value = values.get(key)
        # A document may well have no name; all else that is empty is not there.
        if value is None or (value == "" and key != DOCUMENT):
            continue
        try:
            read[key] = parse(value, length)
        except (ValueError, TypeError, KeyError, RecursionError):
            unusable.append(key)
    for key in (DOCUMENT, NOTE):
        if key in read:
            read[key] = visible_text(read[key], line, sink)
    return Attributes(**{DOCUMENT: document} | read, unusable=tuple(unusable))


def _text(value: Any, length: int) -> str:
    return value if isinstance(value, str) else str(int(value))


def _split(value: Any, length: int) -> Split:
    split = split_of_name(value)
    if split is None:
        raise ValueError(value)
    return split


def _status(value: Any, length: int) -> Status:
    return Status(value)


_TRUTH = {"true": True, "false": False, "1": True, "0": False}


def _flagged(value: Any, length: int) -> bool:
    return _TRUTH[str(value).lower()]


def _suggestions(value: Any, length: int) -> tuple[Suggestion, ...]:
    found = json.loads(value) if isinstance(value, str) else value
    return tuple(_suggestion(one, length) for one in found)


def _suggestion(value: Any, length: int) -> Suggestion:
    start, end, label, suggester, score = value
    texts = isinstance(label, str) and isinstance(suggester, str)
    if not texts or type(start) is not int or type(end) is not int or end > length:
        raise TypeError(label)
    if not math.isfinite(score):
        raise ValueError(score)
    return Suggestion(Entity(label, start, end), suggester, float(score))


def _extras(value: Any, length: int) -> Extras:
    found = json.loads(value) if isinstance(value, str) else value
    extras = tuple((name, tuple(cells)) for name, cells in found)
    for name, cells in extras:
        if len(cells) != length or not all(isinstance(one, str) for one in (name, *cells)):
            raise ValueError(name)
    return extras


_PARSERS = {
    DOCUMENT: _text,
    SPLIT: _split,
    STATUS: _status,
    FLAGGED: _flagged,
    NOTE: _text,
    SUGGESTIONS: _suggestions,
    EXTRAS: _extras,
}
