"""JSON records are read safely, and each is accounted for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.errors import CorpusError
from workbench.formats.base import PlainLayout, RawSentence, ReadOptions, Sample, Source
from workbench.formats.corpus import CorpusFile
from workbench.formats.record_values import (
    Json,
    RecordFault,
    integer_of,
    list_of,
    number_of,
    object_of,
    objects_of,
    strings_of,
    text_of,
)
from workbench.formats.records import Leftovers, json_records, read_records, sample_records
from workbench.formats.sink import CorpusSink
from workbench.formats.text import open_text


def read(path: Path, content: str) -> CorpusFile:
    """Each record with a text is a sentence of one token."""
    path.write_text(content, "utf-8")
    source = Source(path, path.name, path)
    sink = CorpusSink(source)

    def add(line: int, record: Json) -> int:
        text = text_of(record, "text")
        if text:
            sink.sentence(RawSentence((text,), None, "a", line))
        return len(text)

    file = read_records(source, ReadOptions(), sink, add)
    return sink.finish(PlainLayout("test", file.encoding), None, "")


def records(path: Path, content: str) -> list[tuple[int, Json]]:
    """The sound records; the account of the others stands in the sink."""
    path.write_text(content, "utf-8")
    source = Source(path, path.name, path)
    sink = CorpusSink(source)
    found = []
    for line, record in json_records(open_text(source, ReadOptions()), sink):
        sink.keep("records")
        found.append((line, record))
    sink.finish(PlainLayout("test", "utf-8"), None, "")
    return found


def sample(text: str) -> list[Json]:
    path = Path("a.jsonl")
    return sample_records(Sample(Source(path, "a", path), text.encode(), text))


def test_records_come_with_their_lines(tmp_path: Path) -> None:
    """In lines, in an array, and in objects over several lines."""
    path = tmp_path / "a.json"
    assert records(path, '\n{"a": 1}\n\n{"b": 2}') == [(2, {"a": 1}), (4, {"b": 2})]
    assert records(path, '[{"a": 1},\n{"b": 2}]') == [(1, {"a": 1}), (2, {"b": 2})]
    assert records(path, '{\n"a": 1\n}\n{\n"b": 2}') == [(1, {"a": 1}), (4, {"b": 2})]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ('{"text": "x"', "no JSON (column 13"),
        ("{text: 1}", "no JSON (column 2"),
        ("[1]", "no JSON object, but a list"),
        ("3", "no JSON object, but a number"),
        ("null", "no JSON object, but null"),
        ('"text"', "no JSON object, but a string"),
        ("true", "no JSON object, but true or false"),
        ('{"text": 3}', "a number in 'text', where a string should be"),
        ('{"data": "x"}', "has no 'text'"),
        ('{"text": "x", "n": NaN}', "holds NaN"),
        ('{"text": "x", "n": -Infinity}', "holds -Infinity"),
        ('{"text": "x", "n": ' + "9" * 5000 + "}", "too many digits"),
        ('{"text": "x", "n": ' + "[" * 100_000, "nested too deeply"),
        ('{"text": "a\\ud800b"}', "half of a character (\\ud800) at column 12"),
        ('{"text": "\\udc00"}', "half of a character (\\udc00) at column 11"),
        ('{"text": "\\ud800\\ud83d\\ude00"}', "at column 11"),
    ],
)
def test_a_bad_record_is_left_out(tmp_path: Path, bad: str, words: str) -> None:
    """The report has its line and the reason; the others are kept."""
    file = read(tmp_path / "a.jsonl", f'{{"text": "one"}}\n{bad}\n{{"text": "two"}}\n')
    assert [sentence.tokens for sentence in file.sentences] == [("one",), ("two",)]
    (problem,) = file.problems
    assert (problem.line, problem.code) == (2, "bad-record")
    assert words in problem.message
    assert [(one.read, one.kept, one.reported) for one in file.accounts] == [(3, 2, 1)]


def test_whole_characters_in_escapes_are_sound(tmp_path: Path) -> None:
    """Two halves side by side are one character; an escaped backslash begins no escape."""
    content = '{"text": "\\ud83d\\ude00 \\\\ud800"}'
    file = read(tmp_path / "a.jsonl", content)
    assert file.sentences[0].tokens == ("😀 \\ud800",)
    assert not file.problem_counts


def test_a_record_without_text_is_reported(tmp_path: Path) -> None:
    """It is no sentence."""
    file = read(tmp_path / "a.jsonl", '{"text": ""}\n{"text": "x"}')
    assert dict(file.problem_counts) == {"empty-record": 1}


def test_duplicate_keys_are_reported(tmp_path: Path) -> None:
    """The last value is taken, at any depth."""
    content = '{"text": "x", "text": "y", "m": {"a": 1, "a": 2, "b": 3}}'
    file = read(tmp_path / "a.jsonl", content)
    assert file.sentences[0].tokens == ("y",)
    assert [one.code for one in file.problems] == ["duplicate-key", "duplicate-key"]
    assert {one.message.split("'")[1] for one in file.problems} == {"text", "a"}


@pytest.mark.parametrize("content", ["[]", "{}", '{"text": 1}\nx', "[" * 100_000])
def test_a_file_without_any_sound_record_is_refused(tmp_path: Path, content: str) -> None:
    """The error says what is wrong with the first one."""
    with pytest.raises(CorpusError, match="NW-I22"):
        read(tmp_path / "a.json", content)


def test_what_is_not_kept_is_counted(tmp_path: Path) -> None:
    """Once for each kind, on the line of the first."""
    path = tmp_path / "a"
    sink = CorpusSink(Source(path, "a", path))
    leftovers = Leftovers()
    leftovers.add("the key 'meta'", 3)
    leftovers.add("a relation", 4, 2)
    leftovers.add("the key 'meta'", 5, 1000)
    leftovers.report(sink)
    file = sink.finish(PlainLayout("test", "utf-8"), None, "")
    assert [(one.line, one.code) for one in file.problems] == [(3, "not-kept"), (4, "not-kept")]
    assert ["1,001 times" in one.message for one in file.problems] == [True, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1}\n{"b": 2}\n{"c', [{"a": 1}, {"b": 2}]),
        ('{"a": 1}\n{"b": 2, "c', [{"a": 1}, {"b": 2}]),
        ('\ufeff [{"a": 1}, {"b": [2, ', [{"a": 1}, {"b": [2]}]),
        ('{"a": "x', [{"a": "x"}]),
        ('x\n{"a": 1}', []),
        ('{"a": x}\n{"b": 2}', [{"b": 2}]),
        ("B-PER x", []),
        ("", []),
        ("[" * 100_000, []),
    ],
)
def test_a_sample_shows_the_first_records(text: str, expected: list[Json]) -> None:
    """A record that the end of the sample cuts is there as far as it goes."""
    assert sample(text) == expected


@pytest.mark.parametrize(
    ("take", "good", "bad"),
    [
        (text_of, ["", "x"], [None, 1, ["x"]]),
        (list_of, [[], [1]], [None, "x", {}]),
        (strings_of, [(), ("x", "")], [["x", 1], "x", [None]]),
        (objects_of, [[], [{}]], [[1], "x", {}]),
        (object_of, [{}, {"a": 1}], ["x", [], 1]),
        (integer_of, [0, -3], [True, None, "1", 1.5, float("inf"), [1]]),
    ],
)
def test_values_have_their_type(take: Any, good: list[Any], bad: list[Any]) -> None:
    """Any other value is a fault that names the key."""
    for value in good:
        sound = list(value) if isinstance(value, tuple) else value
        assert take({"k": sound}, "k") == value
    for value in bad:
        with pytest.raises(RecordFault, match="'k'"):
            take(json.loads(json.dumps({"k": value})), "k")


def test_numbers() -> None:
    """Whole ones may be written as floats; a missing one has a default."""
    assert integer_of({"k": 3.0}, "k") == 3
    assert number_of({"k": 1}, "k", 0.5) == 1.0
    assert number_of({}, "k", 0.5) == 0.5
    for bad in ("x", True, 10**400):
        with pytest.raises(RecordFault, match="'k'"):
            number_of({"k": bad}, "k", 0.0)
