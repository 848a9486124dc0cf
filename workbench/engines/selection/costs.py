"""How long a sentence will keep an annotator busy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.domain.training import Example
from workbench.engines.selection.question import Belief, Numbers, Pace, Question


def expected_entities(belief: Belief) -> Numbers:
    """How many entities a model expects in each sentence (sentences,): the sum of all P(B-).

    A model of another scheme has no B-; there each run of likely tokens counts by its highest
    probability.
    """
    begins = [column for column, tag in enumerate(belief.tags) if tag.startswith("B-")]
    if begins:
        return np.array([float(rows[:, begins].sum()) for rows in belief.rows])
    outside = belief.outside
    inside = [1 - rows[:, outside] if outside is not None else rows.sum(1) for rows in belief.rows]
    return np.array([float(row.sum()) / 2 for row in inside])


def usual_entities(gold: Sequence[Example], pool: Sequence[Example]) -> Numbers:
    """The same by the density of gold, where there is no model."""
    tokens = sum(len(one.tokens) for one in gold)
    begun = sum(tag.startswith("B-") for one in gold for tag in one.tags)
    density = begun / tokens if tokens else 0.05
    return np.array([density * len(one.tokens) for one in pool])


def expected_seconds(question: Question) -> Numbers:
    """The seconds (sentences,) that each sentence of the pool will take."""
    lengths = np.array([len(one.tokens) for one in question.pool], dtype=float)
    known = question.belief
    entities = expected_entities(known) if known else usual_entities(question.gold, question.pool)
    return seconds_of(lengths, entities, question.pace)


def seconds_of(lengths: Numbers, entities: Numbers, pace: Pace) -> Numbers:
    """Seconds by the linear model."""
    return pace.sentence + pace.token * lengths + pace.entity * entities
