"""What is asked of a strategy, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from workbench.domain.training import Example

Numbers = NDArray[np.float64]
Tags = Sequence[str]

OUTSIDE = "O"


@dataclass(frozen=True, eq=False)
class Belief:
    """What a model thinks of the pool: probabilities (tokens, tags) for each sentence.

    `tags` are the names of the columns. `paths` are the log probabilities of the best tag
    sequences, where the model tells them. `exact` is false where only the probability of
    each chosen tag was known, and the rest was shared out evenly among the others.
    """

    tags: tuple[str, ...]
    rows: Sequence[Numbers]
    paths: Sequence[float] | None = None
    exact: bool = True

    @property
    def outside(self) -> int | None:
        """The column of O, where there is one."""
        return self.tags.index(OUTSIDE) if OUTSIDE in self.tags else None

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The labels behind the tags, "O" first where it is known."""
        found = dict.fromkeys(tag.partition("-")[2] or tag for tag in self.tags)
        return tuple(sorted(found, key=lambda label: label != OUTSIDE))

    @cached_property
    def folding(self) -> Numbers:
        """A matrix (tags, labels) that adds up the tags of each label."""
        folding = np.zeros((len(self.tags), len(self.labels)))
        for column, tag in enumerate(self.tags):
            folding[column, self.labels.index(tag.partition("-")[2] or tag)] = 1.0
        return folding


@dataclass(frozen=True)
class Pace:
    """A linear model of the seconds that a sentence takes.

    The defaults give 9.7 s for a sentence of 20 tokens with one entity, as timed with
    annotators by Wei et al. (2019). Most of it is reading: what a model suggests is
    confirmed by one key.
    """

    sentence: float = 1.0
    token: float = 0.4
    entity: float = 0.7


@dataclass(frozen=True, eq=False)
class Question:
    """Which sentences of `pool` shall be annotated next, beside `gold`?

    `belief` is what a model thinks of the pool, None where there is no model yet.
    `information` is for each sentence the mutual information of its tokens (tokens,),
    from several passes with dropout or from a committee. `opinions` are IOB2 tags of other
    suggesters, by name and then by sentence; `vectors` embeddings (pool, n) and
    `gold_vectors` (gold, n) in the same space.
    """

    pool: Sequence[Example]
    gold: Sequence[Example] = ()
    belief: Belief | None = None
    information: Sequence[Numbers] = ()
    opinions: Mapping[str, Mapping[int, Tags]] = field(default_factory=dict)
    vectors: Numbers | None = None
    gold_vectors: Numbers | None = None
    pace: Pace = Pace()


@dataclass(frozen=True, slots=True)
class Pick:
    """A sentence to annotate: its place in the pool, how much it promises, and why.

    `strategy` is the part of a mixture that chose it, `seconds` what it will take.
    """

    place: int
    id: int
    strategy: str
    score: float
    reason: str
    seconds: float
