"""What JSON formats have no key for, under keys of our own that other programs ignore."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, TextIO

from workbench.domain.entity import Entity, Suggestion
from workbench.formats.alignment import outermost
from workbench.formats.attributes import (
    DOCUMENT,
    DOCUMENT_NAMES,
    EXTRAS,
    FLAGGED,
    KEYS,
    NOTE,
    SPLIT,
    STATUS,
    SUGGESTIONS,
    values_to_attributes,
)
from workbench.formats.base import RawSentence, Sink, WriteOptions
from workbench.formats.offsets import Offsets, extent
from workbench.formats.record_values import Json
from workbench.formats.records import Leftovers
from workbench.formats.segmentation import is_blank
from workbench.formats.spans import Record, ScoredSpan, TextSpan
from workbench.formats.visible import unstorable_text, unstorable_token

TOKENS = "tokens"
OWN_KEYS = frozenset({TOKENS, *DOCUMENT_NAMES, SPLIT, STATUS, FLAGGED, NOTE, SUGGESTIONS})


def own_values(sentence: RawSentence) -> Json:
    """Document, split, status, flag and note, as far as there is anything to say."""
    values = {
        SPLIT: sentence.split and sentence.split.value,
        STATUS: sentence.status and sentence.status.value,
        FLAGGED: sentence.flagged,
        NOTE: sentence.note,
    }
    return {DOCUMENT: sentence.document} | {key: value for key, value in values.items() if value}


def own_suggestions(sentence: RawSentence, offsets: Sequence[Offsets]) -> Json:
    """All suggestions as lists of start, end, label, suggester and score."""
    found = [
        [*extent(one.entity, tuple(offsets)), one.entity.label, one.suggester, one.score]
        for one in sentence.suggestions
    ]
    return {SUGGESTIONS: found} if found else {}


def own_part(values: Json, document: str) -> tuple[Json, str]:
    """The values under our own keys, and the document of a record that names none."""
    named = next((values[key] for key in DOCUMENT_NAMES if values.get(key) is not None), None)
    own = {key: values.get(key) for key in KEYS} | {DOCUMENT: named}
    return own, "" if named == "" else document


def with_own_values(record: Record, values: Json, sink: Sink, leftovers: Leftovers) -> Record:
    """The record with what our own keys say, where they can be understood.

    Lists of offsets as tokens are ours: they make the record one sentence.
    """
    own, document = own_part(values, record.document)
    own |= dict.fromkeys((SUGGESTIONS, EXTRAS))
    found = values_to_attributes(own, document, 0, record.line, sink)
    for key in found.unusable:
        leftovers.add(not_understood(key), record.line)
    tokens = _offsets(record, values, leftovers)
    return replace(
        record,
        document=found.document,
        split=found.split,
        status=found.status or record.status,
        flagged=found.flagged,
        note=found.note,
        tokens=tokens or record.tokens,
        sentences=((0, len(record.text)),) if tokens else record.sentences,
        suggestions=(*record.suggestions, *_suggestions(record, values, leftovers)),
    )


def not_understood(key: str) -> str:
    """How a key is called whose value is not what we write there."""
    return f"the key {key!r} with a value that is not understood"


def _offsets(record: Record, values: Json, leftovers: Leftovers) -> tuple[Offsets, ...]:
    try:
        found = tuple([(start, end) for start, end in values.get(TOKENS) or ()])
    except (TypeError, ValueError):
        found = ()
    if found and all(type(start) is type(end) is int for start, end in found):
        return found
    if values.get(TOKENS):
        leftovers.add(f"the key {TOKENS!r} without offsets", record.line)
    return ()


def _suggestions(record: Record, values: Json, leftovers: Leftovers) -> tuple[ScoredSpan, ...]:
    try:
        return tuple(_suggestion(one, record.line) for one in values.get(SUGGESTIONS) or ())
    except (TypeError, ValueError):
        leftovers.add(not_understood(SUGGESTIONS), record.line)
        return ()


def _suggestion(value: Any, line: int) -> ScoredSpan:
    start, end, label, suggester, score = value
    is_sound = type(start) is int and type(end) is int and isinstance(score, int | float)
    if not is_sound or not isinstance(label, str) or not isinstance(suggester, str):
        raise TypeError(value)
    return ScoredSpan(TextSpan(start, end, label, line), suggester, float(score))


def refuses_spans(sentence: RawSentence, options: WriteOptions) -> str:
    """What of a sentence would not come back from its text and offsets; "" for nothing."""
    return (
        unstorable_token(sentence)
        or unstorable_text(sentence)
        or _padded_token(sentence)
        or misplaced_token(sentence.tokens, sentence.text)
        or next(filter(None, map(_odd_entity, sentence.entities())), "")
        or refused_suggestion(sentence.suggestions, len(sentence.tokens))
    )


def misplaced_token(tokens: Iterable[str], text: str) -> str:
    """The first token that does not stand in a text where it should; "" for none."""
    position = 0
    for token in tokens:
        start = text.find(token, position)
        if start < 0 or not is_blank(text[position:start]):
            return f"the token {token!r} is not where its text has it"
        position = start + len(token)
    return "" if is_blank(text[position:]) else f"no token holds {text[position:]!r}"


def refused_suggestion(suggestions: Iterable[Suggestion], length: int) -> str:
    """The first suggestion that reading would change; "" for none."""
    by_suggester: dict[str, list[Offsets]] = {}
    for one in suggestions:
        if not 0 <= one.score <= 1:
            return f"the score {one.score}"
        if one.entity.end > length:
            return f"the suggestion {one.entity.label!r} behind its end"
        if fault := _odd_entity(one.entity):
            return fault
        by_suggester.setdefault(one.suggester, []).append((one.entity.start, one.entity.end))
    for suggester, ranges in by_suggester.items():
        if any(over is not None for over in outermost(ranges)):
            return f"suggestions of {suggester!r} that overlap"
    return ""


def _odd_entity(entity: Entity) -> str:
    return "" if entity.label.strip() else f"the label {entity.label!r}"


def _padded_token(sentence: RawSentence) -> str:
    return next((f"the token {one!r}" for one in sentence.tokens if one != one.strip()), "")


def write_line(file: TextIO, record: Json) -> None:
    """Write a record as a line of JSON."""
    file.write(json.dumps(record, ensure_ascii=False))
    file.write("\n")
