"""Encoders of other kinds load too, and what cannot be fetched is told in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.domain.errors import ModelError
from workbench.domain.training import Data, Example, Spec
from workbench.engines.base import Place
from workbench.engines.encoders import fetch, load_model, load_tokenizer, longest_input
from workbench.engines.fake import FakeHost
from workbench.engines.transformers.encoding import tokens_to_pieces
from workbench.engines.transformers.engine import TransformersEngine


@pytest.fixture(scope="module")
def byte_level_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny RoBERTa: byte-level pieces, and positions that start behind the padding's."""
    import tokenizers
    from transformers import RobertaConfig, RobertaModel

    folder = tmp_path_factory.mktemp("byte-level")
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    pieces = tokenizers.ByteLevelBPETokenizer(add_prefix_space=False)
    text = ["Ann lives in Rome and Bob saw Bern"] * 10
    pieces.train_from_iterator(text, vocab_size=320, special_tokens=special, show_progress=False)
    pieces.save_model(str(folder))
    config = RobertaConfig(  # type: ignore[no-untyped-call]
        vocab_size=pieces.get_vocab_size(),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=18,
    )
    RobertaModel(config).save_pretrained(folder)  # type: ignore[no-untyped-call]
    return folder


def test_a_byte_level_tokenizer_sees_words_with_a_space(byte_level_encoder: Path) -> None:
    """The first word of a sentence has the same pieces as anywhere else."""
    tokenizer = load_tokenizer(byte_level_encoder)
    [pieces] = tokens_to_pieces(tokenizer, [Example(1, ("Rome", "in", "Rome"))])
    assert pieces[0] == pieces[2]


def test_the_limit_leaves_out_positions_that_are_taken(byte_level_encoder: Path) -> None:
    """RoBERTa with 18 positions takes 16 pieces; a shorter wish is kept."""
    model = load_model(byte_level_encoder, load_tokenizer(byte_level_encoder), ("O",))
    assert longest_input(model, 128) == 16
    assert longest_input(model, 8) == 8


@pytest.mark.slow
def test_a_byte_level_encoder_trains_and_tags(
    byte_level_encoder: Path, corpus: tuple[Example, ...], tmp_path: Path
) -> None:
    """Long sentences are windowed within its limit, and the saved model tags them all."""
    place = Place(byte_level_encoder, tmp_path / "model", tmp_path / "checkpoints")
    spec = Spec(labels=("PER", "LOC"), epochs=1, threads=1)
    data = Data(corpus[:32], corpus[32:40], corpus[40:])
    TransformersEngine().train(spec, data, place, FakeHost())
    long = Example(1, ("Ann", "lives", "in", "Rome") * 20)
    applied = Spec(model=str(place.model), threads=1)
    [prediction] = TransformersEngine().predict(applied, [long], FakeHost())
    assert len(prediction.tags) == 80 and prediction.unscored == 0


def test_m11_a_model_that_cannot_be_fetched_is_told_in_words() -> None:
    """Without a network the error offers the encoder that needs none."""
    with pytest.raises(ModelError) as caught:
        fetch("nobody/no-such-encoder")
    assert caught.value.code == "NW-M11"
    assert "embedded" in caught.value.next_step
