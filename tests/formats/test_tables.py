"""Tables of text and of tokens: columns are found by name and content, quotes have limits."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.formats.helpers import read_with
from tests.formats.whole_sentences import (
    OPTIONS,
    accepted,
    carried,
    sentences,
    written_and_read,
)
from workbench.domain.errors import CorpusError
from workbench.domain.sentence import Split, Status
from workbench.formats.base import RawSentence, ReadOptions, Sample, Source
from workbench.formats.columns import COLUMNS_FORMAT
from workbench.formats.corpus import CorpusFile
from workbench.formats.tables import FORMAT, TOKENS_FORMAT

KAGGLE = """\
Sentence #,Word,POS,Tag
Sentence: 1,Thousands,NNS,O
,of,IN,O
,\"\"\"\",``,O
Sentence: 2,London,NNP,B-geo
"""


def read(folder: Path, content: str, options: ReadOptions | None = None) -> CorpusFile:
    path = folder / "a.csv"
    path.write_text(content, "utf-8", newline="")
    return read_with(FORMAT, path, options)


def texts(file: CorpusFile) -> list[str]:
    return [one.text for one in file.sentences]


def problems(file: CorpusFile) -> list[tuple[int, str]]:
    return [(one.line, one.code) for one in file.problems]


@settings(max_examples=60)
@given(several=sentences())
def test_what_is_not_refused_comes_back(several: list[RawSentence]) -> None:
    """Tokens, spaces, entities, splits and all but further columns are as they were."""
    chosen = accepted(FORMAT, several)
    with tempfile.TemporaryDirectory() as folder:
        back = written_and_read(FORMAT, chosen, Path(folder) / "a.csv")
    assert [carried(FORMAT, one) for one in back] == [carried(FORMAT, one) for one in chosen]


def test_formulas_are_text(tmp_path: Path) -> None:
    """What a spreadsheet would run is written quoted, unchanged, and read as it is."""
    sentence = RawSentence(("=cmd|' /C calc'!A0", "+1", "@x"), ("B-=X", "O", "O"), "=d", 1)
    (back,) = written_and_read(FORMAT, [sentence], tmp_path / "a.csv")
    assert back.tokens == sentence.tokens and back.tags == sentence.tags
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        _, row = csv.reader(file)
    assert row[0] == sentence.text


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("text,label\nUni Bonn,pos\nSo so,neg\n", ["Uni Bonn", "So so"]),
        (
            "id;Satz\n1;Das ist ein Satz.\n2;Noch ein Satz.\n",
            ["Das ist ein Satz.", "Noch ein Satz."],
        ),
        (",text\n0,Uni Bonn\n1,So so\n", ["Uni Bonn", "So so"]),
        ("7,Uni Bonn\n8,So so\n", ["Uni Bonn", "So so"]),
        ("text\nUni Bonn\n\nSo so\n", ["Uni Bonn", "So so"]),
        ("Title\tText\nx\tUni Bonn\r\ny\tSo so\r\n", ["Uni Bonn", "So so"]),
        ('a,"Uni\nBonn"\nb,So so\n', ["Uni", "Bonn", "So so"]),
        ("\ufefftext,n\nUni Bonn,1\n", ["Uni Bonn"]),
        ("Berlin liegt im Osten,1\nUni Bonn,2\n", ["Berlin liegt im Osten", "Uni Bonn"]),
    ],
)
def test_the_column_of_text(tmp_path: Path, content: str, expected: list[str]) -> None:
    """It is found by its name, or as the one with the longest text; a header is no text."""
    assert texts(read(tmp_path, content)) == expected


def test_a_named_column(tmp_path: Path) -> None:
    """A person may name the column, or number it from 1."""
    content = "text,body\ntitle,Uni Bonn\n"
    for wanted in ("body", "2"):
        assert texts(read(tmp_path, content, ReadOptions(text_column=wanted))) == ["Uni Bonn"]
    with pytest.raises(CorpusError, match="NW-I13") as raised:
        read(tmp_path, content, ReadOptions(text_column="3"))
    assert "'text', 'body'" in raised.value.happened


def test_no_column_of_text(tmp_path: Path) -> None:
    """Numbers and lists are no text."""
    with pytest.raises(CorpusError, match="NW-I33"):
        read(tmp_path, "id,tokens\n1,\"['a' 'b']\"\n2,\"['c']\"\n")


def test_spans_in_a_cell(tmp_path: Path) -> None:
    """JSON and Python's own notation are read; an empty cell is untouched, [] is done."""
    content = (
        "text,entities,split,status\n"
        'Uni Bonn,"[[4, 8, ""LOC""]]",validation,done\n'
        "Uni Bonn,\"[(0, 8, 'ORG')]\",,\n"
        "So,[],,\n"
        "So,,,\n"
        "So,oops,,\n"
    )
    file = read(tmp_path, content)
    assert [one.tags for one in file.sentences] == [
        ("O", "B-LOC"),
        ("B-ORG", "I-ORG"),
        ("O",),
        None,
    ]
    first = next(iter(file.sentences))
    assert (first.split, first.status) == (Split.DEV, Status.DONE)
    assert problems(file) == [(6, "bad-spans")]


def test_labels_of_whole_rows_are_no_spans(tmp_path: Path) -> None:
    """Other columns are reported once, with their names and the number of rows."""
    file = read(tmp_path, "text,label,lang\nUni Bonn,good,de\nSo so,bad,de\n")
    assert [one.tags for one in file.sentences] == [None, None]
    told = [one.message for one in file.problems]
    assert problems(file) == [(0, "not-kept"), (0, "not-kept")]
    assert "'label'" in told[0] and "2 rows" in told[0] and "'lang'" in told[1]


def test_rows_without_text_and_with_more_cells(tmp_path: Path) -> None:
    """Nothing goes missing in silence."""
    file = read(tmp_path, "text,n\nUni Bonn,1\n,2\nSo so,3,more,\n")
    assert texts(file) == ["Uni Bonn", "So so"]
    assert problems(file) == [(3, "empty-record"), (4, "extra-cells"), (0, "not-kept")]


def test_an_open_quote_is_an_error(tmp_path: Path) -> None:
    """A thousand rows are not swallowed as one cell (I08)."""
    with pytest.raises(CorpusError, match="NW-I34") as raised:
        read(tmp_path, '"text,label\n' + "Uni Bonn,good\n" * 1000)
    assert "opened in line 1 of a.csv is never closed" in raised.value.happened


def test_nul_is_made_visible(tmp_path: Path) -> None:
    """NUL in a cell is no end of it (I09)."""
    file = read(tmp_path, "text,n\nUni\x00Bonn,1\nUni Bonn and more,2\n")
    assert texts(file)[0] == "Uni␀Bonn"
    assert problems(file)[0] == (2, "control-character")


def test_one_token_a_row(tmp_path: Path) -> None:
    """The number of the sentence may stand on its first row only; other columns are kept."""
    path = tmp_path / "ner.csv"
    path.write_text(KAGGLE, "utf-8")
    file = read_with(TOKENS_FORMAT, path)
    assert [(one.line, one.tokens, one.tags) for one in file.sentences] == [
        (2, ("Thousands", "of", '"'), ("O", "O", "O")),
        (5, ("London",), ("B-geo",)),
    ]
    assert next(iter(file.sentences)).extras == (("POS", ("NNS", "IN", "``")),)
    assert [(one.unit, one.read, one.kept) for one in file.accounts] == [("token lines", 4, 4)]


def test_a_table_without_the_columns_of_tokens(tmp_path: Path) -> None:
    """The refusal says how they must be called."""
    path = tmp_path / "a.csv"
    path.write_text("text,label\nUni Bonn,good\n", "utf-8")
    with pytest.raises(CorpusError, match="NW-I33") as raised:
        read_with(TOKENS_FORMAT, path)
    assert "sentence, word and tag" in raised.value.happened


@pytest.mark.parametrize(
    ("name", "content", "winner"),
    [
        ("a.csv", "text,label\nUni Bonn am Rhein,good\nSo so,bad\n", FORMAT),
        ("a.txt", "text\tlabel\nUni Bonn am Rhein\tgood\nSo so\tbad\n", FORMAT),
        ("a.csv", "1;Ein ganzer Satz.\n2;Noch ein Satz.\n", FORMAT),
        ("ner.csv", KAGGLE, TOKENS_FORMAT),
        ("a.tsv", "sentence_id\tword\ttag\n1\tUni\tB-ORG\n2\tBonn\tB-LOC\n", TOKENS_FORMAT),
        ("a.tsv", "token\ttag\nUni\tB-ORG\nBonn\tI-ORG\n\nso\tO\n", COLUMNS_FORMAT),
        ("a.tsv", "Uni\tNN\tB-ORG\nBonn\tNE\tI-ORG\n\nso\tADV\tO\n", COLUMNS_FORMAT),
        ("a.txt", "Well, this is it.\nYes, it is.\nNo, it is not.\n", None),
        ("a.csv", '{"text": "a", "label": 1}\n{"text": "b", "label": 2}\n', None),
        ("a.csv", "", None),
    ],
)
def test_recognised_only_when_it_is_sure(
    tmp_path: Path, name: str, content: str, winner: object
) -> None:
    """Column files stay column files, and prose stays prose."""
    sample = Sample(Source(tmp_path / name, name, tmp_path / name), content.encode(), content)
    scores = {one: one.matches(sample) for one in (FORMAT, TOKENS_FORMAT, COLUMNS_FORMAT)}
    best = max(scores, key=scores.__getitem__)
    assert (best if scores[best] else None) is winner


def test_too_long_for_a_cell() -> None:
    """What the reader would refuse is not written."""
    long = RawSentence(("a" * 140_000,), None, "d", 1)
    assert FORMAT.refuses is not None
    assert "length" in FORMAT.refuses(long, OPTIONS)
