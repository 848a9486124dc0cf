"""What the learning curve promises for half as much data again, beside what then came.

    python -m benchmarks.curve_forecast ../shared/data [wikigold wnut17 …]

Two thirds of the pool stand for what is annotated by now. The curve is measured on them as the
program does it, with the instant model; then a model learns the whole pool, which is half as
much again. Both are scored strictly on the same test set.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from benchmarks.effort_corpora import load
from workbench.domain.advice import Verdict, in_points, outlooks
from workbench.domain.learning import MORE, marks
from workbench.domain.training import Data, Example
from workbench.engines.base import Prediction
from workbench.engines.instant.model import InstantModel
from workbench.jobs.kinds.curve import INSTANT, curve_of, measured, point_of

SEEDS = (1, 2, 3)
REPEATS = 3
CORPORA = ("wikigold", "wnut17")
TOLD = (Verdict.GROWS, Verdict.LITTLE, Verdict.FLAT, Verdict.UNCLEAR)


@dataclass(frozen=True, slots=True)
class Forecast:
    """A label (or all of them) with what was promised and what came, in F1 (0..1)."""

    corpus: str
    label: str
    verdict: Verdict
    promised: float
    came: float


def forecasts(name: str, data: Path, seed: int) -> Iterator[Forecast]:
    """Promise and outcome for each label of a corpus that the curve says anything about."""
    corpus = load(name, data)
    pool = tuple(random.Random(seed).sample(corpus.pool, len(corpus.pool)))
    now = Data(pool[: round(len(pool) / MORE)], (), corpus.test)

    def tag(train: tuple[Example, ...], repeat: int) -> Sequence[Prediction]:
        return InstantModel.train(train, seed=repeat).tag(corpus.test)

    curve = curve_of(list(measured(now, REPEATS, tag, _go_on)), now, INSTANT)
    later = point_of(1.0, 0, pool, corpus.test, tag(pool, 0))
    for found in outlooks(curve):
        level = later.level(found.label)
        if found.verdict in TOLD and level is not None:
            came = level.f1 - marks(curve, found.label)[-1].f1
            yield Forecast(name, found.label or "all", found.verdict, found.gain, came)


def _go_on(_behind: float, _whole: float) -> bool:
    return True


def main(arguments: list[str]) -> None:
    """Print each forecast, then for each verdict how far promise and outcome lay apart."""
    data, names = Path(arguments[0]), arguments[1:] or CORPORA
    told: list[Forecast] = []
    for name in names:
        for seed in SEEDS:
            for one in forecasts(name, data, seed):
                told.append(one)
                print(
                    f"| {one.corpus} | {seed} | {one.label} | {one.verdict} "
                    f"| {in_points(one.promised)} | {in_points(one.came)} |",
                    flush=True,
                )
    print("\n| advice | labels | promised | came | mean distance |\n|---|---|---|---|---|")
    for verdict in TOLD:
        rows = [one for one in told if one.verdict is verdict]
        if rows:
            print(f"| {verdict} | {len(rows)} | {' | '.join(_means(rows))} |")


def _means(rows: Sequence[Forecast]) -> tuple[str, str, str]:
    promised = [one.promised for one in rows]
    came = [one.came for one in rows]
    distance = [abs(one.promised - one.came) for one in rows]
    return in_points(fmean(promised)), in_points(fmean(came)), f"{100 * fmean(distance):.1f}"


if __name__ == "__main__":
    main(sys.argv[1:])
