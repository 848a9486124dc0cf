"""Records of running text with character spans to sentences of tokens with entities."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from workbench.domain.entity import Entity, Suggestion
from workbench.domain.schemes import IOB2, entities_to_tags
from workbench.domain.sentence import join_tokens
from workbench.formats.alignment import are_in_order, gaps, join_ranges, outermost, trimmed
from workbench.formats.base import RawSentence, ReadOptions, Sink
from workbench.formats.columns import LONGEST_SENTENCE
from workbench.formats.fitting import Fitted, fit, fit_tokens, lose_overlapping, lose_unseen
from workbench.formats.offsets import Offsets
from workbench.formats.segmentation import is_blank, sentence_offsets, token_offsets
from workbench.formats.span_record import (
    SPANS,
    SUGGESTED,
    Layer,
    LayerSpan,
    Reading,
    Record,
    ScoredSpan,
    TextSpan,
    short,
)
from workbench.formats.text import describe_odd, show_odd
from workbench.formats.visible import visible_line

__all__ = ["SPANS", "SUGGESTED", "Record", "ScoredSpan", "TextSpan", "add_record"]

_BREAK = re.compile("[\n\r\t]")
_start = itemgetter(0)


@dataclass(frozen=True, slots=True)
class _Fitting:
    """A sentence, its tokens and the spans on them, those of the gold layer apart."""

    start: int
    end: int
    tokens: Sequence[Offsets]
    gold: Sequence[Fitted]
    suggested: Sequence[Fitted]


def add_record(record: Record, options: ReadOptions, sink: Sink) -> int:
    """Hand a record to a sink as sentences of tokens; returns how many there were.

    Accounts for the units `spans` and `suggested spans`, and for nothing else.
    """
    reading = Reading(_visible(record, sink), options, sink)
    layers = [_sound(layer, reading) for layer in _layers(reading)]
    tokens = _given_tokens(reading)
    sentences = _whole_sentences(reading, layers, tokens)
    for gap in gaps(sentences, len(reading.text)):
        for layer in layers:
            for one in layer.within(*gap).spans:
                if gap[0] <= one.span.start and one.span.end <= gap[1]:
                    lose_unseen(reading, layer, one.span)
    return sum(_add_sentence(reading, layers, tokens, start, end) for start, end in sentences)


def _visible(record: Record, sink: Sink) -> Record:
    """The record with visible signs for odd characters."""
    spans = (*(record.spans or ()), *(one.span for one in record.suggestions))
    if not any(show_odd(one)[1] for one in {record.text, *(span.label for span in spans)}):
        return record

    def visible(text: str) -> str:
        shown, found = show_odd(text)
        for character in found if shown != text else ():
            if character not in shown:
                sink.problem(record.line, *describe_odd(character))
        return shown

    def labelled(span: TextSpan) -> TextSpan:
        label = visible_line(span.label, span.line or record.line, sink)
        return span if label is span.label else replace(span, label=label)

    return replace(
        record,
        text=visible(record.text),
        spans=None if record.spans is None else tuple(map(labelled, record.spans)),
        suggestions=tuple(replace(one, span=labelled(one.span)) for one in record.suggestions),
    )


def _layers(reading: Reading) -> Iterator[Layer]:
    """The gold layer first, though it be empty; then one for each suggester."""
    spans = reading.record.spans or ()
    yield Layer(SPANS, [LayerSpan(span, order) for order, span in enumerate(spans)])
    by_suggester: dict[str, list[LayerSpan]] = {}
    for order, one in enumerate(reading.record.suggestions):
        score = _score(reading, one)
        span = LayerSpan(one.span, order, one.suggester, score)
        by_suggester.setdefault(one.suggester, []).append(span)
    for layer in by_suggester.values():
        yield Layer(SUGGESTED, layer)


def _score(reading: Reading, one: ScoredSpan) -> float:
    if 0 <= one.score <= 1:
        return one.score
    score = 0.0 if math.isnan(one.score) else min(max(one.score, 0.0), 1.0)
    message = f"The score {one.score} of {one.span.label!r} is not in 0..1; it became {score}."
    reading.problem("odd-score", message, one.span.line)
    return score


def _sound(layer: Layer, reading: Reading) -> Layer:
    """The spans of a layer that mean something and do not overlap, in their order."""
    reading.sink.read(layer.unit, len(layer.spans))
    distinct: dict[tuple[Offsets, str], LayerSpan] = {}
    for one in layer.spans:
        fault = _fault(one.span, len(reading.text))
        start, end = (0, 0) if fault else trimmed(reading.text, one.span.start, one.span.end)
        key = (start, end), one.span.label
        if fault or start == end:
            _lose_bad(reading, layer, one.span, fault or "covers nothing but white space")
        elif key in distinct:
            message = f"{reading.shown(one.span)} stands there twice."
            reading.lose(layer.unit, one.span, "repeated-span", message)
        elif one.span.offsets == (start, end):
            distinct[key] = one
        else:
            distinct[key] = replace(one, span=replace(one.span, start=start, end=end))
    return _without_overlaps(Layer(layer.unit, tuple(distinct.values())), reading)


def _fault(span: TextSpan, length: int) -> str:
    if not span.label.strip():
        return "has no label"
    if span.start >= span.end:
        return "ends where it starts, or before"
    if span.start < 0 or span.end > length:
        return f"does not lie in the text, which has {length} characters"
    return ""


def _lose_bad(reading: Reading, layer: Layer, span: TextSpan, fault: str) -> None:
    message = f"The span {span.start}–{span.end} {span.label!r} {fault}."
    reading.lose(layer.unit, span, "bad-span", message)


def _without_overlaps(layer: Layer, reading: Reading) -> Layer:
    kept = []
    over = outermost([one.span.offsets for one in layer.spans])
    for one, other in zip(layer.spans, over, strict=True):
        if other is None:
            kept.append(one)
        else:
            lose_overlapping(reading, layer, one.span, layer.spans[other].span)
    return Layer(layer.unit, sorted(kept, key=lambda one: one.span.start))


def _given_tokens(reading: Reading) -> list[Offsets] | None:
    """The file's own tokens, and what it left out; None without sound ones."""
    text, tokens = reading.text, reading.record.tokens
    if tokens is None:
        return None
    tokens = tuple(token for token in tokens if token[0] != token[1])
    if not are_in_order(tokens, len(text)):
        message = "Its tokens overlap or do not lie in the text; they were made anew."
        reading.problem("bad-tokens", message)
        return None
    if "".join([text[start:end] for start, end in tokens]) == "".join(text.split()):
        # The usual case: no white space in tokens, and nothing else beside them.
        return list(tokens)
    kept = [token for token in (trimmed(text, *token) for token in tokens) if token[0] < token[1]]
    broken = next((text[slice(*one)] for one in kept if _BREAK.search(text, *one)), "")
    if broken:
        message = f"The token {short(broken)} holds a tab or the end of a line; "
        reading.problem("bad-tokens", message + "the tokens were made anew.")
        return None
    return sorted([*kept, *_missing_tokens(reading, kept)])


def _missing_tokens(reading: Reading, tokens: Sequence[Offsets]) -> list[Offsets]:
    text = reading.text
    found: list[Offsets] = []
    for start, end in gaps(tokens, len(text)):
        if not is_blank(text[start:end]):
            shown = short(text[start:end].strip())
            reading.problem("untokenised-text", f"{shown} belonged to no token; it was made some.")
            found += _tokens_of(reading, start, end)
    return found


def _tokens_of(reading: Reading, start: int, end: int) -> list[Offsets]:
    found = token_offsets(reading.text[start:end], reading.options)
    return [(start + first, start + last) for first, last in found] if start else found


def _whole_sentences(
    reading: Reading, layers: Sequence[Layer], tokens: Sequence[Offsets] | None
) -> list[Offsets]:
    """Sentences that hold all that can be seen, and cut no span and no given token."""
    given = _given_sentences(reading)
    cut = sentence_offsets(reading.text, reading.options) if given is None else given
    outside = list(_outside(reading, cut, tokens or ()))
    if given and outside:
        shown = short(reading.text[slice(*outside[0])])
        message = f"{shown} lies in no sentence; it was made one."
        reading.problem("text-outside-sentences", message)
    cut = sorted([*cut, *outside]) if outside else cut
    if len(cut) < 2:
        return cut
    spans = [one.span.offsets for layer in layers for one in layer.spans]
    whole = join_ranges(cut, [*spans, *(tokens or ())])
    if given and len(whole) < len(cut):
        message = "A span or token reaches over the end of a sentence; the two were joined."
        reading.problem("sentences-joined", message)
    return whole


def _given_sentences(reading: Reading) -> list[Offsets] | None:
    sentences = reading.record.sentences
    if sentences is None:
        return None
    given = [one for one in sentences if one[0] != one[1]]
    if are_in_order(given, len(reading.text)):
        return given
    message = "Its sentences overlap or do not lie in the text; they were made anew."
    reading.problem("bad-sentences", message)
    return None


def _outside(
    reading: Reading, sentences: Sequence[Offsets], tokens: Sequence[Offsets]
) -> Iterator[Offsets]:
    """What sentences leave out though it can be seen, or is a token."""
    text = reading.text
    for start, end in gaps(sentences, len(text)):
        first = bisect_left(tokens, start, key=_start)
        if (first < len(tokens) and tokens[first][0] < end) or not is_blank(text[start:end]):
            yield trimmed(text, start, end)


def _add_sentence(
    reading: Reading,
    layers: Sequence[Layer],
    given: Sequence[Offsets] | None,
    start: int,
    end: int,
) -> int:
    uncut: Sequence[Offsets]
    if given is None:
        uncut = _tokens_of(reading, start, end)
    else:
        uncut = given[bisect_left(given, start, key=_start) : bisect_left(given, end, key=_start)]
    inside = [layer.within(start, end) for layer in layers]
    tokens = fit_tokens(reading, inside, uncut)
    gold, *others = (fit(reading, layer, tokens, uncut) for layer in inside)
    suggested = [one for other in others for one in other]
    fitting = _Fitting(start, end, tokens, gold, suggested)
    pieces = _pieces(reading, fitting)
    for piece in pieces:
        _emit(reading, piece)
    return len(pieces)


def _pieces(reading: Reading, whole: _Fitting) -> list[_Fitting]:
    """The sentence, cut where it is too long, so that no span is cut if that can be."""
    if len(whole.tokens) <= LONGEST_SENTENCE:
        return [whole] if whole.tokens else []
    message = f"A sentence has {len(whole.tokens):,} tokens; it was cut at {LONGEST_SENTENCE:,}."
    reading.problem("sentence-cut", message)
    ranges = _cuts(len(whole.tokens), [one.tokens for one in (*whole.gold, *whole.suggested)])
    pieces = []
    for first, last in ranges:
        start = whole.start if first == 0 else whole.tokens[first][0]
        end = whole.end if last == len(whole.tokens) else whole.tokens[last - 1][1]
        gold = _inside(reading, SPANS, whole.gold, first, last)
        suggested = _inside(reading, SUGGESTED, whole.suggested, first, last)
        pieces.append(_Fitting(start, end, whole.tokens[first:last], gold, suggested))
    return pieces


def _cuts(length: int, ranges: Sequence[Offsets]) -> list[Offsets]:
    found = []
    start = 0
    while length - start > LONGEST_SENTENCE:
        end = _free_border(start, start + LONGEST_SENTENCE, ranges)
        found.append((start, end))
        start = end
    return [*found, (start, length)]


def _free_border(start: int, limit: int, ranges: Sequence[Offsets]) -> int:
    """The last border up to a limit that lies in no range, or else the limit."""
    border = limit
    while border > start:
        lower = min((first for first, last in ranges if first < border < last), default=border)
        if lower == border:
            return border
        border = lower
    return limit


def _inside(
    reading: Reading, unit: str, spans: Sequence[Fitted], first: int, last: int
) -> list[Fitted]:
    inside = []
    for one in spans:
        start, end = one.tokens
        if first <= start and end <= last:
            inside.append(replace(one, tokens=(start - first, end - first)))
        elif first <= start < last:
            message = f"{reading.shown(one.one.span)} has too many tokens for one sentence."
            reading.lose(unit, one.one.span, "overlong-span", message)
    return inside


def _emit(reading: Reading, fitting: _Fitting) -> None:
    text, record = reading.text, reading.record
    tokens = tuple(text[start:end] for start, end in fitting.tokens)
    source = text[fitting.start : fitting.end]
    gold = [Entity(fitted.one.span.label, *fitted.tokens) for fitted in fitting.gold]
    reading.sink.keep(SPANS, len(gold))
    reading.sink.keep(SUGGESTED, len(fitting.suggested))
    sentence = RawSentence(
        tokens,
        None if record.spans is None else entities_to_tags(gold, len(tokens), IOB2),
        record.document,
        record.line,
        "" if source == join_tokens(tokens) else source,
        record.split,
        record.status,
        record.flagged,
        record.note,
        _suggestions(fitting.suggested),
    )
    reading.sink.sentence(sentence)


def _suggestions(suggested: Sequence[Fitted]) -> tuple[Suggestion, ...]:
    in_order = sorted(suggested, key=lambda fitted: fitted.one.order)
    return tuple(
        Suggestion(Entity(one.one.span.label, *one.tokens), one.one.suggester, one.one.score)
        for one in in_order
    )
