"""Several instant models instead of several passes: where they differ, more gold would help."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from workbench.domain.training import Example
from workbench.engines.instant.model import InstantModel
from workbench.engines.selection.question import Belief, Numbers
from workbench.engines.selection.uncertainty import mutual_information

MEMBERS = 3
ITERATIONS = 15


def belief_of(model: InstantModel, pool: Sequence[Example], with_paths: bool = False) -> Belief:
    """What an instant model thinks of a pool; best paths are wanted by some strategies."""
    paths = model.best_paths(pool) if with_paths else None
    return Belief(model.tags, model.marginals(pool), paths)


def committee_information(
    gold: Sequence[Example], pool: Sequence[Example], seed: int
) -> list[Numbers]:
    """The mutual information of each token, from models trained on draws with replacement."""
    tags = sorted({tag for one in gold for tag in one.tags})
    said = [_member(gold, pool, tags, f"{seed} {member}") for member in range(MEMBERS)]
    return [mutual_information(np.stack(rows)) for rows in zip(*said, strict=True)]


def _member(
    gold: Sequence[Example], pool: Sequence[Example], tags: Sequence[str], seed: str
) -> list[Numbers]:
    drawn = random.Random(seed).choices(gold, k=len(gold))
    renumbered = [replace(one, id=place) for place, one in enumerate(drawn)]
    model = InstantModel.train(renumbered, iterations=ITERATIONS)
    columns = [model.tags.index(tag) if tag in model.tags else None for tag in tags]
    return [_arranged(rows, columns) for rows in model.marginals(pool)]


def _arranged(rows: Numbers, columns: Sequence[int | None]) -> Numbers:
    """The columns of one member in the common order; tags it never saw have no chance."""
    found = np.zeros((len(rows), len(columns)))
    for place, column in enumerate(columns):
        if column is not None:
            found[:, place] = rows[:, column]
    return found
