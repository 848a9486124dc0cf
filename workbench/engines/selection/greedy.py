"""Fills a batch so that each pick still teaches something after those before it."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.engines.selection.question import Numbers, Question
from workbench.engines.selection.twins import Twins
from workbench.engines.selection.uncertainty import entropy, likely

# Doubt below this share of a nat is not what a sentence is picked for.
_NOTED = 0.1
_SAME = 1e-9


@dataclass(frozen=True)
class Worth:
    """What a sentence is worth: the doubt about each likely word, for each expected second."""

    words: tuple[str, ...]
    doubts: tuple[float, ...]
    seconds: float

    def value(self, asked: Counter[str], fade: float) -> float:
        """The doubt that is left: a word counts less for each time that it was asked about."""
        pairs = zip(self.words, self.doubts, strict=True)
        total = sum(doubt * fade ** asked[word] for word, doubt in pairs)
        return total / self.seconds


def worths(question: Question, places: Sequence[int], seconds: Numbers) -> dict[int, Worth]:
    """The worth of some places of the pool."""
    return {place: _worth(question, place, float(seconds[place])) for place in places}


def _worth(question: Question, place: int, seconds: float) -> Worth:
    belief = question.belief
    assert belief is not None
    rows = belief.rows[place]
    doubts = entropy(rows) * likely(belief, rows)
    tokens = question.pool[place].tokens
    kept = [token for token in range(len(tokens)) if doubts[token] > 0]
    return Worth(
        tuple(tokens[token].casefold() for token in kept),
        tuple(float(doubts[token]) for token in kept),
        seconds,
    )


def pick_greedily(
    values: dict[int, Worth], question: Question, twins: Twins, fade: float
) -> Iterator[tuple[int, float]]:
    """Places with their worth, the best of what is left first; twins of `twins` are left out.

    What is picked is added to `twins`. The worth of the others can only fall by it, so that
    only the first of the heap need be looked at again.
    """
    asked: Counter[str] = Counter()
    heap = [(-one.value(asked, fade), place) for place, one in values.items()]
    heapq.heapify(heap)
    while heap:
        _, place = heapq.heappop(heap)
        now = values[place].value(asked, fade)
        if heap and now < -heap[0][0] - _SAME:
            heapq.heappush(heap, (-now, place))
            continue
        tokens = question.pool[place].tokens
        if twins.has(tokens):
            continue
        yield place, now
        twins.add(tokens)
        asked.update(_words_in_doubt(values[place]))


def _words_in_doubt(worth: Worth) -> set[str]:
    pairs = zip(worth.words, worth.doubts, strict=True)
    return {word for word, doubt in pairs if doubt > _NOTED}
