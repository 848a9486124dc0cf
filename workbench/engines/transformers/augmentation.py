"""Sentences that are shown a second time in another form."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from workbench.domain.training import Example


def add_lower_case(examples: Sequence[Example], share: float, seed: int) -> tuple[Example, ...]:
    """The sentences, and a share (0..1) of them once more in lower case.

    Sentences that have no capitals are not repeated. The choice follows from the seed.
    """
    wanted = round(len(examples) * min(max(share, 0.0), 1.0))
    chosen = sorted(random.Random(seed).sample(range(len(examples)), wanted))
    lowered = (_to_lower(examples[index]) for index in chosen)
    return (*examples, *(one for one in lowered if one is not None))


def _to_lower(example: Example) -> Example | None:
    tokens = _lower(example.tokens)
    if tokens == example.tokens:
        return None
    before, after = _lower(example.before), _lower(example.after)
    return replace(example, tokens=tokens, before=before, after=after)


def _lower(tokens: Sequence[str]) -> tuple[str, ...]:
    return tuple(token.lower() for token in tokens)
