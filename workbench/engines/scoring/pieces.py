"""The inflated figures: scores over word pieces in place of words.

Some write-ups score what the model says of every word piece. The first piece of a word has
its gold tag, each trailing piece the `I-` tag of the same label, and the model's tags are
taken as they are, without decoding. A long word then counts as often as it has pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from workbench.domain.scores import PieceTable, ScoreTable
from workbench.domain.training import Example
from workbench.engines.base import Prediction
from workbench.engines.scoring.tokens import (
    OUTSIDE,
    confusion_to_table,
    count_confusion,
    tag_to_label,
)

Tags = Sequence[Sequence[str]]


def piece_scores(
    examples: Sequence[Example],
    predictions: Sequence[Prediction],
    strict_scores: Callable[[Tags, Tags], ScoreTable],
) -> PieceTable | None:
    """Score word pieces; None where the engine tells nothing of them."""
    pairs = [
        _sentence(example.tags, prediction.pieces)
        for example, prediction in zip(examples, predictions, strict=True)
        if prediction.pieces
    ]
    if not pairs:
        return None
    gold, guess = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return PieceTable(
        strict=strict_scores(gold, guess),
        token=confusion_to_table(count_confusion(gold, guess)),
        pieces=sum(map(len, gold)),
    )


def _sentence(tags: Sequence[str], pieces: Sequence[Sequence[str]]) -> tuple[list[str], list[str]]:
    gold: list[str] = []
    guess: list[str] = []
    for tag, said in zip(tags, pieces, strict=True):
        gold += [tag, *[_trailing(tag)] * (len(said) - 1)][: len(said)]
        guess += said
    return gold, guess


def _trailing(tag: str) -> str:
    return OUTSIDE if tag == OUTSIDE else f"I-{tag_to_label(tag)}"
