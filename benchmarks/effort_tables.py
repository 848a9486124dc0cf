"""What the curves of the effort simulation come to: tokens to a target, beside random's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import mean, stdev
from typing import Any

Key = tuple[str, str, float, str, int]

GOAL = 0.99
RANDOM = "random"
SECOND_ROUND = 2
# Student's t at 5 %, one-sided, by degrees of freedom.
STUDENT = {1: 6.314, 2: 2.920, 3: 2.353, 4: 2.132, 5: 2.015, 6: 1.943, 7: 1.895, 8: 1.860, 9: 1.833}


@dataclass(frozen=True)
class Point:
    """Tokens, modelled effort in tokens by lot, and strict F1."""

    tokens: int
    effort: float
    f1: float


@dataclass(frozen=True)
class Run:
    """One curve; `tokens` are those of the pool."""

    corpus: str
    learner: str
    wrong: float
    strategy: str
    seed: int
    tokens: int
    points: tuple[Point, ...]

    @property
    def key(self) -> Key:
        """Tells it from every other."""
        return self.corpus, self.learner, self.wrong, self.strategy, self.seed

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Run:
        """Read a line of results."""
        points = tuple(Point(one["tokens"], one["effort"], one["f1"]) for one in data["curve"])
        return Run(
            data["corpus"],
            data["learner"],
            data["wrong"],
            data["strategy"],
            data["seed"],
            data["tokens"],
            points,
        )


@dataclass(frozen=True)
class Row:
    """A strategy: its cost to reach the goal in each seed (None: not reached), and random's.

    `worse` are the rounds after the second in which it was significantly worse than random.
    """

    strategy: str
    tokens: tuple[float | None, ...]
    effort: tuple[float | None, ...]
    token_ratios: tuple[float | None, ...]
    effort_ratios: tuple[float | None, ...]
    worse: tuple[int, ...]


def cost_of(points: Sequence[Point], target: float, effort: bool = False) -> float | None:
    """The cost at which a curve first reaches an F1, between two rounds by proportion."""
    costs = [one.effort if effort else float(one.tokens) for one in points]
    if points and points[0].f1 >= target:
        return costs[0]
    for (before, one), (cost_before, cost) in zip(pairwise(points), pairwise(costs), strict=True):
        if one.f1 >= target:
            return cost_before + (cost - cost_before) * (target - before.f1) / (one.f1 - before.f1)
    return None


def rows_of(runs: Iterable[Run]) -> list[Row]:
    """One row for each strategy of a corpus, random first."""
    by_strategy: dict[str, dict[int, Run]] = defaultdict(dict)
    for run in runs:
        by_strategy[run.strategy][run.seed] = run
    random = by_strategy.get(RANDOM, {})
    ordered = sorted(by_strategy, key=lambda name: (name != RANDOM, name != "default", name))
    return [_row(name, by_strategy[name], random) for name in ordered]


def _row(name: str, runs: Mapping[int, Run], random: Mapping[int, Run]) -> Row:
    seeds = sorted(set(runs) & set(random))
    targets = {seed: GOAL * random[seed].points[-1].f1 for seed in seeds}
    found = [
        [cost_of(those[seed].points, targets[seed], effort) for seed in seeds]
        for effort in (False, True)
        for those in (runs, random)
    ]
    tokens, base_tokens, effort, base_effort = found
    return Row(
        name,
        tuple(tokens),
        tuple(effort),
        tuple(map(_ratio, tokens, base_tokens)),
        tuple(map(_ratio, effort, base_effort)),
        tuple(_worse_rounds([runs[seed] for seed in seeds], [random[seed] for seed in seeds])),
    )


def _ratio(one: float | None, other: float | None) -> float | None:
    return one / other if one is not None and other else None


def _worse_rounds(runs: Sequence[Run], random: Sequence[Run]) -> Iterable[int]:
    """Rounds, counted from 1, after the second, by a one-sided t-test over pairs of seeds."""
    rounds = min((len(one.points) for one in (*runs, *random)), default=0)
    for number in range(SECOND_ROUND, rounds):
        ours = [one.points[number].f1 for one in runs]
        theirs = [one.points[number].f1 for one in random]
        gaps = [a - b for a, b in zip(ours, theirs, strict=True)]
        if _below_zero(gaps):
            yield number + 1


def _below_zero(gaps: Sequence[float]) -> bool:
    """Whether differences are below 0 by more than chance, at the level of 5 %."""
    limit = STUDENT.get(len(gaps) - 1)
    if limit is None:
        return False
    return mean(gaps) < -limit * stdev(gaps) / sqrt(len(gaps))


def tell(runs: Sequence[Run]) -> None:
    """Print a table for each corpus and each share of wrong answers."""
    for setting in dict.fromkeys(one.key[:3] for one in runs):
        chosen = [one for one in runs if one.key[:3] == setting]
        last = [one.points[-1].f1 for one in chosen if one.strategy == RANDOM]
        full = f"{mean(last):.3f}" if last else "unknown"
        corpus, learner, wrong = setting
        print(f"\n{corpus}, {learner}, {wrong:.0%} wrong answers")
        print(f"{chosen[0].tokens:,} tokens; F1 with all of them: {full}\n")
        print("| strategy | seeds | tokens to 99 % | of random's | effort of random's | worse |")
        print("|---|--:|--:|--:|--:|---|")
        for row in rows_of(chosen):
            print(_line(row))


def _line(row: Row) -> str:
    rounds = ", ".join(map(str, row.worse)) or "never"
    cells = [
        row.strategy,
        str(len(row.tokens)),
        _spread(row.tokens, "{:,.0f}"),
        _spread(row.token_ratios, "{:.2f}"),
        _spread(row.effort_ratios, "{:.2f}"),
        rounds,
    ]
    return f"| {' | '.join(cells)} |"


def _spread(values: Sequence[float | None], form: str) -> str:
    """Mean and range of what reached the goal, and how many did not."""
    reached = [one for one in values if one is not None]
    missed = len(values) - len(reached)
    if not reached:
        return "not reached"
    shown = form.format(mean(reached))
    if len(reached) > 1:
        shown += f" ({form.format(min(reached))}–{form.format(max(reached))})"
    return f"{shown}, {missed} not reached" if missed else shown
