"""What a model says of typed text, and where that stands in the editor."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from workbench.domain.schemes import IOB2, tags_to_entities
from workbench.jobs.protocol import Tagged
from workbench.ui.chip_text import ShownSentence
from workbench.workflow.trying import Found, TypedText
from workbench.workflow.trying import read_answer as find


@dataclass(frozen=True, slots=True)
class Mark:
    """An entity of the text; `start` and `end` are positions of the editor (UTF-16)."""

    label: str
    text: str
    start: int
    end: int
    score: float

    @property
    def tip(self) -> str:
        return f"{self.label} · {self.score:.0%}"


@dataclass(frozen=True)
class Reading:
    """All entities of a text, as marks in it and sentence by sentence."""

    marks: tuple[Mark, ...]
    sentences: tuple[ShownSentence, ...]


def read_answer(typed: TypedText, answer: Tagged) -> Reading:
    """Put an answer to the text that it was asked about."""
    places = _positions(typed.text)
    marks = tuple(_mark(one, places) for one in find(typed, answer))
    return Reading(marks, tuple(_sentences(typed, answer, iter(marks))))


def mark_at(marks: Sequence[Mark], position: int) -> Mark | None:
    """The entity at a position of the editor."""
    place = bisect_right([one.start for one in marks], position) - 1
    return marks[place] if place >= 0 and position < marks[place].end else None


def _sentences(typed: TypedText, answer: Tagged, marks: Iterator[Mark]) -> Iterator[ShownSentence]:
    for tokens, tags in zip(typed.sentences, answer.tags, strict=True):
        entities = tags_to_entities(tags, IOB2)
        yield ShownSentence(tokens, entities, tips={one: next(marks).tip for one in entities})


def _mark(one: Found, places: Sequence[int]) -> Mark:
    return Mark(one.label, one.text, places[one.start], places[one.end], one.score)


def _positions(text: str) -> list[int]:
    """The position in UTF-16 of each code point, and of the end."""
    return [0, *accumulate(2 if ord(sign) > 0xFFFF else 1 for sign in text)]
