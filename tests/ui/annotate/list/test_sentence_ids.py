"""The ids behind the list."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.ui.annotate.list.sentence_ids import NEAR, Listing, merged

IDS = st.lists(st.integers(-(2**62), 2**62), unique=True, max_size=40)


@given(IDS, st.booleans(), st.integers(0, 40), st.integers(0, 5))
def test_every_id_is_found_in_its_row(ids: list[int], ordered: bool, near: int, cut: int) -> None:
    """Ascending or not, in one batch or two, wherever one looks first."""
    ids = sorted(ids) if ordered else ids
    listing = Listing(ids[:cut], ordered)
    listing.append(ids[cut:])
    assert [listing.row_of(one, near) for one in ids] == list(range(len(ids)))
    assert listing.row_of(2**62 + 1, near) is None


@pytest.mark.parametrize("wrongly", [False, True])
def test_an_id_far_away_is_found(wrongly: bool) -> None:
    """Not in order, even if it is called so; bytes of two neighbours do not deceive."""
    ids = [3 << 56, 1, *range(100_000, 100_000 - 4 * NEAR, -1), 256, 2]
    listing = Listing(ids, wrongly)
    for row in (0, 1, 700, len(ids) - 2, len(ids) - 1):
        assert listing.row_of(ids[row]) == row
    assert listing.row_of(3) is None


@pytest.mark.parametrize(
    ("found", "kept", "expected"),
    [
        ((1, 2, 5), 4, (1, 2, 4, 5)),
        ((4, 5), 1, (1, 4, 5)),
        ((4, 5), 5, (4, 5)),
        ((), 3, (3,)),
        ((5, 1, 2), 4, (5, 1, 2, 4)),
    ],
)
def test_a_sentence_is_kept_at_its_place(
    found: tuple[int, ...], kept: int, expected: tuple[int, ...]
) -> None:
    """Listing anew keeps the sentence at hand between those that were its neighbours."""
    before, after = Listing((1, 2, 3, 4, 5), True), Listing(found)
    after.keep(kept, before, before.ids.index(kept))
    assert tuple(after.ids) == expected
    assert [after.row_of(one) for one in after.ids] == list(range(len(after)))


def test_what_was_not_listed_is_not_kept() -> None:
    """A sentence from elsewhere, or none, changes nothing."""
    after = Listing((4, 5))
    after.keep(9, Listing((1, 2)), 0)
    after.keep(None, Listing((1, 2)), 0)
    after.keep(1, Listing((1, 2)), -1)
    assert tuple(after.ids) == (4, 5)


def test_stretches_of_rows_become_ids() -> None:
    """No row twice, and in order."""
    stretches = merged([range(4, 6), range(2), range(1, 3), range(6, 7)])
    assert stretches == [range(3), range(4, 7)]
    assert Listing(range(10, 20)).of_rows(stretches) == array("q", (10, 11, 12, 14, 15, 16))
