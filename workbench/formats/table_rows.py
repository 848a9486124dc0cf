"""Rows with tokens and tags, or with text and spans, to sentences and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.domain.entity import Suggestion
from workbench.domain.sentence import join_tokens
from workbench.formats.attributes import Attributes, values_to_attributes
from workbench.formats.base import RawSentence, ReadOptions, Sink, Source, WriteOptions
from workbench.formats.columns import LONGEST_SENTENCE
from workbench.formats.offsets import Offsets
from workbench.formats.segmentation import is_blank
from workbench.formats.span_record import Record, ScoredSpan, TextSpan
from workbench.formats.span_values import pairs_of_value, spans_of_value
from workbench.formats.spans import add_record
from workbench.formats.visible import (
    unstorable_text,
    unstorable_token,
    visible_tags,
    visible_text,
    visible_tokens,
)

RECORDS = "records"
# `tokens` and `ner_tags` are lists; `offsets` are those of the tokens in `text`.
TOKENS, TAGS, TEXT, SPANS, OFFSETS = "tokens", "ner_tags", "text", "spans", "offsets"
# Numbers that stand for "no tag known" in data for training programs.
_NO_TAG = (None, -1, -100)


@dataclass(frozen=True, slots=True)
class Row:
    """One row, counted from 1; `values` lacks what the file has no column for."""

    number: int
    values: Mapping[str, Any]


class Rejected(Exception):  # noqa: N818 - an outcome, not an error
    """A row that cannot be kept, with the code and the words of its problem."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass
class RowReader:
    """Takes rows one by one. `names` are those of tags, or labels, that are numbers."""

    source: Source
    options: ReadOptions
    sink: Sink
    names: Sequence[str] = ()
    _unusable: Counter[str] = field(default_factory=Counter)

    def add(self, row: Row) -> None:
        """Turn a row into sentences, and account for it."""
        self.sink.read(RECORDS)
        try:
            if TOKENS in row.values:
                self.sink.sentence(self.sentence(row))
            else:
                self._add_text(row)
        except Rejected as reason:
            self.sink.lose(RECORDS, row.number, reason.code, str(reason))
        else:
            self.sink.keep(RECORDS)

    def finish(self, ignored: Sequence[str], rows: int) -> None:
        """Report, once, the columns and values that went nowhere."""
        for name in ignored:
            message = f"The column {name!r} is not kept; it has {rows:,} rows."
            self.sink.problem(0, "not-kept", message)
        for key, number in self._unusable.items():
            message = f"{number:,} values in the column {key!r} are not understood and not kept."
            self.sink.problem(0, "not-kept", message)

    def sentence(self, row: Row) -> RawSentence:
        """The sentence of a row with tokens; raises Rejected."""
        line, values = row.number, row.values
        found = _tokens_of(values[TOKENS])
        tags = _tags_of(values.get(TAGS), len(found), self.names)
        tokens = visible_tokens(found, line, self.sink)
        attributes = self._attributes(row, len(tokens))
        return RawSentence(
            tokens,
            tags and visible_tags(tags, line, self.sink),
            attributes.document,
            line,
            self._source_text(values.get(TEXT), tokens, line),
            attributes.split,
            attributes.status,
            attributes.flagged,
            attributes.note,
            attributes.suggestions,
            attributes.extras,
        )

    def _source_text(self, text: Any, tokens: tuple[str, ...], line: int) -> str:
        """The text that tokens were cut from, where it is that and says more than they do."""
        if not isinstance(text, str) or not text:
            return ""
        shown = visible_text(text, line, self.sink)
        if shown == join_tokens(tokens):
            return ""
        if token_places(shown, tokens) is None:
            message = f"The text is not that of the tokens, and is not kept: {shown!r:.100}."
            self.sink.problem(line, "text-not-kept", message)
            return ""
        return shown

    def _add_text(self, row: Row) -> None:
        text = row.values.get(TEXT)
        if not isinstance(text, str) or not text.strip():
            raise Rejected("empty-record", "There is no text in this row.")
        if not add_record(self._record(row, text), self.options, self.sink):
            raise Rejected("empty-record", "There is nothing visible in the text of this row.")

    def _record(self, row: Row, text: str) -> Record:
        line = row.number
        try:
            spans = spans_of_value(row.values.get(SPANS), self.names, line)
            tokens = pairs_of_value(row.values.get(OFFSETS))
        except ValueError as error:
            raise Rejected("bad-spans", f"Its spans cannot be read: {error}.") from error
        attributes = self._attributes(row, len(tokens or ()))
        return Record(
            text,
            line,
            attributes.document,
            spans,
            tokens,
            # A row with tokens is one that we wrote, and a sentence.
            ((0, len(text)),) if tokens else None,
            tuple(scored_span(one, tokens, line) for one in attributes.suggestions if tokens),
            attributes.split,
            attributes.status,
            attributes.flagged,
            attributes.note,
        )

    def _attributes(self, row: Row, length: int) -> Attributes:
        found = values_to_attributes(row.values, self.source.name, length, row.number, self.sink)
        self._unusable.update(found.unusable)
        return found


def _tokens_of(value: Any) -> tuple[str, ...]:
    if not value:
        raise Rejected("empty-record", "There is no token in this row.")
    if len(value) > LONGEST_SENTENCE:
        message = f"It has {len(value):,} tokens; the limit is {LONGEST_SENTENCE:,}."
        raise Rejected("too-many-tokens", message)
    return tuple(token or "" for token in value)


def _tags_of(value: Any, length: int, names: Sequence[str]) -> tuple[str, ...] | None:
    """The tags; None where there are none, or none that is known."""
    if value is None:
        return None
    if len(value) != length:
        raise Rejected("token-count", f"It has {length:,} tokens, but {len(value):,} tags.")
    if set(map(type, value)) == {str}:
        return tuple(value)
    if all(tag in _NO_TAG for tag in value):
        return None
    return tuple(tag if isinstance(tag, str) else _tag_named(tag, names) for tag in value)


def _tag_named(tag: Any, names: Sequence[str]) -> str:
    if tag in _NO_TAG:
        return ""
    if not 0 <= tag < len(names):
        raise Rejected("bad-tag-number", f"No tag has the number {tag}; there are {len(names)}.")
    return str(names[tag])


def scored_span(one: Suggestion, tokens: Sequence[Offsets], line: int) -> ScoredSpan:
    """A suggestion over tokens as one over the text that they stand in."""
    start, end = tokens[one.entity.start][0], tokens[one.entity.end - 1][1]
    return ScoredSpan(TextSpan(start, end, one.entity.label, line), one.suggester, one.score)


def token_places(text: str, tokens: Sequence[str]) -> tuple[Offsets, ...] | None:
    """Where the tokens stand in a text in which nothing else can be seen."""
    places = []
    position = 0
    for token in tokens:
        start = text.find(token, position)
        if start < 0 or not is_blank(text[position:start]):
            return None
        position = start + len(token)
        places.append((start, position))
    return tuple(places) if is_blank(text[position:]) else None


def unwritable(sentence: RawSentence, options: WriteOptions) -> str:
    """What in a sentence would not come back out of a row as it is; "" for nothing."""
    if sentence.source and token_places(sentence.source, sentence.tokens) is None:
        return "its text, which is not that of its tokens"
    return unstorable_token(sentence) or unstorable_text(sentence)
