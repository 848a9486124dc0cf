"""Tokens cut in two or made one, with tags, origins, suggestions and source kept right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from workbench.domain.editing import blanked, edited, with_entities
from workbench.domain.entity import HUMAN, Entity, Suggestion
from workbench.domain.schemes import IOB2, OUTSIDE
from workbench.domain.sentence import Extras, Sentence


@dataclass(frozen=True, slots=True)
class _Cut:
    """The tokens from `start` up to, not including, `stop` give way to `count` others."""

    start: int
    stop: int
    count: int

    def moved(self, entity: Entity) -> Entity:
        """The entity over the new tokens; one that lay on any of the old lies on all new."""
        shift = self.count - (self.stop - self.start)
        start, end = entity.start, entity.end
        if start >= self.stop:
            start += shift
        elif start > self.start:
            start = self.start
        if end >= self.stop:
            end += shift
        elif end > self.start:
            end = self.start + self.count
        return Entity(entity.label, start, end)

    def touches(self, entity: Entity) -> bool:
        return entity.start < self.stop and self.start < entity.end


def split_token(sentence: Sentence, token: int, at: int) -> Sentence:
    """Cut a token in two before its character `at`; an entity on it lies on both halves.

    ValueError where a half would be empty.
    """
    text = sentence.tokens[token]
    if not 0 < at < len(text):
        raise ValueError(f"a token of {len(text)} characters cannot be cut at {at}")
    return _recut(sentence, _Cut(token, token + 1, 2), (text[:at], text[at:]), sentence.source)


def merge_tokens(sentence: Sentence, start: int, end: int) -> Sentence:
    """Make the tokens from `start` up to, not including, `end` one, without what lay between.

    The first entity on them gets the new token; others begin behind it, or go. Where the
    source has more than white space between the tokens, that becomes part of the new one.
    ValueError for fewer than two tokens.
    """
    if not 0 <= start < end - 1 < len(sentence.tokens):
        raise ValueError(f"{start}..{end} are not several tokens of {len(sentence.tokens)}")
    text, source = _merged_text(sentence, start, end)
    return _recut(sentence, _Cut(start, end, 1), (text,), source)


def token_offsets(tokens: Sequence[str], source: str) -> list[int] | None:
    """Where each token begins in the source, in order; None where one is not found."""
    offsets: list[int] = []
    position = 0
    for token in tokens:
        found = source.find(token, position)
        if found < 0:
            return None
        offsets.append(found)
        position = found + len(token)
    return offsets


def _merged_text(sentence: Sentence, start: int, end: int) -> tuple[str, str]:
    """The text of the new token, and the source with it in place of the old ones."""
    tokens, source = sentence.tokens, sentence.source
    offsets = token_offsets(tokens, source) if source else None
    if offsets is None:
        return "".join(tokens[start:end]), source
    first, behind = offsets[start], offsets[end - 1] + len(tokens[end - 1])
    text = "".join(source[first:behind].split())
    return text, source[:first] + text + source[behind:]


def _recut(sentence: Sentence, cut: _Cut, pieces: tuple[str, ...], source: str) -> Sentence:
    """Put new tokens in place of old ones; entities and suggestions move with their text."""
    touched = [gold for gold in sentence.gold if cut.touches(gold.entity)]
    clear = blanked(sentence, [gold.entity for gold in touched])
    bare = replace(
        clear,
        tokens=_replaced(sentence.tokens, cut, pieces),
        tags=_replaced(clear.tags, cut, _left_over(clear.tags[cut.start : cut.stop], cut.count)),
        origins=tuple((cut.moved(entity), origin) for entity, origin in clear.origins),
        suggestions=_moved_suggestions(sentence.suggestions, cut),
        source=source,
        extras=_moved_extras(sentence.extras, cut),
    )
    explicit = dict(sentence.origins)
    moved = _apart(cut.moved(gold.entity) for gold in touched)
    kept = [
        (entity, HUMAN if shrunk else explicit.get(gold.entity))
        for gold, (entity, shrunk) in zip(touched, moved, strict=True)
        if entity is not None
    ]
    return edited(_without_covered(with_entities(bare, kept), [entity for entity, _ in kept]))


def _without_covered(sentence: Sentence, gold: Sequence[Entity]) -> Sentence:
    """Without the suggestions that gold on a new token covers now."""
    free = tuple(
        found
        for found in sentence.suggestions
        if not any(entity.overlaps(found.entity) for entity in gold)
    )
    return replace(sentence, suggestions=free)


def _apart(entities: Iterable[Entity]) -> Iterator[tuple[Entity | None, bool]]:
    """Entities in order, each behind the one before it, and whether it lost something."""
    behind = 0
    for entity in entities:
        start = max(entity.start, behind)
        behind = max(behind, entity.end)
        kept = Entity(entity.label, start, entity.end) if start < entity.end else None
        yield kept, start > entity.start


def _left_over(tags: Sequence[str], count: int) -> tuple[str, ...]:
    """The tags of new tokens before entities are put on them: a bad tag is not lost."""
    bad = next((tag for tag in tags if tag != OUTSIDE and IOB2.parse(tag) is None), OUTSIDE)
    return (bad,) * count


def _replaced(cells: tuple[str, ...], cut: _Cut, fresh: Sequence[str]) -> tuple[str, ...]:
    return (*cells[: cut.start], *fresh, *cells[cut.stop :])


def _moved_extras(extras: Extras, cut: _Cut) -> Extras:
    """New tokens have the cells of the first old one."""
    return tuple(
        (name, _replaced(cells, cut, (cells[cut.start],) * cut.count)) for name, cells in extras
    )


def _moved_suggestions(suggestions: Iterable[Suggestion], cut: _Cut) -> tuple[Suggestion, ...]:
    moved = (replace(found, entity=cut.moved(found.entity)) for found in suggestions)
    return tuple(dict.fromkeys(moved))
