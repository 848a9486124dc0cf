"""What classifiers of single tokens say of sentences that they did not learn from.

They are a family of their own beside the CRF: they know nothing of the neighbours' tags, and
where the CRF is misled by those, they are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import torch
from numpy.typing import NDArray

from workbench.engines.inspection.corpus import Corpus, Rows
from workbench.engines.inspection.vectors import Vectors
from workbench.engines.instant.features import Features

HASHED = 2**18
EPOCHS = 4
_BATCH = 256
_HIDDEN = 256
_RATE = 1e-3


def by_words(corpus: Corpus, seed: int, tell: Callable[[], None]) -> Rows:
    """Out-of-fold probabilities of a linear classifier over hashed features of each token."""
    from sklearn.linear_model import SGDClassifier

    hashed = _hashed(corpus)
    found = np.zeros((len(corpus.given), len(corpus.tags)), np.float32)
    for fold in range(corpus.folds):
        known = corpus.token_folds != fold
        tags = np.unique(corpus.given[known])
        if len(tags) == 1:
            # All entities lie in this fold: the others know nothing but outside.
            found[np.ix_(~known, tags)] = 1.0
        else:
            model = SGDClassifier(
                loss="log_loss", alpha=1e-6, max_iter=5, tol=None, random_state=seed
            )
            model.fit(hashed[known], corpus.given[known])
            found[np.ix_(~known, model.classes_)] = model.predict_proba(hashed[~known])
        tell()
    return found


def by_vectors(
    corpus: Corpus, vectors: Vectors, seed: int, tell: Callable[[], None]
) -> tuple[Rows, Rows]:
    """Out-of-fold probabilities of a small network over vectors: after one epoch, and last."""
    shape = (len(corpus.given), len(corpus.tags))
    early, late = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for fold in range(corpus.folds):
        torch.manual_seed(seed + fold)
        known = torch.from_numpy(np.flatnonzero(corpus.token_folds != fold))
        held_out = np.flatnonzero(corpus.token_folds == fold)
        network = _network(vectors.shape[1], len(corpus.tags))
        optimizer = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=0.01)
        for epoch in range(EPOCHS):
            _learn(network, optimizer, vectors, corpus.given, known)
            if epoch == 0:
                early[held_out] = _say(network, vectors, held_out)
        late[held_out] = _say(network, vectors, held_out)
        tell()
    return early, late


def _hashed(corpus: Corpus) -> NDArray[np.float64]:
    """The features that the instant model makes of each token, as a sparse matrix."""
    from sklearn.feature_extraction import FeatureHasher

    hasher = FeatureHasher(HASHED, input_type="string", alternate_sign=False)
    hashed: NDArray[np.float64] = hasher.transform(_features(corpus)).tocsr()
    return hashed


def _features(corpus: Corpus) -> Iterator[list[str]]:
    features = Features({})
    for example in corpus.examples:
        for row in features.rows(example.tokens):
            yield [name.decode("utf-8", "replace") for name in row]


def _network(width: int, tags: int) -> torch.nn.Module:
    return torch.nn.Sequential(
        torch.nn.LayerNorm(width),
        torch.nn.Dropout(0.2),
        torch.nn.Linear(width, _HIDDEN),
        torch.nn.GELU(),
        torch.nn.Dropout(0.2),
        torch.nn.Linear(_HIDDEN, tags),
    )


def _learn(
    network: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    vectors: Vectors,
    given: NDArray[np.int64],
    known: torch.Tensor,
) -> None:
    """One epoch over the tokens that are not in the fold."""
    network.train()
    shuffled = known[torch.randperm(len(known))].numpy()
    for start in range(0, len(shuffled), _BATCH):
        chosen = shuffled[start : start + _BATCH]
        said = network(torch.from_numpy(vectors[chosen]).float())
        loss = torch.nn.functional.cross_entropy(said, torch.from_numpy(given[chosen]))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()


def _say(network: torch.nn.Module, vectors: Vectors, tokens: NDArray[np.int64]) -> Rows:
    network.eval()
    with torch.inference_mode():
        parts = [
            torch.softmax(network(torch.from_numpy(vectors[part]).float()), dim=-1).numpy()
            for part in np.array_split(tokens, max(1, len(tokens) // 8192))
        ]
    return np.concatenate(parts)
