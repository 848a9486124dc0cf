"""What linear-chain CRFs say of sentences that they did not learn from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from workbench.engines.inspection.corpus import Corpus, Rows
from workbench.engines.instant.model import InstantModel
from workbench.engines.instant.teacher import Teacher

Tell = Callable[[], None]


def by_crf(corpus: Corpus, stages: Sequence[int], tell: Tell) -> tuple[Rows, ...]:
    """Out-of-fold probabilities after so many iterations, one array for each of `stages`.

    A model that was stopped early has learned what is general, and not yet by heart; what it
    says is the first point of a training's course, and the last stage is its end.
    """
    found = tuple(np.zeros((len(corpus.given), len(corpus.tags)), np.float32) for _ in stages)
    for fold in range(corpus.folds):
        teacher = Teacher()
        for place in corpus.outside(fold):
            teacher.learn(corpus.examples[place])
        for rows, iterations in zip(found, stages, strict=True):
            _fill(corpus, fold, teacher.train(iterations=iterations), rows)
            tell()
    return found


def _fill(corpus: Corpus, fold: int, model: InstantModel, rows: Rows) -> None:
    """Write what a model says of its fold; tags that it never met have no probability."""
    columns = [corpus.columns[tag] for tag in model.tags]
    places = list(corpus.inside(fold))
    said = model.marginals([corpus.examples[place] for place in places])
    for place, one in zip(places, said, strict=True):
        span = corpus.span(place)
        rows[span.start : span.stop, columns] = one
