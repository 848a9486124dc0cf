"""How the instant model is trained: by which of crfsuite's algorithms, for how much gold.

L-BFGS maximises the likelihood of the gold: its probabilities are sound as they are, and of
all algorithms it finds most, but it takes long. Passive-aggressive learning comes close to it
in a quarter of the time. It wins by margins though, and its weights mean no probabilities:
they are stretched by a factor, which changes no decision of the model, so that the
probabilities fit what is seen on other text.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Method:
    """An algorithm with its settings, as crfsuite names them; weights are stretched after it."""

    algorithm: str
    settings: Mapping[str, float] = field(default_factory=dict)
    stretch: float = 1.0


def thorough(iterations: int) -> Method:
    """So many steps of L-BFGS, with weak regularisation of either kind."""
    return Method("lbfgs", {"c1": 0.05, "c2": 0.01, "max_iterations": iterations})


def quick(iterations: int) -> Method:
    """So many passes over the gold; the factor fits gold of 100 to 5,000 sentences."""
    return Method("pa", {"c": 0.1, "max_iterations": iterations}, stretch=8.0)


# Up to so many tokens of gold, which method keeps a person from waiting.
METHODS = ((10_000, thorough(30)), (80_000, quick(8)), (None, quick(5)))


def method_for(tokens: int) -> Method:
    """The best method that is quick enough for so much gold."""
    return next(method for most, method in METHODS if most is None or tokens <= most)


def stretched(weights: bytes, factor: float) -> bytes:
    """A model file of crfsuite with every weight multiplied.

    The file begins with eight numbers behind its marks, of which the sixth tells where the
    features lie: their mark, size and number, and then twenty bytes for each.
    """
    if factor == 1.0:
        return weights
    made = bytearray(weights)
    start = int.from_bytes(made[_OFFSET], "little")
    if made[start : start + 4] != b"FEAT":
        raise ValueError("not a model of crfsuite")
    number = int.from_bytes(made[start + 8 : start + 12], "little")
    features = np.frombuffer(made, _FEATURE, number, start + 12)
    features["weight"] *= factor
    return bytes(made)


def draw_lots_from(seed: int) -> None:
    """Let the C library's lots, by which crfsuite shuffles, begin at a seed.

    Where programs do not share one C library, a training is not repeated to the last digit.
    """
    if os.name == "posix":
        ctypes.CDLL(None).srand(seed)


_OFFSET = slice(28, 32)
_FEATURE = np.dtype([("type", "<u4"), ("from", "<u4"), ("to", "<u4"), ("weight", "<f8")])
