"""Parquet: everything comes back, other people's columns are understood, damage is refused."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.helpers import read_with
from tests.formats.whole_sentences import (
    OPTIONS,
    accepted,
    carried,
    hostile_sentence,
    refusal,
    sentences,
    written_and_read,
)
from workbench.domain.errors import CorpusError
from workbench.formats.base import RawSentence, ReadOptions, Sample, Source
from workbench.formats.column_sentences import LONGEST_SENTENCE
from workbench.formats.corpus import CorpusFile
from workbench.formats.parquet import FORMAT

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


def written(path: Path, columns: dict[str, Any], **options: Any) -> Path:
    """A table that another program wrote."""
    pq.write_table(pa.table(columns), path, **options)
    return path


def read(path: Path, options: ReadOptions | None = None) -> CorpusFile:
    return read_with(FORMAT, path, options)


def problems(file: CorpusFile) -> list[tuple[int, str]]:
    return [(one.line, one.code) for one in file.problems]


@settings(max_examples=60)
@given(several=sentences())
def test_what_is_not_refused_comes_back(several: list[RawSentence]) -> None:
    """Tokens, spaces, tags, splits and all the rest are as they were, in the same order."""
    chosen = accepted(FORMAT, several)
    with tempfile.TemporaryDirectory() as folder:
        back = written_and_read(FORMAT, chosen, Path(folder) / "a.parquet")
    assert [carried(FORMAT, one) for one in back] == [carried(FORMAT, one) for one in chosen]


@given(sentence=hostile_sentence())
def test_ordinary_sentences_are_not_refused(sentence: RawSentence) -> None:
    """Only what cannot be stored is refused."""
    assert FORMAT.refuses is not None
    odd = any(not token.strip() or not token.isprintable() for token in sentence.tokens)
    odd = odd or not all(map(str.isprintable, sentence.tags or ()))
    assert odd or not sentence.tokens or not FORMAT.refuses(sentence, OPTIONS)


def test_strings_and_null_tags(tmp_path: Path) -> None:
    """Tags that are strings are kept as they are; a row without any is untouched."""
    path = written(
        tmp_path / "a.parquet",
        {"words": [["Uni", "Bonn"], ["so"], []], "tags": [["S-ORG", None], None, []]},
    )
    file = read(path)
    assert [one.tags for one in file.sentences] == [("S-ORG", ""), None]
    assert problems(file) == [(3, "empty-record")]


def test_count_mismatch_and_bad_numbers_are_reported_with_their_row(tmp_path: Path) -> None:
    """A row with another number of tags than tokens is rejected with both counts (I14)."""
    path = written(tmp_path / "a.parquet", {"tokens": [["a", "b"], ["c"]], "tags": [["O"], ["O"]]})
    file = read(path)
    assert [one.tokens for one in file.sentences] == [("c",)]
    (problem,) = file.problems
    assert (problem.line, problem.code) == (1, "token-count")
    assert "2 tokens" in problem.message and "1 tags" in problem.message


def test_numbers_without_names_say_what_to_do(tmp_path: Path) -> None:
    """Nobody can tell what the tag 3 means."""
    path = written(tmp_path / "a.parquet", {"tokens": [["a"]], "ner_tags": [[3]]})
    with pytest.raises(CorpusError, match="NW-I32") as raised:
        read(path)
    assert "ClassLabel" in raised.value.next_step


def test_text_with_spans(tmp_path: Path) -> None:
    """Rows with a text and spans over its characters become sentences of tokens."""
    spans = [[{"start": 4, "end": 8, "label": "LOC"}], None]
    path = written(tmp_path / "a.parquet", {"text": ["Uni Bonn.", "So."], "spans": spans})
    first, second = read(path).sentences
    assert (first.tokens, first.tags) == (("Uni", "Bonn", "."), ("O", "B-LOC", "O"))
    assert second.tags is None


def test_spans_as_older_datasets_keep_them(tmp_path: Path) -> None:
    """An object of lists is the same as a list of objects."""
    spans = [{"start": [0, 4], "end": [3, 8], "label": ["ORG", "LOC"]}]
    path = written(tmp_path / "a.parquet", {"text": ["Uni Bonn"], "entities": spans})
    (sentence,) = read(path).sentences
    assert sentence.tags == ("B-ORG", "B-LOC")


def test_one_token_a_row(tmp_path: Path) -> None:
    """A new number of a sentence starts a sentence."""
    path = written(
        tmp_path / "a.parquet",
        {"sentence_id": [1, 1, 2], "word": ["Uni", "Bonn", "so"], "tag": ["B-ORG", "I-ORG", "O"]},
    )
    file = read(path)
    assert [(one.tokens, one.tags) for one in file.sentences] == [
        (("Uni", "Bonn"), ("B-ORG", "I-ORG")),
        (("so",), ("O",)),
    ]
    assert [str(one.unit) for one in file.accounts] == ["token lines"]


def test_columns_of_others_are_reported_once(tmp_path: Path) -> None:
    """What is not kept is named, with the number of its rows."""
    path = written(tmp_path / "a.parquet", {"tokens": [["a"]] * 3, "pos_tags": [["N"]] * 3})
    (problem,) = read(path).problems
    assert problem.code == "not-kept"
    assert "'pos_tags'" in problem.message and "3 rows" in problem.message


def test_values_of_our_own_names_that_mean_something_else(tmp_path: Path) -> None:
    """A column called status may hold anything; it is reported, and nothing else suffers."""
    path = written(tmp_path / "a.parquet", {"tokens": [["a"], ["b"]], "status": ["ok", "done"]})
    file = read(path)
    assert [one.status and one.status.value for one in file.sentences] == [None, "done"]
    assert problems(file) == [(0, "not-kept")]


def test_a_text_of_other_words_is_not_taken_for_the_source(tmp_path: Path) -> None:
    """Offsets into a text that is not that of the tokens would be wrong."""
    path = written(tmp_path / "a.parquet", {"tokens": [["a", "b"]], "text": ["a title"]})
    file = read(path)
    assert next(iter(file.sentences)).source == ""
    assert problems(file) == [(1, "text-not-kept")]


def test_blank_and_broken_tokens_are_made_visible(tmp_path: Path) -> None:
    """NUL, line ends and blanks never reach a token as they are (I03)."""
    path = written(tmp_path / "a.parquet", {"tokens": [["a\x00b", "\n", "c\td", ""]]})
    file = read(path)
    assert next(iter(file.sentences)).tokens == ("a␀b", "␣", "c␉d", "␣")
    assert sorted(code for _, code in problems(file)) == [
        "control-character",
        "control-character",
        "empty-token",
        "empty-token",
    ]


def test_an_endless_row_is_rejected(tmp_path: Path) -> None:
    """One row beyond the limit costs that row, not the file (I06)."""
    long = ["a"] * (LONGEST_SENTENCE + 1)
    file = read(written(tmp_path / "a.parquet", {"tokens": [long, ["b"]]}))
    assert [one.tokens for one in file.sentences] == [("b",)]
    assert problems(file) == [(1, "too-many-tokens")]


@pytest.mark.parametrize(
    ("columns", "options", "code"),
    [
        ({"number": [1]}, ReadOptions(), "NW-I33"),
        ({"text": ["a"]}, ReadOptions(text_column="body"), "NW-I13"),
        ({"text": ["a"], "n": [1]}, ReadOptions(text_column="2"), "NW-I13"),
    ],
)
def test_no_text_is_refused(
    tmp_path: Path, columns: dict[str, Any], options: ReadOptions, code: str
) -> None:
    """The refusal names the columns that there are."""
    with pytest.raises(CorpusError, match=code) as raised:
        read(written(tmp_path / "a.parquet", columns), options)
    assert repr(next(iter(columns))) in raised.value.happened


def test_a_named_text_column(tmp_path: Path) -> None:
    """A person may say which column holds the text, by its name or its number."""
    path = written(tmp_path / "a.parquet", {"text": ["title"], "body": ["Uni Bonn"]})
    for wanted in ("body", "2"):
        (sentence,) = read(path, ReadOptions(text_column=wanted)).sentences
        assert sentence.text == "Uni Bonn"


@settings(max_examples=150)
@given(data=st.data())
def test_damaged_files_are_refused_in_words(data: st.DataObject) -> None:
    """Whatever bytes are changed or missing: sentences, or a refusal, and never a crash."""
    with tempfile.TemporaryDirectory() as folder:
        path = written(
            Path(folder) / "a.parquet",
            {"tokens": [["Uni", "Bonn"]] * 9, "tags": [["B-ORG", "I-ORG"], None, ["O", "O"]] * 3},
            compression="none",
        )
        content = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(0, 3))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
        assert refusal(FORMAT, path) in {"", "NW-I31", "NW-I32", "NW-I33"}


def test_recognised_by_its_first_bytes(tmp_path: Path) -> None:
    """The name does not matter."""
    path = written(tmp_path / "data", {"tokens": [["a"]]})
    source = Source(path, path.name, path)
    assert FORMAT.matches(Sample(source, path.read_bytes()[:100], "")) == 100
    assert FORMAT.matches(Sample(source, b"a b\n", "a b\n")) == 0
