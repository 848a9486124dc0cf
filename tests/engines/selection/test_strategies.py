"""Every strategy on pools made by hand, and the default mixture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from workbench.domain.queueing import Strategy
from workbench.domain.training import Example
from workbench.engines.selection.mixture import Mixture, mix
from workbench.engines.selection.question import Question
from workbench.engines.selection.strategies import choose

MakeQuestion = Callable[..., Question]
TORN = {"B-LOC": 0.4, "B-ORG": 0.35}
SURE = {"B-LOC": 0.97}
ASKS_A_MODEL = (Strategy.MNLP, Strategy.TOKEN, Strategy.MARGIN, Strategy.ENTROPY)


@pytest.fixture
def question(make_question: MakeQuestion, gold: tuple[Example, ...]) -> Question:
    """Two torn sentences, two sure ones, and a line of garbage that is torn most of all."""
    found = make_question(
        ("Geneva sleeps", [SURE, {}]),
        ("Zurich wins", [TORN, {}]),
        ("- - - - -", [TORN] * 5),
        ("Basel talks", [{"B-LOC": 0.7, "B-ORG": 0.2}, {}]),
        ("Nothing here", [{}, {}]),
        gold=gold,
    )
    information = [np.zeros(len(one.tokens)) for one in found.pool]
    information[1][0] = 0.6
    return replace(found, information=information)


@pytest.mark.parametrize("strategy", [*ASKS_A_MODEL, Strategy.BALD])
def test_the_torn_come_first(strategy: Strategy, question: Question) -> None:
    """The most doubtful sentence leads; garbage is never chosen; each pick says why."""
    picks = choose(question, strategy, 10)
    assert picks[0].id == 1
    assert 2 not in {one.id for one in picks}
    assert [one.score for one in picks] == sorted((one.score for one in picks), reverse=True)
    assert all(one.reason and one.seconds > 0 and one.strategy == strategy for one in picks)
    assert '"Zurich"' in picks[0].reason


def test_bald_without_several_opinions_is_entropy(question: Question) -> None:
    """A model that cannot be asked twice is asked once."""
    picks = choose(replace(question, information=()), Strategy.BALD, 3)
    assert picks == choose(question, Strategy.ENTROPY, 3) and picks


def test_by_lot_and_in_order_take_what_there_is(question: Question) -> None:
    """Neither looks at a sentence; lots are the same for the same seed only."""
    ordered = choose(question, Strategy.ORDER, 3)
    assert [one.id for one in ordered] == [0, 1, 2]
    drawn = [[one.id for one in choose(question, Strategy.RANDOM, 5, seed)] for seed in (1, 1, 2)]
    assert sorted(drawn[0]) == [0, 1, 2, 3, 4]
    assert drawn[0] == drawn[1] != drawn[2]


def test_disagreement_asks_all_suggesters(question: Question) -> None:
    """The sentence where another suggester contradicts the model comes first, and says who."""
    opinions = {"rules": {0: ("B-LOC", "O"), 3: ("B-ORG", "O")}}
    first, *_ = choose(replace(question, opinions=opinions), Strategy.DISAGREEMENT, 3)
    assert first.id == 3
    assert first.reason == 'suggesters differ on "Basel": ORG (rules), LOC (the model)'


def test_diversity_begins_with_what_gold_has_not(gold: tuple[Example, ...]) -> None:
    """Of two kinds of sentences the one that gold has none of comes first."""
    pool = (
        *(Example(number, (f"Ann{number}", "went", "home")) for number in range(4)),
        *(Example(4 + number, (f"shares{number}", "fell", "sharply")) for number in range(4)),
    )
    picks = choose(Question(pool, gold), Strategy.DIVERSITY, 2)
    assert {one.id for one in picks} & {4, 5, 6, 7}
    assert picks[0].id >= 4 and picks[0].reason == "unlike what was annotated so far"


@pytest.mark.parametrize("strategy", [*ASKS_A_MODEL, Strategy.BALD, Strategy.DEFAULT])
def test_a_cold_start_needs_no_model(strategy: Strategy) -> None:
    """Without gold and model, clusters choose one sentence of each kind first."""
    kinds = ("the {} rained on hills", "shares of {} fell sharply", "{} scored two goals again")
    pool = tuple(
        Example(number, tuple(kinds[number % 3].format(f"w{number}").split()))
        for number in range(30)
    )
    picks = choose(Question(pool), strategy, 3)
    chosen = [one for one in picks if one.strategy is Strategy.DIVERSITY]
    assert len({one.id % 3 for one in chosen}) == len(chosen) >= 2
    assert chosen[0].reason == "a first example of its kind"


@pytest.mark.parametrize("strategy", list(Strategy))
def test_an_empty_pool_and_one_without_letters(strategy: Strategy) -> None:
    """Nothing is chosen, and nothing breaks."""
    assert choose(Question(()), strategy, 5) == []
    dashes = Question((Example(1, ("-", "-")),))
    assert len(choose(dashes, strategy, 5)) == (1 if strategy.by_store else 0)


def test_the_default_goes_by_the_best_path_where_it_is_known(
    make_question: MakeQuestion, gold: tuple[Example, ...]
) -> None:
    """Tokens that are doubtful together are one doubt, not several."""
    question = make_question(
        ("we saw Zurich", [{}, TORN, TORN]), ("he knew Basel", [{}, {}, TORN]), gold=gold
    )
    assert question.belief is not None
    known = replace(question, belief=replace(question.belief, paths=(-0.5, -0.7)))
    picks = [[one.id for one in mix(one, 1, Mixture(lots=0.0))] for one in (question, known)]
    assert picks == [[0, 1], [1, 0]]


def test_the_default_leaves_near_twins_out(
    make_question: MakeQuestion, gold: tuple[Example, ...]
) -> None:
    """Of sentences that differ in a number one is enough; those of gold need none at all."""
    question = make_question(
        ("page 12 of the Zurich papers", [{}, {}, {}, {}, TORN, {}]),
        ("page 34 of the Zurich papers", [{}, {}, {}, {}, TORN, {}]),
        ("Ann7 went home", [TORN, {}, {}]),
        gold=gold,
    )
    picks = list(mix(question, 1, Mixture(lots=0.0)))
    assert picks[0].id == 0
    # Only when nothing else is left.
    assert {one.strategy for one in picks[1:]} == {Strategy.RANDOM}


def test_doubt_is_weighed_against_time(
    make_question: MakeQuestion, gold: tuple[Example, ...]
) -> None:
    """With the same doubt the short sentence comes first: it costs less."""
    long = "they went on and on about it for hours until Zurich"
    question = make_question((long, [{}] * 10 + [TORN]), ("in Basel", [{}, TORN]), gold=gold)
    picks = list(mix(question, 1, Mixture(lots=0.0)))
    assert [one.id for one in picks] == [1, 0] and picks[0].seconds < picks[1].seconds


def test_one_in_ten_is_drawn_by_lot(make_question: MakeQuestion, gold: tuple[Example, ...]) -> None:
    """In each ten picks one, and no sentence twice."""
    names = [f"{chr(97 + number % 26)}{chr(97 + number // 26)}x" for number in range(100)]
    pool = [(f"in {name} once", [{}, TORN, {}]) for name in names]
    picks = list(mix(make_question(*pool, gold=gold), 5))[:50]
    assert len({one.id for one in picks}) == len(picks)
    kinds = Counter(one.strategy for one in picks)
    assert 3 <= kinds[Strategy.RANDOM] <= 5
    assert {one.reason for one in picks if one.strategy is Strategy.RANDOM} == {"drawn by lot"}


def test_the_same_seed_picks_the_same(question: Question) -> None:
    """A ranking can be repeated."""
    for strategy in Strategy:
        assert choose(question, strategy, 5, 3) == choose(question, strategy, 5, 3)
