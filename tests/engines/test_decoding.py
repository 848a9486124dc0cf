"""The tags chosen are valid, and no valid sequence is more probable."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.schemes import IOB2, is_valid
from workbench.engines.decoding import Decoder, Rows, valid_iob2

NAMES = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")


def rows_from(seed: int, length: int) -> Rows:
    logits = np.random.default_rng(seed).normal(scale=2, size=(length, len(NAMES)))
    rows: Rows = (logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))).astype(np.float32)
    return rows


@given(st.integers(0, 10_000), st.integers(1, 4))
def test_no_valid_sequence_is_more_probable(seed: int, length: int) -> None:
    """Against all sequences tried one by one."""
    rows = rows_from(seed, length)
    tags, scores = Decoder(NAMES).decode(rows)
    assert is_valid(tags, IOB2)
    best = max(
        sum(float(rows[place, choice]) for place, choice in enumerate(choices))
        for choices in product(range(len(NAMES)), repeat=length)
        if is_valid([NAMES[choice] for choice in choices], IOB2)
    )
    assert float(np.log(scores).sum()) == pytest.approx(best, abs=1e-3)


def test_a_model_from_elsewhere_is_repaired_only() -> None:
    """Unconstrained, an I- that the model is sure of opens an entity."""
    rows = np.log(
        np.array([[0.1, 0.1, 0.6, 0.1, 0.1], [0.1, 0.1, 0.6, 0.1, 0.1]], dtype=np.float32)
    )
    tags, scores = Decoder(NAMES, constrained=False).decode(rows)
    assert tags == ("B-PER", "I-PER")
    assert scores == pytest.approx((0.6, 0.6))


@given(st.lists(st.sampled_from(["O", "B-PER", "I-PER", "I-LOC"]), max_size=8))
def test_predicted_tags_are_valid(tags: list[str]) -> None:
    """An I- that continues nothing becomes B-; valid tags stay as they are."""
    repaired = valid_iob2(tags)
    assert is_valid(repaired, IOB2)
    assert [tag[2:] for tag in repaired] == [tag[2:] for tag in tags]
    assert valid_iob2(repaired) == repaired
