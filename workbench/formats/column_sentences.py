"""Lines of columns to sentences: documents, further columns, inner tags, segment indexes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from workbench.domain.detection import OUTSIDE_MARKS
from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.domain.schemes import BARE, IOB2, OUTSIDE, tags_to_entities
from workbench.domain.sentence import Extras, join_tokens
from workbench.formats.base import RawSentence, Sink
from workbench.formats.column_rows import Row, document_of, read_row
from workbench.formats.sniff import (
    BLANKS,
    DOCUMENT_MARK,
    Shape,
    is_header,
    is_mark,
    split_segment_index,
)

LONGEST_SENTENCE = 10_000
TOKEN_LINES = "token lines"
NESTED = "nested entities"
# The name under which the segment indexes of a character corpus are kept.
SEGMENT = "segment"
# What stands in a cell of a column that says nothing about its sentence.
EMPTY_CELL = "_"

_ROWS_REMEMBERED = 50_000
# Text without a blank line is not held back beyond this.
_LARGEST_PART = 1 << 20
_BORDER = "\n\n"
_NO_WORD_HAS_MORE = "0"

Columns = Sequence[tuple[str, ...]]


@runtime_checkable
class SinkOfPairs(Protocol):
    """A sink that takes the most usual sentences without their being taken apart."""

    def joined(
        self, tokens: list[str], tags: list[str], lengths: list[int], document: str, line: int
    ) -> None:
        """As `sentence`, for several that have nothing beside tokens and tags.

        Those of each come joined by line feeds. Blank lines stand between the sentences.
        """
        ...


@dataclass
class SentenceBuilder:
    """Gathers the lines of one file into sentences and hands them to the sink.

    Where a file marks documents, the first one is `NAME#1`; else it is named like the file.
    """

    name: str
    shape: Shape
    sink: Sink
    marked: bool = False
    indexed: bool = False
    sentences: int = 0
    _line: int = 1
    _held: str = ""
    _rows: dict[str, Row] = field(default_factory=dict)
    _pending: list[Row] = field(default_factory=list)
    _start: int = 0
    _document: str = ""
    _number: int = 1
    _used: bool = False

    def __post_init__(self) -> None:
        self._document = f"{self.name}#1" if self.marked else self.name
        shape = self.shape
        self._separator = "\t" if shape.tabs else " "
        self._other_blank = " " if shape.tabs else "\t"
        self._joint = f"{self._separator}\n{self._separator}"
        self._no_separators = bytes(set(range(256)) - set(f"\n{self._separator}".encode()))
        self._is_usual = shape.columns > 1 and shape.tag is not None
        self._extra_columns = [(column, shape.name(column)) for column in shape.extras]
        self._has_more = bool(self._extra_columns or shape.nested)
        self._inner_scheme = IOB2 if shape.is_prefixed else BARE
        joins = self._is_usual and not self._has_more and not self.indexed
        self._sink_of_pairs = self.sink if joins and isinstance(self.sink, SinkOfPairs) else None
        self._kept = 0

    def add(self, block: str) -> None:
        """Take whole lines in."""
        text = self._held + block
        for blank in ("\n\t\n", "\n \n"):
            if blank in text:
                text = text.replace(blank, _BORDER)
        whole, border, self._held = text.rpartition(_BORDER)
        if border and not self._add_pairs(whole):
            for part in whole.split(_BORDER):
                self._add_part(part)
        if len(self._held) > _LARGEST_PART:
            self._add_lines(self._held.removesuffix("\n").split("\n"))
            self._held = ""

    def finish(self) -> None:
        """Close the last sentence and settle the account."""
        self._add_lines(self._held.removesuffix("\n").split("\n"))
        self._end_sentence()
        self.sink.read(TOKEN_LINES, self._kept)
        self.sink.keep(TOKEN_LINES, self._kept)

    def _add_pairs(self, text: str) -> bool:
        """Hand sentences of tokens and tags on without taking them apart, many at a time.

        Most of most files are such. False where a line needs a closer look.
        """
        sink, separator = self._sink_of_pairs, self._separator
        if sink is None or self._pending or not self._are_pairs(text):
            return False
        # No text holds this character any more: it stands for the blank lines.
        marked = text.replace(_BORDER, f"\n\0{separator}\0\n")
        cells = marked.replace("\n", separator).split(separator)
        if "" in cells:
            return False
        first, second = "\n".join(cells[::2]), "\n".join(cells[1::2])
        tokens, tags = (second, first) if self.shape.token else (first, second)
        several = tags.split("\n\0\n")
        lengths = [one.count("\n") + 1 for one in several]
        if max(lengths) > LONGEST_SENTENCE:
            return False
        sink.joined(tokens.split("\n\0\n"), several, lengths, self._document, self._line)
        self.sentences += len(lengths)
        self._kept += sum(lengths)
        self._line += sum(lengths) + len(lengths)
        self._used = True
        return True

    def _are_pairs(self, text: str) -> bool:
        """Whether each line holds a token, one separator and a tag, but for single blank lines.

        Of such text only a separator and an end are left of each line when all else is taken
        away.
        """
        if self._other_blank in text or DOCUMENT_MARK in text:
            return False
        left = f"{text}\n".encode().translate(None, self._no_separators)
        blank_lines = left.replace(f"{self._separator}\n".encode(), b"")
        return blank_lines == b"\n" * text.count(_BORDER)

    def _add_part(self, part: str) -> None:
        """Take what stands before a blank line, as a whole or line by line, and the blank line."""
        if self._pending or not self._add_usual(part):
            self._add_lines(part.split("\n"))
            self._end_sentence()
            self._line += 1

    def _add_usual(self, part: str) -> bool:
        """Take a whole sentence apart at once; False where a line needs a closer look.

        Between the cells of two lines stands a cell that holds the line's end only, so that
        a line with a cell too many or too few shifts these from their places.
        """
        if not self._is_usual or self._other_blank in part or DOCUMENT_MARK in part:
            return False
        cells = part.replace("\n", self._joint).split(self._separator)
        width = self.shape.columns + 1
        ends = cells[width - 1 :: width]
        lines = len(ends) + 1
        if len(cells) != lines * width - 1 or ends.count("\n") != lines - 1 or "" in cells:
            return False
        if self.shape.numbers and "#" in part:
            return False
        columns = [tuple(cells[column::width]) for column in range(width - 1)]
        self._start = self._line
        self._emit(columns[self.shape.token], columns[self.shape.tag or 0], columns)
        self._line += lines + 1
        return True

    def _add_lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._add_line(line)
            self._line += 1

    def _add_line(self, line: str) -> None:
        if not line.strip(BLANKS):
            self._end_sentence()
        elif is_mark(line):
            self._end_document()
        elif self._line == 1 and self.shape.has_names and is_header(line):
            return
        else:
            row = self._row(line)
            if row.is_comment and not self._pending:
                self._add_comment(line)
            else:
                self._add_row(row)

    def _row(self, line: str) -> Row:
        """A line taken apart; equal lines, of which there are many, only once."""
        row = self._rows.get(line)
        if row is None:
            if len(self._rows) >= _ROWS_REMEMBERED:
                self._rows.clear()
            row = self._rows[line] = read_row(line, self.shape)
        return row

    def _add_row(self, row: Row) -> None:
        if not self._pending:
            self._start = self._line
        self._pending.append(row)
        if row.issue:
            self.sink.problem(self._line, *row.issue)
        self._refuse_long(len(self._pending))

    def _add_comment(self, line: str) -> None:
        document = document_of(line)
        if document is not None:
            self._document = document
        else:
            self.sink.read(TOKEN_LINES)
            self.sink.lose(TOKEN_LINES, self._line, "comment", f"{line!r} is a comment.")

    def _end_document(self) -> None:
        """A mark before the first sentence opens the first document, not the second."""
        self._end_sentence()
        self._number += self._used
        self._used = False
        self._document = f"{self.name}#{self._number}"

    def _end_sentence(self) -> None:
        rows, self._pending = self._pending, []
        if rows:
            tokens = tuple(row.token for row in rows)
            tags = tuple(row.tag for row in rows)
            empty = ("",) * self.shape.columns
            columns = list(zip(*(row.cells or empty for row in rows), strict=True))
            self._emit(tokens, tags if any(tags) else None, columns)

    def _refuse_long(self, tokens: int) -> None:
        if tokens > LONGEST_SENTENCE:
            raise CorpusError(
                "NW-I06",
                f"The sentence that starts on line {self._start} of {self.name} has more than "
                f"{LONGEST_SENTENCE:,} tokens.",
                NOTHING_CHANGED,
                "Put a blank line after each sentence.",
            )

    def _emit(
        self, tokens: tuple[str, ...], tags: tuple[str, ...] | None, columns: Columns
    ) -> None:
        self._refuse_long(len(tokens))
        extras: Extras = ()
        if self._has_more:
            self._report_inner(tokens, columns)
            extras = tuple(self._extras(columns))
        if self.indexed:
            tokens, indexes = self._take_index_off(tokens)
            extras = (*indexes, *extras)
        self.sink.sentence(RawSentence(tokens, tags, self._document, self._start, extras=extras))
        self.sentences += 1
        self._kept += len(tokens)
        self._used = True

    def _extras(self, columns: Columns) -> Iterator[tuple[str, tuple[str, ...]]]:
        for column, name in self._extra_columns:
            cells = columns[column]
            if says_something(cells) and not self._is_running_number(column, cells):
                yield name, cells

    def _is_running_number(self, column: int, cells: tuple[str, ...]) -> bool:
        return column in self.shape.numbers and all(
            cell in ("", str(number)) for number, cell in enumerate(cells, 1)
        )

    def _report_inner(self, tokens: tuple[str, ...], columns: Columns) -> None:
        """Inner entities, which a sentence has no place for, are reported one by one."""
        for column in self.shape.nested:
            tags = [OUTSIDE if tag in OUTSIDE_MARKS else tag for tag in columns[column]]
            for entity in tags_to_entities(tags, self._inner_scheme):
                text = join_tokens(tokens[entity.start : entity.end])
                self.sink.read(NESTED)
                self.sink.lose(
                    NESTED,
                    self._start + entity.start,
                    "nested-entity",
                    f"{text!r} {entity.label} in column {column + 1} lies in or over another "
                    f"entity; only column {(self.shape.tag or 0) + 1} is kept.",
                )

    def _take_index_off(self, tokens: tuple[str, ...]) -> tuple[tuple[str, ...], Extras]:
        pairs = [split_segment_index(token) for token in tokens]
        for position, (token, index) in enumerate(pairs):
            if not index:
                message = f"{token!r} is no character with an index; it was kept as it is."
                self.sink.problem(self._start + position, "no-segment-index", message)
        indexes = tuple(index for _, index in pairs)
        says_more = indexes.count(_NO_WORD_HAS_MORE) < len(indexes)
        return tuple(token for token, _ in pairs), ((SEGMENT, indexes),) if says_more else ()


def says_something(cells: Sequence[str]) -> bool:
    """Whether a column tells anything about its sentence."""
    return any(cells) and cells.count(EMPTY_CELL) < len(cells)
