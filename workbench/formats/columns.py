"""Column files: one token a line, a blank line after each sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.formats.base import (
    AUTO,
    CHARACTERS,
    COLUMNS,
    Carried,
    Format,
    ReadOptions,
    Sample,
    Separator,
    Sink,
    Source,
)
from workbench.formats.column_rows import EMPTY_TOKEN
from workbench.formats.column_sentences import LONGEST_SENTENCE, SentenceBuilder
from workbench.formats.column_writing import (
    read_back_characters,
    read_back_columns,
    refuses_characters,
    refuses_columns,
    write_characters,
    write_columns,
)
from workbench.formats.sniff import (
    BLANKS,
    DOCUMENT_MARK,
    Shape,
    has_segment_index,
    is_mark,
    sniff,
    split_segment_index,
    thin_out,
)
from workbench.formats.text import TextFile, open_text

__all__ = [
    "CHARACTERS_FORMAT",
    "COLUMNS_FORMAT",
    "EMPTY_TOKEN",
    "LONGEST_SENTENCE",
    "ColumnLayout",
    "read_columns",
]

_HEAD = 2 << 20
_SAMPLED_SENTENCES = 200
# Enough to recognise the format; the layout is found later, from all over the file.
_SAMPLED_LINES = 4_000
_SEPARATORS = {"tab": "tabs", "spaces": "spaces", "mixed": "tabs and spaces"}
_TAGGED, _UNTAGGED, _INDEXED = 80, 30, 85


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """How a column file is laid out; columns count from 0, `tag` is None without tags.

    `segment_index` says that each token cell is a character and its index in its word.
    """

    encoding: str
    separator: Separator
    token: int
    tag: int | None
    columns: int
    segment_index: bool = False

    @property
    def format(self) -> str:
        return CHARACTERS if self.segment_index else COLUMNS

    @property
    def tokens_on_lines(self) -> bool:
        return True

    @property
    def description(self) -> str:
        """The layout in words; columns count from 1 here."""
        columns = f"{self.columns} columns" if self.columns > 1 else "one column"
        parts = [columns, _SEPARATORS[self.separator], self.encoding]
        if self.columns > 1:
            tag = "no tags" if self.tag is None else f"tag in column {self.tag + 1}"
            parts.insert(1, f"token in column {self.token + 1}, {tag}")
        if self.segment_index:
            parts.append("characters with a segment index")
        return " · ".join(parts)


def read_columns(source: Source, options: ReadOptions, sink: Sink) -> ColumnLayout:
    """Read a column file.

    Raises CorpusError where the bytes are no text (see `open_text`) or no corpus (NW-I11),
    lack a named column (NW-I13), or hold no sentence (NW-I14) or too long a one (NW-I06).
    """
    return _read(source, options, sink, characters=False)


def _read_characters(source: Source, options: ReadOptions, sink: Sink) -> ColumnLayout:
    return _read(source, options, sink, characters=True)


def _read(source: Source, options: ReadOptions, sink: Sink, characters: bool) -> ColumnLayout:
    file = open_text(source, options)
    lines = file.sample(_HEAD)
    shape = sniff(lines, source.name, options)
    indexed = characters and _has_index(_token_cells(lines, shape))
    builder = SentenceBuilder(source.name, shape, sink, _has_marks(file), indexed)
    for block in file.blocks(sink):
        builder.add(block)
    builder.finish()
    if not builder.sentences:
        raise _too_empty(source.name)
    separator = _separator(thin_out(lines), shape)
    return ColumnLayout(file.encoding, separator, shape.token, shape.tag, shape.columns, indexed)


def _has_marks(file: TextFile) -> bool:
    """Whether documents are marked, which their names depend on from the first one on."""
    return file.holds(DOCUMENT_MARK) and any(is_mark(line) for line in file.plain_lines())


def _has_index(sentences: Iterable[Sequence[str]]) -> bool:
    """Whether tokens that are said to be characters come with an index, mostly."""
    tokens = [token for sentence in sentences for token in sentence]
    return sum(bool(split_segment_index(token)[1]) for token in tokens) * 2 > len(tokens)


def _token_cells(lines: Iterable[str], shape: Shape) -> Iterator[list[str]]:
    """The token cells of the first sentences."""
    sentence: list[str] = []
    sentences = 0
    for line in lines:
        cells = shape.cells(line)
        if line.strip(BLANKS) and not is_mark(line) and shape.token < len(cells):
            sentence.append(cells[shape.token])
        elif sentence:
            yield sentence
            sentence = []
            sentences += 1
            if sentences == _SAMPLED_SENTENCES:
                return
    if sentence:
        yield sentence


def _separator(lines: Iterable[str], shape: Shape) -> Separator:
    if not shape.tabs:
        return "spaces"
    if shape.columns == 1:
        return "tab"
    spaced = any(
        "\t" not in line and " " in line and len(shape.cells(line)) > 1
        for line in lines
        if line.strip(BLANKS) and not is_mark(line)
    )
    return "mixed" if spaced else "tab"


# Both formats of this module ask, one after the other.
@lru_cache(maxsize=1)
def _shape_of_sample(sample: Sample) -> tuple[list[str], Shape | None]:
    text = sample.text.replace("\r\n", "\n").replace("\r", "\n")
    # What lies behind the sample's last whole line is left out.
    lines = text.split("\n", _SAMPLED_LINES)[:_SAMPLED_LINES]
    try:
        return lines, sniff(lines, sample.source.name, ReadOptions(format=AUTO))
    except CorpusError:
        return lines, None


def _matches_columns(sample: Sample) -> int:
    lines, shape = _shape_of_sample(sample)
    if shape is None:
        return 0
    if shape.tag is not None:
        return _TAGGED
    words = [line.strip(BLANKS) for line in lines]
    while words and not words[-1]:
        words.pop()
    return _UNTAGGED if "" in words and not any(" " in word for word in words) else 0


def _matches_characters(sample: Sample) -> int:
    lines, shape = _shape_of_sample(sample)
    return _INDEXED if shape and has_segment_index(_token_cells(lines, shape)) else 0


def _too_empty(name: str) -> CorpusError:
    return CorpusError(
        "NW-I14",
        f"{name} holds comments and document marks only, and no sentence.",
        NOTHING_CHANGED,
        "Choose a file that holds text.",
    )


COLUMNS_FORMAT = Format(
    name=COLUMNS,
    title="Columns: one token a line (CoNLL)",
    suffix=".conll",
    carries=frozenset(
        {
            Carried.TOKENS,
            Carried.ENTITIES,
            Carried.RAW_TAGS,
            Carried.UNTOUCHED,
            Carried.EXTRAS,
        }
    ),
    matches=_matches_columns,
    read=read_columns,
    write=write_columns,
    refuses=refuses_columns,
    read_back=read_back_columns,
    has_own_tags=True,
)
CHARACTERS_FORMAT = replace(
    COLUMNS_FORMAT,
    name=CHARACTERS,
    title="Columns: one character a line, with its index in its word",
    matches=_matches_characters,
    read=_read_characters,
    write=write_characters,
    refuses=refuses_characters,
    read_back=read_back_characters,
)
