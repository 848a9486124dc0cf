"""Small questions with marginals made by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest

from workbench.domain.training import Example
from workbench.engines.selection.question import Belief, Question

TAGS = ("O", "B-LOC", "I-LOC", "B-ORG", "I-ORG")

Row = Mapping[str, float]
MakeQuestion = Callable[..., Question]


def rows_of(rows: Sequence[Row]) -> np.ndarray:
    """Probabilities by tag; what is left goes to O."""
    found = np.zeros((len(rows), len(TAGS)))
    for place, row in enumerate(rows):
        for tag, chance in row.items():
            found[place, TAGS.index(tag)] = chance
        found[place, 0] += 1.0 - found[place].sum()
    return found


@pytest.fixture
def make_question() -> MakeQuestion:
    """A pool from sentences with the probabilities of their tokens; {} is surely O."""

    def make(*pool: tuple[str, Sequence[Row]], gold: Sequence[Example] = ()) -> Question:
        examples = tuple(
            Example(number, tuple(text.split())) for number, (text, _) in enumerate(pool)
        )
        belief = Belief(TAGS, [rows_of(rows) for _, rows in pool])
        return Question(examples, gold, belief)

    return make


@pytest.fixture
def gold() -> tuple[Example, ...]:
    """Enough entities for a model to know what it does not know."""
    return tuple(
        Example(1000 + number, (f"Ann{number}", "went", "home"), ("B-LOC", "O", "O"))
        for number in range(40)
    )
