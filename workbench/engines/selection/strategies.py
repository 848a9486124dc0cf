"""Every strategy by its name: how it puts the pool in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from random import Random

import numpy as np

from workbench.domain.queueing import Strategy
from workbench.engines.selection import reasons
from workbench.engines.selection.costs import expected_seconds
from workbench.engines.selection.disagreement import disagreement, vote_entropy, votes_on
from workbench.engines.selection.diversity import spread_out
from workbench.engines.selection.garbage import usable
from workbench.engines.selection.mixture import mix, vectors_of
from workbench.engines.selection.question import Numbers, Pick, Question
from workbench.engines.selection.uncertainty import BY_BELIEF, BY_TOKEN, mean_information

Order = Callable[[Question, int], Iterator[Pick]]


def choose(question: Question, strategy: Strategy, count: int, seed: int = 13) -> list[Pick]:
    """The `count` sentences of the pool to annotate next, the first one first.

    A strategy that asks a model falls back on the default's cold start while there is none.
    """
    return list(islice(ordered(question, strategy, seed), count))


def ordered(question: Question, strategy: Strategy, seed: int = 13) -> Iterator[Pick]:
    """All that a strategy would ever pick, one by one; BALD without information is entropy."""
    needs_model = strategy in BY_BELIEF or strategy is Strategy.BALD
    if needs_model and question.belief is None:
        return mix(question, seed)
    if strategy is Strategy.BALD and not question.information:
        return ORDERS[Strategy.ENTROPY](question, seed)
    return ORDERS[strategy](question, seed)


def _by_lot(question: Question, seed: int) -> Iterator[Pick]:
    places = Random(seed).sample(range(len(question.pool)), len(question.pool))
    return _unscored(question, Strategy.RANDOM, places, reasons.BY_LOT)


def _in_order(question: Question, seed: int) -> Iterator[Pick]:
    places = range(len(question.pool))
    return _unscored(question, Strategy.ORDER, list(places), reasons.IN_ORDER)


def _unscored(
    question: Question, strategy: Strategy, places: list[int], reason: str
) -> Iterator[Pick]:
    seconds = expected_seconds(question)
    for place in places:
        yield Pick(place, question.pool[place].id, strategy, 0.0, reason, float(seconds[place]))


def _by_belief(strategy: Strategy) -> Order:
    def order(question: Question, seed: int) -> Iterator[Pick]:
        belief = question.belief
        assert belief is not None
        doubts = BY_TOKEN[strategy]

        def reason(place: int) -> str:
            doubted = doubts(belief.rows[place])
            return reasons.why_unsure(question.pool[place], belief, place, doubted)

        return _by_score(question, strategy, BY_BELIEF[strategy](belief), reason)

    return order


def _by_information(question: Question, seed: int) -> Iterator[Pick]:
    belief = question.belief
    assert belief is not None

    def reason(place: int) -> str:
        doubted = question.information[place]
        return reasons.why_wavering(question.pool[place], belief, place, doubted)

    return _by_score(question, Strategy.BALD, mean_information(question.information), reason)


def _by_votes(question: Question, seed: int) -> Iterator[Pick]:
    said = votes_on(question)

    def reason(place: int) -> str:
        one = question.pool[place]
        return reasons.why_divided(one, said[place], vote_entropy(said[place], len(one.tokens)))

    return _by_score(question, Strategy.DISAGREEMENT, disagreement(said, question.pool), reason)


def _by_spread(question: Question, seed: int) -> Iterator[Pick]:
    vectors, gold = vectors_of(question, seed)
    seconds, places = expected_seconds(question), usable(question.pool)
    reason = reasons.for_spread(len(question.gold))
    for place, fresh in spread_out(vectors, gold, places, len(places), seed):
        one = question.pool[place]
        yield Pick(place, one.id, Strategy.DIVERSITY, fresh, reason, float(seconds[place]))


def _by_score(
    question: Question, strategy: Strategy, scores: Numbers, reason: Callable[[int], str]
) -> Iterator[Pick]:
    """The highest score first, garbage left out; reasons are worded as they are needed."""
    seconds = expected_seconds(question)
    fine = set(usable(question.pool))
    for place in np.argsort(-scores, kind="stable").tolist():
        if place in fine:
            one = question.pool[place]
            yield Pick(
                place, one.id, strategy, float(scores[place]), reason(place), float(seconds[place])
            )


ORDERS: Mapping[Strategy, Order] = {
    Strategy.DEFAULT: mix,
    Strategy.RANDOM: _by_lot,
    Strategy.ORDER: _in_order,
    Strategy.DISAGREEMENT: _by_votes,
    Strategy.DIVERSITY: _by_spread,
    Strategy.BALD: _by_information,
    **{strategy: _by_belief(strategy) for strategy in BY_BELIEF},
}
