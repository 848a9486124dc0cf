"""Lists of spans in every notation that tables hold."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.formats.span_record import TextSpan
from workbench.formats.span_values import pairs_of_value, spans_of_value

ONE = (TextSpan(4, 8, "LOC", 3),)


@pytest.mark.parametrize(
    "value",
    [
        [[4, 8, "LOC"]],
        [(4, 8, "LOC")],
        [(4.0, 8.0, "LOC")],
        [{"start": 4, "end": 8, "label": "LOC"}],
        [{"start_offset": 4, "end_offset": 8, "type": "LOC", "id": 1}],
        [{"start": 4, "end": 8, "labels": ["LOC"]}],
        [{"start": 4, "end": 8, "label": 1}],
        {"start": [4], "end": [8], "label": ["LOC"], "note": "x"},
        '[[4, 8, "LOC"]]',
        '[{"start": 4, "end": 8, "label": "LOC"}]',
        "[(4, 8, 'LOC')]",
        "[{'start': 4, 'end': 8, 'label': 'LOC'}]",
        [["4", "8", "LOC"]],
    ],
)
def test_notations(value: Any) -> None:
    """Triples, objects, an object of lists, JSON, and Python's own notation mean the same."""
    assert spans_of_value(value, ("PER", "LOC"), 3) == ONE


@pytest.mark.parametrize("value", [None, "", "  ", float("nan")])
def test_nothing_is_not_annotated(value: Any) -> None:
    """No value is something else than a list without spans."""
    assert spans_of_value(value, (), 1) is None
    assert spans_of_value("[]", (), 1) == ()


@pytest.mark.parametrize(
    "value",
    [
        7,
        "PER",
        "[[1, 2",
        "[" * 100_000,
        "(" * 5_000,
        [[1, 2]],
        [[1, 2, 3]],
        [[1, True, "X"]],
        [[1.5, 2, "X"]],
        [{"start": 1, "end": 2}],
        [{"start": 1, "label": "X"}],
        {"start": [1], "end": [], "label": ["X"]},
        [["9" * 30, 2, "X"]],
        "x" * 200_000,
    ],
)
def test_anything_else_is_refused_in_words(value: Any) -> None:
    """The reason goes into the report."""
    with pytest.raises(ValueError, match=r"it is|its parts|is no|is not|has no"):
        spans_of_value(value, ("PER",), 1)


@given(st.text())
def test_any_text(text: str) -> None:
    """No text whatever leads to another error."""
    for read in (lambda: spans_of_value(text, (), 1), lambda: pairs_of_value(text)):
        with suppress(ValueError):
            assert read() is None or isinstance(read(), tuple)


def test_pairs() -> None:
    """Offsets of tokens are pairs."""
    assert pairs_of_value("[[0,3],[4,8]]") == ((0, 3), (4, 8))
    assert pairs_of_value("") is None
    for bad in ("[0, 3]", "[[0]]", "7"):
        with pytest.raises(ValueError, match="pairs"):
            pairs_of_value(bad)
