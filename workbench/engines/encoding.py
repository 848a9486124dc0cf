"""From sentences to windows of word pieces, and from the pieces' answers back to tags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from workbench.domain.training import Example
from workbench.engines.base import Host, Prediction
from workbench.engines.decoding import FORBIDDEN, Decoder, Rows
from workbench.engines.windows import Window, cut_windows

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

IGNORED = -100
CHUNK = 256

Pieces = list[list[int]]


@dataclass(frozen=True, slots=True)
class Input:
    """One window as the model takes it.

    `ids` are piece ids with the special ones. `tokens` are the positions in the sentence of
    the tokens that this window answers for, `firsts` the places of their first pieces in
    `ids`. `labels` has one id for each piece, IGNORED where nothing is learned.
    """

    sentence: int
    ids: list[int]
    tokens: list[int]
    firsts: list[int]
    labels: list[int]


@dataclass(frozen=True)
class Encoded:
    """The windows of all sentences, and how many tokens of each are longer than a window."""

    inputs: list[Input]
    cut: list[int]


@dataclass(frozen=True)
class Encoder:
    """A tokenizer together with the limit of its model.

    `max_length` counts pieces, special ones included; `tag_ids` maps tags to label ids.
    """

    tokenizer: PreTrainedTokenizerFast
    max_length: int
    tag_ids: Mapping[str, int]
    all_pieces: bool = False

    def encode(self, examples: Sequence[Example], host: Host) -> Encoded:
        """Tokenize sentences and cut them into windows; raises CancelledError in between."""
        before, after = special_ids(self.tokenizer)
        capacity = self.max_length - len(before) - len(after)
        encoded = Encoded([], [])
        for index, (example, pieces) in enumerate(self._tokenize(examples, host)):
            lengths = [len(token) for token in pieces]
            encoded.cut.append(sum(length > capacity for length in lengths))
            clipped = [token[:capacity] for token in pieces]
            for window in cut_windows(lengths, capacity):
                inner = self._window(index, example, clipped, window, before)
                inner.ids.extend(after)
                inner.labels.extend([IGNORED] * len(after))
                encoded.inputs.append(inner)
        return encoded

    def _tokenize(
        self, examples: Sequence[Example], host: Host
    ) -> Iterator[tuple[Example, Pieces]]:
        for start in range(0, len(examples), CHUNK):
            host.check()
            chunk = examples[start : start + CHUNK]
            yield from zip(chunk, tokens_to_pieces(self.tokenizer, chunk), strict=True)

    def _window(
        self, index: int, example: Example, pieces: Pieces, window: Window, before: list[int]
    ) -> Input:
        made = Input(index, [*before], [], [], [IGNORED] * len(before))
        for position in range(window.start, window.end):
            if position in window.keep and pieces[position]:
                made.tokens.append(position)
                made.firsts.append(len(made.ids))
                tag = example.tags[position] if example.tags else None
                made.labels.extend(self._labels(tag, len(pieces[position])))
            else:
                made.labels.extend([IGNORED] * len(pieces[position]))
            made.ids.extend(pieces[position])
        return made

    def _labels(self, tag: str | None, count: int) -> list[int]:
        if tag is None or tag not in self.tag_ids:
            return [IGNORED] * count
        following = IGNORED
        if self.all_pieces:
            following = self.tag_ids["I" + tag[1:] if tag.startswith("B-") else tag]
        return [self.tag_ids[tag]] + [following] * (count - 1)


def special_ids(tokenizer: PreTrainedTokenizerFast) -> tuple[list[int], list[int]]:
    """The ids that the tokenizer puts before and after every input."""
    sample = tokenizer(["a"], is_split_into_words=True, truncation=False, padding=False)
    words = sample.word_ids(0)
    ids = list(sample["input_ids"])
    first = next((place for place, word in enumerate(words) if word is not None), len(ids))
    rest = sum(word is not None for word in words)
    return ids[:first], ids[first + rest :]


def tokens_to_pieces(
    tokenizer: PreTrainedTokenizerFast, examples: Sequence[Example]
) -> Iterator[Pieces]:
    """The piece ids of each token of each sentence."""
    batch = tokenizer(
        [list(example.tokens) for example in examples],
        is_split_into_words=True,
        add_special_tokens=False,
        truncation=False,
        padding=False,
    )
    for index, example in enumerate(examples):
        pieces: Pieces = [[] for _ in example.tokens]
        for piece, word in zip(batch["input_ids"][index], batch.word_ids(index), strict=True):
            if word is not None:
                pieces[word].append(piece)
        yield pieces


def answers_to_predictions(
    examples: Sequence[Example], encoded: Encoded, answers: Sequence[Rows], decoder: Decoder
) -> tuple[Prediction, ...]:
    """Put each window's answers (log probabilities of its tokens) in place, and choose tags.

    A token without pieces gets O and the score 0.
    """
    outside = decoder.names.index("O")
    sentences = [_certainly(outside, len(item.tokens), len(decoder.names)) for item in examples]
    scored = [np.zeros(len(item.tokens), dtype=bool) for item in examples]
    for window, rows in zip(encoded.inputs, answers, strict=True):
        sentences[window.sentence][window.tokens] = rows
        scored[window.sentence][window.tokens] = True
    return tuple(
        _predict(decoder, sentences[index], scored[index], cut)
        for index, cut in enumerate(encoded.cut)
    )


def _certainly(choice: int, length: int, tags: int) -> Rows:
    """Rows that leave no doubt about one tag."""
    rows = np.full((length, tags), FORBIDDEN, dtype=np.float32)
    rows[:, choice] = 0.0
    return rows


def _predict(decoder: Decoder, rows: Rows, scored: NDArray[np.bool_], cut: int) -> Prediction:
    tags, scores = decoder.decode(rows)
    known = tuple(score if seen else 0.0 for score, seen in zip(scores, scored, strict=True))
    return Prediction(tags, known, int((~scored).sum()), cut)
