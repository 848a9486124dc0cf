"""What a trained network thinks: the same as it says, and doubts of its head alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from workbench.domain.recipes import TransformersOptions
from workbench.domain.training import Example, Spec
from workbench.engines.fake import FakeHost
from workbench.engines.hardware import Hardware
from workbench.engines.selection.network_belief import output_layer, think
from workbench.engines.transformers.tagger import Tagger, new_tagger

TAGS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")
CPU = Hardware("cpu", 1, "fp32")
HEADS = {
    "plain": TransformersOptions(),
    "crf": TransformersOptions(crf=True),
    "lstm": TransformersOptions(lstm_size=8),
}


@pytest.fixture(params=list(HEADS))
def tagger(request: pytest.FixtureRequest, tiny_encoder: Path, host: FakeHost) -> Tagger:
    """One tagger of each head, untrained."""
    torch.manual_seed(5)
    spec = replace(Spec(), transformers=HEADS[request.param], device="cpu")
    return new_tagger(tiny_encoder, spec, TAGS, CPU, host)


def test_it_thinks_what_it_says(
    tagger: Tagger, corpus: tuple[Example, ...], host: FakeHost
) -> None:
    """The probability of each chosen tag is the score that tagging tells; rows sum to 1."""
    found = think(tagger, corpus[:12], host, passes=2)
    for rows, said in zip(found.belief.rows, tagger.tag(corpus[:12], host), strict=True):
        assert rows.sum(axis=1) == pytest.approx(np.ones(len(rows)), abs=1e-5)
        chosen = [rows[place, TAGS.index(tag)] for place, tag in enumerate(said.tags)]
        assert chosen == pytest.approx(said.scores, abs=1e-4)


def test_only_the_head_wavers(tagger: Tagger, corpus: tuple[Example, ...], host: FakeHost) -> None:
    """Several passes differ a little, one pass tells nothing; the encoder reads once."""
    calls: list[int] = []
    hook = tagger.network.body.base_model.register_forward_hook(lambda *_: calls.append(1))
    wavering = think(tagger, corpus[:4], host, passes=10).information
    hook.remove()
    assert len(calls) == 1
    assert max(float(one.max()) for one in wavering) > 0
    steady = think(tagger, corpus[:4], host, passes=1).information
    assert all(one == pytest.approx(np.zeros(len(one)), abs=1e-9) for one in steady)
    assert not output_layer(tagger.network)._forward_pre_hooks


def test_vectors_are_those_of_sentences(
    tagger: Tagger, corpus: tuple[Example, ...], host: FakeHost
) -> None:
    """Of length 1; the same words have the same vector."""
    twice = (corpus[0], corpus[1], replace(corpus[0], id=99))
    vectors = think(tagger, twice, host).vectors
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    assert vectors[0] == pytest.approx(vectors[2], abs=1e-5)
    assert vectors[0] != pytest.approx(vectors[1], abs=1e-5)


def test_long_and_empty_sentences(tagger: Tagger, host: FakeHost) -> None:
    """One longer than a window is put together again; one without tokens has no rows."""
    long = Example(1, ("Ann", "lives", "in", "Rome") * 12)
    found = think(tagger, (long, Example(2, ())), host)
    assert [len(rows) for rows in found.belief.rows] == [48, 0]
    assert [len(one) for one in found.information] == [48, 0]
