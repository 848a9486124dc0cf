"""What dictionaries and rules find in a sentence, which finds stand, and how right they are."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

# A rule without any gold to be measured by is believed as if it had been right that often …
PRIOR = 0.9
# … in so many hits.
PRIOR_WEIGHT = 2


class Suggester(StrEnum):
    """Suggesters that are no models: their names in suggestions."""

    DICTIONARY = "dictionary"
    RULES = "rules"


class Source(NamedTuple):
    """A term of a label's dictionary, or a rule, by its name."""

    label: str
    name: str


class Match(NamedTuple):
    """Tokens from `start` up to `end` that a source finds, with its confidence in 0..1."""

    start: int
    end: int
    source: Source
    score: float = 1.0

    @property
    def label(self) -> str:
        return self.source.label


class ConflictKind(StrEnum):
    """How two finds of different labels stand to each other; the first ones matter most."""

    SAME = "same words"
    CROSSING = "crossing"
    INSIDE = "inside"


class Conflict(NamedTuple):
    """Two sources that want the same tokens under different labels; the first one gets them."""

    kind: ConflictKind
    kept: Source
    dropped: Source


class Finds(NamedTuple):
    """What stands of the finds in a sentence, where they met, and which rules cut a token.

    `hits` are counted for their sources: those that stand, and others of the same words.
    """

    sentence: int
    chosen: tuple[Match, ...]
    hits: tuple[Match, ...]
    conflicts: tuple[Conflict, ...] = ()
    cut: tuple[Source, ...] = ()

    @classmethod
    def of(cls, sentence: int, matches: Iterable[Match], cut: Iterable[Source] = ()) -> Finds:
        every = frozenset(matches)
        chosen, conflicts = longest_first(every)
        spans = {one[:2] for one in chosen}
        hits = tuple(sorted(one for one in every if one[:2] in spans))
        return cls(sentence, chosen, hits, conflicts, tuple(cut))


class Tally(NamedTuple):
    """Hits in all, those in done sentences, and those of them that are gold entities."""

    hits: int = 0
    support: int = 0
    right: int = 0

    def plus(self, other: Tally) -> Tally:
        return Tally(self.hits + other.hits, self.support + other.support, self.right + other.right)

    @property
    def precision(self) -> float | None:
        """The share of hits in done sentences that are gold; None without such a hit."""
        return self.right / self.support if self.support else None

    @property
    def confidence(self) -> float:
        """The precision as far as the support allows to believe in it."""
        return (self.right + PRIOR * PRIOR_WEIGHT) / (self.support + PRIOR_WEIGHT)


@dataclass(frozen=True)
class Survey:
    """The tallies of all sources, how often which of them meet, and how often a rule cuts."""

    tallies: Mapping[Source, Tally] = field(default_factory=dict)
    conflicts: Mapping[Conflict, int] = field(default_factory=dict)
    cut: Mapping[Source, int] = field(default_factory=dict)

    def tally(self, source: Source) -> Tally:
        return self.tallies.get(source, Tally())

    def of_label(self, label: str) -> Tally:
        """The sum over all sources of a label."""
        total = Tally()
        for source, tally in self.tallies.items():
            if source.label == label:
                total = total.plus(tally)
        return total


def longest_first(matches: Iterable[Match]) -> tuple[tuple[Match, ...], tuple[Conflict, ...]]:
    """The matches that stand, from left to right, and the conflicts with those that do not.

    The longest one stands, of the same length the surest, then the leftmost.
    """
    ordered = sorted(set(matches), key=_rank)
    chosen: list[Match] = []
    conflicts: list[Conflict] = []
    for match in ordered:
        met = _met(chosen, match)
        if not met:
            insort(chosen, match)
        conflicts.extend(
            Conflict(_kind(one, match), one.source, match.source)
            for one in met
            if one.label != match.label
        )
    return tuple(chosen), tuple(conflicts)


def _rank(match: Match) -> tuple[int, float, int, Source]:
    return match.start - match.end, -match.score, match.start, match.source


def _met(chosen: list[Match], match: Match) -> list[Match]:
    """Those of the chosen ones, which lie in order and apart, that overlap it."""
    at = bisect_left(chosen, match.start, key=lambda one: one.end - 1)
    met = []
    while at < len(chosen) and chosen[at].start < match.end:
        met.append(chosen[at])
        at += 1
    return met


def _kind(kept: Match, dropped: Match) -> ConflictKind:
    if kept[:2] == dropped[:2]:
        return ConflictKind.SAME
    inside = kept.start <= dropped.start and dropped.end <= kept.end
    return ConflictKind.INSIDE if inside else ConflictKind.CROSSING
