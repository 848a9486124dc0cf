"""From sentences to windows of word pieces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from workbench.domain.training import Example
from workbench.engines.base import Host
from workbench.engines.decoding import valid_iob2
from workbench.engines.windows import OVERLAP, Window, cut_windows

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
    `ids`, `sizes` how many pieces they have. `labels` has one id for each piece, IGNORED
    where nothing is learned.
    """

    sentence: int
    ids: list[int]
    tokens: list[int]
    firsts: list[int]
    labels: list[int]
    sizes: list[int] = field(default_factory=list)

    @property
    def continues(self) -> bool:
        """Whether its first answer lies in the middle of a sentence."""
        return bool(self.tokens) and self.tokens[0] > 0


@dataclass(frozen=True)
class Encoded:
    """The windows of all sentences.

    For each sentence, `cut` says how many of its tokens are longer than a window, and
    `windows` how many windows it was read in.
    """

    inputs: list[Input]
    cut: list[int]
    windows: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence in pieces, with those of its context on either side."""

    example: Example
    pieces: Pieces
    before: Pieces
    after: Pieces


@dataclass(frozen=True)
class Encoder:
    """A tokenizer together with the limit of its model.

    `max_length` counts pieces, special ones included; `tag_ids` maps tags to label ids.
    `overlap` is the share of a window that neighbours have in common.
    """

    tokenizer: PreTrainedTokenizerFast
    max_length: int
    tag_ids: Mapping[str, int]
    all_pieces: bool = False
    overlap: float = OVERLAP

    def encode(self, examples: Sequence[Example], host: Host) -> Encoded:
        """Tokenize sentences and cut them into windows; raises CancelledError in between."""
        special = special_ids(self.tokenizer)
        capacity = self.max_length - len(special[0]) - len(special[1])
        encoded = Encoded([], [])
        for index, read in enumerate(self._tokenize(examples, host)):
            lengths = [len(token) for token in read.pieces]
            encoded.cut.append(sum(length > capacity for length in lengths))
            clipped = replace(read, pieces=[token[:capacity] for token in read.pieces])
            windows = cut_windows(lengths, capacity, self.overlap)
            encoded.windows.append(len(windows))
            encoded.inputs.extend(
                self._frame(self._window(index, clipped, window), clipped, window, special)
                for window in windows
            )
        return encoded

    def _tokenize(self, examples: Sequence[Example], host: Host) -> Iterator[_Read]:
        for start in range(0, len(examples), CHUNK):
            host.check()
            chunk = examples[start : start + CHUNK]
            for example, pieces in zip(chunk, tokens_to_pieces(self.tokenizer, chunk), strict=True):
                begin = len(example.before)
                end = begin + len(example.tokens)
                own = pieces[begin:end]
                yield _Read(_learnable(example, own), own, pieces[:begin], pieces[end:])

    def _window(self, index: int, read: _Read, window: Window) -> Input:
        """The pieces of a window alone, without context and special pieces."""
        made = Input(index, [], [], [], [])
        for position in range(window.start, window.end):
            pieces = read.pieces[position]
            if position in window.keep and pieces:
                made.tokens.append(position)
                made.firsts.append(len(made.ids))
                made.sizes.append(len(pieces))
                tag = read.example.tags[position] if read.example.tags else None
                made.labels.extend(self._labels(tag, len(pieces)))
            else:
                made.labels.extend([IGNORED] * len(pieces))
            made.ids.extend(pieces)
        return made

    def _frame(
        self, inner: Input, read: _Read, window: Window, special: tuple[list[int], list[int]]
    ) -> Input:
        """Put context, where the sentence begins or ends, and special pieces around a window."""
        room = self.max_length - len(special[0]) - len(special[1]) - len(inner.ids)
        before = read.before if window.start == 0 else []
        after = read.after if window.end == len(read.pieces) else []
        left, right = share_room(before, after, room)
        front, back = [*special[0], *left], [*right, *special[1]]
        labels = [[IGNORED] * len(front), inner.labels, [IGNORED] * len(back)]
        return replace(
            inner,
            ids=[*front, *inner.ids, *back],
            firsts=[len(front) + place for place in inner.firsts],
            labels=list(chain.from_iterable(labels)),
        )

    def _labels(self, tag: str | None, count: int) -> list[int]:
        if tag is None or tag not in self.tag_ids:
            return [IGNORED] * count
        following = IGNORED
        if self.all_pieces:
            following = self.tag_ids["I" + tag[1:] if tag.startswith("B-") else tag]
        return [self.tag_ids[tag]] + [following] * (count - 1)


def share_room(before: Pieces, after: Pieces, room: int) -> tuple[list[int], list[int]]:
    """The nearest tokens of the context on either side, as pieces, at most `room` together.

    Each side may take half of it, and what the other does not need.
    """
    needs = sum(map(len, before)), sum(map(len, after))
    left = min(needs[0], max(room // 2, room - needs[1]))
    nearest = _nearest(before[::-1], left)
    taken = sum(map(len, nearest))
    front = chain.from_iterable(reversed(nearest))
    return list(front), list(chain.from_iterable(_nearest(after, room - taken)))


def _nearest(tokens: Pieces, room: int) -> Pieces:
    """As many whole tokens from the front as there is room for."""
    taken: Pieces = []
    for token in tokens:
        room -= len(token)
        if room < 0:
            break
        taken.append(token)
    return taken


def _learnable(example: Example, pieces: Pieces) -> Example:
    """Gold as far as the model sees it: a token without pieces is outside for it."""
    if not example.tags or all(pieces):
        return example
    seen = [tag if token else "O" for tag, token in zip(example.tags, pieces, strict=True)]
    return replace(example, tags=valid_iob2(seen))


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
    """The piece ids of each token of each sentence, its context before and after included."""
    texts = [_encodable([*example.before, *example.tokens, *example.after]) for example in examples]
    batch = tokenizer(
        texts,
        is_split_into_words=True,
        add_special_tokens=False,
        truncation=False,
        padding=False,
    )
    for index, tokens in enumerate(texts):
        pieces: Pieces = [[] for _ in tokens]
        for piece, word in zip(batch["input_ids"][index], batch.word_ids(index), strict=True):
            if word is not None:
                pieces[word].append(piece)
        yield pieces


def _encodable(tokens: list[str]) -> list[str]:
    """The tokens, with halves of surrogate pairs replaced, which tokenizers refuse."""
    try:
        "".join(tokens).encode()
    except UnicodeEncodeError:
        return [
            token.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for token in tokens
        ]
    return tokens
