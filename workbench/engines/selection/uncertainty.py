"""How unsure a model is of each token and of each sentence.

All functions give more for what is less sure. Token measures are arrays (tokens,), sentence
measures (sentences,).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from workbench.domain.queueing import Strategy
from workbench.engines.selection.question import Belief, Numbers

# Surely nothing: a tagger's doubt about such a token is noise (Sapci et al., 2023).
LIKELY = 0.02
_TINY = 1e-12


def entropy(rows: Numbers) -> Numbers:
    """The entropy of each row in nats."""
    found: Numbers = -(rows * np.log(rows + _TINY)).sum(axis=-1)
    return found


def margin(rows: Numbers) -> Numbers:
    """One less the distance between the two most probable tags."""
    if rows.shape[-1] < 2:
        return np.zeros(len(rows))
    two = np.partition(rows, -2, axis=-1)[..., -2:]
    found: Numbers = 1.0 - (two[..., 1] - two[..., 0])
    return found


def doubt(rows: Numbers) -> Numbers:
    """One less the probability of the most probable tag."""
    found: Numbers = 1.0 - rows.max(axis=-1)
    return found


def mutual_information(passes: Numbers) -> Numbers:
    """What several models (passes, tokens, tags) would tell each other of each token: BALD.

    The entropy of their mean less the mean of their entropies: high where each is sure of
    something else.
    """
    told = entropy(passes.mean(axis=0)) - entropy(passes).mean(axis=0)
    found: Numbers = np.maximum(told, 0.0)
    return found


def likely(belief: Belief, rows: Numbers) -> Numbers:
    """1 for a token that may belong to an entity, 0 for one that surely does not."""
    if belief.outside is None:
        return np.ones(len(rows))
    return (rows[:, belief.outside] < 1.0 - LIKELY).astype(float)


def path_doubt(belief: Belief) -> Numbers:
    """The best path's negative log probability; of models without paths, token by token."""
    if belief.paths is not None:
        return -np.array(belief.paths, dtype=float)
    return np.array([float(-np.log(rows.max(axis=1) + _TINY).sum()) for rows in belief.rows])


def least_confidence(belief: Belief) -> Numbers:
    """MNLP (Shen et al., 2017): the doubt about the best path, for each token of it."""
    lengths = np.array([max(len(rows), 1) for rows in belief.rows], dtype=float)
    found: Numbers = path_doubt(belief) / lengths
    return found


def lowest_token(belief: Belief) -> Numbers:
    """LTP (Liu et al., 2020): the doubt about the least certain token."""
    return np.array([_highest(doubt(rows)) for rows in belief.rows])


def smallest_margin(belief: Belief) -> Numbers:
    """The margin of the token whose two best tags lie closest together."""
    return np.array([_highest(margin(rows)) for rows in belief.rows])


def mean_entropy(belief: Belief) -> Numbers:
    """The entropy of likely tokens, for each token of the sentence."""
    return np.array([_mean(entropy(rows) * likely(belief, rows)) for rows in belief.rows])


def mean_information(information: Sequence[Numbers]) -> Numbers:
    """BALD for each token of the sentence."""
    return np.array([_mean(one) for one in information])


def _mean(values: Numbers) -> float:
    return float(values.mean()) if len(values) else 0.0


def _highest(values: Numbers) -> float:
    return float(values.max()) if len(values) else 0.0


BY_BELIEF: Mapping[Strategy, Callable[[Belief], Numbers]] = {
    Strategy.MNLP: least_confidence,
    Strategy.TOKEN: lowest_token,
    Strategy.MARGIN: smallest_margin,
    Strategy.ENTROPY: mean_entropy,
}
# Those that want the best paths of a model that tells them.
BY_PATH = (Strategy.MNLP, Strategy.DEFAULT)
# Which token each of these would name as its reason.
BY_TOKEN: Mapping[Strategy, Callable[[Numbers], Numbers]] = {
    Strategy.MNLP: doubt,
    Strategy.TOKEN: doubt,
    Strategy.MARGIN: margin,
    Strategy.ENTROPY: entropy,
}
