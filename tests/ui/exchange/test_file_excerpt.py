"""The lines around a problem are those of the file."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.errors import CorpusError
from workbench.formats.base import PlainLayout, Problem
from workbench.formats.corpus import CorpusFile
from workbench.formats.reading import read_corpus
from workbench.ui.exchange import file_excerpt
from workbench.ui.exchange.file_excerpt import AROUND, LONGEST_LINE, look_into, read_excerpt


def silent(done: int, total: int) -> None:
    """Nobody looks."""


def lines_of(text: str) -> list[str]:
    """The lines as every format counts them; what follows the last end is one if it is there."""
    lines = re.split("\r\n|\r|\n", text)
    return lines if lines[-1] else lines[:-1]


@given(
    st.lists(st.sampled_from(["a", "Zoë", "\n", "\r", "\r\n", "北京", "\t", " "]), max_size=40),
    st.integers(1, 45),
    st.sampled_from(["utf-8", "utf-16-le", "utf-8-sig"]),
)
def test_every_line_has_its_number(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], line: int, encoding: str
) -> None:
    """For any ends of lines and encoding, the wanted line is the one of that number."""
    text = "".join(pieces)
    path = tmp_path_factory.mktemp("excerpt") / "any.txt"
    path.write_bytes(text.encode(encoding))
    excerpt = read_excerpt(path, encoding, line, silent)
    expected = lines_of(text)
    assert excerpt.line == (expected[line - 1] if line <= len(expected) else "")
    assert list(excerpt.lines) == expected[excerpt.first - 1 : line + AROUND]


def test_only_lines_around_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the midst of a long file, so many lines before and behind are shown, in any pieces."""
    monkeypatch.setattr(file_excerpt, "_CHUNK", 777)
    path = tmp_path / "long.txt"
    path.write_text("".join(f"line {i}\n" for i in range(1, 5001)), "utf-8")
    excerpt = read_excerpt(path, "utf-8", 3000, silent)
    assert (excerpt.first, len(excerpt.lines)) == (3000 - AROUND, 2 * AROUND + 1)
    assert excerpt.line == "line 3000"


def test_a_huge_line_is_cut_visibly(tmp_path: Path) -> None:
    """Of a line of a million characters the beginning is shown, and how much is not."""
    path = tmp_path / "one.json"
    path.write_text("x" * 1_000_000 + "\nlast", "utf-8")
    excerpt = read_excerpt(path, "utf-8", 1, silent)
    assert len(excerpt.line) < LONGEST_LINE + 50
    assert excerpt.line.endswith(f"… and {1_000_000 - LONGEST_LINE:,} more characters")
    assert excerpt.lines[1] == "last"


def test_odd_characters_break_no_line(tmp_path: Path) -> None:
    """What a text field would take for an end of a line is shown by a sign."""
    path = tmp_path / "odd.txt"
    path.write_text("a\u2028b\u2029c\x0bd\x00e\nf", "utf-8")
    excerpt = read_excerpt(path, "utf-8", 1, silent)
    assert excerpt.lines == ("a␤b␤c␤d␀e", "f")


@pytest.fixture
def file(tmp_path: Path) -> CorpusFile:
    path = tmp_path / "notes.conll"
    path.write_text("Ada\tB-PER\nsaw\tO\n", "utf-8")
    with read_corpus([path]) as corpus:
        return corpus.files[0]


def test_a_binary_file_names_its_record(file: CorpusFile) -> None:
    """A format without text has no lines: the record is named in words."""
    table = replace(file, name="notes.parquet", layout=PlainLayout("parquet", ""))
    excerpt = look_into(table, Problem("notes.parquet", 7, "token-count", "…"), silent)
    assert excerpt.refusal == "notes.parquet is no text. Record 7 of it is meant."


def test_a_line_of_the_annotations_is_shown_there(tmp_path: Path, file: CorpusFile) -> None:
    """A problem that names the file with the annotations leads into it, not into the text."""
    (tmp_path / "notes.ann").write_text("T1\tPER 0 3\tAda\n", "utf-8")
    problem = Problem(file.name, 1, "bad-line", "Line 1 of notes.ann is no annotation.")
    pair = replace(file, file=tmp_path / "notes.txt")
    assert look_into(pair, problem, silent).line == "T1\tPER 0 3\tAda"


def test_a_file_that_is_gone_is_an_expected_failure(file: CorpusFile) -> None:
    """Nothing but words for the person, with a code."""
    file.file.unlink()
    with pytest.raises(CorpusError, match=r"notes\.conll"):
        look_into(file, Problem(file.name, 1, "x", "y"), silent)
