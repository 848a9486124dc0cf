"""The three tab separated formats of WebAnno; the third is INCEpTION's too.

The layout is that of WebAnno's own documentation and of the files its test suite holds.
Version 1 is documented by nothing but those files and its reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice

from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.formats.base import (
    Carried,
    Format,
    Layout,
    PlainLayout,
    ReadOptions,
    Sample,
    Sink,
    Source,
    WriteOptions,
)
from workbench.formats.spans import add_record
from workbench.formats.text import TextFile, open_text
from workbench.formats.webanno_escapes import unescape_java, unescape_text, unescape_value
from workbench.formats.webanno_layers import (
    COLUMNS_1,
    LAYER_MARKS,
    Column,
    Columns,
    header_to_columns_2,
    layer_to_columns_3,
)
from workbench.formats.webanno_lines import (
    UNIT_1,
    UNIT_2,
    UNIT_3,
    Dialect,
    Line,
    read_sentences,
)
from workbench.formats.webanno_places import Placed, place
from workbench.formats.webanno_spans import (
    Mark,
    Marked,
    linked_groups,
    marks_of_numbers,
    marks_of_tags,
    to_record,
)
from workbench.formats.webanno_writing import refuses_1, refuses_3, write_1, write_2, write_3

_FORMAT_3 = re.compile(r"#FORMAT=WebAnno TSV 3(?:\.([0-9]{1,3}))?\s*")
_HEADER_2 = re.compile(r"\s?# *[\w.]+\.\w+( *\|[^#|]+)*( *#.*)?")
_BODY_3 = ("#Text=", "#Sentence.id=")
_BODY_1 = ("#text=", "#id=")
# A file of another format is not read to its end.
_LINES_TRIED = 1_000
_NOTHING_1 = frozenset({"", "_", "-", "O"})
_NOTHING_3 = frozenset({"", "_"})

_Reading = Callable[[str], str]
_Marking = Callable[[Placed], Sequence[Mark]]


@dataclass(frozen=True)
class _Body:
    """The lines behind the header, and what the header says about them."""

    lines: Iterator[Line]
    dialect: Dialect
    columns: Columns
    readings: tuple[_Reading, ...]
    marks: _Marking


def _raw(text: str) -> str:
    return text


def _read(
    open_body: Callable[[TextFile, Sink], _Body], name: str
) -> Callable[[Source, ReadOptions, Sink], Layout]:
    def read(source: Source, options: ReadOptions, sink: Sink) -> Layout:
        file = open_text(source, options)
        body = open_body(file, sink)
        found = read_sentences(body.lines, body.dialect, source.name, sink)
        placed = (place(one, body.readings, sink) for one in found)
        marked = (Marked(one, body.marks(one)) for one in placed)
        for group in linked_groups(marked, sink):
            is_annotated = body.columns.chosen is not None
            add_record(to_record(group, source.name, is_annotated, sink), options, sink)
        body.columns.report(sink)
        return PlainLayout(name, file.encoding, body.columns.description)

    return read


def _open_3(file: TextFile, sink: Sink) -> _Body:
    lines = enumerate(file.lines(sink), 1)
    number, first = next(((n, line) for n, line in lines if line.strip()), (0, ""))
    found = _FORMAT_3.fullmatch(first)
    if not found:
        raise _no_header(file.source.name, number, first)
    declared, body = _header(lines, ("#",), _BODY_3)
    layers = [(number, line) for number, line in declared if line.startswith(LAYER_MARKS)]
    for number, line in declared:
        if not line.startswith(LAYER_MARKS):
            sink.problem(number, "unknown-line", f"It is not known what {line[:60]!r} means.")
    columns = _columns(layers, layer_to_columns_3, _NOTHING_3)
    dialect = Dialect(_BODY_3[0], UNIT_3, len(columns))
    # The documentation has more escapes in texts than WebAnno itself, and others follow it.
    plain = unescape_java if int(found[1] or 0) < 2 else unescape_text
    readings = (plain, unescape_value, _raw)
    return _Body(body, dialect, columns, readings, partial(marks_of_numbers, columns=columns))


def _open_2(file: TextFile, sink: Sink) -> _Body:
    lines = _tried(file, UNIT_2, sink)
    declared, body = _header(lines, ("#", " #"), _BODY_1)
    columns = _columns(declared, header_to_columns_2, _NOTHING_1)
    dialect = Dialect(_BODY_1[0], UNIT_2, len(columns), text_goes_on=True)
    marks = partial(marks_of_tags, columns=columns, prefixes=("B-", "I-"), sink=sink)
    return _Body(body, dialect, columns, (_raw,), marks)


def _open_1(file: TextFile, sink: Sink) -> _Body:
    lines = _tried(file, UNIT_1, sink)
    columns = Columns(COLUMNS_1, _NOTHING_1)
    # The columns behind the entities are not the same in all descriptions.
    dialect = Dialect(_BODY_1[0], UNIT_1, 3, text_goes_on=True)
    prefixes = ("B-", "I-", "B_", "I_")
    marks = partial(marks_of_tags, columns=columns, prefixes=prefixes, sink=sink)
    return _Body(lines, dialect, columns, (_raw,), marks)


def _header(
    lines: Iterator[Line], marks: tuple[str, ...], body: tuple[str, ...]
) -> tuple[list[Line], Iterator[Line]]:
    """The lines that declare layers, and those from the first one on that does not."""
    declared = []
    for number, line in lines:
        if line.startswith(marks) and not line.startswith(body):
            declared.append((number, line))
        elif line.strip():
            return declared, chain([(number, line)], lines)
    return declared, iter(())


def _columns(
    declared: Iterable[Line],
    parse: Callable[[str, int], list[Column]],
    nothing: frozenset[str],
) -> Columns:
    return Columns([one for number, line in declared for one in parse(line, number)], nothing)


def _tried(file: TextFile, unit: re.Pattern[str], sink: Sink) -> Iterator[Line]:
    """The lines of a file, if there is a token among the first ones."""
    lines = enumerate(file.lines(sink), 1)
    first = list(islice(lines, _LINES_TRIED))
    if not any(unit.fullmatch(line) for _, line in first):
        raise _no_token(file.source.name)
    return chain(first, lines)


def _matches_3(sample: Sample) -> int:
    lines = _first_lines(sample)
    return 100 if lines and _FORMAT_3.fullmatch(lines[0]) else 0


def _matches_2(sample: Sample) -> int:
    """By its header, which a file without annotations lacks, or by its tokens' numbers."""
    lines = _first_lines(sample)
    if not lines or not any(UNIT_2.fullmatch(line) for line in lines):
        return 0
    if _HEADER_2.fullmatch(lines[0]) and not lines[0].startswith(_BODY_1):
        return 100
    return 98 if _has_marks(lines) else 0


def _matches_1(sample: Sample) -> int:
    lines = _first_lines(sample)
    tokens = [line for line in lines if UNIT_1.fullmatch(line) and line.count("\t") >= 4]
    return 96 if tokens and _has_marks(lines) else 0


def _has_marks(lines: Sequence[str]) -> bool:
    return lines[0].startswith(_BODY_1) and any(line.startswith("#text=") for line in lines)


def _first_lines(sample: Sample) -> list[str]:
    """The first lines of a sample that are not blank."""
    text = sample.text.removeprefix("\ufeff").lstrip("\r\n")[:20_000]
    lines = (line.rstrip("\r") for line in text.split("\n"))
    return list(islice((line for line in lines if line.strip()), 50))


def _no_header(name: str, number: int, line: str) -> CorpusError:
    shown = f"line {number} is {line[:60]!r}" if number else "it has no line"
    return CorpusError(
        "NW-I25",
        f"{name} is no WebAnno TSV 3 file, which begins with #FORMAT=WebAnno TSV 3; {shown}.",
        NOTHING_CHANGED,
        "Leave --format away to let the format be found (in the window: choose it).",
    )


def _no_token(name: str) -> CorpusError:
    return CorpusError(
        "NW-I26",
        f"{name} is no WebAnno TSV file of this version: none of its first {_LINES_TRIED:,} "
        "lines is a token with its number.",
        NOTHING_CHANGED,
        "Leave --format away to let the format be found (in the window: choose it).",
    )


def _read_back(name: str) -> Callable[[WriteOptions], ReadOptions]:
    return lambda options: ReadOptions(format=name, encoding="utf-8")


_CARRIES = frozenset({Carried.TOKENS, Carried.ENTITIES})
_OLD = {
    "webanno-1": ("WebAnno TSV 1 (.tsv)", _matches_1, _open_1, write_1),
    "webanno-2": ("WebAnno TSV 2 (.tsv)", _matches_2, _open_2, write_2),
}

# Versions 1 and 2 cannot hold line breaks in the text of a sentence, which is why they are
# not said to carry its spaces.
FORMATS: tuple[Format, ...] = (
    *(
        Format(
            name,
            title,
            ".tsv",
            _CARRIES,
            matches,
            _read(open_body, name),
            write,
            refuses_1,
            _read_back(name),
        )
        for name, (title, matches, open_body, write) in _OLD.items()
    ),
    Format(
        "webanno-3",
        "WebAnno TSV 3, also INCEpTION's (.tsv)",
        ".tsv",
        _CARRIES | {Carried.SPACING},
        _matches_3,
        _read(_open_3, "webanno-3"),
        write_3,
        refuses_3,
        _read_back("webanno-3"),
    ),
)
