"""Trains on growing shares of the training set, and scores each model on the frozen test set."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.errors import JobError
from workbench.domain.learning import SHARES, Curve, Level, Point
from workbench.domain.run_reports import EpochRow
from workbench.domain.training import Data, Example, JobKind, Spec
from workbench.jobs.confinement import close_network
from workbench.jobs.host import WorkerHost
from workbench.jobs.kinds.assignment import Assignment

if TYPE_CHECKING:
    from workbench.domain.scores import ScoreTable
    from workbench.engines.base import Prediction

# What is trained: the instant model, or what the recipe of the spec says.
INSTANT = "instant"
_GRAIN = 1000
# A cancel is heard between two batches of sentences.
_BATCH = 64

# What a model that learned these sentences says of the test set; the number is the repeat.
Tag = Callable[[tuple[Example, ...], int], Sequence["Prediction"]]
Tell = Callable[[float, float], bool]


def measure(job: Assignment) -> None:
    """Train and score share after share, repeat after repeat; keep the curve as the answer.

    The options of the spec say how many `repeats` and what is trained (`with`). When it is
    stopped, what was measured so far is kept.
    """
    data, host = job.folder.training_data(), job.host
    repeats = int(job.spec.options.get("repeats", 3))
    made_by = str(job.spec.options.get("with", INSTANT))
    tag = _instant(data, host) if made_by == INSTANT else _recipe(job, data)

    def tell(behind: float, whole: float) -> bool:
        host.check()
        host.progress(round(_GRAIN * behind), round(_GRAIN * whole), behind, None)
        return not host.stopping

    points = list(measured(data, repeats, tag, tell))
    job.keep_answer(curve_of(points, data, made_by).to_json())


def measured(data: Data, repeats: int, tag: Tag, tell: Tell) -> Iterator[Point]:
    """One point after the other; `tell` hears how much is behind, and says whether to go on."""
    plan = list(_plan(repeats))
    whole = sum(share for share, _ in plan)
    behind = 0.0
    for share, repeat in plan:
        if not tell(behind, whole):
            return
        train = drawn(data.train, share, repeat)
        yield point_of(share, repeat, train, data.test, tag(train, repeat))
        behind += share
    tell(whole, whole)


def _plan(repeats: int) -> Iterator[tuple[float, int]]:
    """All shares, then the smaller ones again: what has everything draws no lots."""
    for repeat in range(repeats):
        for share in SHARES:
            if share < 1 or repeat == 0:
                yield share, repeat


def drawn(train: Sequence[Example], share: float, repeat: int) -> tuple[Example, ...]:
    """A random share of the sentences; within a repeat the larger shares hold the smaller."""
    order = list(range(len(train)))
    random.Random(repeat).shuffle(order)
    chosen = sorted(order[: max(round(share * len(train)), 1)])
    return tuple(train[number] for number in chosen)


def point_of(
    share: float,
    repeat: int,
    train: Sequence[Example],
    test: Sequence[Example],
    said: Sequence[Prediction],
) -> Point:
    """Score what a model that learned `train` says of the test set."""
    from workbench.engines.scoring.score import strict_scores

    table = strict_scores([one.tags for one in test], [one.tags for one in said])
    holding = Counter(label for example in train for label in set(_labels(example)))
    names = sorted(holding.keys() | table.labels.keys())
    labels = {name: Level(_f1(table, name), holding[name]) for name in names}
    return Point(share, repeat, Level(table.micro.f1, len(train)), labels)


def _f1(table: ScoreTable, label: str) -> float:
    return table.labels[label].f1 if label in table.labels else 0.0


def _labels(example: Example) -> Iterator[str]:
    """The label of each entity."""
    return (tag[2:] for tag in example.tags if tag.startswith("B-"))


def curve_of(points: Sequence[Point], data: Data, made_by: str) -> Curve:
    """The curve of these points, with what train and test hold."""
    return Curve(
        tuple(points),
        len(data.train),
        len(data.test),
        _entities(data.train),
        _entities(data.test),
        made_by,
        datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _entities(examples: Sequence[Example]) -> Counter[str]:
    return Counter(label for example in examples for label in _labels(example))


def _instant(data: Data, host: WorkerHost) -> Tag:
    """Train the instant model and tag the test set with it."""
    from workbench.engines.instant.model import InstantModel

    host.started("cpu", 1)

    def tag(train: tuple[Example, ...], repeat: int) -> list[Prediction]:
        model = InstantModel.train(train, seed=repeat)
        said: list[Prediction] = []
        for start in range(0, len(data.test), _BATCH):
            host.check()
            said += model.tag(data.test[start : start + _BATCH])
        return said

    return tag


def _recipe(job: Assignment, data: Data) -> Tag:
    """Train as the spec says, each time from its base, and keep no model."""
    from workbench.engines.base import Place
    from workbench.engines.registry import engine_named
    from workbench.jobs.kinds.train import find_base, find_embeddings

    spec = replace(job.spec, kind=JobKind.TRAIN)
    base, files = find_base(spec, job.host), find_embeddings(spec, job.host)
    close_network()
    quiet = _Quiet(job.host)
    place = Place(
        base.folder or Path(),
        job.folder.model,
        job.folder.checkpoints,
        base.languages,
        files,
    )

    def tag(train: tuple[Example, ...], repeat: int) -> Sequence[Prediction]:
        trained = engine_named(spec.engine).train(
            _seeded(spec, repeat), replace(data, train=train), place, quiet
        )
        for left in (place.model, place.checkpoints):
            shutil.rmtree(left, ignore_errors=True)
        if not trained.test:
            raise _nothing_said()
        return trained.test

    return tag


def _seeded(spec: Spec, repeat: int) -> Spec:
    return replace(spec, seed=spec.seed + repeat)


class _Quiet:
    """What an engine may expect of its process, but how far it is stays untold: only the
    measurement as a whole has an end."""

    def __init__(self, host: WorkerHost) -> None:
        self._host = host
        self._started = False

    @property
    def stopping(self) -> bool:
        return False

    def check(self) -> None:
        self._host.check()

    def wait(self, seconds: float | None) -> bool:
        return self._host.wait(seconds)

    def started(self, device: str, threads: int) -> None:
        if not self._started:
            self._started = True
            self._host.started(device, threads)

    def progress(self, step: int, steps: int, epoch: float, loss: float | None) -> None:
        self._host.check()

    def epoch(self, row: EpochRow) -> None:
        self._host.check()

    def log(self, text: str) -> None:
        self._host.log(text)


def _nothing_said() -> JobError:
    return JobError(
        "NW-L43",
        "A training of the learning curve left no answer on the test set.",
        "The project is untouched.",
        "Measure again, or with the instant model.",
    )
