"""Comma-separated values: the dialect is found, quotes and lengths have limits (I08, I09)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.errors import CorpusError
from workbench.formats.delimited import LONGEST_CELL, Dialect, records, sniff_dialect

COMMAS = Dialect(",")


def read(*lines: str, dialect: Dialect = COMMAS) -> list[tuple[int, list[str]]]:
    return list(records(lines, dialect, "a.csv"))


@given(
    rows=st.lists(
        st.lists(st.text(st.sampled_from('ab ,;"\n')), min_size=2, max_size=3), max_size=6
    )
)
def test_what_csv_writes_is_read(rows: list[list[str]]) -> None:
    """Quotes, commas and line ends inside of cells survive; blank records are none."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    found = [cells for _, cells in read(*file.getvalue().removesuffix("\n").split("\n"))]
    assert found == [cells for cells in rows if any(cells)]


def test_records_know_their_first_line() -> None:
    """A record over several lines counts as the line that it starts on."""
    assert read("a,b", "", '"c', 'd",e', "f,g") == [
        (1, ["a", "b"]),
        (3, ["c\nd", "e"]),
        (5, ["f", "g"]),
    ]


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (['"a,b', *["c,d"] * 1000], 1),
        (["a,b", "c,d", 'e,"f'], 3),
        (["a,b", '"c ""quoted""', 'd",e', 'f,"g', "h"], 4),
        (['a,"b', 'c","d""', "e"], 2),
        (['a"b,"c', "d"], 1),
    ],
)
def test_a_quote_that_is_never_closed_is_named(lines: list[str], line: int) -> None:
    """The whole file is not swallowed as one cell in silence (I08)."""
    with pytest.raises(CorpusError, match="NW-I34") as raised:
        read(*lines)
    assert f"opened in line {line} of a.csv is never closed" in raised.value.happened


def test_a_quote_is_given_up_long_before_the_end_of_a_huge_file() -> None:
    """No more than a record's limit is held."""
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        yield '"open'
        while True:
            taken += 1
            yield "word, word, word"

    with pytest.raises(CorpusError, match="never closed"):
        list(records(endless(), COMMAS, "a.csv"))
    assert taken < 100_000


def test_a_long_cell_is_refused() -> None:
    """A cell over the limit has the same kind of message (I09)."""
    with pytest.raises(CorpusError, match="NW-I34") as raised:
        read("a,b", f"{'x' * (LONGEST_CELL + 1)},c")
    assert "Line 2 of a.csv" in raised.value.happened


@pytest.mark.parametrize(
    ("lines", "delimiter", "quoted"),
    [
        (["a,b", "c,d"], ",", True),
        (["text;label", "one, two;x", "three, four, five;y"], ";", True),
        (["a\tb", 'say "hi\tc', '"well\td', "no\te"], "\t", False),
        (["a|b|c", "d|e|f"], "|", True),
        (['"a,b",c', '"d,e",f'], ",", True),
    ],
)
def test_dialects(lines: list[str], delimiter: str, quoted: bool) -> None:
    """The separator is the one that gives even records; quotes count where they balance."""
    found = sniff_dialect(lines)
    assert (found.delimiter, found.quoted, found.is_sure) == (delimiter, quoted, True)


@pytest.mark.parametrize("lines", [[], ["just one line"], ["Well, then.", "No.", "So, what, now?"]])
def test_prose_is_no_table(lines: list[str]) -> None:
    """Commas in sentences are no columns."""
    assert not sniff_dialect(lines).is_sure
