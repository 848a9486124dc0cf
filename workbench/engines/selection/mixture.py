"""The default: first varied sentences, then what teaches most for the time it takes.

One in ten is drawn by lot all the same: that keeps sentences in which a model is wrong and
does not know it within reach, and makes the gold no caricature of the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

from workbench.domain.queueing import Strategy
from workbench.domain.training import Example
from workbench.engines.selection import reasons
from workbench.engines.selection.costs import expected_seconds
from workbench.engines.selection.diversity import spread_out
from workbench.engines.selection.garbage import usable
from workbench.engines.selection.question import Numbers, Pick, Question
from workbench.engines.selection.twins import Twins
from workbench.engines.selection.uncertainty import entropy, likely, path_doubt
from workbench.engines.selection.vectors import sentence_vectors

# Entities in gold.
COLD = 30


@dataclass(frozen=True)
class Mixture:
    """How the default is mixed: `lots` is the share drawn by lot."""

    lots: float = 0.1


DEFAULT = Mixture()

# A place of the pool, the part of the mixture, score and reason.
Found = tuple[int, Strategy, float, str]


def mix(question: Question, seed: int, mixture: Mixture = DEFAULT) -> Iterator[Pick]:
    """The pool in the order of the default, without garbage and near twins, one by one."""
    places = usable(question.pool)
    twins = Twins(one.tokens for one in question.gold)
    seconds = expected_seconds(question)
    lots = Random(seed)
    chosen = (
        _spread(question, places, twins, seed)
        if question.belief is None
        else _doubtful(question, places, seconds, twins)
    )
    drawn = _drawn(question, places, twins, lots)
    taken: set[int] = set()
    for found in _interleaved(chosen, drawn, lots, mixture.lots):
        place, strategy, score, reason = found
        if place not in taken:
            taken.add(place)
            one = question.pool[place]
            yield Pick(place, one.id, strategy, score, reason, float(seconds[place]))


def is_cold(gold: Sequence[Example]) -> bool:
    """Whether a model that learns from this gold knows nothing yet of what it does not know."""
    return sum(tag.startswith("B-") for one in gold for tag in one.tags) < COLD


def vectors_of(question: Question, seed: int) -> tuple[Numbers, Numbers]:
    """The embeddings that were given, else those by words: pool and gold."""
    if question.vectors is not None and question.gold_vectors is not None:
        return question.vectors, question.gold_vectors
    pool, gold = sentence_vectors(question.pool, question.gold, seed=seed)
    return pool, gold


def _spread(question: Question, places: list[int], twins: Twins, seed: int) -> Iterator[Found]:
    vectors, gold = vectors_of(question, seed)
    for place, fresh in spread_out(vectors, gold, places, len(places), seed):
        tokens = question.pool[place].tokens
        if not twins.has(tokens):
            twins.add(tokens)
            yield place, Strategy.DIVERSITY, fresh, reasons.for_spread(len(question.gold))


def _doubtful(
    question: Question, places: list[int], seconds: Numbers, twins: Twins
) -> Iterator[Found]:
    """The doubt about all of a sentence for each second that it takes, twins left out."""
    belief = question.belief
    assert belief is not None
    worth = path_doubt(belief) / seconds
    for place in sorted(places, key=lambda one: -worth[one]):
        one, rows = question.pool[place], belief.rows[place]
        if twins.has(one.tokens):
            continue
        twins.add(one.tokens)
        doubts = entropy(rows) * likely(belief, rows)
        reason = reasons.why_unsure(one, belief, place, doubts)
        yield place, Strategy.MNLP, float(worth[place]), reason


def _drawn(question: Question, places: list[int], twins: Twins, lots: Random) -> Iterator[Found]:
    """All places by lot, twins of what is there after all others."""
    later: list[int] = []
    for place in lots.sample(places, len(places)):
        if twins.has(question.pool[place].tokens):
            later.append(place)
        else:
            twins.add(question.pool[place].tokens)
            yield place, Strategy.RANDOM, 0.0, reasons.BY_LOT
    for place in later:
        yield place, Strategy.RANDOM, 0.0, reasons.BY_LOT


def _interleaved(
    chosen: Iterator[Found], drawn: Iterator[Found], lots: Random, share: float
) -> Iterator[Found]:
    """One in so many by lot, at a place of its own in each ten; when one runs out, the other."""
    step = round(1 / share) if share > 0 else 0
    while group := list(islice(chosen, step - 1 if step else 1000)):
        if step and (one := next(drawn, None)):
            group.insert(lots.randrange(len(group) + 1), one)
        yield from group
    yield from drawn
