"""Snapshots of corpora for benchmarks of training: to learn from, to choose by, to measure on."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

from benchmarks.effort_corpora import load
from workbench.domain.training import Example

SEED = 21
SHARE_OF_DEV = 0.1
# Beyond that a test set costs time and hardly sharpens the comparison.
MOST_TESTED = 600

Splits = Mapping[str, tuple[Example, ...]]


def splits_of(name: str, data: Path, most: int) -> Splits:
    """`most` sentences of a corpus drawn by lot (0: all), a tenth of them dev; and a test set.

    No more are tested than there are to learn from and to choose by.
    """
    corpus = load(name, data)
    pool = list(corpus.pool)
    random.Random(SEED).shuffle(pool)
    pool = pool[:most] if most else pool
    cut = len(pool) - round(SHARE_OF_DEV * len(pool))
    return {
        "train": tuple(pool[:cut]),
        "dev": tuple(pool[cut:]),
        "test": corpus.test[: min(MOST_TESTED, len(pool))],
    }


def labels_of(splits: Splits) -> tuple[str, ...]:
    """The labels of all sentences, by name."""
    every = (tag for rows in splits.values() for one in rows for tag in one.tags)
    return tuple(sorted({tag[2:] for tag in every if tag != "O"}))
