"""Encoders of all common kinds train, save, load and say the same again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.engines.conftest import PEOPLE, TOWNS, WORDS
from workbench.domain.recipes import TransformersOptions
from workbench.domain.training import Data, Example, JobKind, Spec
from workbench.engines.base import Place
from workbench.engines.encoders import load_tokenizer
from workbench.engines.fake import FakeHost
from workbench.engines.transformers.encoding import tokens_to_pieces
from workbench.engines.transformers.engine import TransformersEngine
from workbench.jobs.bases import check_folder, check_model

pytestmark = [
    pytest.mark.slow,
    # torch warns about a function that transformers calls when it loads DeBERTa and ModernBERT.
    pytest.mark.filterwarnings("ignore:.torch.jit.*:DeprecationWarning"),
]

SIZES: dict[str, Any] = {
    "hidden_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "max_position_embeddings": 40,
}
TEXT = ["Ann lives in Rome and Bob saw Bern", "Cleo and Dora saw Oslo and Riga"] * 10
SPEC = Spec(labels=("PER", "LOC"), epochs=1, batch_size=8, max_length=20, threads=1)
HEADS = TransformersOptions(crf=True, lstm_size=6)
BERT = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
ROBERTA = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
MPNET = ["<s>", "<pad>", "</s>", "[UNK]", "<mask>"]
DEBERTA = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"]


def word_pieces(folder: Path, special: list[str]) -> int:
    """A vocabulary of word pieces, as BERT has one."""
    pieces = (*special, *PEOPLE, *TOWNS, *WORDS)
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", "utf-8")
    return len(pieces)


def byte_pairs(folder: Path, special: list[str]) -> int:
    """Byte-level pairs, as RoBERTa has them."""
    from tokenizers import ByteLevelBPETokenizer

    pieces = ByteLevelBPETokenizer()
    pieces.train_from_iterator(TEXT, 320, special_tokens=special, show_progress=False)
    pieces.save_model(str(folder))
    return int(pieces.get_vocab_size())


def byte_pairs_in_one_file(folder: Path, special: list[str]) -> int:
    """The same in one file, as ModernBERT has them."""
    from tokenizers import ByteLevelBPETokenizer

    pieces = ByteLevelBPETokenizer()
    pieces.train_from_iterator(TEXT, 320, special_tokens=special, show_progress=False)
    return _in_one_file(folder, pieces, special)


def unigrams(folder: Path, special: list[str]) -> int:
    """Sentence pieces, as XLM-R and DeBERTa-v3 have them."""
    from tokenizers import SentencePieceUnigramTokenizer

    pieces = SentencePieceUnigramTokenizer()
    pieces.train_from_iterator(
        TEXT, 80, special_tokens=special, unk_token=special[3], show_progress=False
    )
    return _in_one_file(folder, pieces, special)


def _in_one_file(folder: Path, pieces: Any, special: list[str]) -> int:
    from tokenizers.processors import TemplateProcessing

    first, last = (next(p for p in special if p in names) for names in (FIRST, LAST))
    ends = [(name, pieces.token_to_id(name)) for name in (first, last)]
    pieces.post_processor = TemplateProcessing(f"{first} $A {last}", None, ends)
    pieces.save(str(folder / "tokenizer.json"))
    return int(pieces.get_vocab_size())


FIRST, LAST = ("<s>", "[CLS]"), ("</s>", "[SEP]")
DISTILLED = {
    "dim": 16,
    "n_layers": 1,
    "n_heads": 2,
    "hidden_dim": 32,
    "max_position_embeddings": 40,
}
MODERN = {"cls_token_id": 0, "sep_token_id": 2, "bos_token_id": 0, "eos_token_id": 2}

Maker = Callable[[Path, list[str]], int]
KINDS: dict[str, tuple[Maker, list[str], str, dict[str, Any]]] = {
    "Bert": (word_pieces, BERT, "BertTokenizer", SIZES),
    "Electra": (word_pieces, BERT, "ElectraTokenizer", SIZES),
    "DistilBert": (word_pieces, BERT, "DistilBertTokenizer", DISTILLED),
    "MPNet": (word_pieces, MPNET, "MPNetTokenizer", SIZES),
    "Roberta": (byte_pairs, ROBERTA, "RobertaTokenizer", SIZES),
    "XLMRoberta": (unigrams, ROBERTA, "XLMRobertaTokenizer", SIZES),
    "DebertaV2": (unigrams, DEBERTA, "DebertaV2Tokenizer", {**SIZES, "relative_attention": True}),
    "ModernBert": (byte_pairs_in_one_file, ROBERTA, "PreTrainedTokenizerFast", {**SIZES, **MODERN}),
}


@pytest.fixture(scope="module", params=KINDS)
def encoder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny random encoder of each kind, with a tokenizer that fits it."""
    import torch
    import transformers

    kind: str = request.param
    make, special, tokenizer, sizes = KINDS[kind]
    folder = tmp_path_factory.mktemp(kind)
    vocabulary = make(folder, special)
    names = {"tokenizer_class": tokenizer, "do_lower_case": False}
    if tokenizer == "PreTrainedTokenizerFast":
        names.update({"pad_token": "<pad>", "unk_token": "<unk>"})
    (folder / "tokenizer_config.json").write_text(json.dumps(names), "utf-8")
    padding = next(index for index, piece in enumerate(special) if "pad" in piece.lower())
    torch.manual_seed(1)
    config = getattr(transformers, f"{kind}Config")(
        vocab_size=vocabulary, pad_token_id=padding, **sizes
    )
    getattr(transformers, f"{kind}Model")(config).save_pretrained(folder)
    return folder


@pytest.mark.parametrize("options", [TransformersOptions(), HEADS], ids=["linear", "BiLSTM-CRF"])
def test_it_says_the_same_after_loading(
    encoder: Path, options: TransformersOptions, corpus: tuple[Example, ...], tmp_path: Path
) -> None:
    """Trained for an epoch and loaded again, it gives each token of the test set the same tag."""
    check_folder(encoder)
    data = Data(corpus[:24], corpus[24:32], corpus[32:])
    place = Place(encoder, tmp_path / "model", tmp_path / "checkpoints")
    trained = TransformersEngine().train(
        replace(SPEC, transformers=options), data, place, FakeHost()
    )
    assert check_model(place.model).options["crf"] == options.crf
    applied = replace(SPEC, kind=JobKind.EVALUATE, model=str(place.model))
    long = Example(99, ("Ann", "lives", "in", "Rome") * 20)
    *again, windowed = TransformersEngine().predict(applied, [*data.test, long], FakeHost())
    for left, right in zip(again, trained.test, strict=True):
        assert (left.tags, left.pieces) == (right.tags, right.pieces)
        assert left.scores == pytest.approx(right.scores, abs=1e-4)
    assert len(windowed.tags) == 80 and windowed.windows > 1


def test_the_first_word_is_read_as_anywhere_else(encoder: Path) -> None:
    """A word has the same pieces at the start of a sentence as in its middle."""
    [pieces] = tokens_to_pieces(load_tokenizer(encoder), [Example(1, ("Rome", "in", "Rome"))])
    assert pieces[0] == pieces[2] and pieces[0]
