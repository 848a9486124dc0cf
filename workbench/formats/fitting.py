"""The spans of one sentence to entities over its tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.formats.alignment import is_exact, outermost, split_tokens, touched
from workbench.formats.offsets import Offsets
from workbench.formats.span_record import Layer, LayerSpan, Reading, TextSpan, short


@dataclass(frozen=True, slots=True)
class Fitted:
    """A span and the tokens it covers, the end not included."""

    one: LayerSpan
    tokens: Offsets


def fit_tokens(
    reading: Reading, layers: Sequence[Layer], tokens: Sequence[Offsets]
) -> Sequence[Offsets]:
    """The tokens, cut at the borders of spans where the options say so."""
    if reading.options.spans == "widen":
        return tokens
    spans = [one.span for layer in layers for one in layer.spans]
    return split_tokens(reading.text, tokens, {border for one in spans for border in one.offsets})


def fit(
    reading: Reading, layer: Layer, tokens: Sequence[Offsets], uncut: Sequence[Offsets]
) -> list[Fitted]:
    """The spans of a layer over tokens, which were cut from others; accounts for those lost."""
    if not layer.spans:
        return []
    touching = [Fitted(one, touched(tokens, one.span.offsets)) for one in layer.spans]
    fitted = [one for one in touching if one.tokens[0] < one.tokens[1]]
    for unseen in touching:
        if unseen.tokens[0] == unseen.tokens[1]:
            lose_unseen(reading, layer, unseen.one.span)
    kept = []
    for one, over in zip(fitted, outermost([one.tokens for one in fitted]), strict=True):
        if over is not None:
            lose_overlapping(reading, layer, one.one.span, fitted[over].one.span)
        else:
            _tell_change(reading, one, tokens, uncut)
            kept.append(one)
    return kept


def lose_unseen(reading: Reading, layer: Layer, span: TextSpan) -> None:
    message = f"{reading.shown(span)} covers nothing that can be seen."
    reading.lose(layer.unit, span, "bad-span", message)


def lose_overlapping(reading: Reading, layer: Layer, span: TextSpan, kept: TextSpan) -> None:
    message = f"{reading.shown(span)} overlaps {reading.shown(kept)}, which was kept."
    reading.lose(layer.unit, span, "overlapping-span", message)


def _tell_change(
    reading: Reading, fitted: Fitted, tokens: Sequence[Offsets], uncut: Sequence[Offsets]
) -> None:
    """Say what became of a span that did not fall on the borders of tokens."""
    span, (first, last) = fitted.one.span, fitted.tokens
    before = touched(uncut, span.offsets)
    if is_exact(uncut, span.offsets, before):
        return
    covered = short(reading.text[tokens[first][0] : tokens[last - 1][1]])
    if is_exact(tokens, span.offsets, fitted.tokens):
        whole = short(reading.text[uncut[before[0]][0] : uncut[before[1] - 1][1]])
        message = f"{reading.shown(span)} is a part of {whole}, which was split for it."
        reading.problem("token-split", message, span.line)
    else:
        message = f"{reading.shown(span)} does not end with a token; it became {covered}."
        reading.problem("span-widened", message, span.line)
