"""Strings that could not be stored or shown are made visible; refusal and reading agree."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from workbench.formats.base import PlainLayout, RawSentence, Source
from workbench.formats.sink import CorpusSink
from workbench.formats.visible import (
    unstorable_text,
    unstorable_token,
    visible_line,
    visible_tags,
    visible_text,
    visible_tokens,
)

TEXT = st.text(max_size=5)
SOURCE = Source(Path("a"), "a", Path("a"))


@given(tokens=st.lists(TEXT, min_size=1, max_size=4).map(tuple))
def test_tokens_that_are_refused_are_those_that_change(tokens: tuple[str, ...]) -> None:
    """What a writer lets pass is read as it is; what it refuses is not."""
    sink = CorpusSink(SOURCE)
    refused = bool(unstorable_token(RawSentence(tokens, None, "a", 1)))
    shown = visible_tokens(tokens, 1, sink)
    assert refused == (shown != tokens)
    assert visible_tokens(shown, 1, sink) == shown
    assert all(token.strip() and not set(token) & set("\t\n\r\x00") for token in shown)
    sink.close()


@given(tag=TEXT)
def test_the_same_for_tags_and_texts(tag: str) -> None:
    """Tags stand on one line; a text may have several."""
    sink = CorpusSink(SOURCE)
    sentence = RawSentence(("a",), (tag,), "a", 1)
    assert bool(unstorable_text(sentence)) == (visible_tags((tag,), 1, sink) != (tag,))
    assert visible_tags((tag,), 1, sink) == (visible_line(tag, 1, sink),)
    note = RawSentence(("a",), None, "a", 1, note=tag)
    assert bool(unstorable_text(note)) == (visible_text(tag, 1, sink) != tag)
    sink.close()


def test_changes_are_reported() -> None:
    """Each kind of character is told with its line."""
    sink = CorpusSink(SOURCE)
    assert visible_tokens(("a\x00\n", " "), 7, sink) == ("a␀␊", "␣")
    file = sink.finish(PlainLayout("none", ""), None, "")
    assert [(one.line, one.code) for one in file.problems] == [
        (7, "control-character"),
        (7, "control-character"),
        (7, "empty-token"),
    ]
