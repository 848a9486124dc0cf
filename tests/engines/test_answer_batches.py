"""Batches for a network that only answers: every window once, within bounds, little padding."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from workbench.engines.answer_batches import MOST_PADDING, answer_batches

LENGTHS = st.lists(st.integers(1, 200), max_size=300)


def padded(lengths: list[int], batches: list[list[int]]) -> int:
    return sum(max(lengths[place] for place in batch) * len(batch) for batch in batches)


@given(LENGTHS, st.integers(1, 40), st.integers(1, 3000), st.integers(1, 3000))
def test_each_window_comes_once_and_none_is_too_much(
    lengths: list[int], windows: int, room: int, enough: int
) -> None:
    """The longest come first, and a batch of more than one window keeps to both bounds."""
    batches = list(answer_batches(lengths, windows, room, enough))
    found = [place for batch in batches for place in batch]
    assert sorted(found) == list(range(len(lengths)))
    assert [lengths[place] for place in found] == sorted(lengths, reverse=True)
    assert all(0 < len(batch) <= windows for batch in batches)
    assert all(len(batch) == 1 or padded(lengths, [batch]) <= room for batch in batches)


@given(LENGTHS, st.integers(1, 3000))
def test_a_batch_is_parted_early_only_where_that_saves_padding(
    lengths: list[int], enough: int
) -> None:
    """It has enough pieces, and the next window would make too much of it padding."""
    batches = list(answer_batches(lengths, 32, enough=enough))
    for batch, after in pairwise(batches):
        if len(batch) < 32:
            together = [*batch, after[0]]
            there = sum(lengths[place] for place in together)
            assert padded(lengths, [batch]) >= enough
            assert padded(lengths, [together]) > there * (1 + MOST_PADDING)


def test_where_little_is_enough_little_is_padded() -> None:
    """Of mixed lengths, half of what batches of 32 would pad, at most."""
    lengths = [1 + (number * 37) % 120 for number in range(256)]
    wasted = [
        padded(lengths, list(answer_batches(lengths, 32, enough=enough))) - sum(lengths)
        for enough in (256, 100_000)
    ]
    assert wasted[0] < wasted[1] / 2


def test_nothing_is_asked_where_there_is_nothing() -> None:
    """No window, no batch."""
    assert list(answer_batches([], 32)) == []
