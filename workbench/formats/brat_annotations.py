"""The lines of brat's .ann files: spans, and a count of all else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workbench.formats.base import Sink
from workbench.formats.brat_labels import unescape_label
from workbench.formats.offsets import Offsets
from workbench.formats.spans import SPANS

# Problems that are about a span, and not about the text that it lies in.
_OF_SPANS = frozenset({"span-widened", "token-split"})

_SPAN = re.compile(
    r"T\S*\t(?P<label>\S+) (?P<ranges>[0-9]{1,12} [0-9]{1,12}(?:;[0-9]{1,12} [0-9]{1,12})*)\s*"
    r"(?:\t(?P<text>.*))?",
    re.DOTALL,
)
_OTHERS: Mapping[str, str] = {
    "R": "relations (R lines)",
    "E": "events (E lines; their triggers are spans like others)",
    "A": "attributes (A lines)",
    "M": "attributes (M lines)",
    "N": "links to databases (N lines)",
    "#": "notes (# lines)",
    "*": "equivalences (* lines)",
}


@dataclass(frozen=True, slots=True)
class Bound:
    """A T line: the ranges that it covers, in the file's own count, and its copy of the text."""

    label: str
    ranges: tuple[Offsets, ...]
    text: str | None
    line: int


class AnnotationSink:
    """A sink for what is found in the .ann file: its messages name that file.

    `position` is how far reading has come, which the other file does not change.
    """

    def __init__(self, sink: Sink, name: str, position: int = 0) -> None:
        self._sink = sink
        self._name = name
        self._position = position
        self.sentence, self.read, self.keep = sink.sentence, sink.read, sink.keep

    def lose(self, unit: str, line: int, code: str, message: str) -> None:
        self._sink.lose(unit, line, code, self._placed(line, message))

    def problem(self, line: int, code: str, message: str) -> None:
        self._sink.problem(line, code, self._placed(line, message))

    def at(self, position: int) -> None:
        self._sink.at(self._position)

    def _placed(self, line: int, message: str) -> str:
        return f"{message} (line {line} of {self._name})"


class SpanSink(AnnotationSink):
    """The same for a text with spans: problems of the text are none of the .ann file."""

    def problem(self, line: int, code: str, message: str) -> None:
        if code in _OF_SPANS:
            super().problem(line, code, message)
        else:
            self._sink.problem(line, code, message)


def read_bounds(lines: Iterable[str], sink: AnnotationSink) -> list[Bound]:
    """The T lines of an .ann file; whatever else it holds is reported."""
    bounds = []
    others: dict[str, list[int]] = {}
    for number, line in enumerate(lines, 1):
        found = _SPAN.fullmatch(line)
        if found:
            ranges = tuple(_range(one) for one in found["ranges"].split(";"))
            bounds.append(Bound(unescape_label(found["label"]), ranges, found["text"], number))
        elif line[:1] in _OTHERS and "\t" in line:
            others.setdefault(line[:1], []).append(number)
        elif line.strip():
            sink.read(SPANS)
            sink.lose(SPANS, number, "bad-line", f"{_short(line)} is no line of brat's.")
    for kind, numbers in others.items():
        message = f"Not kept: {_OTHERS[kind]}, {len(numbers):,} in all, of which this is the first."
        sink.problem(numbers[0], "not-kept", message)
    return bounds


def _range(text: str) -> Offsets:
    start, end = text.split(" ")
    return int(start), int(end)


def _short(line: str) -> str:
    return repr(line if len(line) <= 60 else f"{line[:59]}…")
