"""A small logistic regression that starts from weights that are known, in plain Python.

With few examples it stays near those weights, with more it follows what it is shown: it seeks
the weights that are most probable when each is normally distributed around its start.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

Row = Sequence[float]

_ROUNDS = 60
# Far from the goal Newton's method leaps over it; so much of a step at most is taken.
_LONGEST_STEP = 1.0
_CLOSE = 1e-4


def probability(weights: Row, row: Row) -> float:
    """What a row's figures say, in 0..1."""
    total = sum(weight * value for weight, value in zip(weights, row, strict=True))
    return squash(total)


def squash(odds: float) -> float:
    """The probability of logarithmic odds."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))


def fit(rows: Sequence[Row], outcomes: Sequence[bool], start: Row, hold: Row) -> list[float]:
    """Weights for these examples, by Newton's method.

    `hold` says how strongly each weight is held at its start: as much as so many examples
    would pull with a figure of about two.
    """
    weights = list(start)
    for _ in range(_ROUNDS):
        slope, bend = _curve(rows, outcomes, weights, start, hold)
        step = _solve(bend, slope)
        longest = max(map(abs, step))
        share = min(1.0, _LONGEST_STEP / longest) if longest else 1.0
        weights = [weight - share * one for weight, one in zip(weights, step, strict=True)]
        if longest < _CLOSE:
            break
    return weights


def _curve(
    rows: Sequence[Row], outcomes: Sequence[bool], weights: Row, start: Row, hold: Row
) -> tuple[list[float], list[list[float]]]:
    """Gradient and Hessian of the loss at these weights."""
    size = len(weights)
    slope = [
        held * (weight - first) for held, weight, first in zip(hold, weights, start, strict=True)
    ]
    bend = [[hold[i] if i == j else 0.0 for j in range(size)] for i in range(size)]
    for row, outcome in zip(rows, outcomes, strict=True):
        likely = probability(weights, row)
        error, spread = likely - outcome, likely * (1 - likely)
        present = [(place, value) for place, value in enumerate(row) if value]
        for i, value in present:
            slope[i] += error * value
            bent, pull = bend[i], spread * value
            for j, other in present:
                bent[j] += pull * other
    return slope, bend


def _solve(matrix: list[list[float]], right: Sequence[float]) -> list[float]:
    """Solve a system whose matrix is symmetric and positive, by elimination."""
    size = len(right)
    table = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for pivot in range(size):
        head = table[pivot]
        for row in table[pivot + 1 :]:
            share = row[pivot] / head[pivot]
            if share:
                row[pivot:] = [
                    one - share * two for one, two in zip(row[pivot:], head[pivot:], strict=True)
                ]
    found = [0.0] * size
    for place in reversed(range(size)):
        known = sum(table[place][other] * found[other] for other in range(place + 1, size))
        found[place] = (table[place][size] - known) / table[place][place]
    return found
