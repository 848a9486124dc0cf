"""Rows to values and back, and what of a sentence an operation changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from workbench.domain.checks import FindingKind
from workbench.domain.entity import Entity, Origin, OriginKind, Suggestion
from workbench.domain.labels import Label, LabelSet
from workbench.domain.schemes import scheme_of
from workbench.domain.sentence import Sentence, Split, Status

Json = Mapping[str, Any]


# Made once: json.dumps makes a new encoder at each call with such options.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def dumps(value: object) -> str:
    return _ENCODER.encode(value)


def loads(text: str) -> Any:
    return json.loads(text)


def sentence_to_json(sentence: Sentence) -> dict[str, Any]:
    """Everything of a sentence that an operation may change, and what never changes."""
    return {
        "tokens": list(sentence.tokens),
        "tags": list(sentence.tags),
        "scheme": sentence.scheme.key,
        "status": sentence.status.value,
        "split": sentence.split.value if sentence.split else None,
        "flagged": sentence.flagged,
        "note": sentence.note,
        "document": sentence.document,
        "position": sentence.position,
        "origins": [
            [entity.label, entity.start, entity.end, origin.kind.value, origin.name, origin.score]
            for entity, origin in sentence.origins
        ],
        "suggestions": [suggestion_to_json(one) for one in sentence.suggestions],
        "ignored": ignored_to_json(sentence.ignored),
    }


def ignored_to_json(kinds: frozenset[FindingKind]) -> list[str]:
    return sorted(kind.value for kind in kinds)


def json_to_ignored(names: Sequence[str]) -> frozenset[FindingKind]:
    return frozenset(FindingKind(name) for name in names)


def suggestion_to_json(one: Suggestion) -> list[Any]:
    return [one.entity.label, one.entity.start, one.entity.end, one.suggester, one.score]


def json_to_sentence(sentence_id: int, fields: Json) -> Sentence:
    return with_fields(Sentence(sentence_id, (), ()), fields)


_READERS: Mapping[str, Any] = {
    "tokens": tuple,
    "tags": tuple,
    "scheme": scheme_of,
    "status": Status,
    "split": lambda value: Split(value) if value else None,
    "flagged": bool,
    "note": str,
    "document": str,
    "position": int,
    "origins": lambda rows: tuple(
        (Entity(label, start, end), Origin(OriginKind(kind), name, score))
        for label, start, end, kind, name, score in rows
    ),
    "suggestions": lambda rows: tuple(
        Suggestion(Entity(label, start, end), suggester, score)
        for label, start, end, suggester, score in rows
    ),
    "ignored": json_to_ignored,
}


def with_fields(sentence: Sentence, fields: Json) -> Sentence:
    """The sentence with some fields set from their JSON form."""
    values = {name: _READERS[name](value) for name, value in fields.items() if name in _READERS}
    return replace(sentence, **values)


def difference(before: Sentence, after: Sentence) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that differ, as they were and as they are."""
    old, new = sentence_to_json(before), sentence_to_json(after)
    changed = [name for name in old if old[name] != new[name]]
    return {name: old[name] for name in changed}, {name: new[name] for name in changed}


def labels_to_json(labels: LabelSet) -> list[list[str]]:
    return [[label.name, label.colour, label.key] for label in labels]


def json_to_labels(rows: Sequence[Sequence[str]]) -> LabelSet:
    return LabelSet(tuple(Label(*row) for row in rows))


def doubt_of(sentence: Sentence) -> float | None:
    """One minus the lowest score among the suggestions; None without any."""
    return max((1.0 - one.score for one in sentence.suggestions), default=None)
