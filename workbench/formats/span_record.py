"""A text with character spans, and its way into a sink."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.domain.sentence import Split, Status
from workbench.formats.base import ReadOptions, Sink
from workbench.formats.offsets import Offsets

SPANS = "spans"
SUGGESTED = "suggested spans"
# So much of a long text is shown in a message.
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A label over a text from `start` up to, not including, `end`, in code points."""

    start: int
    end: int
    label: str
    line: int = 0

    @property
    def offsets(self) -> Offsets:
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class ScoredSpan:
    """A span that a suggester proposes, with its confidence in 0..1."""

    span: TextSpan
    suggester: str
    score: float


@dataclass(frozen=True, slots=True)
class Record:
    """A text as a file has it; all offsets are into `text`.

    `spans` is None when nobody has annotated it. `tokens` and `sentences` are None where
    the file has none: then they are made.
    """

    text: str
    line: int
    document: str
    spans: tuple[TextSpan, ...] | None = None
    tokens: tuple[Offsets, ...] | None = None
    sentences: tuple[Offsets, ...] | None = None
    suggestions: tuple[ScoredSpan, ...] = ()
    split: Split | None = None
    status: Status | None = None
    flagged: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class LayerSpan:
    """A span of a layer; `order` is its place in the file."""

    span: TextSpan
    order: int
    suggester: str = ""
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Layer:
    """Spans that must not overlap each other: the gold ones, or those of one suggester."""

    unit: str
    spans: Sequence[LayerSpan]

    def within(self, start: int, end: int) -> Layer:
        """The spans, which are in order and do not overlap, that touch a part of the text."""
        first = bisect_left(self.spans, start + 1, key=lambda one: one.span.end)
        last = bisect_left(self.spans, end, key=lambda one: one.span.start)
        return Layer(self.unit, self.spans[first:last])


@dataclass(frozen=True, slots=True)
class Reading:
    """One record on its way into a sink."""

    record: Record
    options: ReadOptions
    sink: Sink

    @property
    def text(self) -> str:
        return self.record.text

    def shown(self, span: TextSpan) -> str:
        return f"{short(self.text[span.start : span.end])} {span.label!r}"

    def problem(self, code: str, message: str, line: int = 0) -> None:
        self.sink.problem(line or self.record.line, code, message)

    def lose(self, unit: str, span: TextSpan, code: str, message: str) -> None:
        self.sink.lose(unit, span.line or self.record.line, code, message)


def short(text: str) -> str:
    """A text as messages show it."""
    return repr(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…")
