"""Ranges over text: which are kept, and which tokens they touch."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.formats.alignment import (
    are_in_order,
    gaps,
    join_ranges,
    outermost,
    split_tokens,
    touched,
)
from workbench.formats.offsets import Offsets

RANGES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda one: (one[0], sum(one))),
    max_size=12,
)


def _overlap(one: Offsets, other: Offsets) -> bool:
    return one[0] < other[1] and other[0] < one[1]


@given(RANGES)
def test_the_outermost_are_kept(ranges: list[Offsets]) -> None:
    """Kept ones do not overlap; each other one overlaps a kept one that is no shorter."""
    over = outermost(ranges)
    kept = [one for one, other in zip(ranges, over, strict=True) if other is None]
    assert not any(_overlap(a, b) for i, a in enumerate(kept) for b in kept[:i])
    for (start, end), other in zip(ranges, over, strict=True):
        if other is not None:
            assert over[other] is None
            assert _overlap((start, end), ranges[other])
            assert end - start <= ranges[other][1] - ranges[other][0]


def test_of_two_alike_the_first_is_kept() -> None:
    """The order in the file decides between ranges of one length."""
    assert outermost([(3, 6), (1, 4), (3, 6)]) == [None, 0, 0]


@given(
    RANGES.map(lambda found: [a for a, b in zip(found, outermost(found), strict=True) if b is None])
)
def test_gaps_are_all_that_is_left(ranges: list[Offsets]) -> None:
    """Ranges and gaps together are the whole text."""
    ranges = sorted(ranges)
    both = sorted([*ranges, *gaps(ranges, 60)])
    assert are_in_order(both, 60)
    assert not gaps(both, 60)


@given(RANGES, RANGES)
def test_nothing_reaches_over_a_border_that_is_left(
    sentences: list[Offsets], spans: list[Offsets]
) -> None:
    """Joined sentences cover the same text, and a span that touches two of them is in one."""
    cut = sorted(one for one, o in zip(sentences, outermost(sentences), strict=True) if o is None)
    joined = join_ranges(cut, spans)
    assert all(any(a <= c and d <= b for a, b in joined) for c, d in cut)
    for span in spans:
        assert sum(_overlap(span, sentence) for sentence in joined) <= 1


def test_touched_tokens() -> None:
    """All tokens that share a character with the span; none for white space."""
    tokens = [(0, 3), (4, 6), (6, 9)]
    assert touched(tokens, (1, 5)) == (0, 2)
    assert touched(tokens, (4, 6)) == (1, 2)
    assert touched(tokens, (3, 4)) == (1, 1)
    assert touched(tokens, (20, 30)) == (3, 3)


def test_tokens_are_cut_where_both_pieces_can_be_seen() -> None:
    """White space goes, accents stay with their letters, nothing invisible is left alone."""
    text = "Bonns a b e\u0301 x\u200b"
    assert split_tokens(text, [(0, 5)], [0, 4, 5]) == [(0, 4), (4, 5)]
    assert split_tokens(text, [(6, 9)], [7]) == [(6, 7), (8, 9)]
    assert split_tokens(text, [(10, 12)], [11]) == [(10, 12)]
    assert split_tokens(text, [(13, 15)], [14]) == [(13, 15)]
