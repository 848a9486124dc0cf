"""Pure edits of one sentence: put, remove, accept, reject.

An edited sentence is written in IOB2, because a scheme without B- cannot hold neighbours of
one label. Bad tags outside the edited tokens stay exactly as they were.
"""

from __future__ import annotations

from collections.abc import Iterable
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


def put_entity(sentence: Sentence, entity: Entity, origin: Origin = HUMAN) -> Sentence:
    """Set an entity; whatever overlaps it is removed first, with its origin."""
    if entity.end > len(sentence.tokens):
        raise ValueError(f"entity ends at {entity.end} of {len(sentence.tokens)} tokens")
    cleared = _clear(sentence, [old for old in sentence.entities if old.overlaps(entity)], [entity])
    tags = list(cleared.tags)
    written = entities_to_tags([entity], len(tags), IOB2)
    for position in entity.positions:
        tags[position] = written[position]
    if entity not in tags_to_entities(tags, IOB2):
        # An entity of its label that has no B- follows; it must not become a part of this one.
        tags[entity.end] = IOB2.format(Tag("B", entity.label))
    origins = (*cleared.origins, (entity, origin))
    suggestions = tuple(s for s in cleared.suggestions if not s.entity.overlaps(entity))
    return _edited(replace(cleared, tags=tuple(tags), origins=origins, suggestions=suggestions))


def remove_entities(sentence: Sentence, entities: Iterable[Entity]) -> Sentence:
    """Set the tokens of these gold entities to outside."""
    return _edited(_clear(sentence, list(entities), []))


def clear_tokens(sentence: Sentence, start: int, end: int) -> Sentence:
    """Remove every entity that touches the tokens, and any bad tag on them."""
    span = Entity("span", start, end)
    touched = [entity for entity in sentence.entities if entity.overlaps(span)]
    return _edited(_clear(sentence, touched, [span]))


def _clear(sentence: Sentence, removed: list[Entity], blanked: list[Entity]) -> Sentence:
    tags = list(convert(sentence.tags, sentence.scheme, IOB2))
    for span in (*removed, *blanked):
        for position in span.positions:
            tags[position] = OUTSIDE
    origins = tuple(pair for pair in sentence.origins if pair[0] not in removed)
    return replace(sentence, tags=tuple(tags), scheme=IOB2, origins=origins)


def _edited(sentence: Sentence) -> Sentence:
    if sentence.status in (Status.NEW, Status.REJECTED):
        return replace(sentence, status=Status.DRAFT)
    return sentence


def accept_suggestion(sentence: Sentence, suggestion: Suggestion) -> Sentence:
    """Make a suggestion gold; it keeps its suggester and score as origin."""
    origin = Origin(OriginKind.MODEL, suggestion.suggester, suggestion.score)
    return put_entity(sentence, suggestion.entity, origin)


def reject_suggestion(sentence: Sentence, suggestion: Suggestion) -> Sentence:
    """Drop a suggestion."""
    left = tuple(other for other in sentence.suggestions if other != suggestion)
    return replace(sentence, suggestions=left)


def accept_all(sentence: Sentence, threshold: float = 0.0) -> Sentence:
    """Accept every suggestion from the threshold on, the surest first, and finish the sentence.

    A suggestion that overlaps gold gives way to it; what is not accepted is dropped.
    """
    for suggestion in sorted(sentence.suggestions, key=lambda s: -s.score):
        free = not any(gold.overlaps(suggestion.entity) for gold in sentence.entities)
        if free and suggestion.score >= threshold:
            sentence = accept_suggestion(sentence, suggestion)
    return replace(sentence, status=Status.DONE, suggestions=())
