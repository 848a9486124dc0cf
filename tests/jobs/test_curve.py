"""The measuring of a learning curve in a real worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.jobs.conftest import corpus
from workbench.domain.learning import SHARES, Curve, marks
from workbench.domain.training import JobKind, JobState, Spec
from workbench.files import read_json
from workbench.jobs.kinds.curve import drawn
from workbench.jobs.protocol import Finished, Message, Progress
from workbench.jobs.spec import RunFolder, create_run_folder
from workbench.jobs.supervisor import run_job


@pytest.fixture
def make_job(tmp_path: Path) -> Callable[..., RunFolder]:
    """A job on 40 sentences of train and 12 of test."""

    def make(engine: str = "transformers", **options: object) -> RunFolder:
        rows = corpus(60)
        data = {"train": rows[:40], "dev": rows[40:48], "test": rows[48:]}
        spec = Spec(
            engine=engine,
            kind=JobKind.CURVE,
            labels=("PER", "LOC"),
            device="cpu",
            epochs=2,
            options=options,
        )
        return create_run_folder(tmp_path / "curve", spec, data)

    return make


def run(folder: RunFolder) -> tuple[Finished, list[Message]]:
    said: list[Message] = []
    return run_job(folder.path, said.append), said


def test_shares_of_one_repeat_lie_within_each_other() -> None:
    """The larger share holds the smaller one, another repeat draws others."""
    rows = corpus(40)
    quarter, half = (set(drawn(rows, share, 0)) for share in (0.25, 0.5))
    assert len(quarter) == 10 and quarter < half
    assert set(drawn(rows, 0.25, 1)) != quarter
    assert drawn(rows, 1.0, 3) == tuple(rows)
    assert len(drawn(rows[:1], 0.25, 0)) == 1


@pytest.mark.slow
def test_the_instant_model_is_measured(make_job: Callable[..., RunFolder]) -> None:
    """All shares in each repeat, everything but once; each label with its counts."""
    folder = make_job(**{"with": "instant", "repeats": 2})
    finished, said = run(folder)
    assert finished.state is JobState.DONE, finished
    curve = Curve.from_json(read_json(folder.answer_file))
    assert [(one.share, one.repeat) for one in curve.points] == [
        *((share, 0) for share in SHARES),
        *((share, 1) for share in SHARES[:-1]),
    ]
    assert (curve.train, curve.test) == (40, 12)
    assert curve.examples == {"PER": 40, "LOC": 40} and curve.support == {"PER": 12, "LOC": 12}
    assert marks(curve)[-1].f1 > 0.9 and marks(curve, "PER")[-1].sentences == 40
    steps = [one for one in said if isinstance(one, Progress)]
    assert steps[-1].step == steps[-1].steps


@pytest.mark.slow
def test_a_recipe_is_measured_and_leaves_no_model(make_job: Callable[..., RunFolder]) -> None:
    """The engine of the spec trains each time anew."""
    folder = make_job("fake", **{"with": "run-1", "repeats": 1})
    finished, _ = run(folder)
    assert finished.state is JobState.DONE, finished
    curve = Curve.from_json(read_json(folder.answer_file))
    assert [one.share for one in curve.points] == list(SHARES)
    assert curve.made_by == "run-1"
    assert not folder.model.exists() and not folder.checkpoints.exists()
