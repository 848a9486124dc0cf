"""Gold as flat arrays of tokens, cut into folds."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from workbench.domain.schemes import IOB2, OUTSIDE
from workbench.domain.training import Example

Rows = NDArray[np.float32]
"""Probabilities: (tokens of all sentences, tags); each row sums to 1."""
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Corpus:
    """Sentences with gold; `tags` are the columns of all probabilities over it.

    `fold` says of each sentence in which fold it lies.
    """

    examples: tuple[Example, ...]
    tags: tuple[str, ...]
    fold: tuple[int, ...]

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """Where the tokens of each sentence begin, and last where all end."""
        ends = np.cumsum([0, *(len(one.tokens) for one in self.examples)])
        return tuple(ends.tolist())

    @cached_property
    def columns(self) -> dict[str, int]:
        return {tag: column for column, tag in enumerate(self.tags)}

    @cached_property
    def given(self) -> Numbers:
        """The column of each token's gold tag."""
        return np.array([self.columns[tag] for one in self.examples for tag in one.tags], np.int64)

    @cached_property
    def token_folds(self) -> Numbers:
        """The fold of each token."""
        lengths = [len(one.tokens) for one in self.examples]
        return np.repeat(np.array(self.fold, np.int64), lengths)

    @property
    def folds(self) -> int:
        return max(self.fold, default=-1) + 1

    def span(self, sentence: int) -> slice:
        """The tokens of the sentence at a place in `examples`."""
        return slice(self.offsets[sentence], self.offsets[sentence + 1])

    def inside(self, fold: int) -> Iterator[int]:
        """Places of the sentences in a fold."""
        return (place for place, one in enumerate(self.fold) if one == fold)

    def outside(self, fold: int) -> Iterator[int]:
        """Places of all others: a model for the fold learns from these."""
        return (place for place, one in enumerate(self.fold) if one != fold)


def make_corpus(examples: Sequence[Example], folds: int, seed: int) -> Corpus:
    """Take gold in; sentences with the same tokens lie in the same fold."""
    kept = tuple(one for one in examples if one.tokens)
    return Corpus(kept, _columns(kept), _deal(kept, folds, seed))


def _columns(examples: Sequence[Example]) -> tuple[str, ...]:
    """Outside, then B- and I- of each label, whether both occur or not."""
    tags = {tag for one in examples for tag in one.tags}
    labels = {parsed.label for tag in tags if (parsed := IOB2.parse(tag)) and parsed.label}
    return (OUTSIDE, *(f"{prefix}-{label}" for label in sorted(labels) for prefix in "BI"))


def _deal(examples: Sequence[Example], folds: int, seed: int) -> tuple[int, ...]:
    """The number of each sentence's fold, by chance, twins together."""
    texts = list(dict.fromkeys(one.tokens for one in examples))
    random.Random(seed).shuffle(texts)
    dealt = {text: place % folds for place, text in enumerate(texts)}
    return tuple(dealt[one.tokens] for one in examples)
