"""What the JSON formats cannot write is named before anything is written."""

from __future__ import annotations

import pytest

from workbench.domain.entity import Entity, Suggestion
from workbench.formats.base import RawSentence, WriteOptions
from workbench.formats.own_keys import misplaced_token, refuses_spans

OPTIONS = WriteOptions()


def suggestion(start: int, end: int, score: float = 0.5, label: str = "P") -> Suggestion:
    return Suggestion(Entity(label, start, end), "m", score)


def refused(*tokens: str, source: str = "", suggestions: tuple[Suggestion, ...] = ()) -> str:
    sentence = RawSentence(tokens, None, "d", 1, source, suggestions=suggestions)
    return refuses_spans(sentence, OPTIONS)


@pytest.mark.parametrize("token", ["", " ", "\u3000", "a\nb", "a\tb", " a", "a ", "\x00", "\ud800"])
def test_tokens_that_reading_would_change_are_refused(token: str) -> None:
    """Blank and padded ones, ones with line breaks, ones that cannot be stored."""
    assert repr(token) in refused("x", token)


@pytest.mark.parametrize("token", ["a b", "\u200b", "b\u2028x", "😀", "a\u00a0b", "'\"\\"])
def test_other_tokens_are_not(token: str) -> None:
    """However odd they look."""
    assert not refused("x", token)


def test_a_text_that_does_not_hold_the_tokens_is_refused() -> None:
    """Nothing but white space may stand between and around them."""
    assert not refused("a", "b", source=" a\n\u200b b ")
    assert "'b'" in refused("a", "b", source="a-b")
    assert "'a'" in refused("a", "b", source="b a")
    assert "'-'" in refused("a", "b", source="a b-")
    assert misplaced_token((), "x")


@pytest.mark.parametrize(
    ("suggestions", "words"),
    [
        ((suggestion(0, 1, 1.5),), "score 1.5"),
        ((suggestion(0, 1, float("nan")),), "score nan"),
        ((suggestion(0, 3),), "behind its end"),
        ((suggestion(0, 2), suggestion(1, 2)), "'m' that overlap"),
        ((suggestion(0, 1), suggestion(0, 1)), "'m' that overlap"),
        ((suggestion(0, 1, label=" "),), "label ' '"),
    ],
)
def test_suggestions_that_reading_would_change_are_refused(
    suggestions: tuple[Suggestion, ...], words: str
) -> None:
    """Those that overlap, lie outside, or have a score that is none."""
    assert words in refused("a", "b", suggestions=suggestions)


def test_a_blank_label_is_refused() -> None:
    """Reading takes it for a span without a label."""
    sentence = RawSentence(("a",), ("B- ",), "d", 1)
    assert "label ' '" in refuses_spans(sentence, OPTIONS)
