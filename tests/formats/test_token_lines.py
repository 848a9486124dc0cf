"""JSON Lines with tokens and tags, by name or by number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.formats.helpers import read_with
from workbench.domain.errors import CorpusError
from workbench.formats.base import RawSentence, Sample, Source, WriteOptions
from workbench.formats.corpus import CorpusFile
from workbench.formats.token_lines import FORMAT

TOKENS = ["Ada", "met", "Babbage"]
TAGS = ("B-PER", "O", "B-PER")
NAMES = ["O", "B-PER", "I-PER"]


def read(path: Path, *records: Any) -> CorpusFile:
    path.write_text("".join(f"{json.dumps(one)}\n" for one in records), "utf-8")
    return read_with(FORMAT, path)


@pytest.mark.parametrize("tokens", ["tokens", "words"])
@pytest.mark.parametrize("tags", ["ner_tags", "tags", "labels", "ner"])
def test_tokens_and_tags_under_their_usual_keys(tmp_path: Path, tokens: str, tags: str) -> None:
    """The tags are the file's own: nothing is changed in them."""
    odd = ["B-PER", "", "per?"]
    file = read(tmp_path / "a.jsonl", {tokens: TOKENS, tags: odd})
    (sentence,) = file.sentences
    assert (sentence.tokens, sentence.tags) == (tuple(TOKENS), tuple(odd))
    assert (sentence.document, sentence.line) == ("a.jsonl", 1)
    assert not file.problem_counts


@pytest.mark.parametrize(
    "names",
    [
        {"names": NAMES},
        {"label_list": NAMES},
        {"id2label": {"0": "O", "1": "B-PER", "2": "I-PER"}},
        {"features": {"ner_tags": {"feature": {"names": NAMES, "_type": "ClassLabel"}}}},
    ],
)
def test_numbers_have_names(tmp_path: Path, names: dict[str, Any]) -> None:
    """In a first line of their own, or in the record itself."""
    record = {"tokens": TOKENS, "ner_tags": [1, 0, 1]}
    file = read(tmp_path / "a.jsonl", names, record)
    assert [sentence.tags for sentence in file.sentences] == [TAGS]
    file = read(tmp_path / "b.jsonl", {**record, "tag_names": NAMES})
    assert file.sentences[0].tags == TAGS


def test_names_may_stand_beside_the_file(tmp_path: Path) -> None:
    """In the dataset_info.json of a Hugging Face dataset."""
    feature = {"_type": "Sequence", "feature": {"_type": "ClassLabel", "names": NAMES}}
    info = {"features": {"tokens": {}, "ner_tags": feature}}
    (tmp_path / "dataset_info.json").write_text(json.dumps(info), "utf-8")
    file = read(tmp_path / "a.jsonl", {"tokens": TOKENS, "ner_tags": [1, 0, 1]})
    assert file.sentences[0].tags == TAGS


def test_numbers_without_names_are_refused(tmp_path: Path) -> None:
    """The error says how to give the names."""
    with pytest.raises(CorpusError, match="NW-I20") as caught:
        read(tmp_path / "a.jsonl", {"tokens": TOKENS, "ner_tags": [1, 0, 1]})
    assert "names" in caught.value.next_step


@pytest.mark.parametrize(
    ("record", "code", "words"),
    [
        ({"tokens": TOKENS, "tags": ["O"]}, "token-count", "3 tokens, but 1 tags"),
        ({"tokens": [], "tags": ["O"]}, "token-count", "0 tokens, but 1 tags"),
        ({"tokens": []}, "empty-record", "no text"),
        ({"tokens": ["a", 3]}, "bad-record", "a number in 'tokens'"),
        ({"tokens": "a b"}, "bad-record", "a string in 'tokens'"),
        ({"text": "a b"}, "bad-record", "no 'tokens'"),
        ({"tokens": ["a"], "ner_tags": "O"}, "bad-record", "a string in 'ner_tags'"),
        ({"tokens": ["a"], "tags": [[1]]}, "bad-record", "a list where a tag"),
        ({"tokens": ["a"], "tags": [9], "names": NAMES}, "bad-record", "the tag 9"),
        ({"tokens": ["a"], "tags": [-1], "names": NAMES}, "bad-record", "the tag -1"),
        ({"tokens": ["a"] * 10_001}, "too-many-tokens", "10,001 tokens"),
    ],
)
def test_records_that_do_not_fit_are_left_out(
    tmp_path: Path, record: dict[str, Any], code: str, words: str
) -> None:
    """With their line and the reason; the others are kept."""
    file = read(tmp_path / "a.jsonl", {"tokens": TOKENS}, record)
    (problem,) = file.problems
    assert (problem.line, problem.code) == (2, code)
    assert words in problem.message
    assert len(file.sentences) == 1


def test_missing_tags(tmp_path: Path) -> None:
    """None at all: untouched; a single one: an empty tag."""
    file = read(
        tmp_path / "a.jsonl",
        {"tokens": ["a", "b"]},
        {"tokens": ["a", "b"], "tags": None},
        {"tokens": ["a", "b"], "tags": [None, None]},
        {"tokens": ["a", "b"], "tags": [None, "O"]},
        {"tokens": ["a", "b"], "label": "a class of the whole text"},
    )
    assert [one.tags for one in file.sentences] == [None, None, None, ("", "O"), None]
    assert dict(file.problem_counts) == {"not-kept": 1}


def test_tokens_that_cannot_be_seen_become_visible(tmp_path: Path) -> None:
    """Empty ones, line breaks and control characters; each is reported."""
    file = read(tmp_path / "a.jsonl", {"tokens": ["", " ", "a\nb", "\x00", "c d"]})
    assert file.sentences[0].tokens == ("␣", "␣", "a␊b", "␀", "c d")
    assert file.problem_counts["empty-token"] == 2
    assert file.problem_counts["control-character"] == 2


def test_columns_beside_the_tags_are_kept(tmp_path: Path) -> None:
    """Lists of strings with one for each token; other keys are reported."""
    record = {"id": "3", "tokens": ["a", "b"], "tags": ["O", "O"], "pos": ["X", "Y"], "n": [1, 2]}
    file = read(tmp_path / "a.jsonl", record)
    assert file.sentences[0].extras == (("pos", ("X", "Y")),)
    assert dict(file.problem_counts) == {"not-kept": 2}


def test_the_text_is_kept_where_it_holds_the_tokens(tmp_path: Path) -> None:
    """Else that is reported, and the tokens stay."""
    file = read(
        tmp_path / "a.jsonl",
        {"tokens": ["a", "."], "text": "a."},
        {"tokens": ["a", "."], "text": "a ."},
        {"tokens": ["a", "."], "text": "a b."},
        {"tokens": ["a", "."], "text": "a. b"},
    )
    assert [one.source for one in file.sentences] == ["a.", "", "", ""]
    assert [one.line for one in file.problems] == [3, 4]
    assert dict(file.problem_counts) == {"text-not-kept": 2}


def test_the_export_is_plain(tmp_path: Path) -> None:
    """Tokens and tags under the names that Hugging Face uses, and no tags for untouched ones."""
    path = tmp_path / "a.jsonl"
    assert FORMAT.write is not None
    sentences = [RawSentence(("Ä",), ("B-",), "d", 1), RawSentence(("b",), None, "d", 2)]
    FORMAT.write(sentences, path, WriteOptions())
    lines = path.read_text("utf-8").splitlines()
    assert json.loads(lines[0]) == {"tokens": ["Ä"], "ner_tags": ["B-"], "document": "d"}
    assert "Ä" in lines[0]
    assert json.loads(lines[1]) == {"tokens": ["b"], "document": "d"}


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ('{"tokens": ["a"], "ner_tags": [0]}', 95),
        ('{"names": ["O"]}\n{"words": ["a"], "labels": ["O"]}', 95),
        ('{"tokens": ["a"]}', 75),
        ('{"id": 1, "tokens": ["a", "b', 75),
        ('{"tokens": [[0, 1]], "text": "a"}', 0),
        ('{"tokens": [{"text": "a"}]}', 0),
        ('{"text": "a", "label": []}', 0),
        ("a O", 0),
    ],
)
def test_it_is_recognised_by_its_first_records(text: str, score: int) -> None:
    """By a list of strings as tokens."""
    path = Path("a.jsonl")
    assert FORMAT.matches(Sample(Source(path, "a", path), text.encode(), text)) == score
