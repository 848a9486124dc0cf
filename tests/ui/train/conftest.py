"""The Train place with a worker and a scripted engine, or with runs that have ended already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import pytest
from shiboken6 import delete

from workbench.domain.entity import Entity
from workbench.domain.reports import (
    Bin,
    Calibration,
    Confusion,
    Coverage,
    Mistake,
    MistakeKind,
    Mistakes,
    Report,
    Scores,
    ScoreTable,
    TokenTable,
)
from workbench.domain.run_reports import DevScores, EpochRow, RunReport
from workbench.domain.training import JobState
from workbench.operations.runs import put_run
from workbench.operations.split import draw_splits
from workbench.operations.store import Run, Store
from workbench.ui.context import Context
from workbench.ui.process import JobBoard
from workbench.ui.tasks import Tasks
from workbench.ui.train.place import TrainPlace
from workbench.ui.train.runner import Runner

MakePlace = Callable[[JobBoard], TrainPlace]


class Workers(Protocol):
    """The fixture `workers`: `options` is the script for the fake engine."""

    options: dict[str, object]

    def command(self, folder: Path) -> Sequence[str]: ...


@pytest.fixture
def board(tasks: Tasks, workers: Workers) -> Iterator[JobBoard]:
    made = JobBoard(workers.command, tasks)
    yield made
    made.close()


@pytest.fixture
def make_place(context: Context) -> Iterator[MakePlace]:
    """Makes Train places, and deletes them before their store is closed."""
    context.tasks.went_wrong.connect(context.notify.error)
    places: list[TrainPlace] = []

    def make(board: JobBoard) -> TrainPlace:
        made = TrainPlace(context, Runner(context, board))
        made.panel.form.engine = "fake"
        made.resize(1200, 800)
        made.show()
        made.activate()
        places.append(made)
        return made

    yield make
    for made in places:
        delete(made)


@pytest.fixture
def place(filled_store: Store, make_place: MakePlace, board: JobBoard) -> TrainPlace:
    """The Train place, shown, on 30 done sentences with splits and 6 untagged ones."""
    filled_store.submit(draw_splits).result()
    return make_place(board)


def report_of(mistakes: Sequence[Mistake] = (), f1: float = 0.8) -> Report:
    """A report with these mistakes."""
    scores = Scores(0.75, 0.85, f1, 40)
    table = ScoreTable(scores, scores, scores, {"PER": scores, "LOC": scores})
    counts = {kind: sum(one.kind is kind for one in mistakes) for kind in MistakeKind}
    return Report(
        strict=table,
        lenient=table,
        exact=table,
        type=table,
        partial=table,
        token=TokenTable(0.9, scores, scores, {"PER": scores}),
        confusion=Confusion(("O", "PER"), ((90, 1), (2, 7))),
        entity_confusion=Confusion(("LOC", "PER", "∅"), ((9, 1, 2), (0, 8, 0), (0, 3, 0))),
        errors=Mistakes(counts, tuple(mistakes)),
        coverage=Coverage(30, 40),
        calibration=Calibration(0.05, (Bin(0.8, 0.9, 12, 0.86, 0.75),)),
    )


def run_of(
    name: str, report: Report | None = None, state: JobState = JobState.DONE, **values: object
) -> Run:
    """A run that has ended in a state, with a report where one is given."""
    epochs = (
        EpochRow(1, 0.9, DevScores(0.5, 0.5, 0.5, 0.7), best=False),
        EpochRow(2, 0.4, DevScores(0.8, 0.8, 0.8, 0.3), best=True, memory_mb=300),
    )
    snapshot = {"sentences": {"train": 24}}
    told = RunReport(name, "fake", "embedded", 12.0, "cpu", epochs, 2, report, report, {}, snapshot)
    fields: dict[str, object] = {
        "created": f"2026-03-0{name[-1]}T10:00:00+00:00",
        "seconds": 12.0,
        "report": told.to_json() if report else None,
        **values,
    }
    spec = {"engine": "fake", "base": "embedded", "epochs": 2}
    return Run(name, state.value, name, spec=spec, **fields)  # type: ignore[arg-type]


@pytest.fixture
def put_runs(filled_store: Store) -> Callable[..., None]:
    """Notes runs in the project."""

    def put(*runs: Run) -> None:
        for run in runs:
            filled_store.submit(put_run, run).result()

    return put


def missed(sentence: int, label: str = "PER", start: int = 0, end: int = 1) -> Mistake:
    """A gold entity that the model did not find."""
    return Mistake(sentence, MistakeKind.MISSED, Entity(label, start, end), None)


def spurious(sentence: int, label: str = "LOC", start: int = 2, end: int = 3) -> Mistake:
    """A predicted entity where gold has none."""
    return Mistake(sentence, MistakeKind.SPURIOUS, None, Entity(label, start, end), 0.71)


def confused(sentence: int) -> Mistake:
    """A person who was taken for a place."""
    return Mistake(sentence, MistakeKind.WRONG_TYPE, Entity("PER", 0, 1), Entity("LOC", 0, 1), 0.55)
