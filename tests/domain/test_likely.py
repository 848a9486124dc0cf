"""Likely names and stops follow from the tokens alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.likely import STRIDE, first_letter, likely_names, stops


def names(text: str, *known: range) -> list[str]:
    tokens = text.split()
    return [" ".join(tokens[span.start : span.stop]) for span in likely_names(tokens, known)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The man saw New York City today .", ["New York City"]),
        ("Yesterday I'm sure I saw Ada . Then nothing .", ["Ada"]),
        ("NASA said no , and so did eBay", ["NASA", "eBay"]),
        ("it was George W Bush who came", ["George W Bush"]),
        ("Ada Lovelace was here again", ["Ada Lovelace"]),
        ("see @ada and #Geneva for more", []),
        ("Five Dead In Storm Near Lima", []),
        ("", []),
    ],
)
def test_capitals_that_mean_something_are_likely_names(text: str, found: list[str]) -> None:
    """Not the first word of a sentence alone, not `I`, no address, no headline."""
    assert names(text) == found


def test_a_text_that_is_tagged_elsewhere_wins() -> None:
    """Also where there are no capitals at all."""
    assert names("in New York City", range(1, 3)) == ["New York"]
    assert names("他 在 北 京", range(2, 4)) == ["北 京"]
    assert names("a b c", range(2), range(1, 3)) == ["a b"]


@given(st.lists(st.sampled_from(["a", "B", ",", "Cd", "京"]), max_size=40))
def test_stops_are_never_far_apart(tokens: list[str]) -> None:
    """From any token the next stop is at most five tokens away, and names begin at one."""
    spans = likely_names(tokens)
    found = stops(tokens, spans)
    assert list(found) == sorted(set(found))
    edges = (*found, len(tokens))
    assert all(b - a <= STRIDE for a, b in pairwise(edges))
    assert {span.start for span in spans} <= set(found)


@pytest.mark.parametrize(
    ("token", "letter"), [("#École", "e"), ("42nd", "4"), ("...", ""), ("В", "в"), ("İz", "i")]
)
def test_the_first_letter_is_what_a_person_types(token: str, letter: str) -> None:
    """Without signs before it, case and accents."""
    assert first_letter(token) == letter
