"""A trained instant model: tags sentences and says how probable every tag is."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pycrfsuite import Tagger

from workbench.domain.schemes import IOB2, OUTSIDE, is_valid
from workbench.domain.training import Example
from workbench.engines.base import Prediction
from workbench.engines.decoding import Decoder
from workbench.engines.instant.features import features_with

Rows = NDArray[np.float64]

WEIGHTS = "weights.crfsuite"
SETTINGS = "instant.json"
# Below it a probability counts as nothing; its logarithm must stay finite.
LEAST = 1e-9


class InstantModel:
    """A trained linear-chain CRF; `tags` are IOB2 tags in the order of `marginals`' columns."""

    def __init__(self, weights: bytes, gazetteer: Mapping[str, Collection[str]]) -> None:
        # crfsuite reads from these bytes as long as the tagger lives.
        self._weights = weights
        self._gazetteer = gazetteer
        self._features = features_with(gazetteer)
        self._tagger = Tagger()
        self._tagger.open_inmemory(weights)
        self._known = tuple(sorted(self._tagger.labels()))
        self.tags: tuple[str, ...] = tuple(sorted({*self._known, OUTSIDE}, key=_order))

    @classmethod
    def train(
        cls,
        examples: Sequence[Example],
        *,
        seed: int = 13,
        iterations: int | None = None,
        gazetteer: Mapping[str, Collection[str]] = {},
    ) -> InstantModel:
        """Train on sentences with gold tags; TrainingError NW-L01 when there is none.

        With `iterations` of L-BFGS it takes longer and finds more than without.
        """
        from workbench.engines.instant.teacher import Teacher

        teacher = Teacher(gazetteer)
        for example in examples:
            teacher.learn(example)
        return teacher.train(seed=seed, iterations=iterations)

    def tag(self, examples: Sequence[Example]) -> tuple[Prediction, ...]:
        """The most probable valid IOB2 tags, with the probability of each."""
        return tuple(self._tag(example.tokens) for example in examples)

    def marginals(self, examples: Sequence[Example]) -> tuple[Rows, ...]:
        """The probability of every tag at every token: (tokens, tags); rows sum to 1."""
        return tuple(self._marginals(example.tokens) for example in examples)

    def best_paths(self, examples: Sequence[Example]) -> tuple[float, ...]:
        """The log probability of the best tag sequence of each sentence."""
        return tuple(self._best_path(example.tokens) for example in examples)

    def save(self, path: Path) -> None:
        """Write the model as a folder."""
        path.mkdir(parents=True, exist_ok=True)
        (path / WEIGHTS).write_bytes(self._weights)
        names = {label: sorted(names) for label, names in self._gazetteer.items()}
        (path / SETTINGS).write_text(json.dumps({"gazetteer": names}), "utf-8")

    @classmethod
    def load(cls, path: Path) -> InstantModel:
        """Read such a folder."""
        settings = json.loads((path / SETTINGS).read_bytes())
        return cls((path / WEIGHTS).read_bytes(), settings["gazetteer"])

    def _best_path(self, tokens: tuple[str, ...]) -> float:
        if not tokens:
            return 0.0
        self._tagger.set(self._features.of(tokens))
        return math.log(max(self._tagger.probability(self._tagger.tag()), sys.float_info.min))

    def _tag(self, tokens: tuple[str, ...]) -> Prediction:
        rows = self._marginals(tokens)
        # The sentence is set by now.
        said = self._tagger.tag() if tokens else []
        if not is_valid(said, IOB2):
            return Prediction(*Decoder(self.tags).decode(_logarithms(rows)))
        scores = (rows[place, self.tags.index(tag)] for place, tag in enumerate(said))
        return Prediction(tuple(said), tuple(round(float(score), 6) for score in scores))

    def _marginals(self, tokens: tuple[str, ...]) -> Rows:
        rows = np.zeros((len(tokens), len(self.tags)))
        if tokens:
            self._tagger.set(self._features.of(tokens))
            for column, tag in enumerate(self.tags):
                if tag in self._known:
                    rows[:, column] = [
                        self._tagger.marginal(tag, place) for place in range(len(tokens))
                    ]
            rows /= rows.sum(axis=1, keepdims=True)
        return rows


def _order(tag: str) -> tuple[bool, str, str]:
    parsed = IOB2.parse(tag)
    return (tag != OUTSIDE, parsed.label if parsed else "", tag)


def _logarithms(rows: Rows) -> NDArray[np.float32]:
    return np.log(np.maximum(rows, LEAST)).astype(np.float32)
