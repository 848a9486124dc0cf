"""A tiny random encoder and a small corpus."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.domain.training import Example
from workbench.engines.base import Place
from workbench.engines.fake import FakeHost

PEOPLE = ("Ann", "Bob", "Cleo", "Dora", "Emil", "Fay")
TOWNS = ("Rome", "Bern", "Oslo", "Riga")
WORDS = ("lives", "in", "saw", "and", "the", "##s", "a", "b", "c", "##a", "##b", "##c")


@pytest.fixture(scope="session")
def corpus() -> tuple[Example, ...]:
    """Forty-eight short sentences with two labels."""
    return tuple(
        Example(
            number,
            (PEOPLE[number % 6], "lives" if number % 3 else "saw", "in", TOWNS[number % 4]),
            ("B-PER", "O", "O", "B-LOC"),
        )
        for number in range(48)
    )


@pytest.fixture
def host() -> FakeHost:
    return FakeHost()


@pytest.fixture
def place(tiny_encoder: Path, tmp_path: Path) -> Place:
    return Place(tiny_encoder, tmp_path / "model", tmp_path / "checkpoints")


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of two small random layers that knows a few dozen pieces."""
    import torch
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("tiny")
    special = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
    pieces = (*special, *PEOPLE, *TOWNS, *WORDS)
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", "utf-8")
    tokenizer = {"tokenizer_class": "BertTokenizer", "do_lower_case": False}
    (folder / "tokenizer_config.json").write_text(json.dumps(tokenizer), "utf-8")
    torch.manual_seed(1)
    config = BertConfig(  # type: ignore[no-untyped-call]
        vocab_size=len(pieces),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=24,
    )
    BertModel(config).save_pretrained(folder)  # type: ignore[no-untyped-call]
    return folder
