"""Windows cover each token exactly once and never hold too much."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.engines.windows import Window, cut_windows

LENGTHS = st.lists(st.integers(0, 12), max_size=80)


@given(LENGTHS, st.integers(1, 10))
def test_each_token_is_answered_for_exactly_once(lengths: list[int], capacity: int) -> None:
    """The kept ranges, in order, are all tokens; each lies inside its window."""
    windows = cut_windows(lengths, capacity)
    assert [token for window in windows for token in window.keep] == list(range(len(lengths)))
    for window in windows:
        assert window.start <= window.keep.start <= window.keep.stop <= window.end


@given(LENGTHS, st.integers(1, 10))
def test_no_window_holds_too_much(lengths: list[int], capacity: int) -> None:
    """The pieces of a window, each token's cut to the capacity, fit."""
    for window in cut_windows(lengths, capacity):
        inside = lengths[window.start : window.end]
        assert sum(min(length, capacity) for length in inside) <= capacity


@given(st.lists(st.just(1), min_size=1, max_size=200), st.integers(8, 40))
def test_a_token_sees_context_on_both_sides(lengths: list[int], capacity: int) -> None:
    """Away from the sentence's ends, an eighth of the window at least lies on either side."""
    least = capacity // 4 // 2
    for window in cut_windows(lengths, capacity):
        if window.start > 0:
            assert window.keep.start - window.start >= least
        if window.end < len(lengths):
            assert window.end - window.keep.stop >= least


def test_a_short_sentence_is_one_window() -> None:
    """What fits is not cut."""
    assert cut_windows([1, 2, 3], 6) == [Window(0, 3, range(3))]


def test_neighbours_part_their_overlap_in_the_middle() -> None:
    """Eight tokens of one piece, with room for six, share the overlap fairly."""
    assert cut_windows([1] * 14, 8) == [
        Window(0, 8, range(7)),
        Window(6, 14, range(7, 14)),
    ]
