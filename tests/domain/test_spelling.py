"""Distances between spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.spelling import closest, distance


@pytest.mark.parametrize(
    ("left", "right", "steps"),
    [
        ("", "abc", 3),
        ("PRG", "ORG", 1),
        ("SPECEIS", "SPECIES", 1),
        ("PRG", "PER", 2),
        ("a", "a", 0),
    ],
)
def test_known_distances(left: str, right: str, steps: int) -> None:
    """A swap of neighbours is one step."""
    assert distance(left, right) == steps


@given(st.text("ab", max_size=6), st.text("ab", max_size=6))
def test_a_distance_works_both_ways(left: str, right: str) -> None:
    """And is nought only between equals, and never more than the longer word."""
    assert distance(left, right) == distance(right, left)
    assert (distance(left, right) == 0) == (left == right)
    assert distance(left, right) <= max(len(left), len(right))


def test_the_closest_is_near_enough_or_none() -> None:
    """Among equals the first in order wins."""
    assert closest("PRG", ["PER", "ORG", "ARG"], at_most=2) == "ARG"
    assert closest("PRG", ["LOCATION"], at_most=2) is None
