"""What a model answers about windows, and from there back to the tags of sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from workbench.domain.training import Example
from workbench.engines.base import Prediction
from workbench.engines.decoding import FORBIDDEN, Chooser, Rows
from workbench.engines.transformers.encoding import Encoded

Choices = list[list[int]]


@dataclass
class Answers:
    """Log probabilities (tokens, tags) for each window.

    `pieces`, where they are asked for, are the label ids of every piece of each token of a
    window, without any decoding. `loss` is the mean over gold tags.
    """

    windows: list[Rows]
    pieces: list[Choices] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)

    @property
    def loss(self) -> float | None:
        total = sum(self.weights)
        if not total:
            return None
        return sum(a * b for a, b in zip(self.losses, self.weights, strict=True)) / total


def answers_to_predictions(
    examples: Sequence[Example], encoded: Encoded, answers: Answers, decoder: Chooser
) -> tuple[Prediction, ...]:
    """Put each window's answers in place, and choose tags.

    A token without pieces gets O and the score 0.
    """
    outside = decoder.names.index("O")
    sentences = [_certainly(outside, len(item.tokens), len(decoder.names)) for item in examples]
    scored = [np.zeros(len(item.tokens), dtype=bool) for item in examples]
    for window, rows in zip(encoded.inputs, answers.windows, strict=True):
        sentences[window.sentence][window.tokens] = rows
        scored[window.sentence][window.tokens] = True
    pieces = _pieces(examples, encoded, answers, decoder.names)
    return tuple(
        Prediction(
            tags,
            tuple(score if seen else 0.0 for score, seen in zip(scores, known, strict=True)),
            unscored=int((~known).sum()),
            cut=encoded.cut[index],
            windows=encoded.windows[index],
            pieces=pieces[index] if pieces else (),
        )
        for index, ((tags, scores), known) in enumerate(
            zip(decoder.decode_all(sentences), scored, strict=True)
        )
    )


def _certainly(choice: int, length: int, tags: int) -> Rows:
    """Rows that leave no doubt about one tag."""
    rows: NDArray[np.float32] = np.full((length, tags), FORBIDDEN, dtype=np.float32)
    rows[:, choice] = 0.0
    return rows


def _pieces(
    examples: Sequence[Example], encoded: Encoded, answers: Answers, names: Sequence[str]
) -> list[tuple[tuple[str, ...], ...]]:
    """The tags of every piece of each token, sentence by sentence; nothing if not asked for."""
    if not answers.pieces:
        return []
    found: list[list[tuple[str, ...]]] = [[()] * len(example.tokens) for example in examples]
    for window, choices in zip(encoded.inputs, answers.pieces, strict=True):
        for token, said in zip(window.tokens, choices, strict=True):
            found[window.sentence][token] = tuple(names[choice] for choice in said)
    return [tuple(tokens) for tokens in found]
