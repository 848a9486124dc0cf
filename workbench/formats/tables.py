"""Tables of text: one text a row with spans in a cell, or one token a row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice

from workbench.domain.errors import CorpusError
from workbench.formats.base import (
    Carried,
    Format,
    Layout,
    PlainLayout,
    ReadOptions,
    Sample,
    Sink,
    Source,
)
from workbench.formats.delimited import Dialect, Numbered, records, sniff_dialect
from workbench.formats.table_columns import (
    SENTENCE,
    TAG,
    WORD,
    TableColumns,
    find_text_columns,
    find_token_columns,
    has_known_header,
    no_token_columns,
)
from workbench.formats.table_rows import Row, RowReader
from workbench.formats.table_writing import NAME, read_back, refuses, write_table
from workbench.formats.text import open_text
from workbench.formats.token_table import TokenRow, TokenTable

TOKENS_NAME = "token-table"
_SUFFIXES = (".csv", ".tsv")
# Lines, and records in them, by which a table is judged.
_HEAD = 1_000


def _matches(sample: Sample) -> int:
    """Only a table whose rows are even and whose columns are named, or whose name says so."""
    head, dialect = _head_of(sample)
    if not head or find_token_columns(head):
        return 0
    if has_known_header(head) and (dialect.is_sure or _is_named_so(sample)):
        return 90
    if not dialect.is_sure or not _is_named_so(sample):
        return 0
    # A cell of several words tells a text from the tokens of a column file.
    wordy = sum(any(" " in cell.strip() for cell in cells) for cells in head)
    return 85 if wordy * 2 > len(head) else 0


def _matches_tokens(sample: Sample) -> int:
    head, dialect = _head_of(sample)
    return 92 if dialect.is_sure and find_token_columns(head) else 0


def _head_of(sample: Sample) -> tuple[list[list[str]], Dialect]:
    """The first records; none for what is certainly no table."""
    lines = sample.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if sample.text.lstrip()[:1] in ("", "{", "[", "<"):
        return [], Dialect(",")
    whole = lines[:-1] if len(lines) > 1 else lines
    dialect = sniff_dialect(whole)
    found: list[list[str]] = []
    # The quote that is open at the end of the sample may be closed behind it.
    with suppress(CorpusError):
        for _, cells in islice(records(whole, dialect, ""), _HEAD):
            found.append(cells)
    return found, dialect


def _is_named_so(sample: Sample) -> bool:
    return sample.source.file.suffix.lower() in _SUFFIXES


@dataclass(frozen=True)
class _Table:
    """An open table: its first records, and all of them from the first on."""

    head: list[list[str]]
    records: Iterator[Numbered]
    dialect: Dialect
    encoding: str

    def layout(self, name: str, columns: TableColumns) -> PlainLayout:
        words = f"{columns.description} · {self.dialect.description}"
        return PlainLayout(name, self.encoding, words)

    def rows(self, columns: TableColumns) -> Iterator[Numbered]:
        """The records without the header."""
        return islice(self.records, 1 if columns.has_header else 0, None)


def _open(source: Source, options: ReadOptions, sink: Sink) -> _Table:
    text = open_text(source, options)
    lines = text.lines(sink)
    first = list(islice(lines, _HEAD))
    dialect = sniff_dialect(first)
    numbered = records(chain(first, lines), dialect, source.name)
    head = list(islice(numbered, _HEAD))
    return _Table([cells for _, cells in head], chain(head, numbered), dialect, text.encoding)


def _read(source: Source, options: ReadOptions, sink: Sink) -> Layout:
    table = _open(source, options, sink)
    columns = find_text_columns(table.head, options, source.name)
    reader = RowReader(source, options, sink)
    number = 0
    for line, cells in table.rows(columns):
        number += 1
        _report_extra_cells(line, cells, columns, sink)
        reader.add(Row(line, {key: _cell(cells, place) for key, place in columns.places.items()}))
    reader.finish(tuple(columns.others), number)
    return table.layout(NAME, columns)


def _read_tokens(source: Source, options: ReadOptions, sink: Sink) -> Layout:
    table = _open(source, options, sink)
    columns = find_token_columns(table.head)
    if columns is None:
        raise no_token_columns(source.name)
    gathered = TokenTable(source, sink)
    for line, cells in table.rows(columns):
        _report_extra_cells(line, cells, columns, sink)
        gathered.add(_token_row(line, cells, columns))
    gathered.end_sentence()
    return table.layout(TOKENS_NAME, columns)


def _token_row(line: int, cells: list[str], columns: TableColumns) -> TokenRow:
    places = columns.places
    return TokenRow(
        line,
        _cell(cells, places[SENTENCE]).strip(),
        _cell(cells, places[WORD]),
        _cell(cells, places[TAG]),
        {name: _cell(cells, place) for name, place in columns.others.items()},
    )


def _cell(cells: list[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _report_extra_cells(line: int, cells: list[str], columns: TableColumns, sink: Sink) -> None:
    extra = [cell for cell in cells[len(columns.names) :] if cell]
    if extra:
        shown = ", ".join(repr(cell) for cell in extra)
        sink.problem(line, "extra-cells", f"Cells without a column are not kept: {shown:.100}.")


FORMAT = Format(
    name=NAME,
    title="Table with a text column (.csv, .tsv)",
    suffix=".csv",
    carries=frozenset(Carried) - {Carried.RAW_TAGS, Carried.EXTRAS},
    matches=_matches,
    read=_read,
    write=write_table,
    refuses=refuses,
    read_back=read_back,
    is_text=True,
)
TOKENS_FORMAT = Format(
    name=TOKENS_NAME,
    title="Table with a token a row (.csv, .tsv)",
    suffix=".csv",
    carries=frozenset(),
    matches=_matches_tokens,
    read=_read_tokens,
    has_own_tags=True,
)
