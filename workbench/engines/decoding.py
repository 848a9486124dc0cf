"""From the model's probabilities to the most probable tags that are valid IOB2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from workbench.domain.schemes import IOB2, entities_to_tags, is_valid, tags_to_entities

Rows = NDArray[np.float32]
Choice = tuple[tuple[str, ...], tuple[float, ...]]

FORBIDDEN = -1e9


class Chooser(Protocol):
    """Chooses the tags of sentences; `names` are the model's tags by label id."""

    @property
    def names(self) -> tuple[str, ...]: ...

    def decode_all(self, sentences: Sequence[Rows]) -> Iterator[Choice]:
        """Tags and their probabilities for each sentence, from rows (tokens, tags)."""


@dataclass(frozen=True)
class Decoder:
    """Chooses tags for a sentence; `names` are the model's tags by label id.

    Constrained, it takes the most probable of all valid sequences. Otherwise it takes the
    most probable tag of each token and repairs the sequence (an I- that continues nothing
    becomes B-): models from elsewhere may know IOB1 or IO only.
    """

    names: tuple[str, ...]
    constrained: bool = True

    def decode_all(self, sentences: Sequence[Rows]) -> Iterator[Choice]:
        """Tags and probabilities of each sentence."""
        return map(self.decode, sentences)

    def decode(self, rows: Rows) -> Choice:
        """Tags and their probabilities from log probabilities (tokens, tags)."""
        choices = rows.argmax(axis=1).tolist()
        tags = [self.names[choice] for choice in choices]
        if self.constrained and not is_valid(tags, IOB2):
            choices = best_path(rows, self._steps[self.names.index("O")], self._steps)
            tags = [self.names[choice] for choice in choices]
        scores = np.exp(rows[np.arange(len(choices)), choices]).tolist()
        return valid_iob2(tags), tuple(round(score, 6) for score in scores)

    @cached_property
    def _steps(self) -> Rows:
        """0 where the second tag may follow the first, FORBIDDEN elsewhere."""
        allowed = [[may_follow(before, tag) for tag in self.names] for before in self.names]
        return np.where(np.array(allowed), 0.0, FORBIDDEN).astype(np.float32)


def best_path(rows: Rows, first: Rows, steps: Rows) -> list[int]:
    """Viterbi's algorithm: the sequence of tags of the highest sum of scores.

    `rows` is (tokens, tags), `first` (tags) is added for the first tag, `steps` (tags, tags)
    from each tag to the next.
    """
    totals = first + rows[0]
    origins = []
    for row in rows[1:]:
        paths = totals[:, None] + steps
        origins.append(paths.argmax(axis=0))
        totals = paths.max(axis=0) + row
    path = [int(totals.argmax())]
    for origin in reversed(origins):
        path.append(int(origin[path[-1]]))
    return path[::-1]


def may_follow(before: str, tag: str) -> bool:
    """Whether one tag may follow another in IOB2; the start of a sentence is like O."""
    left, right = IOB2.parse(before), IOB2.parse(tag)
    return left is not None and right is not None and IOB2.may_follow(left, right)


def valid_iob2(tags: Sequence[str]) -> tuple[str, ...]:
    """The same entities, as the lenient reading finds them, in valid IOB2."""
    return entities_to_tags(tags_to_entities(tags, IOB2), len(tags), IOB2)
