"""Label Studio's tasks: today's layout, the legacy one, and the minimal one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.formats.helpers import read_with
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import CorpusError
from workbench.domain.sentence import Status
from workbench.formats.base import Format, RawSentence, ReadOptions, Sample, Source, WriteOptions
from workbench.formats.corpus import CorpusFile
from workbench.formats.label_studio import FORMAT, LEGACY_FORMAT, companions

TEXT = "Ada Lovelace met Babbage in London."
ENTITIES = [("Ada Lovelace", "PER"), ("London", "LOC")]


def region(start: Any, end: Any, *labels: str, text: str | None = None, **more: Any) -> Any:
    value = {"start": start, "end": end, "labels": list(labels)}
    value |= {} if text is None else {"text": text}
    return {"id": "x", "from_name": "label", "to_name": "text", "type": "labels"} | {
        "value": value,
        **more,
    }


PER = region(0, 12, "PER", text="Ada Lovelace")
LOC = region(28, 34, "LOC", text="London")


def task(*annotations: Any, **more: Any) -> Any:
    """As an export of today lays it out."""
    return {"id": 1, "data": {"text": TEXT}, "annotations": list(annotations), **more}


def annotation(*results: Any, **more: Any) -> Any:
    return {"id": 5, "completed_by": 1, "result": list(results), "was_cancelled": False, **more}


def read(
    path: Path, *tasks: Any, format_: Format = FORMAT, options: ReadOptions | None = None
) -> CorpusFile:
    path.write_text(json.dumps(list(tasks)), "utf-8")
    return read_with(format_, path, options)


def entities(file: CorpusFile) -> list[tuple[str, str]]:
    return [
        (" ".join(sentence.tokens[one.start : one.end]), one.label)
        for sentence in file.sentences
        for one in sentence.entities()
    ]


def codes(file: CorpusFile) -> dict[str, int]:
    """Without the note about the task's id and such."""
    counts = dict(file.problem_counts)
    counts["not-kept"] = counts.get("not-kept", 0) - any(
        "bookkeeping" in one.message for one in file.problems
    )
    return {code: number for code, number in counts.items() if number}


def matches(text: str, format_: Format = FORMAT) -> int:
    path = Path("a.json")
    return format_.matches(Sample(Source(path, "a", path), text.encode(), text))


@pytest.mark.parametrize("key", ["annotations", "completions"])
def test_annotations_are_gold(tmp_path: Path, key: str) -> None:
    """Under today's key and the older one; none means untouched, an empty one done."""
    full = {"data": {"text": TEXT}, key: [annotation(PER, LOC)]}
    file = read(tmp_path / "a.json", full, {"data": {"text": "x"}}, full | {key: [annotation()]})
    assert entities(file) == ENTITIES
    assert [one.tags is None for one in file.sentences] == [False, True, False]
    assert not codes(file)


@pytest.mark.parametrize("layout", ["array", "lines", "object"])
def test_tasks_come_in_several_wrappings(tmp_path: Path, layout: str) -> None:
    """An array, JSON Lines, or a single task over several lines."""
    one = task(annotation(PER, LOC))
    texts = {
        "array": json.dumps([one]),
        "lines": json.dumps(one) + "\n",
        "object": json.dumps(one, indent=2),
    }
    path = tmp_path / "a.json"
    path.write_text(texts[layout], "utf-8")
    assert entities(read_with(FORMAT, path)) == ENTITIES


def test_the_minimal_layout(tmp_path: Path) -> None:
    """The values of the task beside its regions."""
    regions = [PER["value"], LOC["value"]]
    full = {"id": 1, "text": TEXT, "label": regions, "annotator": 1, "annotation_id": 2}
    empty = {"id": 2, "text": "x", "annotator": 1, "annotation_id": 3}
    file = read(tmp_path / "a.json", full, empty, {"id": 3, "text": "y"})
    assert entities(file) == ENTITIES
    assert [one.tags is None for one in file.sentences] == [False, False, True]
    assert matches(json.dumps([full])) == 96


@pytest.mark.parametrize("format_", [FORMAT, LEGACY_FORMAT], ids=lambda one: one.name)
def test_inclusive_ends_are_recognised_by_the_text_of_spans(
    tmp_path: Path, format_: Format
) -> None:
    """Whichever of the two formats was named; the report says so once."""
    legacy = task(
        annotation(region(0, 11, "PER", text="Ada Lovelace"), region(28, 33, "LOC", text="London"))
    )
    file = read(tmp_path / "a.json", legacy, format_=format_)
    assert entities(file) == ENTITIES
    assert codes(file) == {"inclusive-end": 1}
    assert "inclusive" in file.layout.description
    today = read(tmp_path / "b.json", task(annotation(PER, LOC)), format_=format_)
    assert entities(today) == ENTITIES
    assert not codes(today)


def test_spans_without_a_text_follow_the_others(tmp_path: Path) -> None:
    """Where the file has shown what its ends mean; else they follow the format."""
    told = task(annotation(region(0, 11, "PER", text="Ada Lovelace")))
    untold = task(annotation(region(28, 33, "LOC")))
    assert entities(read(tmp_path / "a.json", told, untold)) == ENTITIES
    file = read(tmp_path / "b.json", untold, format_=LEGACY_FORMAT)
    assert entities(file) == [("London", "LOC")]
    exclusive = task(annotation(region(28, 34, "LOC")))
    assert entities(read(tmp_path / "c.json", exclusive)) == [("London", "LOC")]


def test_utf16_offsets_are_recognised(tmp_path: Path) -> None:
    """Older versions counted an emoji as two."""
    moved = annotation(region(3, 6, "PER", text="Ada"))
    file = read(tmp_path / "a.json", {"data": {"text": "😀 Ada"}, "annotations": [moved]})
    assert entities(file) == [("Ada", "PER")]
    assert codes(file) == {"utf16-offsets": 1}


def test_spans_that_are_elsewhere(tmp_path: Path) -> None:
    """Moved to the one place where their text stands, else lost; either is reported."""
    shifted = region(20, 26, "LOC", text="London")
    nowhere = region(0, 3, "PER", text="Ida")
    file = read(tmp_path / "a.json", task(annotation(shifted, nowhere)))
    assert entities(file) == [("London", "LOC")]
    assert codes(file) == {"span-shifted": 1, "span-text-differs": 1}
    account = {one.unit: one for one in file.accounts}["spans"]
    assert (account.read, account.kept, account.reported) == (2, 1, 1)


def test_cancelled_annotations_are_no_gold(tmp_path: Path) -> None:
    """Their spans are reported; the sentence is untouched."""
    file = read(tmp_path / "a.json", task(annotation(PER, was_cancelled=True)))
    assert file.sentences[0].tags is None
    assert codes(file) == {"not-gold": 1}


@pytest.mark.parametrize(
    "annotations",
    [
        [annotation(PER), annotation(LOC, ground_truth=True), annotation(PER, PER)],
        [
            annotation(PER, updated_at="2021-03-09T22:16:08Z"),
            annotation(LOC, updated_at="2022-03-09T22:16:08Z"),
            annotation(PER, created_at="2020-03-09T22:16:08Z"),
        ],
        [annotation(PER, was_cancelled=True), annotation(LOC), annotation(updated_at="2030")],
    ],
)
def test_one_of_several_annotations_is_gold(tmp_path: Path, annotations: list[Any]) -> None:
    """Ground truth, then one with results, then the latest; the others are reported."""
    file = read(tmp_path / "a.json", task(*annotations))
    assert entities(file) == [("London", "LOC")]
    account = {one.unit: one for one in file.accounts}["spans"]
    assert account.kept == 1
    assert account.read == sum(len(one["result"]) for one in annotations)
    assert set(codes(file)) <= {"other-annotator", "not-gold"}


def test_predictions_are_suggestions(tmp_path: Path) -> None:
    """With the score of the span, or else of the prediction, and the version of the model."""
    predictions = [
        {"model_version": "v1", "score": 0.5, "result": [PER | {"score": 0.75}, LOC]},
        {"result": [PER]},
        17,
    ]
    file = read(tmp_path / "a.json", {"data": {"text": TEXT}, "predictions": predictions})
    (sentence,) = file.sentences
    assert sentence.tags is None
    assert sentence.suggestions == (
        Suggestion(Entity("PER", 0, 2), "v1", 0.75),
        Suggestion(Entity("LOC", 5, 6), "v1", 0.5),
        Suggestion(Entity("PER", 0, 2), "a.json", 1.0),
    )
    assert codes(file) == {"not-kept": 1}


def test_further_labels_of_a_span_are_reported(tmp_path: Path) -> None:
    """The first is kept."""
    both = region(0, 12, "PER", "POET", text="Ada Lovelace")
    file = read(tmp_path / "a.json", task(annotation(both)))
    assert entities(file) == [("Ada Lovelace", "PER")]
    assert codes(file) == {"several-labels": 1}


def test_other_results_are_reported(tmp_path: Path) -> None:
    """Relations, choices, regions of hypertext: never a failure, nothing in silence."""
    relation = {"type": "relation", "from_id": "x", "to_id": "y", "direction": "right"}
    choice = {"type": "choices", "value": {"choices": ["good"]}}
    hypertext = {
        "type": "hypertextlabels",
        "value": {"start": "/p[1]/text()[1]", "end": "/p[1]", "hypertextlabels": ["PER"]},
    }
    file = read(
        tmp_path / "a.json",
        task(annotation(PER, relation, relation, choice, hypertext), drafts=[{"result": []}]),
    )
    assert entities(file) == ENTITIES[:1]
    messages = " ".join(one.message for one in file.problems)
    assert "'relation' 2 times" in messages
    assert "'choices' once" in messages
    assert "'drafts'" in messages
    assert {one.unit: (one.read, one.kept) for one in file.accounts}["spans"] == (2, 1)


def test_the_text_is_found(tmp_path: Path) -> None:
    """By its usual name, by the tag that the results are about, or as the only string."""
    about = annotation(region(0, 3, "PER", text="Ada") | {"to_name": "body"})
    for data in ({"body": "Ada", "title": "x"}, {"anything": "Ada", "n": 3}):
        file = read(tmp_path / "a.json", {"data": data, "annotations": [about]})
        assert entities(file) == [("Ada", "PER")]


def test_several_possible_texts_are_asked_for(tmp_path: Path) -> None:
    """The error names them, and the option that chooses."""
    data = {"data": {"title": "x", "body": "Ada"}}
    with pytest.raises(CorpusError, match="NW-I21") as caught:
        read(tmp_path / "a.json", data)
    assert "'title', 'body'" in caught.value.happened
    file = read(tmp_path / "a.json", data, options=ReadOptions(text_column="body"))
    assert file.sentences[0].tokens == ("Ada",)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"data": {"image": "https://a.b/c.jpg"}}, "an address in 'image'"),
        ({"data": {"image": 3}}, "no text in 'text'"),
        ({"data": {"text": "a"}, "annotations": {}}, "an object in 'annotations'"),
        ({"data": {"text": "a"}, "annotations": [3]}, "a number in 'annotations'"),
        ({"data": {"text": "a"}, "annotations": [{"result": 3}]}, "a number in 'result'"),
        ({"data": {"text": "a"}, "predictions": {"a": 1}}, "no list in 'predictions'"),
        (task(annotation(region("x", 1, "P"))), "a string in 'start'"),
        (task(annotation({"value": {"labels": "PER"}})), "no list of names in 'labels'"),
    ],
)
def test_tasks_of_another_shape_are_left_out(
    tmp_path: Path, bad: dict[str, Any], words: str
) -> None:
    """With what is wrong; the others are kept."""
    file = read(tmp_path / "a.json", {"data": {"text": "one"}}, bad)
    assert codes(file) == {"bad-record": 1}
    assert words in " ".join(one.message for one in file.problems)


@pytest.mark.parametrize("format_", [FORMAT, LEGACY_FORMAT], ids=lambda one: one.name)
def test_the_export_has_its_labelling_configuration(tmp_path: Path, format_: Format) -> None:
    """All labels of the project, and those that occur; whatever they are made of."""
    hostile = '<b a="1">&\n\x0b{x}'
    sentence = RawSentence(("a",), (f"B-{hostile}",), "d", 1)
    path = tmp_path / "out.json"
    assert format_.write is not None
    format_.write([sentence], path, WriteOptions(labels=("PER", "LOC")))
    assert set(tmp_path.iterdir()) == {path, *companions(path)}
    (config,) = companions(path)
    root = ElementTree.fromstring(config.read_text("utf-8"))
    assert root.tag == "View"
    assert [one.get("value") for one in root.iter("Label")] == [
        "PER",
        "LOC",
        hostile.replace("\x0b", "\ufffd"),
    ]
    (text,) = root.iter("Text")
    (labels,) = root.iter("Labels")
    assert labels.get("toName") == text.get("name") == "text"
    assert text.get("value") == "$text"


@pytest.mark.parametrize(
    ("format_", "end"), [(FORMAT, 12), (LEGACY_FORMAT, 11)], ids=["today", "legacy"]
)
def test_the_export_is_what_label_studio_reads(tmp_path: Path, format_: Format, end: int) -> None:
    """Regions with their own text; predictions by model; rejected ones cancelled."""
    path = tmp_path / "out.json"
    proposed = (Suggestion(Entity("LOC", 1, 2), "v1", 0.5), Suggestion(Entity("X", 0, 1), "v2", 1))
    tokens = ("Ada", "Lovelace")
    sentences = [
        RawSentence(tokens, ("B-PER", "I-PER"), "d", 1, suggestions=proposed),
        RawSentence(("x",), None, "d", 2),
        RawSentence(("x",), ("O",), "d", 3, status=Status.REJECTED),
    ]
    assert format_.write is not None
    format_.write(sentences, path, WriteOptions())
    first, second, third = json.loads(path.read_text("utf-8"))
    assert first["data"]["text"] == "Ada Lovelace"
    (result,) = first["annotations"][0]["result"]
    assert result["value"] == {
        "start": 0,
        "end": end,
        "text": "Ada Lovelace",
        "labels": ["PER"],
    }
    assert (result["from_name"], result["to_name"], result["type"]) == ("label", "text", "labels")
    assert [one["model_version"] for one in first["predictions"]] == ["v1", "v2"]
    assert first["predictions"][0]["result"][0]["score"] == 0.5
    assert "annotations" not in second
    assert third["annotations"][0]["was_cancelled"] is True


def test_nothing_is_an_empty_array(tmp_path: Path) -> None:
    """Valid JSON all the same."""
    path = tmp_path / "out.json"
    assert FORMAT.write is not None
    FORMAT.write([], path, WriteOptions())
    assert json.loads(path.read_text("utf-8")) == []


def test_the_two_layouts_are_told_apart() -> None:
    """By the first tasks of the file; without a sign of the legacy one it is today's."""
    today = json.dumps([task(annotation(PER))])
    legacy = json.dumps([task(annotation(region(28, 33, "LOC", text="London")))])
    unsure = json.dumps([task(annotation(region(28, 33, "LOC")))])
    for text, is_legacy in ((today, False), (legacy, True), (unsure, False)):
        assert (matches(text, LEGACY_FORMAT) > matches(text)) is is_legacy
        assert min(matches(text, LEGACY_FORMAT), matches(text)) == 95


@pytest.mark.parametrize(
    "text",
    ['{"text": "a", "label": [[0, 1, "P"]]}', '{"tokens": ["a"]}', "a O", "[]", '{"data": "a"}'],
)
def test_other_files_are_not_taken(text: str) -> None:
    """Not those of doccano, nor lists of tokens."""
    assert matches(text) == matches(text, LEGACY_FORMAT) == 0
