"""Batches hold windows of like length, each once an epoch."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.engines.batching import LengthBatches, pad
from workbench.engines.transformers.encoding import IGNORED, Input


def epoch(sampler: LengthBatches, number: int) -> list[list[int]]:
    sampler.epoch = number
    return list(sampler)


@given(st.lists(st.integers(1, 200), max_size=300), st.integers(1, 40), st.integers(1, 3))
def test_each_window_comes_once_an_epoch(lengths: list[int], size: int, accumulation: int) -> None:
    """Two epochs hold all windows each, in batches of at most the size, as many as said."""
    sampler = LengthBatches(lengths, size, 1, accumulation)
    for number in range(2):
        batches = epoch(sampler, number)
        assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
        assert len(batches) == len(sampler)
        assert all(len(batch) <= size for batch in batches)


def test_epochs_differ_but_not_runs() -> None:
    """The second epoch is shuffled anew; an epoch follows from its seed and number alone."""
    lengths = [number % 50 for number in range(400)]
    first, second = (LengthBatches(lengths, 16, seed=5) for _ in range(2))
    assert epoch(first, 0) != epoch(first, 1)
    assert epoch(second, 1) == epoch(first, 1)
    assert epoch(LengthBatches(lengths, 16, seed=6), 1) != epoch(first, 1)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=200), st.integers(1, 10))
def test_half_the_batch_learns_the_same_at_each_step(lengths: list[int], half: int) -> None:
    """With half the batch and twice the accumulation, the inputs of every step are the same."""
    whole = LengthBatches(lengths, 2 * half, 3)
    parts = LengthBatches(lengths, half, 3, accumulation=2)
    assert whole.steps == parts.steps
    halves = epoch(parts, 0)
    for step, batch in enumerate(epoch(whole, 0)):
        together = [index for part in halves[2 * step : 2 * step + 2] for index in part]
        assert sorted(together) == sorted(batch)


def test_little_is_padded() -> None:
    """Of mixed lengths, batches by length waste a fifth of what random ones would, at most."""
    lengths = [1 + (number * 37) % 120 for number in range(1200)]
    batches = list(LengthBatches(lengths, 16, seed=2))
    padded = sum(max(lengths[i] for i in batch) * len(batch) for batch in batches)
    blind = [list(range(start, start + 16)) for start in range(0, 1200, 16)]
    blindly = sum(max(lengths[i] for i in batch) * len(batch) for batch in blind)
    used = sum(lengths)
    assert padded - used < (blindly - used) / 5


def test_padding_is_masked() -> None:
    """The shorter input is filled up with the padding's id, unseen and unlabelled."""
    short = Input(0, [5], [0], [0], [1])
    long = Input(1, [6, 7], [4, 5], [0, 1], [2, 3])
    batch = pad([short, long], padding_id=9)
    assert batch["continues"].tolist() == [False, True]
    assert batch["input_ids"].tolist() == [[5, 9], [6, 7]]
    assert batch["attention_mask"].tolist() == [[1, 0], [1, 1]]
    assert batch["labels"].tolist() == [[1, IGNORED], [2, 3]]
