"""Faults I04, I10 and I14 in every JSON format: reported by line, never a traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.errors import CorpusError
from workbench.formats import doccano, label_studio, prodigy, token_lines
from workbench.formats.base import Format, ReadOptions, Source
from workbench.formats.corpus import CorpusFile
from workbench.formats.sink import CorpusSink

# A sound record of each format; `"met"` stands where a fault is put in.
RECORDS: dict[str, Any] = {
    "doccano": {"text": "Ada met", "label": [[0, 3, "PER"]]},
    "token-lines": {"tokens": ["Ada", "met"], "tags": ["B-PER", "O"]},
    "prodigy": {
        "text": "Ada met",
        "spans": [{"start": 0, "end": 3, "label": "PER"}],
        "answer": "accept",
    },
    "label-studio": {
        "data": {"text": "Ada met"},
        "annotations": [{"result": [{"value": {"start": 0, "end": 3, "labels": ["PER"]}}]}],
    },
}
FORMATS: tuple[Format, ...] = (
    doccano.FORMAT,
    token_lines.FORMAT,
    prodigy.FORMAT,
    label_studio.FORMAT,
)
each_format = pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)


def sound(format_: Format) -> str:
    return json.dumps(RECORDS[format_.name])


def with_key(format_: Format, value: str) -> str:
    """The sound record with one more key, whose value is any text."""
    return f'{sound(format_)[:-1]}, "more": {value}}}'


def read(format_: Format, path: Path, *lines: str) -> CorpusFile:
    path.write_text("\n".join(lines), "utf-8")
    source = Source(path, path.name, path)
    sink = CorpusSink(source)
    layout = format_.read(source, ReadOptions(), sink)
    return sink.finish(layout, None, "")


def assert_only_the_second_is_lost(file: CorpusFile, code: str, words: str) -> None:
    assert [sentence.tokens for sentence in file.sentences] == [("Ada", "met")] * 2
    assert [sentence.line for sentence in file.sentences] == [1, 3]
    (problem,) = [one for one in file.problems if one.code != "not-kept"]
    assert (problem.line, problem.code) == (2, code)
    assert words in problem.message
    account = {one.unit: one for one in file.accounts}["records"]
    assert (account.read, account.kept, account.reported) == (3, 2, 1)


@each_format
@pytest.mark.parametrize("half", ["\\ud800", "\\udfff", "\\uD800\\ud800", "\\udc00\\ud800"])
def test_i04_lone_surrogates(format_: Format, half: str, tmp_path: Path) -> None:
    """The record is rejected with the place of the half; the rest is imported."""
    bad = sound(format_).replace("met", half)
    file = read(format_, tmp_path / "a.jsonl", sound(format_), bad, sound(format_))
    column = bad.index("\\u") + 1
    assert_only_the_second_is_lost(file, "bad-record", f"at column {column}")


@each_format
def test_i04_whole_pairs_are_kept(format_: Format, tmp_path: Path) -> None:
    """Two escaped halves are one character."""
    content = sound(format_).replace("met", "\\ud83d\\ude00")
    file = read(format_, tmp_path / "a.jsonl", content)
    assert file.sentences[0].tokens == ("Ada", "😀")
    assert not file.problem_counts


@each_format
@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("[" * 100_000, "nested too deeply"),
        ("[" * 100_000 + "]" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
        ("-Infinity", "-Infinity"),
        ("9" * 5000, "too many digits"),
        ("-" + "9" * 5000, "too many digits"),
    ],
    ids=["open", "closed", "objects", "nan", "infinity", "minus", "digits", "minus-digits"],
)
def test_i10_hostile_values(format_: Format, value: str, words: str, tmp_path: Path) -> None:
    """Depth, numbers that are none and numbers without end are clean errors of one record."""
    lines = (sound(format_), with_key(format_, value), sound(format_))
    file = read(format_, tmp_path / "a.jsonl", *lines)
    assert_only_the_second_is_lost(file, "bad-record", words)


@each_format
@pytest.mark.parametrize("key", ["label", "tags", "spans", "annotations", "data", "text", "meta"])
def test_i10_any_depth(format_: Format, key: str, tmp_path: Path) -> None:
    """Also where a value is just not too deep for the parser, but for whoever handles it."""
    for depth in (*range(850, 1000, 10), 2000):
        record = f'{sound(format_)[:-1]}, "{key}": {"[" * depth}{"]" * depth}}}'
        file = read(format_, tmp_path / "a.jsonl", sound(format_), record)
        assert {one.unit: one.read for one in file.accounts}["records"] == 2


@each_format
def test_i10_duplicate_keys(format_: Format, tmp_path: Path) -> None:
    """The last value is taken, as everywhere, and it is said."""
    first, last = sound(format_).replace("met", "no"), sound(format_)
    record = f"{first[:-1]}, {last[1:]}"
    file = read(format_, tmp_path / "a.jsonl", record)
    assert file.sentences[0].tokens == ("Ada", "met")
    told = [one for one in file.problems if one.code == "duplicate-key"]
    assert told
    assert all(one.line == 1 for one in told)


@each_format
@pytest.mark.parametrize("content", ["[" * 100_000, "{" * 100_000, "NaN", "9" * 5000, '{"a": 1'])
def test_i10_a_file_of_nothing_else(format_: Format, content: str, tmp_path: Path) -> None:
    """One clean error that says what is wrong."""
    with pytest.raises(CorpusError, match="NW-I22"):
        read(format_, tmp_path / "a.json", content)


@pytest.mark.parametrize("tags", [["B-PER"], ["B-PER", "O", "O"], []])
def test_i14_counts_that_differ(tags: list[str], tmp_path: Path) -> None:
    """The record is rejected with both counts."""
    bad = json.dumps({"tokens": ["Ada", "met"], "tags": tags})
    good = sound(token_lines.FORMAT)
    file = read(token_lines.FORMAT, tmp_path / "a.jsonl", good, bad, good)
    assert_only_the_second_is_lost(file, "token-count", f"2 tokens, but {len(tags)} tags")


@each_format
def test_i14_empty_sentences(format_: Format, tmp_path: Path) -> None:
    """They are reported, and counted as records that were read."""
    empty: dict[str, Any] = {"text": " ", "tokens": [], "tags": [], "data": {"text": " "}}
    if format_ is doccano.FORMAT:
        del empty["data"]
    file = read(format_, tmp_path / "a.jsonl", sound(format_), json.dumps(empty), sound(format_))
    assert_only_the_second_is_lost(file, "empty-record", "no text")


@each_format
def test_i14_duplicate_sentences(format_: Format, tmp_path: Path) -> None:
    """They are counted, and never merged."""
    file = read(format_, tmp_path / "a.jsonl", *[sound(format_)] * 3)
    assert len(file.sentences) == 3
    assert file.fingerprints.duplicates([file.fingerprints]) == 2
