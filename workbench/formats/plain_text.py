"""Plain text: one sentence a line, paragraphs, or lines that were broken at a width."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, pairwise
from pathlib import Path

from workbench.domain.sentence import needs_space
from workbench.formats.base import (
    AUTO,
    Format,
    Layout,
    PlainLayout,
    RawSentence,
    ReadOptions,
    Sample,
    Sink,
    Source,
    WriteOptions,
)
from workbench.formats.columns import LONGEST_SENTENCE
from workbench.formats.segmentation import (
    detect_language,
    is_blank,
    sentence_offsets,
    token_offsets,
)
from workbench.formats.span_record import Record
from workbench.formats.spans import add_record
from workbench.formats.text import BYTE_ORDER_MARK, LONGEST_LINE, TextFile, open_text
from workbench.formats.visible import is_odd

NAME = "text"
UNIT = "lines"
# Lines by which the shape of a text is judged.
_HEAD = 500
_LANGUAGE_SAMPLE = 2_000
# Lines of text that was broken at a width are longer than this, all but the last ones.
_BROKEN_WIDTH = 45
_ENDS = re.compile(r"[.!?…。！？؟।:;][\"'”’»›)\]」』]*\s*$")
_MARKUP = re.compile(r"\s*(?:[{\[]|<(?:\?xml|!doctype|html)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Passage:
    """Text that is broken into sentences together; it fills so many lines of the file."""

    text: str
    line: int
    lines: int


def _matches(sample: Sample) -> int:
    """Anything readable, but less than every other format; no JSON and no HTML."""
    return 20 if sample.text.strip() and not _MARKUP.match(sample.text) else 0


def _read(source: Source, options: ReadOptions, sink: Sink) -> Layout:
    text = open_text(source, options)
    if options.sentences == "document":
        passages, words = _whole(text, sink), "one sentence a file"
    else:
        lines = text.lines(sink)
        head = list(islice(lines, _HEAD))
        options = _with_language(options, head)
        passages, options, words = _shaped(chain(head, lines), head, options)
    for passage in passages:
        _add(passage, source, options, sink)
    return PlainLayout(NAME, text.encoding, words)


def _shaped(
    lines: Iterable[str], head: Sequence[str], options: ReadOptions
) -> tuple[Iterator[_Passage], ReadOptions, str]:
    """The passages, how each becomes sentences, and both in words."""
    if options.sentences == "line":
        return _by_lines(lines), options, "one sentence a line"
    running = replace(options, sentences="running")
    if options.sentences == "running":
        is_broken, has_paragraphs = bool(_going_on(head, 0)), True
    else:
        is_broken, has_paragraphs = is_broken_at_width(head), _has_long_paragraphs(head, running)
    if is_broken:
        return _by_paragraphs(lines), running, "running text, broken into lines"
    if has_paragraphs:
        return _by_lines(lines), running, "running text, one paragraph a line"
    return _by_lines(lines), options, "one sentence a line"


def is_broken_at_width(head: Sequence[str]) -> bool:
    """Whether long lines go on with the sentence of the one before, in small letters."""
    going_on = _going_on(head, _BROKEN_WIDTH)
    small = sum(after.lstrip()[:1].islower() for after in going_on)
    return bool(going_on) and 3 * small > len(going_on)


def _going_on(head: Sequence[str], width: int) -> list[str]:
    """The lines behind those that end without a mark; none where those are not most.

    What counts are lines of some width with another line of their paragraph behind them.
    """
    pairs = [(line, after) for line, after in pairwise(head) if line.strip() and after.strip()]
    found = [after for line, after in pairs if len(line) >= width and not _ENDS.search(line)]
    return found if 2 * len(found) > len(pairs) else []


def _has_long_paragraphs(head: Sequence[str], running: ReadOptions) -> bool:
    """Whether most lines hold several sentences."""
    filled = [line for line in head if line.strip()][: _HEAD // 5]
    several = sum(len(sentence_offsets(line, running)) > 1 for line in filled)
    return 2 * several > len(filled)


def _with_language(options: ReadOptions, head: Sequence[str]) -> ReadOptions:
    """One language for the whole text: a single line is too short to tell it by."""
    if options.language != AUTO:
        return options
    return replace(options, language=detect_language("\n".join(head)[:_LANGUAGE_SAMPLE]))


def _whole(text: TextFile, sink: Sink) -> Iterator[_Passage]:
    content = text.text(sink)
    filled = sum(bool(line.strip()) for line in content.split("\n"))
    yield _Passage(content, 1, filled)


def _by_lines(lines: Iterable[str]) -> Iterator[_Passage]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _Passage(line, number, 1)


def _by_paragraphs(lines: Iterable[str]) -> Iterator[_Passage]:
    """Lines up to a blank one, joined as if they had never been broken."""
    held: list[str] = []
    length, last = 0, 0
    for number, line in enumerate(lines, 1):
        last = number
        if line.strip():
            held.append(line.strip())
            length += len(line)
        if held and (not line.strip() or length > LONGEST_LINE):
            yield _Passage(_joined(held), number - len(held) + bool(line.strip()), len(held))
            held, length = [], 0
    if held:
        yield _Passage(_joined(held), last - len(held) + 1, len(held))


def _joined(lines: Sequence[str]) -> str:
    pieces = [lines[0]]
    for before, line in pairwise(lines):
        pieces += [" " if needs_space(before, line) else "", line]
    return "".join(pieces)


def _add(passage: _Passage, source: Source, options: ReadOptions, sink: Sink) -> None:
    sink.read(UNIT, passage.lines)
    if add_record(Record(passage.text, passage.line, source.name), options, sink):
        sink.keep(UNIT, passage.lines)
        return
    for line in range(passage.line, passage.line + passage.lines):
        sink.lose(UNIT, line, "empty-line", "There is nothing visible on this line.")


def _write(sentences: Iterable[RawSentence], path: Path, options: WriteOptions) -> None:
    """One sentence a line. A line feed inside of a sentence becomes a space."""
    with path.open("x", encoding="utf-8", newline="\n") as file:
        for number, sentence in enumerate(sentences):
            line = _line(sentence)
            # Without a mark of its own, the file would lose the one that its text begins with.
            mark = BYTE_ORDER_MARK if number == 0 and line.startswith(BYTE_ORDER_MARK) else ""
            file.write(f"{mark}{line}\n")


def _line(sentence: RawSentence) -> str:
    return re.sub(r"\s*[\r\n]\s*", " ", sentence.text).strip()


def _refuses(sentence: RawSentence, options: WriteOptions) -> str:
    line = _line(sentence)
    if is_blank(line) or is_odd(line):
        return f"the text {line!r}"
    too_long = len(line) > LONGEST_LINE or len(line) > LONGEST_SENTENCE < len(
        token_offsets(line, ReadOptions())
    )
    return f"its length, of {len(line):,} characters" if too_long else ""


def _read_back(options: WriteOptions) -> ReadOptions:
    return ReadOptions(format=NAME, encoding="utf-8", sentences="line")


# The text comes back, with other tokens and without line breaks inside of sentences.
FORMAT = Format(
    name=NAME,
    title="Plain text",
    suffix=".txt",
    carries=frozenset(),
    matches=_matches,
    read=_read,
    write=_write,
    refuses=_refuses,
    read_back=_read_back,
    is_text=True,
)
