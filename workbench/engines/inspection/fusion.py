"""One score out of all signals."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.engines.inspection.signals import Signals

# Set by hand on errors planted in wnut17 and in wikigold with one seed, so that all families
# count and none decides alone; one learned from so few errors was worse elsewhere.
# Constant and scale make the scores probabilities where one entity in twenty is wrong.
CONSTANT = -5.3
WEIGHTS: Mapping[str, float] = {
    "crf push": 1.8,
    "words push": 1.0,
    "vectors push": 1.8,
    "words": 1.4,
    "context": 0.7,
    "rank": 1.4,
    "run": 1.0,
}


def log_odds(signals: Signals) -> float:
    """The logarithmic odds that gold is wrong; a signal that is not there says nothing."""
    return CONSTANT + sum(weight * signals.get(name, 0.0) for name, weight in WEIGHTS.items())


def share_of(names: tuple[str, ...], signals: Signals) -> float:
    """How much of the odds comes from some of the signals."""
    return sum(WEIGHTS.get(name, 0.0) * signals.get(name, 0.0) for name in names)
