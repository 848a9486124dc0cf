"""Near twins, against a plain comparison with all."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.engines.selection.twins import ALIKE, Twins

WORDS = st.lists(st.sampled_from("abcdefgh"), min_size=0, max_size=12)


PAGE = "page {} of the report on {} and its lake"


def test_numbers_do_not_make_a_difference() -> None:
    """A sentence that differs in its digits or in one word of many is a twin."""
    twins = Twins([PAGE.format(12, "Geneva").split()])
    assert twins.has(PAGE.format(345, "geneva").split())
    assert twins.has(PAGE.format(12, "Geneva").replace("the", "a").split())
    assert not twins.has(PAGE.format(12, "Basel").replace("lake", "river").split())


@given(st.lists(WORDS, max_size=6), WORDS)
def test_none_is_overlooked(known: list[list[str]], one: list[str]) -> None:
    """The short cut finds exactly what comparing with every sentence finds."""
    words = frozenset(one)
    expected = any(
        len(words & frozenset(other)) >= ALIKE * len(words | frozenset(other)) for other in known
    )
    assert Twins(known).has(one) == expected
