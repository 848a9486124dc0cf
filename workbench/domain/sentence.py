"""A sentence with its gold tags, suggestions and state, as a frozen value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise

from workbench.domain.checks import FindingKind
from workbench.domain.entity import Entity, Origin, OriginKind, Suggestion
from workbench.domain.schemes import IOB2, Scheme, tags_to_entities


class Status(StrEnum):
    """How far a person has come with a sentence."""

    NEW = "new"
    DRAFT = "draft"
    DONE = "done"
    REJECTED = "rejected"


class Split(StrEnum):
    """What a sentence is used for; it never changes by itself."""

    TRAIN = "train"
    DEV = "dev"
    TEST = "test"


IMPORTED = Origin(OriginKind.IMPORT)

_IDEOGRAPHS = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
_FIRST = "\u2e80"
_NO_SPACE = f"(?<={_IDEOGRAPHS})\n(?={_IDEOGRAPHS})"
# All of those and few others: most texts have none, and that is found out quickly.
_HIGH = "[^\x00-\u2e7f]"
# Such large sets take milliseconds to compile, which many a project never needs.
_pattern = cache(re.compile)

# Further cells of each token, by the name of their column, such as its part of speech.
Extras = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """A confirmed entity together with its origin."""

    entity: Entity
    origin: Origin


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens in order with one gold tag each, exactly as imported or as a person set them.

    `tags` are written in `scheme` and may hold bad ones until somebody cleans them.
    `origins` names the origin of those entities that did not come with the import;
    `ignored` holds the kinds of finding that a person does not want to see here. `source`
    is the text that the tokens were cut from, where the import had one.
    """

    id: int
    tokens: tuple[str, ...]
    tags: tuple[str, ...]
    scheme: Scheme = IOB2
    status: Status = Status.NEW
    split: Split | None = None
    flagged: bool = False
    note: str = ""
    document: str = ""
    position: int = 0
    origins: tuple[tuple[Entity, Origin], ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    ignored: frozenset[FindingKind] = frozenset()
    source: str = ""
    extras: Extras = ()

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The gold entities, in order, as the lenient reading finds them."""
        return tags_to_entities(self.tags, self.scheme)

    @property
    def gold(self) -> tuple[GoldEntity, ...]:
        origins = dict(self.origins)
        return tuple(GoldEntity(entity, origins.get(entity, IMPORTED)) for entity in self.entities)

    @property
    def text(self) -> str:
        """The sentence for reading and searching: its source, or its tokens joined."""
        return self.source or join_tokens(self.tokens)

    def surface(self, entity: Entity) -> str:
        """The text that an entity covers."""
        return join_tokens(self.tokens[entity.start : entity.end])


def is_ideographic(character: str) -> bool:
    """Whether a character is written without spaces around it (Han, kana, full width)."""
    return character >= _FIRST and _pattern(_IDEOGRAPHS).match(character) is not None


def needs_space(left: str, right: str) -> bool:
    """Whether a space belongs between two neighbouring tokens when they are shown."""
    return not (left and right and is_ideographic(left[-1]) and is_ideographic(right[0]))


def join_tokens(tokens: Sequence[str]) -> str:
    """Join tokens with spaces, but none between characters written without them."""
    lines = "\n".join(tokens)
    if lines.count("\n") < len(tokens):
        return join_lines(lines)
    # Some token holds a line break; that is no border.
    text = tokens[0] if tokens else ""
    for left, right in pairwise(tokens):
        text += f" {right}" if needs_space(left, right) else right
    return text


def join_lines(lines: str) -> str:
    """Join tokens that are written as lines, as `join_tokens` does."""
    if lines.isascii() or _pattern(_HIGH).search(lines) is None:
        return lines.replace("\n", " ")
    return _pattern(_NO_SPACE).sub("", lines).replace("\n", " ")
