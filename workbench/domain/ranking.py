"""Which mentions disagree with their like, the most suspicious first.

Everything here is a generator that gives None after each small step, so that whoever drives it
can do other things in between, and gives its answer at the end.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge

from workbench.domain.consistency import (
    OUTSIDE_LABEL,
    Counts,
    Suspect,
    by_count,
    fuse,
    saved_bits,
    usual_label,
)
from workbench.domain.entity import Entity
from workbench.domain.occurrences import NO_CONTEXT, Occurrences
from workbench.domain.quality import Issue, QualityKind

MOST_SUSPECTS = 10_000
_BUCKETS = 1024
_AT_ONCE = 2048
# Words that are mostly no entity are still one at times ("Time", "It"): such a mention tells
# less than the same number of bits elsewhere.
_SPURIOUS_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Ranking:
    """The mentions worth a look, best first, how many there are in all, and the n-grams."""

    suspects: tuple[Suspect, ...]
    total: int
    conflicts: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A mention that disagrees: with what, and the bits that agreement would save."""

    index: int
    proposed: str
    bits: float
    context_bits: float
    alike: Counts
    in_context: Counts


@dataclass
class _Judgement:
    """What was found so far."""

    mentions: Occurrences
    doubts: list[_Doubt] = field(default_factory=list)
    conflicts: list[Issue] = field(default_factory=list)

    def compare(self, surface: int, group: Sequence[int]) -> None:
        """Look at all mentions of the same words."""
        mentions = self.mentions
        counts = Counter(label for index in group if (label := mentions.label(index)))
        if mentions.outside(surface):
            counts[OUTSIDE_LABEL] = mentions.outside(surface)
        if len(counts) < 2:
            return
        contexts: dict[int, list[int]] = defaultdict(list)
        for index in group:
            contexts[mentions.contexts[index]].append(index)
        for context, members in contexts.items():
            inner = Counter(mentions.label(index) for index in members)
            if context == NO_CONTEXT or len(inner) < 2:
                self._doubt(members, counts, {})
            else:
                self.conflicts.append(self._conflict(context, members, inner))
                self._doubt(members, counts, inner)

    def _doubt(self, members: Iterable[int], counts: Counts, inner: Counts) -> None:
        judged: dict[str, tuple[str, float, float] | None] = {}
        for index in members:
            label = self.mentions.label(index)
            if label not in judged:
                judged[label] = _judged(label, counts, inner)
            verdict = judged[label]
            if verdict is not None:
                self.doubts.append(_Doubt(index, *verdict, counts, inner))

    def _conflict(self, context: int, members: Sequence[int], counts: Counts) -> Issue:
        """The sentence in which the issue's entity stands comes first."""
        mentions = self.mentions
        tagged = next(index for index in members if mentions.label(index))
        (best, most), *others = by_count(counts)
        first = mentions.sentences[tagged]
        rest = {mentions.sentences[index] for index in members} - {first}
        return Issue(
            QualityKind.MENTION_CONFLICT,
            f"{context:016x}",
            (first, *sorted(rest)),
            Entity(mentions.label(tagged), *mentions.span(tagged)),
            proposed=best if most > others[0][1] else None,
            count=len(members),
        )

    def suspect(self, doubt: _Doubt, score: float) -> Suspect:
        index = doubt.index
        return Suspect(
            self.mentions.sentences[index],
            *self.mentions.span(index),
            self.mentions.label(index),
            doubt.proposed,
            score,
            by_count(doubt.alike),
            by_count(doubt.in_context),
        )


def rank(mentions: Occurrences, by_word: Sequence[Suspect] = ()) -> Generator[None, None, Ranking]:
    """Compare each mention with its like; those of `by_word` come behind, each once."""
    judgement = _Judgement(mentions)
    for bucket in (yield from _buckets(mentions)):
        for surface, group in _groups(mentions, bucket).items():
            judgement.compare(surface, group)
        yield None
    doubts = judgement.doubts
    fused = yield from _fused(doubts)
    listed = [judgement.suspect(doubts[place], score) for place, score in fused[:MOST_SUSPECTS]]
    known = {one.key for one in listed}
    more = sorted((one for one in by_word if one.key not in known), key=lambda one: -one.score)
    suspects = (*listed, *more)
    return Ranking(
        suspects[:MOST_SUSPECTS],
        len(fused) + len(more),
        tuple(judgement.conflicts),
    )


def _buckets(mentions: Occurrences) -> Generator[None, None, list[array[int]]]:
    """Indices of mentions, those of the same words always in the same bucket."""
    buckets = [array("l") for _ in range(_BUCKETS)]
    for index, surface in enumerate(mentions.surfaces):
        buckets[surface % _BUCKETS].append(index)
        if index % _AT_ONCE == 0:
            yield None
    return buckets


def _groups(mentions: Occurrences, bucket: Iterable[int]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for index in bucket:
        groups[mentions.surfaces[index]].append(index)
    return groups


def _judged(label: str, counts: Counts, inner: Counts) -> tuple[str, float, float] | None:
    """What a mention should be, and the bits by its words and by its context; None if fine."""
    by_context = usual_label(inner, label) if label in inner else None
    by_words = usual_label(counts, label) if label in counts else None
    proposed = by_words if by_context is None else by_context
    if proposed is None:
        return None
    weight = 1.0 if proposed else _SPURIOUS_WEIGHT
    bits = saved_bits(counts, label, proposed) if by_words == proposed else 0.0
    context_bits = saved_bits(inner, label, proposed) if by_context == proposed else 0.0
    return proposed, weight * bits, weight * context_bits


def _fused(doubts: Sequence[_Doubt]) -> Generator[None, None, list[tuple[int, float]]]:
    """Places in `doubts` with their fused scores, the highest first."""
    by_words = [(-doubt.bits, place) for place, doubt in enumerate(doubts)]
    by_context = [(-doubt.context_bits, place) for place, doubt in enumerate(doubts)]
    rankings = []
    for scored in (by_words, by_context):
        ranked = yield from _sorted([one for one in scored if one[0] < 0])
        rankings.append([place for _, place in ranked])
    scores = fuse(rankings)
    best = yield from _sorted([(-score, place) for place, score in scores.items()])
    return [(place, -score) for score, place in best]


def _sorted(items: list[tuple[float, int]]) -> Generator[None, None, list[tuple[float, int]]]:
    """`sorted` in steps."""
    parts: list[Iterator[tuple[float, int]]] = []
    for start in range(0, len(items), _AT_ONCE):
        parts.append(iter(sorted(items[start : start + _AT_ONCE])))
        yield None
    done: list[tuple[float, int]] = []
    for item in merge(*parts):
        done.append(item)
        if len(done) % _AT_ONCE == 0:
            yield None
    return done
