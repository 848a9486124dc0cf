"""Entities, where they come from, and what a suggester proposes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Entity:
    """A label over the tokens from `start` up to, not including, `end`."""

    label: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or not self.label:
            raise ValueError(f"not an entity: {self.label!r} over {self.start}..{self.end}")

    @property
    def positions(self) -> range:
        return range(self.start, self.end)

    def overlaps(self, other: Entity) -> bool:
        return self.start < other.end and other.start < self.end


class OriginKind(StrEnum):
    """Who or what put an entity there."""

    IMPORT = "import"
    HUMAN = "human"
    MODEL = "model"
    REPAIR = "repair"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a gold entity comes from: a file, a person, or an accepted suggestion.

    `name` is the file or the suggester; `score` is the suggester's confidence in 0..1.
    """

    kind: OriginKind
    name: str = ""
    score: float | None = None


HUMAN = Origin(OriginKind.HUMAN)


@dataclass(frozen=True, slots=True, order=True)
class Suggestion:
    """An entity that a suggester proposes, with its confidence in 0..1."""

    entity: Entity
    suggester: str
    score: float
