"""Faults of tables: quotes that stay open, endless cells, NUL, rows that do not fit."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.domain.errors import CorpusError
from workbench.formats.base import Format, ReadOptions
from workbench.formats.delimited import LONGEST_CELL
from workbench.formats.reading import read_corpus
from workbench.formats.registry import FORMATS

TABLES = [FORMATS["table"], FORMATS["token-table"], FORMATS["text"]]
ROWS = "A sentence of several words,good\n" * 1000


def refused(folder: Path, content: str) -> CorpusError:
    """The error that an import of a table ends with."""
    path = folder / "a.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(CorpusError) as raised:
        read_corpus([path], ReadOptions("table"))
    return raised.value


@pytest.mark.parametrize(
    ("before", "opening", "line"),
    [
        ("", '"A sentence,bad\n', 1),
        ("text,label\n", '"A sentence,bad\n', 2),
        (f"text,label\n{ROWS}", 'A sentence,"bad\n', 1002),
        ('text,label\n"Two ""quoted""\nlines",good\n', 'A sentence,"bad\n', 4),
    ],
)
def test_i08_a_quote_that_is_never_closed(
    tmp_path: Path, before: str, opening: str, line: int
) -> None:
    """The line of the quote is named, and what follows is not swallowed as one cell."""
    error = refused(tmp_path, before + opening + ROWS)
    assert error.code == "NW-I34"
    assert f"The quote opened in line {line} of a.csv is never closed" in error.happened


def test_i09_a_cell_over_the_limit(tmp_path: Path) -> None:
    """The same form of message, with the line."""
    error = refused(tmp_path, f"text,label\nA sentence,good\n{'x' * (LONGEST_CELL + 1)},bad\n")
    assert error.code == "NW-I34"
    assert "Line 3 of a.csv has a cell of more than 131,072 characters" in error.happened


def test_i09_nul_in_a_cell(tmp_path: Path) -> None:
    """NUL becomes visible, is told with its line, and ends neither cell nor import."""
    path = tmp_path / "a.csv"
    path.write_text(f"text,label\nA sentence,good\nA \x00sen\x00tence,bad\n{ROWS}", "utf-8")
    with read_corpus([path]) as corpus:
        assert corpus.format == "table"
        assert [one.text for one in corpus.sentences][1] == "A ␀sen␀tence"
        assert (3, "control-character") in [(one.line, one.code) for one in corpus.problems]


@pytest.mark.parametrize("suffix", ["parquet", "huggingface"])
def test_i14_counts_that_differ(tmp_path: Path, suffix: str) -> None:
    """A row with more tokens than tags is rejected with both counts; the others are kept."""
    pa = pytest.importorskip("pyarrow")
    table = pa.table({"tokens": [["a", "b"], ["c"], ["c"]], "tags": [["O"], ["O"], ["O"]]})
    if suffix == "parquet":
        path = tmp_path / "a.parquet"
        pytest.importorskip("pyarrow.parquet").write_table(table, path)
    else:
        path = tmp_path / "a.arrow"
        with pa.ipc.new_stream(str(path), table.schema) as writer:
            writer.write_table(table)
    with read_corpus([path]) as corpus:
        assert [one.tokens for one in corpus.sentences] == [("c",), ("c",)]
        assert corpus.duplicates == 1
        (problem,) = corpus.problems
    assert (problem.line, problem.code) == (1, "token-count")
    assert "2 tokens, but 1 tags" in problem.message


@pytest.mark.parametrize("format_", TABLES, ids=lambda one: one.name)
@settings(max_examples=60)
@given(
    content=st.one_of(
        st.binary(max_size=60),
        st.lists(st.sampled_from(('"', ",", "\n", "\t", "[", "text", "a b", "1", "\x00", "\ufeff")))
        .map("".join)
        .map(str.encode),
    )
)
def test_any_bytes(
    tmp_path_factory: pytest.TempPathFactory, format_: Format, content: bytes
) -> None:
    """Sentences, or an error in words."""
    path = tmp_path_factory.getbasetemp() / f"any-{format_.name}.csv"
    path.write_bytes(content)
    with suppress(CorpusError), read_corpus([path], ReadOptions(format_.name)) as corpus:
        assert sum(1 for _ in corpus.sentences) > 0
