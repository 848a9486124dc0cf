"""Terms in the text of the filter field."""

from __future__ import annotations

import pytest

from workbench.domain.filters import parse_filter
from workbench.ui.annotate.filter_text import hit_tokens, wanted_words, with_term


@pytest.mark.parametrize(
    ("text", "field", "value", "expected"),
    [
        ("", "status", "new", "status:new"),
        ("Annan status:done", "status", "new", "Annan status:new"),
        ("status:done Annan", "status", None, "Annan"),
        ("-label:ORG x", "label", "PER", "x label:PER"),
        ("x", "label", "A B", 'x label:"A B"'),
        ('label:"A B" x', "label", None, "x"),
        ("flag:", "flag", None, ""),
        ("x", "flag", "", "x flag:"),
    ],
)
def test_a_picked_term_replaces_what_the_filter_said(
    text: str, field: str, value: str | None, expected: str
) -> None:
    """The other terms stay; what comes out can be read again."""
    written = with_term(text, field, value)
    assert written == expected
    parse_filter(written)


def test_only_wanted_words_are_marked() -> None:
    """Negated words and other fields mark nothing."""
    assert wanted_words(parse_filter('Annan "Kofi A" -x status:new')) == ("annan", "kofi a")


def test_hits_are_tokens_that_hold_the_words() -> None:
    """Capitals do not matter; a phrase marks all of its tokens; characters are found too."""
    tokens = ("Mr.", "Annan", "met", "annan")
    assert hit_tokens(tokens, ["annan"]) == {1, 3}
    assert hit_tokens(tokens, ["mr. annan"]) == {0, 1}
    assert hit_tokens(tuple("在日内瓦"), ["日内"]) == {1, 2}
    assert hit_tokens(tokens, []) == frozenset()
