"""Values to what stands in rows and back, and what of a sentence an operation changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from workbench.domain.checks import FindingKind
from workbench.domain.entity import Entity, Origin, OriginKind, Suggestion
from workbench.domain.labels import Label, LabelSet
from workbench.domain.schemes import scheme_of
from workbench.domain.sentence import Extras, Sentence, Split, Status

Json = Mapping[str, Any]


# Made once: json.dumps makes a new encoder at each call with such options.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def dumps(value: object) -> str:
    return _ENCODER.encode(value)


def loads(text: str) -> Any:
    return json.loads(text)


def to_lines(items: Sequence[str]) -> str:
    """Tokens or tags as lines; ValueError when one of them holds a line break."""
    lines = "\n".join(items)
    if lines.count("\n") >= max(len(items), 1):
        raise ValueError(f"a line break in one of {items!r}")
    return lines


def from_lines(lines: str, length: int) -> tuple[str, ...]:
    """Undo `to_lines`; `length` tells no item from one that is empty."""
    return tuple(lines.split("\n")) if length else ()


def extras_to_json(extras: Extras) -> list[list[Any]]:
    return [[name, list(cells)] for name, cells in extras]


def json_to_extras(rows: Sequence[Sequence[Any]]) -> Extras:
    return tuple((name, tuple(cells)) for name, cells in rows)


def ignored_to_json(kinds: frozenset[FindingKind]) -> list[str]:
    return sorted(kind.value for kind in kinds)


def json_to_ignored(names: Sequence[str]) -> frozenset[FindingKind]:
    return frozenset(FindingKind(name) for name in names)


def suggestion_to_json(one: Suggestion) -> list[Any]:
    return [one.entity.label, one.entity.start, one.entity.end, one.suggester, one.score]


def _origin_to_json(entity: Entity, origin: Origin) -> list[Any]:
    return [entity.label, entity.start, entity.end, origin.kind.value, origin.name, origin.score]


# Everything of a sentence that an operation may change, and what never changes.
_WRITERS: Mapping[str, Callable[[Any], Any]] = {
    "tokens": list,
    "tags": list,
    "scheme": lambda scheme: scheme.key,
    "status": str,
    "split": lambda split: str(split) if split else None,
    "flagged": bool,
    "note": str,
    "document": str,
    "position": int,
    "origins": lambda origins: [_origin_to_json(*one) for one in origins],
    "suggestions": lambda suggestions: [suggestion_to_json(one) for one in suggestions],
    "ignored": ignored_to_json,
    "source": str,
    "extras": extras_to_json,
}

_READERS: Mapping[str, Callable[[Any], Any]] = {
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
    "source": str,
    "extras": json_to_extras,
}


def sentence_to_json(sentence: Sentence) -> dict[str, Any]:
    return {name: write(getattr(sentence, name)) for name, write in _WRITERS.items()}


def json_to_sentence(sentence_id: int, fields: Json) -> Sentence:
    return with_fields(Sentence(sentence_id, (), ()), fields)


def with_fields(sentence: Sentence, fields: Json) -> Sentence:
    """The sentence with some fields set from their JSON form."""
    values = {name: _READERS[name](value) for name, value in fields.items() if name in _READERS}
    return replace(sentence, **values)


def difference(before: Sentence, after: Sentence) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that differ, as they were and as they are."""
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for name, write in _WRITERS.items():
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            old[name], new[name] = write(was), write(now)
    return old, new


def labels_to_json(labels: LabelSet) -> list[list[str]]:
    return [[label.name, label.colour, label.key] for label in labels]


def json_to_labels(rows: Sequence[Sequence[str]]) -> LabelSet:
    return LabelSet(tuple(Label(*row) for row in rows))


def doubt_of(sentence: Sentence) -> float | None:
    """One minus the lowest score among the suggestions; None without any."""
    return max((1.0 - one.score for one in sentence.suggestions), default=None)


def disagreement_of(sentence: Sentence) -> float | None:
    """The share of suggested entities that not every suggester suggests; None for one or none."""
    proposed: dict[str, set[Entity]] = {}
    for one in sentence.suggestions:
        proposed.setdefault(one.suggester, set()).add(one.entity)
    if len(proposed) < 2:
        return None
    every = set().union(*proposed.values())
    return 1.0 - len(set.intersection(*proposed.values())) / len(every)
