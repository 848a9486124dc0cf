"""What may be chosen for a training does what it says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.errors import ModelError
from workbench.domain.recipes import ClassWeights, Schedule, TransformersOptions
from workbench.domain.schemes import IOB2, is_valid
from workbench.domain.training import Data, Example, JobKind, Spec
from workbench.engines.base import Place, Trained
from workbench.engines.fake import FakeHost
from workbench.engines.transformers.engine import TransformersEngine
from workbench.files import complete_folder
from workbench.jobs.bases import check_model

pytestmark = pytest.mark.slow

SPEC = Spec(
    labels=("PER", "LOC"), epochs=6, batch_size=4, learning_rate=2e-2, max_length=20, threads=1
)
HEADS = {
    "CRF": TransformersOptions(crf=True),
    "BiLSTM": TransformersOptions(lstm_size=16),
    "BiLSTM-CRF": TransformersOptions(crf=True, lstm_size=16),
}


@pytest.fixture
def data(corpus: tuple[Example, ...]) -> Data:
    return Data(corpus[:32], corpus[32:40], corpus[40:])


def train(data: Data, place: Place, host: FakeHost | None = None, **changes: Any) -> Trained:
    spec = replace(SPEC, **changes)
    return TransformersEngine().train(spec, data, place, host or FakeHost())


@pytest.mark.parametrize("options", HEADS.values(), ids=HEADS)
def test_each_head_learns_and_is_kept(
    options: TransformersOptions, data: Data, place: Place
) -> None:
    """A head learns the small corpus; loaded again, it gives the same tags and scores."""
    trained = train(data, place, transformers=options)
    assert [prediction.tags for prediction in trained.test] == [row.tags for row in data.test]
    card = check_model(place.model)
    assert (card.options["crf"], card.options["lstm_size"]) == (options.crf, options.lstm_size)
    assert not [file for file in place.model.iterdir() if file.suffix in (".bin", ".pt")]
    applied = replace(SPEC, model=str(place.model))
    again = TransformersEngine().predict(applied, data.test, FakeHost())
    for left, right in zip(again, trained.test, strict=True):
        assert left.tags == right.tags and left.pieces == ()
        assert left.scores == pytest.approx(right.scores, abs=1e-4)


def test_a_crf_leaves_a_classifier_that_transformers_reads(data: Data, place: Place) -> None:
    """Without our file the model is a plain token classifier with the same labels."""
    from transformers import AutoModelForTokenClassification

    train(data, place, epochs=1, transformers=HEADS["CRF"])
    (place.model / "head.safetensors").unlink()
    _, told = AutoModelForTokenClassification.from_pretrained(place.model, output_loading_info=True)
    assert not told["missing_keys"] and not told["unexpected_keys"]


def test_a_crf_gives_long_sentences_valid_tags(data: Data, place: Place) -> None:
    """Trained on windows that begin inside entities, the loss stays a number a person expects."""
    tokens = ("Ann", "Bob", "Cleo", "Dora") * 12
    long = Example(7, tokens, ("B-PER",) + ("I-PER",) * 47)
    trained = train(Data((*data.train, long), (long,), (long,)), place, transformers=HEADS["CRF"])
    assert all(row.train_loss is not None and row.train_loss < 10 for row in trained.epochs)
    assert all(row.dev.loss is not None and row.dev.loss < 10 for row in trained.epochs)
    [prediction] = trained.test
    assert is_valid(prediction.tags, IOB2) and prediction.windows > 2


def test_a_head_that_does_not_fit_is_refused(data: Data, place: Place, tmp_path: Path) -> None:
    """A card that promises another head than the file holds ends in a coded error."""
    train(data, place, epochs=1, transformers=HEADS["CRF"])
    card = json.loads((place.model / "workbench.json").read_bytes())
    card["options"]["lstm_size"] = 4
    (place.model / "workbench.json").write_text(json.dumps(card), "utf-8")
    complete_folder(place.model, tmp_path / "changed")
    applied = replace(SPEC, model=str(tmp_path / "changed"))
    with pytest.raises(ModelError) as caught:
        TransformersEngine().predict(applied, data.test, FakeHost())
    assert caught.value.code == "NW-M20"


def test_every_piece_is_told_for_reports(data: Data, place: Place) -> None:
    """Dev, test and an evaluation tell the tag of every word piece; a prediction does not."""
    split = Example(9, ("abc", "in", "\u200b"), ("B-PER", "O", "O"))
    data = replace(data, dev=(*data.dev, split), test=(*data.test, split))
    trained = train(data, place, epochs=1, transformers=TransformersOptions(all_pieces=True))
    for prediction in (trained.dev[-1], trained.test[-1]):
        assert [len(token) for token in prediction.pieces] == [3, 1, 0]
    applied = replace(SPEC, kind=JobKind.EVALUATE, model=str(place.model))
    [evaluated] = TransformersEngine().predict(applied, [split], FakeHost())
    assert evaluated.pieces == trained.test[-1].pieces


def test_the_last_sentence_decides_with_context_only(data: Data, place: Place) -> None:
    """Where the label follows from the sentence before, a model with context learns it."""

    def example(number: int) -> Example:
        kind = "PER" if number % 2 else "LOC"
        before = ("saw", "and") if number % 2 else ("the", "and")
        return Example(number, ("Ann", "in"), (f"B-{kind}", "O"), before, ("b",))

    rows = tuple(example(number) for number in range(40))
    split = Data(rows[:30], rows[30:35], rows[35:])
    trained = train(split, place, context=2, epochs=12, patience=12)
    assert [prediction.tags for prediction in trained.test] == [row.tags for row in split.test]
    assert check_model(place.model).options["context"] == 2


def test_lower_case_is_learned_where_it_is_shown(data: Data, place: Place) -> None:
    """The log counts the sentences that are shown once more."""
    host = FakeHost()
    train(data, place, host, epochs=1, transformers=TransformersOptions(lower_case=0.5))
    assert any("Learning from 48 sentences" in text for text in host.texts)


@pytest.mark.parametrize(
    "changes",
    [
        {"transformers": TransformersOptions(class_weights=ClassWeights.BALANCED)},
        {"transformers": TransformersOptions(class_weights=ClassWeights.ROOT)},
        {"transformers": TransformersOptions(head_learning_rate=1e-3)},
        {"transformers": TransformersOptions(all_pieces=True)},
        {"schedule": Schedule.COSINE},
        {"schedule": Schedule.CONSTANT},
        {"gradient_clip": 0.01},
        {"gradient_clip": 0.0},
        {"weight_decay": 0.5},
        {"warmup": 0.9},
    ],
    ids=str,
)
def test_each_choice_changes_the_training(
    changes: dict[str, Any], data: Data, place: Place, tmp_path: Path
) -> None:
    """No option is read over: with the same seed the losses become others."""
    long = Example(9, ("abc", "in"), ("B-PER", "O"))
    data = replace(data, train=(*data.train, long))
    other = replace(place, model=tmp_path / "m", checkpoints=tmp_path / "c")
    plain, changed = train(data, place, epochs=2), train(data, other, epochs=2, **changes)
    losses = [[row.train_loss for row in trained.epochs] for trained in (plain, changed)]
    assert losses[0] != losses[1]


def test_accumulated_batches_learn_as_one_does(
    data: Data, place: Place, tiny_encoder: Path, tmp_path: Path
) -> None:
    """Without dropout, two batches of two are worth one of four, to rounding."""
    calm = tmp_path / "calm"
    calm.mkdir()
    for item in tiny_encoder.iterdir():
        (calm / item.name).write_bytes(item.read_bytes())
    config = json.loads((calm / "config.json").read_bytes())
    config.update(hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
    (calm / "config.json").write_text(json.dumps(config), "utf-8")
    places = [Place(calm, tmp_path / f"m{number}", tmp_path / f"c{number}") for number in range(2)]
    changes: dict[str, Any] = {"epochs": 2, "learning_rate": 1e-3}
    one = train(data, places[0], batch_size=4, **changes)
    two = train(data, places[1], batch_size=2, accumulation=2, **changes)
    losses = [[row.train_loss for row in trained.epochs] for trained in (one, two)]
    assert losses[0] == pytest.approx(losses[1], rel=1e-3)
