"""What differs between two states of a sentence, line by line, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from workbench.domain.sentence import Sentence, join_tokens

NOTHING = "none"


class Sign(StrEnum):
    """What happened to what a line names; the sign says it without colour."""

    ADDED = "+"
    REMOVED = "−"
    CHANGED = "→"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One difference: `text` names it, `change` says from what to what where that is known."""

    sign: Sign
    text: str
    change: str = ""


def differences(before: Sentence | None, after: Sentence) -> tuple[DiffLine, ...]:
    """What an operation changed; without a `before`, the entities that were there at first."""
    if before is None:
        return tuple(DiffLine(Sign.ADDED, text) for text in _entities(after).elements())
    return (
        *_entity_lines(before, after),
        *_token_lines(before, after),
        *_tag_lines(before, after),
        *_state_lines(before, after),
    )


def _entities(sentence: Sentence) -> Counter[str]:
    return Counter(f"{one.label} {sentence.surface(one)}" for one in sentence.entities)


def _entity_lines(before: Sentence, after: Sentence) -> Iterator[DiffLine]:
    old, new = _entities(before), _entities(after)
    for sign, only in ((Sign.REMOVED, old - new), (Sign.ADDED, new - old)):
        for text in only.elements():
            yield DiffLine(sign, text)


def _token_lines(before: Sentence, after: Sentence) -> Iterator[DiffLine]:
    if before.tokens == after.tokens:
        return
    matcher = SequenceMatcher(a=before.tokens, b=after.tokens, autojunk=False)
    for kind, low, high, new_low, new_high in matcher.get_opcodes():
        if kind != "equal":
            old = " | ".join(before.tokens[low:high]) or NOTHING
            new = " | ".join(after.tokens[new_low:new_high]) or NOTHING
            yield DiffLine(Sign.CHANGED, "tokens", f"{old} → {new}")


def _tag_lines(before: Sentence, after: Sentence) -> Iterator[DiffLine]:
    if before.tokens != after.tokens:
        return
    for token, old, new in zip(after.tokens, before.tags, after.tags, strict=True):
        if old != new:
            change = f"{old or NOTHING} → {new or NOTHING}"
            yield DiffLine(Sign.CHANGED, join_tokens([token]), change)


def _state_lines(before: Sentence, after: Sentence) -> Iterator[DiffLine]:
    old, new = _state(before), _state(after)
    for name in old:
        if old[name] != new[name]:
            yield DiffLine(Sign.CHANGED, name, f"{old[name]} → {new[name]}")


def _state(sentence: Sentence) -> dict[str, str]:
    return {
        "status": sentence.status.value,
        "split": sentence.split.value if sentence.split else NOTHING,
        "flag": "set" if sentence.flagged else NOTHING,
        "note": sentence.note or NOTHING,
        "suggestions": str(len(sentence.suggestions)),
        "ignored findings": ", ".join(sorted(sentence.ignored)) or NOTHING,
        "origins": ", ".join(sorted({o.name or o.kind.value for _, o in sentence.origins}))
        or NOTHING,
        "tag scheme": sentence.scheme.name,
    }
