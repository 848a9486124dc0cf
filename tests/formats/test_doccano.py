"""JSON Lines with character spans, in the layouts that doccano has had."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.formats.helpers import read_with
from workbench.domain.errors import CorpusError
from workbench.domain.sentence import Split, Status
from workbench.formats.base import RawSentence, ReadOptions, Sample, Source, WriteOptions
from workbench.formats.corpus import CorpusFile
from workbench.formats.doccano import FORMAT

TEXT = "Ada Lovelace met Babbage in London."
ENTITIES = [("Ada Lovelace", "PER"), ("London", "LOC")]


def read(path: Path, *records: Any, options: ReadOptions | None = None) -> CorpusFile:
    path.write_text("".join(f"{json.dumps(one)}\n" for one in records), "utf-8")
    return read_with(FORMAT, path, options)


def entities(file: CorpusFile) -> list[tuple[str, str]]:
    return [
        (" ".join(sentence.tokens[one.start : one.end]), one.label)
        for sentence in file.sentences
        for one in sentence.entities()
    ]


@pytest.mark.parametrize(
    "annotated",
    [
        {"label": [[0, 12, "PER"], [28, 34, "LOC"]]},
        {"labels": [[0, 12, "PER"], [28, 34, "LOC"]]},
        {"entities": [[0, 12, "PER"], [28, 34, "LOC"]]},
        {
            "entities": [
                {"id": 3, "label": "PER", "start_offset": 0, "end_offset": 12},
                {"id": 4, "label": "LOC", "start_offset": 28, "end_offset": 34},
            ]
        },
        {
            "spans": [
                {"start": 0, "end": 12, "label": "PER"},
                {"start": 28, "end": 34, "type": "LOC"},
            ]
        },
        {"entities": [], "label": None, "labels": [[0, 12, "PER"], [28, 34, "LOC"]]},
    ],
)
@pytest.mark.parametrize("text_key", ["text", "data"])
def test_spans_are_read_in_each_layout(
    tmp_path: Path, annotated: dict[str, Any], text_key: str
) -> None:
    """Whatever the version calls them; the key that has any is taken."""
    filled = {key: value for key, value in annotated.items() if value}
    file = read(tmp_path / "a.jsonl", {text_key: TEXT} | filled)
    assert entities(file) == ENTITIES
    assert not file.problem_counts


def test_offsets_count_characters(tmp_path: Path) -> None:
    """Not UTF-16 units: an emoji before a span does not move it."""
    file = read(tmp_path / "a.jsonl", {"text": "😀😀 Ada", "label": [[3, 6, "PER"]]})
    assert entities(file) == [("Ada", "PER")]
    assert not file.problem_counts


def test_no_label_is_not_no_entity(tmp_path: Path) -> None:
    """Without the key nobody annotated the text; with an empty list somebody is done."""
    file = read(tmp_path / "a.jsonl", {"text": "a"}, {"text": "b", "label": []})
    assert [sentence.tags for sentence in file.sentences] == [None, ("O",)]


def test_what_is_not_kept_is_told(tmp_path: Path) -> None:
    """Relations by their number, other keys by the number of records; empty ones not at all."""
    entity = {"id": 1, "label": "PER", "start_offset": 0, "end_offset": 3}
    relations = [{"id": 0, "from_id": 1, "to_id": 1, "type": "is"}] * 2
    record = {"id": 7, "text": TEXT, "entities": [entity], "relations": relations, "Comments": []}
    file = read(tmp_path / "a.jsonl", record, record | {"meta": {"a": 1}})
    told = {one.message.split(";")[0].removeprefix("The file has ") for one in file.problems}
    assert told == {"the key 'id' 2 times", "a relation 4 times", "the key 'meta' once"}
    assert dict(file.problem_counts) == {"not-kept": 3}


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"text": 3}, "'text'"),
        ({"label": []}, "no 'text'"),
        ({"text": "a", "label": ["positive"]}, "'label'"),
        ({"text": "a", "label": [[0, 1]]}, "'label'"),
        ({"text": "a", "label": [["x", 1, "P"]]}, "'label'"),
        ({"text": "a", "entities": [{"start_offset": 0, "label": "P"}]}, "'entities'"),
        ({"text": "a", "annotations": [{"label": 3, "start_offset": 0, "end_offset": 1}]}, "3"),
        ({"text": "a", "label": "PER"}, "'label'"),
    ],
)
def test_records_of_another_shape_are_left_out(
    tmp_path: Path, record: dict[str, Any], words: str
) -> None:
    """Their line and key are named; the others are kept."""
    file = read(tmp_path / "a.jsonl", {"text": "one"}, record)
    (problem,) = file.problems
    assert (problem.line, problem.code) == (2, "bad-record")
    assert words in problem.message
    assert {one.unit: one.kept for one in file.accounts}["records"] == 1


def test_spans_are_accounted_for(tmp_path: Path) -> None:
    """Each that was met is kept or reported with its line."""
    spans = [[0, 12, "PER"], [4, 12, "X"], [0, 12, "PER"], [0, 99, "LOC"], [17, 20, "PER"]]
    file = read(tmp_path / "a.jsonl", {"text": "x"}, {"text": TEXT, "label": spans})
    account = {one.unit: one for one in file.accounts}["spans"]
    assert (account.read, account.kept, account.reported) == (5, 2, 3)
    assert {one.line for one in file.problems} == {2}
    assert dict(file.problem_counts) == {
        "overlapping-span": 1,
        "repeated-span": 1,
        "bad-span": 1,
        "span-widened": 1,
    }


def test_the_text_column_may_be_named(tmp_path: Path) -> None:
    """Another key than the usual ones."""
    options = ReadOptions(text_column="body")
    file = read(tmp_path / "a.jsonl", {"body": "Ada", "text": "no"}, options=options)
    assert file.sentences[0].tokens == ("Ada",)
    assert dict(file.problem_counts) == {"not-kept": 1}


def test_our_own_keys_are_understood(tmp_path: Path) -> None:
    """And told where they hold something else."""
    good = {
        "text": "a",
        "document": "d",
        "split": "validation",
        "status": "draft",
        "flagged": True,
        "note": "n",
        "suggestions": [[0, 1, "P", "m", 0.5]],
    }
    bad = {
        "text": "b",
        "split": "fold 3",
        "status": "open",
        "tokens": ["b"],
        "suggestions": ["x"],
        "document": {"a": 1},
    }
    file = read(tmp_path / "a.jsonl", good, bad)
    first, second = file.sentences
    assert (first.document, first.split, first.status) == ("d", Split.DEV, Status.DRAFT)
    assert (first.flagged, first.note, first.suggestions[0].suggester) == (True, "n", "m")
    assert (second.document, second.split, second.status) == ("a.jsonl", None, None)
    assert dict(file.problem_counts) == {"not-kept": 5}


def test_the_export_is_what_doccano_reads(tmp_path: Path) -> None:
    """Text and label, offsets in characters; untouched sentences have no label."""
    sentences = [
        RawSentence(("😀", "Ada", "."), ("O", "B-PER", "O"), "d", 1, source="😀 Ada."),
        RawSentence(("x",), None, "d", 2),
        RawSentence(("y",), ("O",), "d", 3),
    ]
    path = tmp_path / "a.jsonl"
    assert FORMAT.write is not None
    FORMAT.write(sentences, path, WriteOptions())
    first, second, third = map(json.loads, path.read_text("utf-8").splitlines())
    assert first["text"] == "😀 Ada."
    assert first["label"] == [[2, 5, "PER"]]
    assert "label" not in second
    assert third["label"] == []


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ('{"text": "a", "label": [[0, 1, "P"]]}', 90),
        ('{"id": 1, "data": "a", "entities": [{"start_offset": 0}]}', 90),
        ('[{"text": "a", "labels": [[0, 1, "P"]]}]', 90),
        ('{"text": "a", "label": []}', 70),
        ('{"text": "a"}', 60),
        ('{"text": "a", "label": [[0, 1, "P"], [2', 90),
        ('{"broken', 25),
        ("Ada B-PER", 0),
        ('{"tokens": ["a"]}', 0),
    ],
)
def test_it_is_recognised_by_its_first_records(text: str, score: int) -> None:
    """Cut ones included."""
    path = Path("a.jsonl")
    assert FORMAT.matches(Sample(Source(path, "a", path), text.encode(), text)) == score


def test_a_file_without_text_is_refused(tmp_path: Path) -> None:
    """In one sentence that names the first fault."""
    with pytest.raises(CorpusError, match="NW-I22"):
        read(tmp_path / "a.jsonl", {"tokens": ["a"]})
