"""Pure edits of one sentence: put, remove, split, join, accept, reject.

An edited sentence is written in IOB2, because a scheme without B- cannot hold neighbours of
one label. Bad tags outside the edited tokens stay exactly as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from workbench.domain.entity import HUMAN, Entity, Origin, OriginKind, Suggestion
from workbench.domain.schemes import (
    IOB2,
    OUTSIDE,
    Tag,
    convert,
    entities_to_tags,
    tags_to_entities,
)
from workbench.domain.sentence import Sentence, Status
from workbench.domain.thresholds import Sure, as_thresholds
from workbench.domain.votes import in_turn


def put_entity(sentence: Sentence, entity: Entity, origin: Origin = HUMAN) -> Sentence:
    """Set an entity; whatever overlaps it is removed first, with its origin."""
    if entity.end > len(sentence.tokens):
        raise ValueError(f"entity ends at {entity.end} of {len(sentence.tokens)} tokens")
    overlapped = [old for old in sentence.entities if old.overlaps(entity)]
    put = with_entities(blanked(sentence, overlapped, [entity]), [(entity, origin)])
    suggestions = tuple(s for s in put.suggestions if not s.entity.overlaps(entity))
    return edited(replace(put, suggestions=suggestions))


def remove_entities(sentence: Sentence, entities: Iterable[Entity]) -> Sentence:
    """Set the tokens of these gold entities to outside."""
    return edited(blanked(sentence, list(entities)))


def clear_tokens(sentence: Sentence, start: int, end: int) -> Sentence:
    """Remove every entity that touches the tokens, and any bad tag on them."""
    span = Entity("span", start, end)
    touched = [entity for entity in sentence.entities if entity.overlaps(span)]
    return edited(blanked(sentence, touched, [span]))


def split_entity(sentence: Sentence, entity: Entity, at: int) -> Sentence:
    """Make two entities of one; the second begins at the token `at`.

    ValueError where a half would be empty or the entity is not there.
    """
    if entity not in sentence.entities or not entity.start < at < entity.end:
        raise ValueError(f"cannot split {entity} at {at}")
    first = put_entity(sentence, Entity(entity.label, entity.start, at))
    return put_entity(first, Entity(entity.label, at, entity.end))


def join_entities(sentence: Sentence, first: Entity, second: Entity) -> Sentence:
    """Make one entity of two and all tokens between them, with the label of the first.

    ValueError where one of them is not there.
    """
    if not {first, second} <= set(sentence.entities):
        raise ValueError(f"cannot join {first} and {second}")
    start, end = min(first.start, second.start), max(first.end, second.end)
    return put_entity(sentence, Entity(first.label, start, end))


def with_entities(sentence: Sentence, placed: Iterable[tuple[Entity, Origin | None]]) -> Sentence:
    """Write entities over free tokens of an IOB2 sentence.

    An origin of None says that the entity came with the import.
    """
    tags, origins = list(sentence.tags), list(sentence.origins)
    for entity, origin in placed:
        written = entities_to_tags([entity], len(tags), IOB2)
        tags[entity.start : entity.end] = written[entity.start : entity.end]
        if entity not in tags_to_entities(tags, IOB2):
            # An entity of its label that has no B- follows; it must not become a part of this.
            tags[entity.end] = IOB2.format(Tag("B", entity.label))
        if origin is not None:
            origins.append((entity, origin))
    return replace(sentence, tags=tuple(tags), origins=tuple(origins))


def blanked(
    sentence: Sentence, removed: Sequence[Entity], spans: Sequence[Entity] = ()
) -> Sentence:
    """The sentence in IOB2 without these entities, and with nothing on the tokens of `spans`."""
    tags = list(convert(sentence.tags, sentence.scheme, IOB2))
    for span in (*removed, *spans):
        for position in span.positions:
            tags[position] = OUTSIDE
    origins = tuple(pair for pair in sentence.origins if pair[0] not in removed)
    return replace(sentence, tags=tuple(tags), scheme=IOB2, origins=origins)


def edited(sentence: Sentence) -> Sentence:
    """A person has worked on it: it is a draft unless it is done."""
    if sentence.status in (Status.NEW, Status.REJECTED):
        return replace(sentence, status=Status.DRAFT)
    return sentence


def accept_suggestion(sentence: Sentence, suggestion: Suggestion) -> Sentence:
    """Make a suggestion gold; it keeps its suggester and score as origin."""
    origin = Origin(OriginKind.MODEL, suggestion.suggester, suggestion.score)
    return put_entity(sentence, suggestion.entity, origin)


def reject_suggestion(sentence: Sentence, suggestion: Suggestion) -> Sentence:
    """Drop a suggestion, whoever proposes it."""
    return _without(sentence, lambda other: other.entity == suggestion.entity)


def reject_all(sentence: Sentence) -> Sentence:
    """Drop every suggestion."""
    return _without(sentence, lambda _: True)


def accept_from(sentence: Sentence, sure: Sure, preferred: Entity | None = None) -> Sentence:
    """Accept the suggestions that are sure, in the order of their votes; the others stay.

    A preferred one comes first. A suggestion that overlaps gold gives way to it.
    """
    thresholds = as_thresholds(sure)
    for proposal in in_turn(sentence.suggestions, thresholds.trust, preferred):
        vote = next(filter(thresholds.is_sure, proposal.votes), None)
        free = not any(gold.overlaps(proposal.entity) for gold in sentence.entities)
        if free and vote is not None:
            sentence = accept_suggestion(sentence, vote)
    return sentence


def accept_all(sentence: Sentence, sure: Sure = 0.0, preferred: Entity | None = None) -> Sentence:
    """Accept as `accept_from` does, drop what is not accepted, and finish the sentence."""
    taken = accept_from(sentence, sure, preferred)
    return replace(taken, status=Status.DONE, suggestions=())


def _without(sentence: Sentence, dropped: Callable[[Suggestion], bool]) -> Sentence:
    left = tuple(s for s in sentence.suggestions if not dropped(s))
    if left == sentence.suggestions:
        return sentence
    begun = Status.DRAFT if sentence.status is Status.NEW else sentence.status
    return replace(sentence, suggestions=left, status=begun)
