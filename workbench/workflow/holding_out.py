"""A dev set for projects that have none: part of the training set, in the snapshot only."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

from workbench.domain.training import Data

SHARE = 10
# Fewer would leave nothing to choose the best epoch by.
LEAST = 20


def hold_out_dev(data: Data, seed: int) -> tuple[Data, int]:
    """Move a tenth of the training set to an empty dev set; says how many sentences.

    The splits of the project stay as they are. Sentences with the same tokens stay
    together, so that nothing is tested that was learned.
    """
    if data.dev or len(data.train) < LEAST:
        return data, 0
    wanted = len(data.train) // SHARE
    kinds = sorted({example.tokens for example in data.train})
    random.Random(seed).shuffle(kinds)
    counts = Counter(example.tokens for example in data.train)
    chosen: set[tuple[str, ...]] = set()
    held = 0
    for tokens in kinds:
        if held + counts[tokens] <= wanted:
            chosen.add(tokens)
            held += counts[tokens]
    dev = tuple(example for example in data.train if example.tokens in chosen)
    train = tuple(example for example in data.train if example.tokens not in chosen)
    return replace(data, train=train, dev=dev), held
