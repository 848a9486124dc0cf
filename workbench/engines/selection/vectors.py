"""Sentences as vectors, where no encoder is at hand: hashed words, weighted and compressed."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from workbench.domain.training import Example
from workbench.engines.selection.question import Numbers

HASHED = 2**14
DIMENSIONS = 64


def sentence_vectors(*parts: Sequence[Example], seed: int = 13) -> tuple[Numbers, ...]:
    """Vectors of length 1 (sentences, n) for each part, all in one space.

    Words and pairs of words, hashed, by TF-IDF, compressed by a truncated SVD; few sentences
    get fewer dimensions.
    """
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
    from sklearn.preprocessing import normalize

    examples = [one for part in parts for one in part]
    if not examples:
        return tuple(np.zeros((0, 1)) for _ in parts)
    hashing = HashingVectorizer(analyzer=_terms, n_features=HASHED, alternate_sign=False)
    weighted = TfidfTransformer(sublinear_tf=True).fit_transform(hashing.transform(examples))
    size = max(1, min(DIMENSIONS, len(examples) - 1))
    with warnings.catch_warnings():
        # Sentences that are all alike have no variance to explain.
        warnings.simplefilter("ignore", RuntimeWarning)
        found = TruncatedSVD(size, random_state=seed, n_iter=3).fit_transform(weighted)
    return _cut(normalize(np.nan_to_num(found)), parts)


def _terms(example: Example) -> Iterable[str]:
    low = [token.casefold() for token in example.tokens]
    yield from low
    yield from (f"{one} {two}" for one, two in pairwise(low))


def _cut(vectors: Numbers, parts: Sequence[Sequence[Example]]) -> tuple[Numbers, ...]:
    ends = np.cumsum([len(part) for part in parts])[:-1]
    return tuple(np.split(vectors, ends))
