"""brat's standoff: a text, and beside it a file of annotations with offsets into the text.

The layout is that of brat's own documentation and of the files its repository holds.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.formats.alignment import join_ranges
from workbench.formats.base import (
    AUTO,
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
from workbench.formats.brat_annotations import AnnotationSink, Bound, SpanSink, read_bounds
from workbench.formats.brat_offsets import Counting, choose_counting, covered, only_place
from workbench.formats.brat_refusals import refuses
from workbench.formats.brat_writing import write
from workbench.formats.encodings import errors_of
from workbench.formats.offsets import Offsets
from workbench.formats.spans import SPANS, Record, TextSpan, add_record
from workbench.formats.text import BYTE_ORDER_MARK, TextFile, open_text

NAME = "brat"
TEXT, ANNOTATIONS = ".txt", ".ann"
_EMPTY = "NW-I14"
_EACH = 200
_LINE = re.compile(r"[^\n]+")
_END_OF_LINE = re.compile(r"\r\n?|\n")


def _matches(sample: Sample) -> int:
    """By the name of the file beside it, or of any in the folder: then it is untouched."""
    file = sample.source.file
    if file.suffix != TEXT:
        return 0
    if file.with_suffix(ANNOTATIONS).is_file():
        return 95
    return 70 if _has_annotations(file.parent, file.parent.stat().st_mtime_ns) else 0


@lru_cache(maxsize=8)
def _has_annotations(folder: Path, changed: int) -> bool:
    """Asked for every file of a folder, which may hold many."""
    return next(folder.glob(f"*{ANNOTATIONS}"), None) is not None


def _read(source: Source, options: ReadOptions, sink: Sink) -> Layout:
    if source.file.suffix == ANNOTATIONS:
        raise _no_text(source.name)
    file = open_text(source, options)
    text = file.text(sink)
    name = f"{source.name.removesuffix(TEXT)}{ANNOTATIONS}"
    bounds = _read_bounds(source, name, options, sink)
    spans = None if bounds is None else _spans(bounds, text, file, AnnotationSink(sink, name))
    position = source.file.stat().st_size
    of_spans = SpanSink(sink, name, position)
    for number, record in enumerate(_records(text, spans, source.name, options)):
        add_record(record, options, of_spans)
        if number % _EACH == 0:
            sink.at(position)
    what = "not annotated" if spans is None else f"annotations in {name}"
    return PlainLayout(NAME, file.encoding, what)


def _read_bounds(source: Source, name: str, options: ReadOptions, sink: Sink) -> list[Bound] | None:
    """The T lines; None where nobody has annotated: brat makes empty files beforehand."""
    path = source.file.with_suffix(ANNOTATIONS)
    if not path.is_file():
        return None
    try:
        file = open_text(Source(source.path, name, path), options)
    except CorpusError as error:
        if error.code != _EMPTY:
            raise
        message = f"{name} is empty, which is how brat marks a text that nobody has annotated."
        sink.problem(1, "empty-annotations", message)
        return None
    named = AnnotationSink(sink, name, source.file.stat().st_size)
    return read_bounds(file.lines(named), named)


def _spans(
    bounds: Sequence[Bound], text: str, file: TextFile, sink: AnnotationSink
) -> list[TextSpan]:
    counting = choose_counting(bounds, text, _double_line_ends(file, text))
    if counting.how:
        message = f"The offsets fit the text if {counting.how}; they were read so."
        sink.problem(bounds[0].line, "offsets-recounted", message)
    found = (_span(bound, counting, text, sink) for bound in bounds)
    return [span for span in found if span]


def _double_line_ends(file: TextFile, text: str) -> list[int]:
    """The line feeds of a text that are two characters, CR LF, in its file."""
    raw = file.source.file.read_bytes()
    if b"\r" not in raw:
        return []
    decoded = raw.decode(file.encoding, errors_of(file.encoding)).removeprefix(BYTE_ORDER_MARK)
    ends = [len(found[0]) for found in _END_OF_LINE.finditer(decoded)]
    feeds = [found.start() for found in re.finditer("\n", text)]
    return [feed for feed, end in zip(feeds, ends, strict=False) if end > 1]


def _span(bound: Bound, counting: Counting, text: str, sink: AnnotationSink) -> TextSpan | None:
    """The span of a T line, or None where it cannot be kept, which is accounted for."""
    ranges = counting.ranges(bound, len(text))
    if ranges is None:
        fault = "bad-span", f"does not lie in the text, which has {len(text):,} characters"
    elif not counting.fits(bound, text):
        fault = "span-text-differs", _difference(bound, text, ranges)
    elif any(text[end:start].strip() for (_, end), (start, _) in pairwise(sorted(ranges))):
        fault = "discontinuous-span", "consists of several parts"
    elif not covered(text, ranges):
        fault = "bad-span", "covers nothing but white space"
    else:
        starts, ends = zip(*ranges, strict=True)
        return TextSpan(min(starts), max(ends), bound.label, bound.line)
    code, what = fault
    shown = covered(text, ranges) if bound.text is None and ranges else bound.text or ""
    where = ";".join(f"{first}–{last}" for first, last in bound.ranges)
    sink.read(SPANS)
    sink.lose(SPANS, bound.line, code, f"{shown!r} {bound.label!r} ({where}) {what}.")
    return None


def _difference(bound: Bound, text: str, ranges: Sequence[Offsets]) -> str:
    place = only_place(bound, text)
    elsewhere = "" if place is None else f"; it stands at {place}, and nowhere else"
    return f"is not what the text has there: {covered(text, ranges)!r}{elsewhere}"


def _records(
    text: str, spans: Sequence[TextSpan] | None, document: str, options: ReadOptions
) -> Iterator[Record]:
    """One record a line, or several lines that a span joins, so that each knows its line."""
    blocks = _blocks(text, spans or (), options)
    line, position = 1, 0
    for (start, end), found in zip(blocks, _by_block(blocks, spans or ()), strict=True):
        line += text.count("\n", position, start)
        position = start
        shifted = tuple(
            TextSpan(one.start - start, one.end - start, one.label, one.line) for one in found
        )
        yield Record(text[start:end], line, document, None if spans is None else shifted)


def _blocks(text: str, spans: Sequence[TextSpan], options: ReadOptions) -> Sequence[Offsets]:
    if options.sentences not in (AUTO, "line"):
        return [(0, len(text))]
    lines = [found.span() for found in _LINE.finditer(text)]
    return join_ranges(lines, [span.offsets for span in spans])


def _by_block(blocks: Sequence[Offsets], spans: Sequence[TextSpan]) -> list[list[TextSpan]]:
    found: list[list[TextSpan]] = [[] for _ in blocks]
    for span in spans:
        found[bisect_right(blocks, span.start, key=lambda block: block[0]) - 1].append(span)
    return found


def _read_back(options: WriteOptions) -> ReadOptions:
    return ReadOptions(format=NAME, encoding="utf-8", sentences="line", spans="split")


def _no_text(name: str) -> CorpusError:
    return CorpusError(
        "NW-I27",
        f"{name} holds annotations, but the text that belongs to them is not beside it.",
        NOTHING_CHANGED,
        f"Put {Path(name).with_suffix(TEXT).name} into the same folder.",
    )


# Splits are folders. Order is kept within each of them; so are sentences, one a line, but
# not their line breaks, nor the names of documents, which are made fit for file systems.
FORMAT = Format(
    NAME,
    "brat standoff (.txt and .ann)",
    "",
    frozenset({Carried.ENTITIES, Carried.SPLITS}),
    _matches,
    _read,
    write,
    refuses,
    _read_back,
    is_folder=True,
    is_text=True,
)
