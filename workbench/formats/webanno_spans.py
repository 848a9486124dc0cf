"""Labels in the cells of WebAnno TSV units to spans over text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workbench.formats.base import Sink
from workbench.formats.columns import LONGEST_SENTENCE
from workbench.formats.offsets import Offsets
from workbench.formats.spans import SPANS, Record, TextSpan
from workbench.formats.webanno_escapes import stacked_values, unescape_value
from workbench.formats.webanno_layers import Columns
from workbench.formats.webanno_places import Placed

_BREAK = re.compile("[\t\n\r]")
# A place in a stack of versions 1 and 2 that holds no annotation.
_PLACEHOLDERS = frozenset({"O-_", "B-_", "I-_", "O", "_", ""})


@dataclass(slots=True)
class Mark:
    """An annotation on a unit. Those of one sentence with one `key` are the same span.

    `label` is None where the annotation has no value. A key of None is nobody else's.
    """

    start: int
    end: int
    label: str | None
    line: int
    token: int
    key: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence with the annotations on its units."""

    placed: Placed
    marks: Sequence[Mark]

    def keys_on(self, token: int) -> frozenset[tuple[str, int]]:
        return frozenset(mark.key for mark in self.marks if mark.key and mark.token == token)

    def is_linked_to(self, following: Marked) -> bool:
        """Whether a span reaches from this sentence into the one that follows."""
        last = len(self.placed.tokens) - 1
        return not self.keys_on(last).isdisjoint(following.keys_on(0))


def _cells(placed: Placed, columns: Columns) -> Iterator[tuple[Offsets, str, int, int]]:
    """The cells with labels: the place of their unit, the line, and the number of the token."""
    token = -1
    for unit, offsets in placed.units:
        token += not unit.is_part
        cell = columns.take(unit.cells)
        if cell is not None:
            yield offsets, cell, unit.line, token


def marks_of_numbers(placed: Placed, columns: Columns) -> list[Mark]:
    """Version 3: what goes over several units has the same number on each of them."""
    return [
        Mark(
            *offsets,
            None if value == "*" else unescape_value(value),
            line,
            token,
            (value, number) if number else None,
        )
        for offsets, cell, line, token in _cells(placed, columns)
        for value, number in stacked_values(cell)
        if value != "_"
    ]


def marks_of_tags(
    placed: Placed, columns: Columns, prefixes: tuple[str, ...], sink: Sink
) -> list[Mark]:
    """Versions 1 and 2: tags such as `B-PER|I-ORG`, each place of the stack by itself."""
    marks: list[Mark] = []
    last: dict[int, Mark] = {}
    for offsets, cell, line, token in _cells(placed, columns):
        for place, tag in enumerate(cell.split("|")):
            if tag in _PLACEHOLDERS:
                continue
            prefix, label = (tag[:1], tag[2:]) if tag.startswith(prefixes) else ("", tag)
            # This is how a layer's name stands where its feature has no value.
            mark = Mark(*offsets, None if label.startswith(columns.layer) else label, line, token)
            if prefix == "I" and _goes_on(last.get(place), mark):
                last[place].end, last[place].token = mark.end, token
                continue
            if prefix == "I":
                message = f"{tag!r} continues nothing; it was read as the beginning of a span."
                sink.problem(line, "inside-without-begin", message)
            last[place] = mark
            marks.append(mark)
    return marks


def _goes_on(before: Mark | None, mark: Mark) -> bool:
    return before is not None and before.token == mark.token - 1 and before.label == mark.label


def linked_groups(sentences: Iterable[Marked], sink: Sink) -> Iterator[list[Marked]]:
    """Sentences by themselves, but those together that a span reaches over."""
    group: list[Marked] = []
    for sentence in sentences:
        if group and group[-1].is_linked_to(sentence):
            length = sum(len(one.placed.tokens) for one in (*group, sentence))
            if length <= LONGEST_SENTENCE:
                group.append(sentence)
                continue
            message = f"A span over more than {LONGEST_SENTENCE:,} tokens was cut here."
            sink.problem(sentence.placed.line, "span-cut", message)
        if group:
            yield group
        group = [sentence]
    if group:
        yield group


def to_record(group: Sequence[Marked], document: str, is_annotated: bool, sink: Sink) -> Record:
    """One record of the sentences of a group; accounts for spans that have no label."""
    text, starts = _joined(group)
    sentences = [
        (start, start + len(one.placed.text)) for one, start in zip(group, starts, strict=True)
    ]
    tokens = [
        (start + first, start + last)
        for one, start in zip(group, starts, strict=True)
        for first, last in one.placed.tokens
    ]
    spans = [_labelled(mark, text, sink) for mark in _whole(group, starts)]
    return Record(
        text,
        group[0].placed.line,
        document,
        tuple(span for span in spans if span) if is_annotated else None,
        tuple(tokens) if tokens else None,
        tuple(sentences),
    )


def _joined(group: Sequence[Marked]) -> tuple[str, list[int]]:
    """The texts with a line feed between them, unless the next one follows directly."""
    text = group[0].placed.text
    starts = [0]
    for before, one in pairwise(group):
        text += "" if one.placed.begin == before.placed.end else "\n"
        starts.append(len(text))
        text += one.placed.text
    return text, starts


def _whole(group: Sequence[Marked], starts: Sequence[int]) -> Iterable[Mark]:
    """The marks of a group, those of one span as one."""
    found: dict[object, Mark] = {}
    for one, start in zip(group, starts, strict=True):
        for mark in one.marks:
            key = mark.key or id(mark)
            if key in found:
                found[key].end = max(found[key].end, start + mark.end)
            else:
                found[key] = Mark(start + mark.start, start + mark.end, mark.label, mark.line, 0)
    return found.values()


def _labelled(mark: Mark, text: str, sink: Sink) -> TextSpan | None:
    if mark.label is None:
        sink.read(SPANS)
        message = f"{text[mark.start : mark.end]!r} is annotated, but without a value."
        sink.lose(SPANS, mark.line, "span-without-label", message)
        return None
    return TextSpan(mark.start, mark.end, _visible_label(mark.label, mark.line, sink), mark.line)


def _visible_label(label: str, line: int, sink: Sink) -> str:
    """A label stands on one line; the signs that show breaks are 0x2400 behind them."""
    if _BREAK.search(label):
        message = f"Visible signs stand for the tabs and ends of lines in the label {label!r}."
        sink.problem(line, "odd-label", message)
    return _BREAK.sub(lambda found: chr(0x2400 + ord(found[0])), label)
