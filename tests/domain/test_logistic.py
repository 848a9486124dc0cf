"""A logistic regression that starts from what is known."""

from __future__ import annotations

import random
from math import log

import pytest

from workbench.domain.logistic import fit, probability, squash


def test_without_examples_the_weights_stay() -> None:
    """Nothing was shown, so nothing is learned."""
    assert fit([], [], [0.5, -2.0], [1.0, 1.0]) == [0.5, -2.0]


def test_many_examples_outweigh_the_start() -> None:
    """Half of those with the figure are right and a tenth of those without: the weights say so."""
    rows = [(1.0, 1.0)] * 1000 + [(1.0, 0.0)] * 1000
    outcomes = [place % 2 == 0 for place in range(1000)] + [
        place % 10 == 0 for place in range(1000)
    ]
    constant, weight = fit(rows, outcomes, [3.0, -3.0], [0.1, 0.1])
    assert constant == pytest.approx(log(1 / 9), abs=0.05)
    assert constant + weight == pytest.approx(0.0, abs=0.05)


def test_a_strong_hold_keeps_a_weight_where_it_was() -> None:
    """What is held by much cannot be moved by little."""
    rows, outcomes = [(1.0, 1.0)] * 10, [True] * 10
    free = fit(rows, outcomes, [0.0, 0.0], [1.0, 1.0])
    held = fit(rows, outcomes, [0.0, 0.0], [1.0, 1000.0])
    assert free[1] > 0.5 and 0 < held[1] < 0.02


def test_the_fit_is_the_most_probable_one() -> None:
    """At the weights found, every slope of the loss is nought."""
    lots = random.Random(3)
    rows = [
        [1.0, lots.uniform(-1, 1), lots.choice([0.0, 1.0]), lots.gauss(0, 1)] for _ in range(200)
    ]
    outcomes = [lots.random() < squash(2 * row[1] - row[3]) for row in rows]
    start, hold = [0.0, 1.0, -1.0, 0.5], [0.2, 4.0, 2.0, 1.0]
    weights = fit(rows, outcomes, start, hold)
    for place in range(4):
        slope = hold[place] * (weights[place] - start[place])
        for row, outcome in zip(rows, outcomes, strict=True):
            slope += (probability(weights, row) - outcome) * row[place]
        assert slope == pytest.approx(0.0, abs=0.01)


def test_odds_beyond_all_measure_are_still_a_probability() -> None:
    """No overflow at either end."""
    assert squash(1e6) > 0.999 and squash(-1e6) < 0.001
