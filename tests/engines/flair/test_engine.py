"""What the flair engine does beyond the contract of all engines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.domain.errors import ModelError, TrainingError
from workbench.domain.recipes import FlairMode, FlairOptions
from workbench.domain.training import Data, Example, Spec
from workbench.engines.base import Place
from workbench.engines.fake import FakeHost
from workbench.engines.flair.engine import FlairEngine
from workbench.files import is_complete

pytestmark = pytest.mark.slow

SPEC = Spec(
    engine="flair",
    labels=("PER", "LOC"),
    epochs=4,
    batch_size=4,
    threads=1,
    max_length=20,
    flair=FlairOptions(hidden_size=16),
)
STEPS = 8


@pytest.fixture
def data(corpus: tuple[Example, ...]) -> Data:
    return Data(corpus[:32], corpus[32:40], corpus[40:])


def test_memory_that_runs_out_is_let_through_and_resumed(data: Data, place: Place) -> None:
    """The error reaches the worker; with half the batch, twice added up, the run goes on."""

    def run_out(host: FakeHost, heard: object) -> None:
        if heard == STEPS + 3:
            raise RuntimeError("CUDA out of memory")

    spec = replace(SPEC, checkpoint_steps=1)
    with pytest.raises(RuntimeError, match="out of memory"):
        FlairEngine().train(spec, data, place, FakeHost(run_out))
    host = FakeHost()
    smaller = replace(spec, batch_size=2, accumulation=2)
    trained = FlairEngine().train(smaller, data, place, host)
    assert f"Resumed at step {STEPS + 2} of {STEPS * 4}." in host.texts
    assert host.steps[0] == (STEPS + 3, STEPS * 4)
    assert [row.epoch for row in host.rows] == [2, 3, 4] and len(trained.epochs) == 4
    assert is_complete(place.model)


def test_a_batch_of_another_size_goes_on_where_it_was(data: Data, place: Place) -> None:
    """No sentence of the epoch that broke off is seen twice, and the run ends."""

    def run_out(host: FakeHost, heard: object) -> None:
        if heard == STEPS + 4:
            raise MemoryError

    spec = replace(SPEC, checkpoint_steps=1)
    with pytest.raises(MemoryError):
        FlairEngine().train(spec, data, place, FakeHost(run_out))
    host = FakeHost()
    FlairEngine().train(replace(spec, batch_size=3), data, place, host)
    # 12 of 32 sentences were learned from when the last checkpoint was written.
    in_this_epoch = [step for step, _ in host.steps if step <= 2 * 11]
    assert len(in_this_epoch) == 7
    assert len(host.rows) == 3 and is_complete(place.model)


def test_patience_ends_a_fine_tuning(data: Data, place: Place) -> None:
    """Without a better epoch for so long; the first stays the best."""
    options = FlairOptions(("transformer",), FlairMode.FINE_TUNE, rnn_layers=0, crf=False)
    # The rate of the head has a floor, so that only a frozen F1 of 0 stays as it is.
    spec = replace(SPEC, flair=options, learning_rate=1e-9, patience=2, epochs=9, labels=("X",))
    nothing = tuple(replace(one, tags=("O",) * 4) for one in data.dev)
    hopeless = Data(data.train, nothing, ())
    trained = FlairEngine().train(spec, hopeless, place, FakeHost())
    best = trained.best_epoch or 0
    assert len(trained.epochs) == min(9, best + 2)


def test_annealing_ends_a_training(data: Data, place: Place) -> None:
    """A dev set that nothing can be right on lets the rate fall below the least one."""
    options = replace(SPEC.flair, anneal_patience=0, anneal_factor=0.1, least_learning_rate=1e-2)
    nothing = tuple(replace(one, tags=("B-X", "O", "O", "O")) for one in data.dev)
    trained = FlairEngine().train(
        replace(SPEC, flair=options, epochs=9), Data(data.train, nothing, ()), place, FakeHost()
    )
    assert 1 < len(trained.epochs) < 9
    rates = [row.learning_rate or 0.0 for row in trained.epochs]
    assert rates[0] == 0.1 and rates == sorted(rates, reverse=True)
    assert all(row.dev.loss is None for row in trained.epochs)


def test_a_loss_that_is_no_number_ends_the_training(data: Data, place: Place) -> None:
    """A learning rate beyond reason gives a coded error, and no model."""
    with pytest.raises((TrainingError, ModelError)) as caught:
        FlairEngine().train(replace(SPEC, learning_rate=1e30), data, place, FakeHost())
    assert caught.value.code in ("NW-T09", "NW-M09")
    assert not place.model.exists()


def test_a_lost_best_epoch_is_told_in_words(data: Data, place: Place) -> None:
    """Removed by somebody while the run lay still, it is missed with a code."""

    def fail(host: FakeHost, heard: object) -> None:
        if heard == "Epoch":
            raise RuntimeError

    host = FakeHost()
    host.log = lambda text: fail(host, text.partition(" ")[0])  # type: ignore[method-assign]
    with pytest.raises(RuntimeError):
        FlairEngine().train(SPEC, data, place, host)
    [best] = place.checkpoints.glob("best-*")
    best.rename(place.checkpoints / "elsewhere")
    with pytest.raises(TrainingError) as caught:
        FlairEngine().train(SPEC, data, place, FakeHost())
    assert caught.value.code == "NW-T30"
