"""JSON files fall into records, whichever way these are strung together and cut."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.errors import CorpusError
from workbench.formats import json_elements
from workbench.formats.json_elements import closed, elements_of

VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=6)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
OBJECTS = st.lists(st.dictionaries(st.text(max_size=4), VALUES, max_size=3), max_size=5)


def pieces(text: str, cuts: list[int]) -> list[str]:
    """The text in pieces, cut anywhere."""
    borders = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    return [text[start:end] for start, end in pairwise(borders)]


def split(text: str, cuts: list[int] | None = None) -> list[tuple[int, str]]:
    found = elements_of(iter(pieces(text, cuts or [])), "a.json")
    return [(line, element) for line, element in found if element.strip()]


@given(OBJECTS, st.sampled_from((None, 1)), st.booleans(), st.lists(st.integers(0, 10_000)))
def test_the_elements_of_an_array_are_its_records(
    values: list[dict[str, Any]], indent: int | None, ascii_: bool, cuts: list[int]
) -> None:
    """However it is laid out, and wherever the pieces of the file end."""
    text = json.dumps(values, indent=indent, ensure_ascii=ascii_)
    assert [json.loads(element) for _, element in split(text, cuts)] == values


@given(OBJECTS, st.lists(st.integers(0, 10_000)))
def test_the_lines_of_json_lines_are_its_records(
    values: list[dict[str, Any]], cuts: list[int]
) -> None:
    """Blank lines between them do not count as records, but as lines."""
    text = "\n\n".join(json.dumps(value) for value in values)
    found = split(text, cuts)
    assert [json.loads(element) for _, element in found] == values
    assert [line for line, _ in found] == [1 + 2 * number for number in range(len(values))]


@given(OBJECTS, st.lists(st.integers(0, 10_000)))
def test_objects_may_go_over_lines(values: list[dict[str, Any]], cuts: list[int]) -> None:
    """As `json.dump(…, indent=2)` writes each of them."""
    several = [{"a": 1, **value} for value in values]
    text = "\n".join(json.dumps(value, indent=2) for value in several)
    assert [json.loads(element) for _, element in split(text, cuts)] == several


@given(st.text(st.sampled_from('[]{},:"\\\n a1'), max_size=40), st.lists(st.integers(0, 100)))
def test_any_text_falls_into_the_same_elements(text: str, cuts: list[int]) -> None:
    """Where the pieces of a file end changes nothing, and no letter or digit is left out."""
    whole = split(text)
    assert split(text, cuts) == whole
    seen = "".join(element for _, element in whole)
    assert [one for one in seen if one in "a1"] == [one for one in text if one in "a1"]


def test_lines_are_those_where_records_begin() -> None:
    """Counted from 1, in an array as well."""
    text = '[\n{"a":\n1},\n\n {"b": 2}, {"c":\n 3}\n]\n'
    assert split(text) == [(2, '{"a":\n1}'), (5, '{"b": 2}'), (5, '{"c":\n 3}')]


def test_a_broken_line_does_not_take_the_next_one_with_it() -> None:
    """JSON Lines are read by line, even where the first one is broken."""
    text = '{"a": "x\n{"b": 2}\n'
    assert [element for _, element in split(text)] == ['{"a": "x', '{"b": 2}']


def test_a_broken_element_does_not_take_the_next_one_with_it() -> None:
    """In an array a bracket that was not closed, or one too many, ends with its object."""
    text = '[{"a": [1}, {"b": ]2}, {"c": 3}]'
    assert [element for _, element in split(text)] == ['{"a": [1}', '{"b": ]2}', '{"c": 3}']


@pytest.mark.parametrize("text", ['[{"a": 1}, {"b": "x', '[{"a": 1}] {"b": "x', '[{"a": 1} "x'])
def test_what_is_cut_off_or_follows_is_an_element(text: str) -> None:
    """It is reported by who parses it, not dropped."""
    found = [element for _, element in split(text)]
    assert found[0] == '{"a": 1}'
    assert len(found) == 2


def test_deep_brackets_take_no_time() -> None:
    """A hundred thousand of them, and as many that close what was never opened."""
    text = "[" * 100_000 + "{" * 100_000 + "]" * 100_000
    assert len(split(text)) == 1


def test_a_record_has_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """In lines as in arrays; the error names the line."""
    monkeypatch.setattr(json_elements, "LARGEST_RECORD", 10)
    for text in ('{"a": 1}\n{"b": "' + "x" * 20, '[{"a": 1},\n{"b": "' + "x" * 20):
        with pytest.raises(CorpusError, match="NW-I06") as caught:
            split(text)
        assert "line 2" in caught.value.happened


@pytest.mark.parametrize(
    ("cut", "expected"),
    [
        ('{"a": [1, {"b": "x', {"a": [1, {"b": "x"}]}),
        ('{"a": [1, {"b": ', {"a": [1]}),
        ('{"a": 1, "b', {"a": 1}),
        ('{"a": "x\\', None),
    ],
)
def test_a_cut_record_can_be_closed(cut: str, expected: dict[str, Any] | None) -> None:
    """What a sample of a file cuts off tells its shape all the same."""
    found = []
    for text in closed(cut):
        try:
            found.append(json.loads(text))
        except ValueError:
            continue
    assert found[:1] == ([expected] if expected else [])
