"""Characters that nobody sees are found, and those that belong to the text are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.hidden import (
    STAND_IN,
    any_hidden,
    has_hidden,
    hidden_characters,
    with_shown,
    without_hidden,
)


@pytest.mark.parametrize(
    ("token", "hidden"),
    [
        ("Ge\u200bneva", "\u200b"),
        ("\ufeffThe", "\ufeff"),
        ("so\u00adft", "\u00ad"),
        ("left\u200e", "\u200e"),
        ("bell\x07", "\x07"),
        ("a\u200db", "\u200d"),
        (" padded\u00a0", " \u00a0"),
        ("10\u00a0000", ""),
        ("می\u200cخواهم", ""),
        ("क्\u200dष", ""),
        ("👩\u200d💻", ""),
        ("🏴\U000e0067\U000e0062\U000e007f", ""),
        ("naïve", ""),
        ("日本", ""),
        ("“quoted”", ""),
    ],
)
def test_hidden_characters_are_told_from_those_that_belong(token: str, hidden: str) -> None:
    """Joiners of Persian, Hindi and emoji stay; between Latin letters they are hidden."""
    assert "".join(hidden_characters(token)) == hidden
    assert has_hidden(token) is bool(hidden)


def test_a_token_never_becomes_empty() -> None:
    """What is nothing but hidden characters gets a sign that can be seen."""
    assert without_hidden("\u200b\u200b") == STAND_IN
    assert without_hidden("Ge\u200bneva") == "Geneva"
    assert with_shown("Ge\u200bneva") == "Ge<U+200B>neva"


@given(st.text(min_size=1))
def test_what_was_mended_has_nothing_hidden(token: str) -> None:
    """Both repairs end what they are for."""
    assert not has_hidden(without_hidden(token))
    assert without_hidden(token)


@given(st.lists(st.text(min_size=1)))
def test_the_glance_at_a_sentence_misses_nothing(tokens: list[str]) -> None:
    """It says the same as looking at each token."""
    assert any_hidden(tokens) == any(map(hidden_characters, tokens))
