"""Plain text: its shape is found, every line is accounted for, and it comes back."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.helpers import read_with
from tests.formats.whole_sentences import OPTIONS, accepted, sentences, written_and_read
from workbench.domain.errors import CorpusError
from workbench.formats.base import RawSentence, ReadOptions, Sample, SentenceChoice, Source
from workbench.formats.corpus import CorpusFile
from workbench.formats.plain_text import FORMAT

LINES = """\
The university is in Bonn.
Ada Lovelace was born in London.

Who wrote it?
"""
BROKEN = """\
The university of Bonn was founded by a king of Prussia, who wanted to
have one in his new province. It is one of the largest in the country,
with many institutes all over the
city.

Its main building was the palace of the electors of Cologne. The park in
front of it is called Hofgarten.
"""
PARAGRAPHS = """\
The university was founded in 1818. It is in Bonn. Its main building was a palace.
The park is called Hofgarten. It is in front of it. Students like it.

"""
BROKEN_CHINESE = (
    "北京大学创建于一八九八年，是中国近代第一所国立大学，也是第一个以大学之名创建的学校，其\n" * 2
)


def read(folder: Path, content: str, sentences: SentenceChoice = "auto") -> CorpusFile:
    path = folder / "a.txt"
    path.write_text(content, "utf-8", newline="")
    return read_with(FORMAT, path, ReadOptions("text", language="en", sentences=sentences))


def texts(file: CorpusFile) -> list[str]:
    return [one.text for one in file.sentences]


@settings(max_examples=60)
@given(several=sentences())
def test_the_text_comes_back(several: list[RawSentence]) -> None:
    """One line a sentence, with the same visible characters in the same order."""
    chosen = accepted(FORMAT, several)
    if not chosen:
        return
    with tempfile.TemporaryDirectory() as folder:
        back = written_and_read(FORMAT, chosen, Path(folder) / "a.txt")
    assert ["".join(one.text.split()) for one in back] == [
        "".join(one.text.split()) for one in chosen
    ]
    assert all(one.tags is None for one in back)


def test_one_sentence_a_line(tmp_path: Path) -> None:
    """Lines that end like sentences are sentences, with their own line numbers."""
    file = read(tmp_path, LINES)
    assert texts(file) == [line for line in LINES.split("\n") if line]
    assert [one.line for one in file.sentences] == [1, 2, 4]
    assert file.layout.description == "one sentence a line"
    assert [(one.unit, one.read, one.kept) for one in file.accounts] == [("lines", 3, 3)]


def test_titles_and_names_are_lines_too(tmp_path: Path) -> None:
    """Short lines without a mark at their end are not joined."""
    assert texts(read(tmp_path, "milk\nbread\nUni Bonn\n")) == ["milk", "bread", "Uni Bonn"]


def test_text_broken_at_a_width(tmp_path: Path) -> None:
    """Lines of one paragraph are joined, then broken into sentences."""
    file = read(tmp_path, BROKEN)
    assert texts(file) == [
        "The university of Bonn was founded by a king of Prussia, who wanted to have one in his "
        "new province.",
        "It is one of the largest in the country, with many institutes all over the city.",
        "Its main building was the palace of the electors of Cologne.",
        "The park in front of it is called Hofgarten.",
    ]
    assert [one.line for one in file.sentences] == [1, 1, 6, 6]
    assert [(one.read, one.kept) for one in file.accounts] == [(6, 6)]


def test_one_paragraph_a_line(tmp_path: Path) -> None:
    """Lines of several sentences are broken into them."""
    file = read(tmp_path, PARAGRAPHS)
    assert len(file.sentences) == 6
    assert file.layout.description == "running text, one paragraph a line"


@pytest.mark.parametrize(("sentences", "number"), [("line", 6), ("running", 4), ("document", 1)])
def test_a_person_may_say_how(tmp_path: Path, sentences: SentenceChoice, number: int) -> None:
    """Lines, running text, or all of the file as one sentence."""
    file = read(tmp_path, BROKEN, sentences)
    assert len(file.sentences) == number
    assert [(one.read, one.kept) for one in file.accounts] == [(6, 6)]


def test_lines_without_spaces_are_joined_without(tmp_path: Path) -> None:
    """A space between Chinese characters would be one that nobody wrote."""
    path = tmp_path / "a.txt"
    path.write_text(BROKEN_CHINESE, "utf-8")
    options = ReadOptions(format="text", sentences="running", language="zh")
    (sentence,) = read_with(FORMAT, path, options).sentences
    assert sentence.text == BROKEN_CHINESE.replace("\n", "")


def test_a_line_of_nothing_visible_is_reported(tmp_path: Path) -> None:
    """A line that is not blank, and yet has no token, is accounted for."""
    file = read(tmp_path, "Uni Bonn.\n\u200b\n")
    assert [(one.line, one.code) for one in file.problems] == [(2, "empty-line")]
    assert [(one.read, one.kept, one.reported) for one in file.accounts] == [(2, 1, 1)]


@settings(max_examples=50)
@given(content=st.text(st.sampled_from("aB .\n\r\u200b\u2028,;?"), max_size=60))
def test_any_text_is_accounted_for(content: str) -> None:
    """Every line with anything on it is kept or reported."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            file = read(Path(folder), content)
        except CorpusError:
            return
        assert _seen("".join(texts(file))) == _seen(content)


def _seen(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def test_a_mark_at_the_start_is_kept(tmp_path: Path) -> None:
    """A text that begins with U+FEFF does not lose it as a byte order mark."""
    sentence = RawSentence(("\ufeffUni", "Bonn"), None, "a", 1)
    (back,) = written_and_read(FORMAT, [sentence], tmp_path / "a.txt")
    assert back.text == "\ufeffUni Bonn"


def test_line_breaks_inside_of_sentences_become_spaces(tmp_path: Path) -> None:
    """A sentence is one line, or it would be read as two."""
    sentence = RawSentence(("Uni", "Bonn"), None, "a", 1, source="Uni \n\n Bonn")
    (back,) = written_and_read(FORMAT, [sentence], tmp_path / "a.txt")
    assert back.text == "Uni Bonn"


def test_every_other_format_goes_before(tmp_path: Path) -> None:
    """Any readable text matches a little; JSON, markup and bytes do not."""
    source = Source(tmp_path, "a", tmp_path)
    for text, score in (("Uni Bonn.", 20), ('{"a": 1}', 0), (" [1]", 0), ("<html>", 0), ("", 0)):
        assert FORMAT.matches(Sample(source, b"", text)) == score


def test_what_cannot_be_seen_is_refused() -> None:
    """A line of nothing visible would not be read as a sentence."""
    assert FORMAT.refuses is not None
    assert FORMAT.refuses(RawSentence(("\u200b",), None, "a", 1), OPTIONS)
    assert FORMAT.refuses(RawSentence(("a" * 1_000_001,), None, "a", 1), OPTIONS)
