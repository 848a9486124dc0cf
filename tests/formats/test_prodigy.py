"""Prodigy's tasks: only what was accepted is gold."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.formats.helpers import read_with
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.sentence import Status
from workbench.formats.base import RawSentence, Sample, Source, WriteOptions
from workbench.formats.corpus import CorpusFile
from workbench.formats.prodigy import FORMAT

# As Prodigy's documentation shows a task of ner.manual.
TASK: dict[str, Any] = {
    "text": "Hello Apple",
    "tokens": [
        {"text": "Hello", "start": 0, "end": 5, "id": 0, "ws": True},
        {"text": "Apple", "start": 6, "end": 11, "id": 1, "ws": False},
    ],
    "spans": [{"start": 6, "end": 11, "label": "ORG", "token_start": 1, "token_end": 1}],
}


def read(path: Path, *tasks: Any) -> CorpusFile:
    path.write_text("".join(f"{json.dumps(one)}\n" for one in tasks), "utf-8")
    return read_with(FORMAT, path)


def write(path: Path, *sentences: RawSentence) -> list[Any]:
    assert FORMAT.write is not None
    FORMAT.write(sentences, path, WriteOptions())
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    ("answer", "tags", "status"),
    [
        ("accept", ("O", "B-ORG"), Status.DONE),
        ("reject", None, Status.REJECTED),
        ("ignore", None, None),
        (None, None, None),
    ],
)
def test_only_accepted_answers_are_gold(
    tmp_path: Path, answer: str | None, tags: tuple[str, ...] | None, status: Status | None
) -> None:
    """Rejected and ignored spans are reported; those that await an answer are suggested."""
    file = read(tmp_path / "a.jsonl", TASK | {"answer": answer})
    (sentence,) = file.sentences
    assert (sentence.tokens, sentence.tags) == (("Hello", "Apple"), tags)
    assert sentence.status is status
    refused = answer in ("reject", "ignore")
    assert file.problem_counts["not-gold"] == refused
    proposed = (Suggestion(Entity("ORG", 1, 2), "a.jsonl", 1.0),)
    assert sentence.suggestions == (proposed if answer is None else ())


def test_accepted_without_spans_is_done(tmp_path: Path) -> None:
    """Somebody has looked, and there is no entity."""
    file = read(tmp_path / "a.jsonl", {"text": "Hello Apple", "answer": "accept"})
    assert file.sentences[0].tags == ("O", "O")


def test_suggestions_have_their_model_and_score(tmp_path: Path) -> None:
    """Where the span or the task names them."""
    span = TASK["spans"][0] | {"source": "en_core", "score": 0.75}
    file = read(tmp_path / "a.jsonl", TASK | {"spans": [span]}, TASK | {"score": 0.5})
    assert [one.suggestions[0].suggester for one in file.sentences] == ["en_core", "a.jsonl"]
    assert [one.suggestions[0].score for one in file.sentences] == [0.75, 0.5]


def test_tokens_are_those_of_the_task(tmp_path: Path) -> None:
    """Though we would cut otherwise; white space among them is left out."""
    tokens = [
        {"text": "don", "start": 0, "end": 3, "id": 0},
        {"text": "'t", "start": 3, "end": 5, "id": 1},
        {"text": "\n", "start": 5, "end": 6, "id": 2},
        {"text": "go", "start": 6, "end": 8, "id": 3},
    ]
    task = {"text": "don't\ngo", "tokens": tokens, "spans": [], "answer": "accept"}
    file = read(tmp_path / "a.jsonl", task)
    assert [one.tokens for one in file.sentences] == [("don", "'t"), ("go",)]
    assert not file.problem_counts


def test_a_binary_answer_makes_a_draft(tmp_path: Path) -> None:
    """It says yes to one span and nothing about the others."""
    file = read(tmp_path / "a.jsonl", TASK | {"answer": "accept", "_is_binary": True})
    assert file.sentences[0].status is Status.DRAFT
    assert file.sentences[0].tags == ("O", "B-ORG")
    assert dict(file.problem_counts) == {"binary-answer": 1}


def test_bookkeeping_is_told_once(tmp_path: Path) -> None:
    """Keys with a low line together, all others by name."""
    task = TASK | {
        "answer": "accept",
        "_input_hash": 1,
        "_task_hash": 2,
        "meta": {"source": "x"},
        "relations": [{}, {}],
    }
    file = read(tmp_path / "a.jsonl", task, task)
    messages = sorted(one.message for one in file.problems)
    assert len(messages) == 3
    assert "4 times" in messages[0]
    assert "a relation 4 times" in messages[1]
    assert "'meta' 2 times" in messages[2]


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ({"answer": "accept"}, "no 'text'"),
        ({"text": "a", "answer": "maybe"}, "'maybe' as its answer"),
        ({"text": "a", "spans": {}}, "an object in 'spans'"),
        ({"text": "a", "spans": [[0, 1, "P"]]}, "a list in 'spans'"),
        ({"text": "a", "spans": [{"start": 0}]}, "no 'end'"),
        ({"text": "a", "spans": [{"start": 0, "end": 1, "label": 3}]}, "a number as the label"),
        ({"text": "a", "tokens": [{"start": "0", "end": 1}]}, "a string in 'start'"),
    ],
)
def test_tasks_of_another_shape_are_left_out(
    tmp_path: Path, task: dict[str, Any], words: str
) -> None:
    """With their line and what is wrong."""
    file = read(tmp_path / "a.jsonl", TASK, task)
    (problem,) = file.problems
    assert (problem.line, problem.code) == (2, "bad-record")
    assert words in problem.message


def test_a_span_without_a_label_is_reported(tmp_path: Path) -> None:
    """Prodigy highlights such spans; they are no entities."""
    task = TASK | {"answer": "accept", "spans": [{"start": 0, "end": 5}]}
    file = read(tmp_path / "a.jsonl", task)
    assert dict(file.problem_counts) == {"bad-span": 1}


def test_the_export_is_a_task(tmp_path: Path) -> None:
    """With tokens, white space, the number of the last token, and an answer."""
    sentence = RawSentence(("Hello", "Apple", "!"), ("O", "B-ORG", "O"), "d", 1, "Hello Apple!")
    (task,) = write(tmp_path / "a.jsonl", sentence)
    assert task["text"] == "Hello Apple!"
    assert [one["ws"] for one in task["tokens"]] == [True, False, False]
    assert task["tokens"][1] == {"text": "Apple", "start": 6, "end": 11, "id": 1, "ws": False}
    assert task["spans"] == TASK["spans"]
    assert task["answer"] == "accept"


@pytest.mark.parametrize(
    ("status", "tags", "answer"),
    [
        (Status.DONE, ("O",), "accept"),
        (Status.DRAFT, ("O",), "accept"),
        (None, ("O",), "accept"),
        (Status.REJECTED, ("O",), "reject"),
        (Status.REJECTED, None, "reject"),
        (Status.NEW, None, None),
    ],
)
def test_the_answer_follows_the_status(
    tmp_path: Path, status: Status | None, tags: tuple[str, ...] | None, answer: str | None
) -> None:
    """An untouched sentence awaits its answer."""
    sentence = RawSentence(("a",), tags, "d", 1, status=status)
    (task,) = write(tmp_path / "a.jsonl", sentence)
    assert task.get("answer") == answer


def test_suggestions_are_shown_for_an_answer(tmp_path: Path) -> None:
    """As spans with score and source, unless they overlap or the sentence has an answer."""
    one = Suggestion(Entity("P", 0, 1), "m", 0.5)
    other = Suggestion(Entity("Q", 0, 2), "n", 0.25)
    sentence = RawSentence(("a", "b"), None, "d", 1, suggestions=(one,))
    shown, overlapping, answered = write(
        tmp_path / "a.jsonl",
        sentence,
        replace(sentence, suggestions=(one, other)),
        replace(sentence, tags=("O", "O")),
    )
    assert shown["spans"][0]["source"] == "m"
    assert shown["spans"][0]["score"] == 0.5
    assert "suggestions" not in shown
    assert "spans" not in overlapping
    assert overlapping["suggestions"] == [[0, 1, "P", "m", 0.5], [0, 3, "Q", "n", 0.25]]
    assert answered["spans"] == []
    back = read_with(FORMAT, tmp_path / "a.jsonl").sentences
    assert [len(found.suggestions) for found in back] == [1, 2, 1]


@pytest.mark.parametrize(
    ("text", "score"),
    [
        (json.dumps(TASK), 95),
        (json.dumps(TASK)[:60], 95),
        ('{"text": "a", "answer": "accept"}', 95),
        ('{"text": "a", "_input_hash": 3}', 95),
        ('{"text": "a", "answer": "Paris"}', 0),
        ('{"text": "a", "spans": [{"start": 0, "end": 1, "label": "P"}]}', 0),
        ('{"tokens": ["a"]}', 0),
        ("a O", 0),
    ],
)
def test_it_is_recognised_by_its_first_tasks(text: str, score: int) -> None:
    """By an answer, a hash, or tokens that are objects."""
    path = Path("a.jsonl")
    assert FORMAT.matches(Sample(Source(path, "a", path), text.encode(), text)) == score
