"""Tokens as the text that a person reads."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.sentence import is_ideographic, join_lines, join_tokens, needs_space

_TEXT = st.text(
    st.one_of(st.characters(), st.sampled_from("ab äж東京カ！𠀋😀\n\u2e7f\u2e80")), max_size=4
)


@given(tokens=st.lists(_TEXT, max_size=6))
def test_a_space_stands_where_it_is_needed(tokens: list[str]) -> None:
    """Between each two tokens, but not between characters that are written without."""
    expected = tokens[0] if tokens else ""
    for left, right in pairwise(tokens):
        expected += f" {right}" if needs_space(left, right) else right
    assert join_tokens(tokens) == expected
    if not any("\n" in token for token in tokens):
        assert join_lines("\n".join(tokens)) == expected


@pytest.mark.parametrize("first", ["\u2e80", "\uf900", "\uff00", "\U00020000"])
def test_han_kana_and_full_width_need_no_space(first: str) -> None:
    """Each range from its first character on, and not before."""
    assert is_ideographic(first)
    assert not is_ideographic(chr(ord(first) - 1))
