"""A training that was killed goes on from its last checkpoint, to the same figures."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.domain.recipes import TransformersOptions
from workbench.domain.run_reports import EpochRow
from workbench.domain.training import Data, Example, Spec
from workbench.engines.base import Place, Prediction, Trained
from workbench.engines.fake import FakeHost
from workbench.engines.transformers.engine import TransformersEngine
from workbench.files import is_complete

pytestmark = pytest.mark.slow

# Nine steps an epoch, the last of them half full.
SPEC = Spec(
    labels=("PER", "LOC"),
    epochs=3,
    batch_size=4,
    learning_rate=5e-3,
    max_length=20,
    threads=1,
    checkpoint_steps=4,
)
HEADS = TransformersOptions(crf=True, lstm_size=8, head_learning_rate=1e-2)


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def data(corpus: tuple[Example, ...]) -> Data:
    return Data(corpus[:34], corpus[34:41], corpus[41:])


def kill_at(step: int) -> FakeHost:
    def act(host: FakeHost, heard: object) -> None:
        if heard == step:
            raise Killed

    return FakeHost(act)


def kill_after(epoch: int) -> FakeHost:
    """When the row of an epoch is told: its model is kept, its checkpoint not written yet."""

    def act(host: FakeHost, heard: object) -> None:
        if isinstance(heard, EpochRow) and heard.epoch == epoch:
            raise Killed

    return FakeHost(act)


class KilledInTest(FakeHost):
    """Killed when the best epoch is to be tested."""

    def log(self, text: str) -> None:
        if "was the best" in text:
            raise Killed


def train(spec: Spec, data: Data, place: Place, host: FakeHost | None = None) -> Trained:
    return TransformersEngine().train(spec, data, place, host or FakeHost())


def outcome(trained: Trained) -> tuple[list[EpochRow], tuple[Prediction, ...], object]:
    """All figures, without how much memory it took."""
    rows = [replace(row, memory_mb=0) for row in trained.epochs]
    return rows, trained.dev + trained.test, trained.best_epoch


@pytest.mark.parametrize(
    ("changes", "moments"),
    [
        ({"checkpoint_minutes": 0.0}, [1, 5, 10, 25]),
        ({"checkpoint_steps": 0}, [5, 12, 27]),
        ({}, [8, 16]),
        ({"transformers": TransformersOptions(lower_case=0.06)}, [6, 21]),
        ({"accumulation": 2, "batch_size": 2}, [4, 14]),
        ({"transformers": HEADS}, [3, 11, 20]),
    ],
    ids=["each step", "each epoch", "each fourth step", "augmented", "accumulated", "heads"],
)
def test_killed_again_and_again_it_comes_to_the_same_figures(
    changes: dict[str, object], moments: list[int], data: Data, place: Place, tmp_path: Path
) -> None:
    """Killed in the middle of epochs, the rows, predictions and best epoch stay the same."""
    spec = replace(SPEC, **changes)  # type: ignore[arg-type]
    whole = train(spec, data, replace(place, model=tmp_path / "m", checkpoints=tmp_path / "c"))
    for moment in moments:
        with pytest.raises(Killed):
            train(spec, data, place, kill_at(moment))
    host = FakeHost()
    resumed = train(spec, data, place, host)
    assert outcome(resumed) == outcome(whole)
    assert any(text.startswith("Resumed at step") for text in host.texts)
    assert [row.epoch for row in host.rows] == [
        row.epoch for row in whole.epochs if row.epoch > (moments[-1] - 1) // 9
    ]
    assert resumed.notes and is_complete(place.model)


def uninterrupted(spec: Spec, data: Data, place: Place, folder: Path) -> Trained:
    return train(spec, data, replace(place, model=folder / "m", checkpoints=folder / "c"))


def test_killed_between_model_and_checkpoint_the_best_is_not_lost(
    data: Data, place: Place, tmp_path: Path
) -> None:
    """An epoch whose row was told is trained again, and comes out as it did."""
    whole = uninterrupted(SPEC, data, place, tmp_path)
    for epoch in (1, 2, 3):
        with pytest.raises(Killed):
            train(SPEC, data, place, kill_after(epoch))
    assert outcome(train(SPEC, data, place)) == outcome(whole)


def test_killed_after_the_last_epoch_nothing_is_trained_again(
    data: Data, place: Place, tmp_path: Path
) -> None:
    """Whether the model was put in its place or not, only the test is made up for."""
    whole = uninterrupted(SPEC, data, place, tmp_path)
    with pytest.raises(Killed):
        train(SPEC, data, place, KilledInTest())
    host = FakeHost()
    assert outcome(train(SPEC, data, place, host)) == outcome(whole)
    assert not host.steps and is_complete(place.model)
    assert outcome(train(SPEC, data, place, host)) == outcome(whole)
    assert not host.steps and is_complete(place.model)


def test_a_model_without_checkpoints_gives_way(data: Data, place: Place) -> None:
    """Where the checkpoints are gone, the training begins anew and replaces its model."""
    train(SPEC, data, place)
    shutil.rmtree(place.checkpoints)
    host = FakeHost()
    train(SPEC, data, place, host)
    assert host.steps[0][0] == 1 and is_complete(place.model)


def test_half_the_batch_goes_on_at_the_same_step(data: Data, place: Place) -> None:
    """Half the batch and twice the accumulation: steps are what they were."""
    with pytest.raises(Killed):
        train(SPEC, data, place, kill_at(14))
    host = FakeHost()
    trained = train(replace(SPEC, batch_size=2, accumulation=2), data, place, host)
    assert [step for step, _ in host.steps] == list(range(14, host.steps[0][1] + 1))
    assert [row.epoch for row in trained.epochs] == [1, 2, 3]
    assert "Resumed at step 13 of" in trained.notes[0]


def test_another_batch_goes_on_at_the_start_of_the_epoch(data: Data, place: Place) -> None:
    """Where steps are others, the epoch that was cut off begins anew, and the log says so."""
    with pytest.raises(Killed):
        train(SPEC, data, place, kill_at(14))
    host = FakeHost()
    trained = train(replace(SPEC, batch_size=3), data, place, host)
    total = host.steps[0][1]
    assert [step for step, _ in host.steps] == list(range(total // 3 + 1, total + 1))
    assert [row.epoch for row in trained.epochs] == [1, 2, 3]
    assert "start of epoch 2" in trained.notes[0]


def test_patience_counts_the_epochs_before(data: Data, place: Place, tmp_path: Path) -> None:
    """Resumed in the third of four epochs, a training that gets no better ends with the third."""
    spec = replace(SPEC, learning_rate=0.0, epochs=9, patience=2)
    whole = uninterrupted(spec, data, place, tmp_path)
    with pytest.raises(Killed):
        train(spec, data, place, kill_at(25))
    assert outcome(train(spec, data, place)) == outcome(whole)
    assert [row.epoch for row in whole.epochs] == [1, 2, 3]
