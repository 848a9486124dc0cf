"""A tiny random encoder, a small corpus, and a host that writes down what it hears."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")

from workbench.domain.reports import EpochRow
from workbench.domain.training import CancelledError, Example
from workbench.engines.base import Place

PEOPLE = ("Ann", "Bob", "Cleo", "Dora", "Emil", "Fay")
TOWNS = ("Rome", "Bern", "Oslo", "Riga")
WORDS = ("lives", "in", "saw", "and", "the", "##s", "a", "b", "c", "##a", "##b", "##c")


@dataclass
class FakeHost:
    """Writes down what it hears; `act` may answer with stop or cancel."""

    act: Callable[[FakeHost, object], None] = lambda host, heard: None
    stopping: bool = False
    cancelled: bool = False
    rows: list[EpochRow] = field(default_factory=list)
    steps: list[tuple[int, int]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    device: str = ""

    def check(self) -> None:
        if self.cancelled:
            raise CancelledError

    def wait(self, seconds: float | None) -> bool:
        return self.stopping

    def started(self, device: str, threads: int) -> None:
        self.device = device
        self.act(self, device)

    def progress(self, step: int, steps: int, epoch: float, loss: float | None) -> None:
        self.steps.append((step, steps))
        self.act(self, step)

    def epoch(self, row: EpochRow) -> None:
        self.rows.append(row)
        self.act(self, row)

    def log(self, text: str) -> None:
        self.texts.append(text)

    def stop(self) -> None:
        self.stopping = True

    def cancel(self) -> None:
        self.stopping = self.cancelled = True


def corpus(count: int) -> tuple[Example, ...]:
    return tuple(
        Example(
            number,
            (PEOPLE[number % 6], "lives" if number % 3 else "saw", "in", TOWNS[number % 4]),
            ("B-PER", "O", "O", "B-LOC"),
        )
        for number in range(count)
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
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=24,
    )
    BertModel(config).save_pretrained(folder)
    return folder
