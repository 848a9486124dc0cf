"""Chooses tags with the scores of a CRF, in numpy: the best path, and how sure each tag is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from workbench.engines.decoding import Choice, Rows, best_path, valid_iob2
from workbench.engines.exported.description import CrfScores


@dataclass(frozen=True)
class PlainCrf:
    """The same answers as the network's own CRF gives, for one sentence after the other."""

    names: tuple[str, ...]
    scores: CrfScores

    def decode_all(self, sentences: Sequence[Rows]) -> Iterator[Choice]:
        """Tags and their probabilities for each sentence, from rows (tokens, tags)."""
        return map(self._decode, sentences)

    def _decode(self, rows: Rows) -> Choice:
        if not len(rows):
            return (), ()
        path = best_path(rows, self._first, self._step)
        sure = self._marginals(rows)[np.arange(len(path)), path].tolist()
        tags = valid_iob2([self.names[choice] for choice in path])
        return tags, tuple(round(score, 6) for score in sure)

    def _marginals(self, rows: Rows) -> Rows:
        """The probability of each tag at each token, over all paths."""
        forward = np.empty_like(rows)
        backward = np.zeros_like(rows)
        forward[0] = self._first + rows[0]
        for place in range(1, len(rows)):
            forward[place] = log_sum(forward[place - 1][:, None] + self._step, 0) + rows[place]
        for place in range(len(rows) - 1, 0, -1):
            following = rows[place] + backward[place]
            backward[place - 1] = log_sum(following[None, :] + self._step, 1)
        both = forward + backward
        shares: Rows = np.exp(both - log_sum(both, 1)[:, None])
        return shares

    @cached_property
    def _first(self) -> Rows:
        return np.array(self.scores.first, dtype=np.float32)

    @cached_property
    def _step(self) -> Rows:
        return np.array(self.scores.step, dtype=np.float32)


def log_sum(values: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    """The logarithm of the sum of exponentials along an axis."""
    highest = values.max(axis=axis, keepdims=True)
    sums = np.log(np.exp(values - highest).sum(axis=axis)) + highest.squeeze(axis)
    return np.asarray(sums, dtype=np.float32)
