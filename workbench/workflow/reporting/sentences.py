"""Mistakes with their sentences, gold and prediction marked, for those who ask for the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from workbench.domain.entity import Entity
from workbench.domain.reports import Mistake
from workbench.domain.training import Example
from workbench.workflow.reporting.tables import KINDS


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of tokens that is within gold, within the prediction, in both or in none."""

    text: str
    gold: bool
    said: bool


@dataclass(frozen=True, slots=True)
class ShownMistake:
    """A mistake with its sentence in pieces."""

    sentence: int
    kind: str
    gold: str
    said: str
    score: float | None
    pieces: tuple[Piece, ...]


def shown_mistakes(
    mistakes: Sequence[Mistake], examples: Sequence[Example]
) -> Iterator[ShownMistake]:
    """The mistakes whose sentences are among the examples."""
    known: Mapping[int, Example] = {example.id: example for example in examples}
    for one in mistakes:
        example = known.get(one.sentence)
        if example is not None:
            yield ShownMistake(
                one.sentence,
                KINDS[one.kind],
                one.gold.label if one.gold else "",
                one.predicted.label if one.predicted else "",
                one.score,
                tuple(_pieces(example.tokens, one)),
            )


def _pieces(tokens: Sequence[str], mistake: Mistake) -> Iterator[Piece]:
    def where(position: int) -> tuple[bool, bool]:
        return _holds(mistake.gold, position), _holds(mistake.predicted, position)

    for (gold, said), positions in groupby(range(len(tokens)), where):
        yield Piece(" ".join(tokens[position] for position in positions), gold, said)


def _holds(entity: Entity | None, position: int) -> bool:
    return entity is not None and position in entity.positions
