"""From our sentences to flair's, so that every token stays one token."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flair.data import Sentence, Token

from workbench.domain.schemes import IOB2, tags_to_entities
from workbench.domain.training import Example
from workbench.engines.decoding import valid_iob2
from workbench.engines.windows import Window, cut_windows

LABEL_TYPE = "ner"
# A sentence is read in one piece up to here: an RNN over more gains nothing, and a CRF's
# scores for all steps of a batch must fit into memory.
LONGEST = 400
# flair drops tokens without text, and some embeddings fail on tokens that nobody can see.
UNSEEN = "□"
# sentencepiece reads these as spaces.
BLANKS = frozenset("\u2581\ufffd")


@dataclass(frozen=True, slots=True)
class Slice:
    """A sentence, or one window of a long one, as flair takes it.

    `example` is its place in the list of examples; it answers for the tokens in `keep`.
    """

    example: int
    start: int
    keep: range
    sentence: Any


def to_slices(examples: Sequence[Example], context: int = 0) -> list[Slice]:
    """The sentences for flair, with gold labels where there are any; empty ones are left out.

    `context` is how many neighbouring tokens the embeddings look at on either side.
    """
    return [
        Slice(place, window.start, window.keep, _sentence(example, window, context))
        for place, example in enumerate(examples)
        for window in _windows(len(example.tokens))
    ]


def readable(token: str) -> str:
    """A token's text, or a stand-in where nothing of it can be seen."""
    text = token.encode("utf-8", "replace").decode("utf-8")
    return text if any(map(_is_seen, text)) else UNSEEN


def texts(examples: Iterable[Example]) -> Iterator[str]:
    """All tokens as flair gets them."""
    return (readable(token) for example in examples for token in example.tokens)


def _windows(length: int) -> list[Window]:
    if not length:
        return []
    if length <= LONGEST:
        return [Window(0, length, range(length))]
    return cut_windows([1] * length, LONGEST)


def _is_seen(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] not in "CZ" and category != "Mn" and character not in BLANKS


def _sentence(example: Example, window: Window, context: int) -> Any:
    sentence = _make(example.tokens[window.start : window.end])
    # Without this, flair would take whatever stands next to it in a batch for its context.
    sentence._has_context = True
    if context:
        before = (*example.before, *example.tokens[: window.start])[-context:]
        after = (*example.tokens[window.end :], *example.after)[:context]
        sentence._previous_sentence = _make(before) if before else None
        sentence._next_sentence = _make(after) if after else None
    tags = valid_iob2(example.tags[window.start : window.end])
    for entity in tags_to_entities(tags, IOB2):
        sentence[entity.start : entity.end].add_label(LABEL_TYPE, entity.label)
    return sentence


def _make(tokens: Sequence[str]) -> Any:
    """A sentence of these tokens, their places in its text told rather than searched for."""
    made, position = [], 0
    for token in tokens:
        text = readable(token)
        made.append(Token(text, start_position=position))
        position += len(text) + 1
    return Sentence(made)
