"""Small models with random weights, one for each head, and what they are asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from workbench.domain.recipes import TransformersOptions
from workbench.domain.training import Example, ModelCard, Spec
from workbench.engines.exported.tagger import Quiet
from workbench.engines.hardware import Hardware
from workbench.engines.transformers.tagger import Tagger, new_tagger

HARDWARE = Hardware("cpu", 1, "fp32")
TAGS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")
HEADS = {
    "linear": TransformersOptions(),
    "crf": TransformersOptions(crf=True),
    "lstm": TransformersOptions(lstm_size=8),
}


@pytest.fixture(scope="session")
def make_model(
    tiny_encoder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], tuple[Path, Tagger]]:
    """Writes a model with the head of that name; its folder, and the tagger itself."""

    def make(head: str) -> tuple[Path, Tagger]:
        folder = tmp_path_factory.mktemp(head) / "model"
        folder.mkdir()
        torch.manual_seed(3)
        spec = Spec(labels=("PER", "LOC"), max_length=20, threads=1, transformers=HEADS[head])
        tagger = new_tagger(tiny_encoder, spec, TAGS, HARDWARE, Quiet())
        with torch.no_grad():
            # Weights that are not all alike, so that all tags are said of something.
            for name, parameter in tagger.network.named_parameters():
                if tagger.network.is_head(name):
                    parameter.normal_(0.0, 1.0)
        tagger.network.train(False)
        card = ModelCard("transformers", "tiny", ("PER", "LOC"), tagger.options.to_json())
        tagger.write(folder, card)
        return folder, tagger

    return make


@pytest.fixture(scope="session")
def asked(corpus: tuple[Example, ...]) -> tuple[Example, ...]:
    """Short and long sentences, tokens that leave no piece, context, and nothing at all."""
    long = Example(100, ("Ann", "lives", "in", "Rome", "\u200b", "abc") * 12)
    broken = Example(101, ("Bob", "\ud83d", "unheard-of", "\u200b"))
    around = Example(102, ("Cleo", "saw"), (), ("Oslo", "and"), ("in", "Riga"))
    return (*corpus[:12], long, broken, around, Example(103, ()))
