"""What sentences have beside tokens and tags: written as plain values, and read with care."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from tests.formats.whole_sentences import whole_sentence
from workbench.domain.sentence import Split
from workbench.formats.attributes import Attributes, sentence_to_values, values_to_attributes
from workbench.formats.base import RawSentence, Source
from workbench.formats.sink import CorpusSink
from workbench.formats.visible import unstorable_text


def read(values: dict[str, Any], length: int = 2) -> Attributes:
    sink = CorpusSink(Source(Path("a"), "a", Path("a")))
    try:
        return values_to_attributes(values, "a.csv", length, 1, sink)
    finally:
        sink.close()


@given(sentence=whole_sentence().filter(lambda one: not unstorable_text(one)))
def test_what_is_written_is_read(sentence: RawSentence) -> None:
    """Each attribute comes back, and nothing is held to be unusable."""
    found = read(sentence_to_values(sentence), len(sentence.tokens))
    assert found == Attributes(
        sentence.document,
        sentence.split,
        sentence.status,
        sentence.flagged,
        sentence.note,
        sentence.suggestions,
        sentence.extras,
    )


def test_a_row_without_any() -> None:
    """Without a column for the document, it is the file."""
    assert read({}) == Attributes("a.csv")
    assert read({"document": "", "split": "", "note": None}) == Attributes("")


def test_other_names_of_splits() -> None:
    """`validation` is our dev."""
    assert read({"split": "validation"}).split == Split.DEV


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("split", "elsewhere"),
        ("split", 7),
        ("status", "good"),
        ("flagged", "perhaps"),
        ("document", ["a"]),
        ("document", float("nan")),
        ("suggestions", "[[0, 1]]"),
        ("suggestions", '[[0, 3, "PER", "m", 0.5]]'),
        ("suggestions", '[[1, 1, "PER", "m", 0.5]]'),
        ("suggestions", '[[0, 1, "PER", "m", NaN]]'),
        ("suggestions", '[[true, 2, "PER", "m", 1]]'),
        ("suggestions", "[" * 100_000),
        ("suggestions", 7),
        ("extras", '[["POS", ["N"]]]'),
        ("extras", '{"POS": 1}'),
        ("extras", "[[1, [2, 3]]]"),
    ],
)
def test_values_that_mean_something_else_are_named(key: str, value: Any) -> None:
    """Columns of others may have our names; their values are told, not guessed at."""
    found = read({key: value})
    assert found.unusable == (key,)
