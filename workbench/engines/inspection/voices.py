"""Everybody who has a say: the models of each family, out of fold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from workbench.domain.entity import Entity
from workbench.domain.schemes import IOB2, tags_to_entities
from workbench.engines.decoding import Decoder
from workbench.engines.inspection.corpus import Corpus, Rows

LEAST = 1e-3
"""Below it a probability is as good as none; models are far too sure of themselves there."""
# How much likelier than it is said to be an entity counts when nothing may be overlooked.
_GENEROSITY = 6.0


Scores = NDArray[np.float64]
"""How far each token's gold tag can be trusted, in 0..1."""


def self_confidence(corpus: Corpus, rows: Rows) -> Scores:
    """The quality of each token's gold tag by one model's probabilities, by cleanlab."""
    from cleanlab.rank import get_label_quality_scores

    scores: Scores = get_label_quality_scores(corpus.given, rows, method="self_confidence")
    return scores


@dataclass(frozen=True)
class Voices:
    """What each family says, and what its models said early in their training.

    `late` has one array for each family, `early` those of some of them. `sayings` are the
    entities that a trained model said of sentences which it did not see, by their places.
    """

    corpus: Corpus
    late: Mapping[str, Rows]
    early: Mapping[str, Rows] = field(default_factory=dict)
    sayings: Mapping[int, frozenset[Entity]] = field(default_factory=dict)

    @cached_property
    def mean(self) -> Rows:
        """What the families say together."""
        total: Rows = np.mean(list(self.late.values()), axis=0, dtype=np.float32)
        return total

    @cached_property
    def confidence(self) -> Mapping[str, Scores]:
        """The self-confidence of gold by each family, late and early, and by all as "mean"."""
        named = {
            **self.late,
            **{f"{name} early": rows for name, rows in self.early.items()},
            "mean": self.mean,
        }
        return {name: self_confidence(self.corpus, rows) for name, rows in named.items()}

    def entities(self, place: int) -> dict[str, frozenset[Entity]]:
        """The entities that each family finds in a sentence, as their most probable tags."""
        span = self.corpus.span(place)
        said = {name: self._decoded(rows[span]) for name, rows in self.late.items()}
        if place in self.sayings:
            said["run"] = self.sayings[place]
        return said

    def generous(self, place: int) -> frozenset[Entity]:
        """Also what the families together hold for less likely than no entity."""
        rows = self.mean[self.corpus.span(place)].copy()
        rows[:, 1:] *= _GENEROSITY
        return self._decoded(rows)

    def _decoded(self, rows: Rows) -> frozenset[Entity]:
        if rows[:, 0].min() > 1 - rows[:, 0].min():
            # Outside is likelier than all else together at every token.
            return frozenset()
        tags, _ = self._decoder.decode(np.log(np.maximum(rows, 1e-9)))
        return frozenset(tags_to_entities(tags, IOB2))

    @cached_property
    def _decoder(self) -> Decoder:
        return Decoder(self.corpus.tags)
