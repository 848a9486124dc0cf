"""The real engine on a tiny random encoder, and on the embedded one."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from torch import Tensor

from workbench.domain.errors import ModelError, TrainingError
from workbench.domain.run_reports import EpochRow
from workbench.domain.schemes import IOB2, is_valid
from workbench.domain.training import CancelledError, Data, Example, JobState, Spec
from workbench.engines.base import Place
from workbench.engines.fake import FakeHost
from workbench.engines.transformers.engine import TransformersEngine
from workbench.engines.transformers.network import Network
from workbench.files import is_complete
from workbench.jobs.bases import check_folder, check_model
from workbench.jobs.protocol import Finished, Log, Message, Started
from workbench.jobs.spec import RunFolder, create_run_folder
from workbench.jobs.supervisor import Supervisor, run_job

pytestmark = pytest.mark.slow

LABELS = ("PER", "LOC")
SPEC = Spec(labels=LABELS, epochs=6, batch_size=4, learning_rate=2e-2, max_length=20, threads=1)


@pytest.fixture
def data(corpus: tuple[Example, ...]) -> Data:
    return Data(corpus[:32], corpus[32:40], corpus[40:])


def stop_at(step: int, host: FakeHost, heard: object) -> None:
    if heard == step:
        host.stop()


def test_it_learns(data: Data, place: Place, host: FakeHost) -> None:
    """A tiny encoder learns a tiny corpus; its model is complete and passes our checks."""
    trained = TransformersEngine().train(SPEC, data, place, host)
    assert max(row.dev.f1 for row in trained.epochs) > 0.9
    assert [prediction.tags for prediction in trained.test] == [row.tags for row in data.test]
    assert is_complete(place.model)
    check_folder(place.model)
    assert check_model(place.model).labels == LABELS
    assert host.rows == list(trained.epochs)
    assert host.steps[-1][0] <= host.steps[-1][1] == 48
    assert not [item for item in place.checkpoints.iterdir() if item.name.startswith("epoch")]


def test_the_same_seed_gives_the_same_figures(data: Data, place: Place, tmp_path: Path) -> None:
    """Losses, scores and probabilities of two runs are equal to the last digit."""
    other = replace(place, model=tmp_path / "model-2", checkpoints=tmp_path / "checkpoints-2")
    spec = replace(SPEC, epochs=2)
    first = TransformersEngine().train(spec, data, place, FakeHost())
    second = TransformersEngine().train(spec, data, other, FakeHost())

    def figures(rows: tuple[EpochRow, ...]) -> list[EpochRow]:
        return [replace(row, memory_mb=0) for row in rows]

    assert figures(first.epochs) == figures(second.epochs)
    assert first.test == second.test
    third = replace(place, model=tmp_path / "model-3", checkpoints=tmp_path / "checkpoints-3")
    changed = TransformersEngine().train(replace(spec, seed=14), data, third, FakeHost())
    assert figures(changed.epochs) != figures(first.epochs)


def test_the_saved_model_predicts_as_the_trained_one(
    data: Data, place: Place, host: FakeHost
) -> None:
    """Loaded again, the best epoch gives the same tags and scores."""
    trained = TransformersEngine().train(replace(SPEC, epochs=3), data, place, host)
    spec = replace(SPEC, model=str(place.model))
    again = TransformersEngine().predict(spec, data.test, FakeHost())
    assert [item.tags for item in again] == [item.tags for item in trained.test]
    for left, right in zip(again, trained.test, strict=True):
        assert left.scores == pytest.approx(right.scores, abs=1e-4)


def test_long_sentences_are_tagged_whole(data: Data, place: Place, host: FakeHost) -> None:
    """A sentence of many windows gets a tag for each token, as it would in short ones."""
    TransformersEngine().train(SPEC, data, place, host)
    tokens = ("Ann", "lives", "in", "Rome", "\u200b") * 30
    spec = replace(SPEC, model=str(place.model))
    [prediction] = TransformersEngine().predict(spec, [Example(1, tokens)], host)
    assert len(prediction.tags) == len(prediction.scores) == 150
    assert is_valid(prediction.tags, IOB2)
    assert prediction.unscored == 30
    assert prediction.tags.count("B-PER") >= 25


def test_sentences_the_tokenizer_drops_do_no_harm(data: Data, place: Place, host: FakeHost) -> None:
    """Sentences without a single word piece, alone in their batch, spoil neither loss nor model."""
    invisible = tuple(Example(100 + n, ("\u200b", "\u200b"), ("O", "O")) for n in range(5))
    mixed = Data((*data.train, *invisible), (*data.dev, *invisible), invisible)
    trained = TransformersEngine().train(replace(SPEC, batch_size=1, epochs=2), mixed, place, host)
    assert all(row.train_loss is not None and row.train_loss < 10 for row in trained.epochs)
    assert [item.tags for item in trained.test] == [("O", "O")] * 5
    assert [item.unscored for item in trained.test] == [2] * 5


def test_stop_in_the_first_epoch_keeps_what_there_is(data: Data, place: Place) -> None:
    """Without a whole epoch the model as it is now is scored and kept."""
    host = FakeHost(lambda host, heard: stop_at(3, host, heard))
    trained = TransformersEngine().train(SPEC, data, place, host)
    assert len(trained.epochs) == 1 and host.steps[-1][0] == 3
    assert is_complete(place.model) and len(trained.test) == 8


def test_stop_later_keeps_the_best_epoch(data: Data, place: Place) -> None:
    """Stopped in the third epoch, two rows and the better of them stay."""
    host = FakeHost(lambda host, heard: stop_at(19, host, heard))
    trained = TransformersEngine().train(SPEC, data, place, host)
    assert [row.epoch for row in trained.epochs] == [1, 2]
    assert trained.best_epoch in (1, 2)


@pytest.mark.parametrize("moment", ["cpu", 1, 9])
def test_cancel_leaves_no_model(data: Data, place: Place, moment: object) -> None:
    """Cancelled before loading, at the first step or later, no model comes into being."""

    def act(host: FakeHost, heard: object) -> None:
        if heard == moment:
            host.cancel()

    with pytest.raises(CancelledError):
        TransformersEngine().train(SPEC, data, place, FakeHost(act))
    assert not place.model.exists()


def test_patience_ends_a_training_that_gets_no_better(data: Data, place: Place) -> None:
    """With a learning rate of nothing, the first epoch stays the best."""
    spec = replace(SPEC, learning_rate=0.0, patience=2)
    trained = TransformersEngine().train(spec, data, place, FakeHost())
    assert len(trained.epochs) == 3 and trained.best_epoch == 1


def test_t09_a_loss_that_is_no_number_ends_the_training(data: Data, place: Place) -> None:
    """A learning rate beyond reason gives a coded error, and no model."""
    with pytest.raises((TrainingError, ModelError)) as caught:
        TransformersEngine().train(replace(SPEC, learning_rate=1e30), data, place, FakeHost())
    assert caught.value.code in ("NW-T09", "NW-M09")
    assert not place.model.exists()


@pytest.mark.parametrize("step", [10, 15, 16])
def test_what_was_good_before_an_invalid_loss_is_kept(
    step: int, data: Data, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three invalid losses, or an epoch that ends in one, leave the epoch before as the best."""
    calls = count(1)
    loss = Network._loss

    def fail(network: Network, *args: Tensor) -> Tensor:
        found = loss(network, *args)
        return found * float("nan") if network.training and next(calls) >= step else found

    monkeypatch.setattr(Network, "_loss", fail)
    host = FakeHost()
    trained = TransformersEngine().train(SPEC, data, place, host)
    assert [row.epoch for row in trained.epochs] == [1] and trained.best_epoch == 1
    assert host.steps[-1][0] <= step + 2 and is_complete(place.model)
    assert len(trained.test) == 8 and any("NaN" in note for note in trained.notes)


def test_m08_a_vocabulary_beyond_the_model_is_refused(
    data: Data, place: Place, tiny_encoder: Path, tmp_path: Path
) -> None:
    """A tokenizer that knows more pieces than the model is refused before training."""
    folder = tmp_path / "other"
    folder.mkdir()
    for item in tiny_encoder.iterdir():
        (folder / item.name).write_bytes(item.read_bytes())
    with (folder / "vocab.txt").open("a", encoding="utf-8") as vocabulary:
        vocabulary.write("more\nand more\n")
    with pytest.raises(ModelError) as caught:
        TransformersEngine().train(SPEC, data, replace(place, base=folder), FakeHost())
    assert caught.value.code == "NW-M08"


def _embedded_run(folder: Path, corpus: tuple[Example, ...], **changes: object) -> RunFolder:
    spec = replace(Spec(labels=LABELS, epochs=3, batch_size=8, threads=1), **changes)  # type: ignore[arg-type]
    splits = {"train": corpus[:32], "dev": corpus[32:40], "test": corpus[40:]}
    return create_run_folder(folder / "run-1", spec, splits)


def test_the_embedded_encoder_learns_in_the_worker(
    corpus: tuple[Example, ...], tmp_path: Path
) -> None:
    """The real worker trains the real encoder, prints only messages, and reports."""
    run = _embedded_run(tmp_path, corpus)
    supervisor = Supervisor(run)
    seen: list[Message] = []
    supervisor.start()
    try:
        finished = supervisor.follow(seen.append)
    finally:
        supervisor.end()
    assert finished == Finished(JobState.DONE)
    assert supervisor.garbage == 0
    report = run.report()
    assert report is not None and report.test is not None
    assert report.test.strict.micro.f1 > 0.9
    card = json.loads((run.model / "workbench.json").read_bytes())
    assert card["base"] == "embedded" and "English" in card["languages"]


def test_cancel_while_libraries_load_ends_at_once(
    corpus: tuple[Example, ...], tmp_path: Path
) -> None:
    """A cancel right after the start does not wait for torch and the model."""
    run = _embedded_run(tmp_path, corpus)
    supervisor = Supervisor(run)

    def act(message: Message) -> None:
        if isinstance(message, Started | Log):
            supervisor.cancel()

    supervisor.start()
    supervisor.cancel()
    try:
        assert supervisor.follow(act) == Finished(JobState.CANCELLED)
    finally:
        supervisor.end()
    assert not run.model.exists() and run.report() is None


def test_a_damaged_base_fails_in_words(
    corpus: tuple[Example, ...], tiny_encoder: Path, tmp_path: Path
) -> None:
    """A base that was damaged after the run was made is refused by the worker, coded."""
    folder = tmp_path / "base"
    folder.mkdir()
    for item in tiny_encoder.iterdir():
        (folder / item.name).write_bytes(item.read_bytes())
    (folder / "model.safetensors").write_bytes(b"cut")
    run = _embedded_run(tmp_path, corpus, base=str(folder))
    finished = run_job(run.path, lambda message: None)
    assert finished.state == JobState.FAILED
    assert finished.error is not None and finished.error.code == "NW-M04"
