"""Sentences that cover a pool: the middle one of each cluster, the clusters new to gold first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.engines.selection.question import Numbers

# More clusters than that take longer than a person waits; the rest follows in rounds.
MOST_CLUSTERS = 256


def spread_out(
    vectors: Numbers, gold: Numbers | None, places: Sequence[int], count: int, seed: int
) -> list[tuple[int, float]]:
    """So many of `places` with how far each is from gold (0..1), one a cluster, then another.

    `vectors` (pool, n) and `gold` (gold, n) have length 1.
    """
    if not places or count < 1:
        return []
    chosen = vectors[list(places)]
    groups = _clusters(chosen, min(count, len(places), MOST_CLUSTERS), seed)
    fresh = distance_to(chosen, gold)
    ordered = sorted(groups, key=lambda group: -float(fresh[group].mean()))
    turns = max(map(len, ordered))
    found = [group[turn] for turn in range(turns) for group in ordered if turn < len(group)]
    return [(places[one], float(fresh[one])) for one in found[:count]]


def distance_to(vectors: Numbers, gold: Numbers | None) -> Numbers:
    """How unlike the most similar sentence of gold each vector is (0..1); 1 without gold."""
    if gold is None or not len(gold):
        return np.ones(len(vectors))
    closest = np.concatenate(
        [(part @ gold.T).max(axis=1) for part in np.array_split(vectors, len(vectors) // 512 + 1)]
    )
    return np.clip(1.0 - closest, 0.0, 1.0)


def _clusters(vectors: Numbers, count: int, seed: int) -> list[list[int]]:
    """Clusters by k-means, the members of each from its middle outwards."""
    from sklearn.cluster import MiniBatchKMeans

    if count <= 1 or len(vectors) <= count:
        return [[place] for place in range(len(vectors))] if count > 1 else [_outwards(vectors)]
    means = MiniBatchKMeans(count, random_state=seed, n_init=1, batch_size=1024, max_iter=30)
    away = means.fit_transform(vectors).min(axis=1)
    order = np.argsort(away, kind="stable")
    groups: dict[int, list[int]] = {}
    for place in order:
        groups.setdefault(int(means.labels_[place]), []).append(int(place))
    return list(groups.values())


def _outwards(vectors: Numbers) -> list[int]:
    away = np.linalg.norm(vectors - vectors.mean(axis=0), axis=1)
    return [int(place) for place in np.argsort(away, kind="stable")]
