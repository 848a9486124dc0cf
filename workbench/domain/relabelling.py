"""A sentence whose entities get other labels, and what else in a project names a label.

Saved filters, guideline and lists of terms are JSON values of the project; whoever reads them
here leaves alone what has another form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from workbench.domain.entity import HUMAN, Entity, Suggestion
from workbench.domain.errors import UsageError
from workbench.domain.filters import Field, Filter, Term, format_filter, parse_filter, placed_terms
from workbench.domain.schemes import (
    IOB2,
    OUT,
    PREFIXES,
    Scheme,
    Tag,
    entities_to_tags,
    tags_to_entities,
)
from workbench.domain.sentence import Sentence

# The new label of an entity, "" for outside.
Naming = Callable[[Entity], str]
Value = Mapping[str, Any]

_NAMING_FIELDS = frozenset({Field.LABEL, Field.SUGGESTED, Field.TAG})


def renaming(old: str, new: str) -> Naming:
    """One label in place of another; no new one means outside."""
    return lambda entity: new if entity.label == old else entity.label


def relabelled_tags(
    tags: Sequence[str], scheme: Scheme, naming: Naming
) -> tuple[tuple[str, ...], Scheme]:
    """Tags with their entities under new labels, and the scheme that can say so."""
    entities = tags_to_entities(tags, scheme)
    return _written_tags(tags, scheme, tuple(naming(entity) for entity in entities))


def relabelled(sentence: Sentence, naming: Naming) -> Sentence:
    """The sentence with its gold and its suggestions under their new labels.

    Origins stay: a person gave the label another name, but nobody looked at the entity.
    """
    tags, scheme = relabelled_tags(sentence.tags, sentence.scheme, naming)
    origins = tuple(
        (entity, origin)
        for given, origin in sentence.origins
        if (entity := _renamed(given, naming(given))) is not None
    )
    suggestions = _surest(
        replace(suggestion, entity=entity)
        for suggestion in sentence.suggestions
        if (entity := _renamed(suggestion.entity, naming(suggestion.entity))) is not None
    )
    return replace(sentence, tags=tags, scheme=scheme, origins=origins, suggestions=suggestions)


def decided(sentence: Sentence, choices: Mapping[Entity, str]) -> Sentence:
    """The sentence in which a person gave some gold entities other labels, one by one."""
    entities = sentence.entities
    labels = tuple(choices.get(entity, entity.label) for entity in entities)
    changed = {old for old, label in zip(entities, labels, strict=True) if label != old.label}
    if not changed:
        return sentence
    tags, scheme = _written_tags(sentence.tags, sentence.scheme, labels)
    kept = [pair for pair in sentence.origins if pair[0] not in changed]
    fresh = [(replace(old, label=choices[old]), HUMAN) for old in entities if old in changed]
    return replace(sentence, tags=tags, scheme=scheme, origins=(*kept, *fresh))


def _renamed(entity: Entity, name: str) -> Entity | None:
    if name == entity.label:
        return entity
    return replace(entity, label=name) if name else None


def _surest(suggestions: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """One suggestion for each entity and suggester: two labels may have become one."""
    by_score = sorted(suggestions, key=lambda one: one.score)
    return tuple(sorted({(one.entity, one.suggester): one for one in by_score}.values()))


# Many sentences of a project have the same tags.
@lru_cache(maxsize=8192)
def _written_tags(
    tags: tuple[str, ...], scheme: Scheme, labels: tuple[str, ...]
) -> tuple[tuple[str, ...], Scheme]:
    """Tags with other labels for their entities, in IOB2 where the scheme cannot say the same.

    Without that, neighbours of two labels that become one would melt into one entity.
    """
    entities = tags_to_entities(tags, scheme)
    pairs = [(old, _renamed(old, label)) for old, label in zip(entities, labels, strict=True)]
    wanted = tuple(new for _, new in pairs if new is not None)
    written = list(tags)
    for old, new in pairs:
        if new != old:
            for place in old.positions:
                written[place] = _renamed_tag(tags[place], scheme, new)
    if tags_to_entities(written, scheme) == wanted:
        return tuple(written), scheme
    fresh = entities_to_tags(wanted, len(tags), IOB2)
    readable = [scheme.parse(tag) is not None for tag in tags]
    kept = zip(tags, fresh, readable, strict=True)
    return tuple(new_tag if can_be_read else tag for tag, new_tag, can_be_read in kept), IOB2


def _renamed_tag(tag: str, scheme: Scheme, entity: Entity | None) -> str:
    parsed = scheme.parse(tag)
    prefix = parsed.prefix if parsed is not None else "I"
    return scheme.format(OUT if entity is None else Tag(prefix, entity.label))


# What else names a label.


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Values of the project after a change, and the names of those that were concerned.

    `lost` are saved filters that still name the old label, because nothing else fits or can
    be written there.
    """

    filters: Sequence[Any]
    guideline: Mapping[str, Any]
    term_lists: Sequence[Any]
    rewritten: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    guided: bool = False


def mentioned(
    filters: Sequence[Any],
    guideline: Mapping[str, Any],
    term_lists: Sequence[Any],
    old: str,
    new: str,
) -> Mentioned:
    """The values with one label in place of another.

    Where the label only goes away, filters and lists of terms keep what a person wrote.
    """
    after = [_with_text(one, rewrite_filter(_text(one, "text"), old, new)) for one in filters]
    naming = [_text(one, "name") for one in filters if names_label(_text(one, "text"), old)]
    lost = tuple(_text(one, "name") for one in after if names_label(_text(one, "text"), old))
    lists = tuple(_text(one, "name") for one in term_lists if _text(one, "label") == old)
    return Mentioned(
        after,
        _with_guideline(guideline, old, new),
        [_with_label(one, old, new) for one in term_lists],
        tuple(name for name in naming if name not in lost),
        lost,
        lists,
        old in guideline,
    )


def names_label(text: str, label: str) -> bool:
    """Whether a filter names a label; False for text that is no filter."""
    try:
        return any(_names(term, label) for term in parse_filter(text).terms)
    except UsageError:
        return False


def rewrite_filter(text: str, old: str, new: str) -> str:
    """The filter with one label in place of another; the rest of the text stays as it was.

    A text that is no filter comes back unchanged.
    """
    if not new or not names_label(text, old):
        return text
    written = text
    for place, term in reversed(list(placed_terms(text))):
        if _names(term, old):
            fresh = replace(term, value=_renamed_value(term.value, old, new))
            named = format_filter(Filter((fresh,)))
            written = written[: place.start] + named + written[place.stop :]
    return written


def _names(term: Term, label: str) -> bool:
    if term.field not in _NAMING_FIELDS or term.pattern:
        return False
    return term.value == label or (term.field is Field.TAG and _label_of(term.value) == label)


def _label_of(tag: str) -> str:
    prefix, _, label = tag.partition("-")
    return label if prefix in PREFIXES else ""


def _renamed_value(value: str, old: str, new: str) -> str:
    return new if value == old else value.removesuffix(old) + new


def _text(value: Any, name: str) -> str:
    found = value.get(name) if isinstance(value, Mapping) else None
    return found if isinstance(found, str) else ""


def _with_text(value: Any, text: str) -> Any:
    return {**value, "text": text} if text != _text(value, "text") else value


def _with_label(value: Any, old: str, new: str) -> Any:
    return {**value, "label": new} if new and _text(value, "label") == old else value


def _with_guideline(guideline: Mapping[str, Any], old: str, new: str) -> Mapping[str, Any]:
    """The texts by label; two labels that become one have both texts, below each other."""
    if old not in guideline or not old:
        return guideline
    left: dict[str, Any] = {name: text for name, text in guideline.items() if name != old}
    if new:
        left[new] = _joined(str(text) for text in (guideline.get(new, ""), guideline[old]))
    return left


def _joined(texts: Iterable[str]) -> str:
    return "\n\n".join(text for text in texts if text)
