"""What a trained model of any engine thinks of a pool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from workbench.domain.queueing import Strategy
from workbench.domain.training import Spec
from workbench.engines.base import Host, Prediction
from workbench.engines.selection.question import OUTSIDE, Belief, Numbers, Question


def ask_model(question: Question, spec: Spec, strategy: Strategy, host: Host) -> Question:
    """The question with what the model in the folder `spec.model` knows of it.

    Of a transformers model that is all; of others the scores of their tags.
    """
    if spec.engine == "transformers":
        return _ask_network(question, spec, strategy, host)
    from workbench.engines.resident import load_resident

    tag = load_resident(spec, host)
    return replace(question, belief=belief_from_scores(tag(question.pool)))


def belief_from_scores(predictions: Sequence[Prediction]) -> Belief:
    """Probabilities from tags and their scores; what is left goes to all other tags alike."""
    names = sorted({OUTSIDE, *(tag for one in predictions for tag in one.tags)})
    tags = tuple(sorted(names, key=lambda tag: tag != OUTSIDE))
    return Belief(tags, [_shared_out(one, tags) for one in predictions], exact=False)


def _shared_out(said: Prediction, tags: tuple[str, ...]) -> Numbers:
    scores = np.array(said.scores, dtype=float)
    rows = np.repeat((1.0 - scores)[:, None] / max(len(tags) - 1, 1), len(tags), axis=1)
    rows[np.arange(len(scores)), [tags.index(tag) for tag in said.tags]] = scores
    return rows


def _ask_network(question: Question, spec: Spec, strategy: Strategy, host: Host) -> Question:
    from workbench.engines.hardware import choose_hardware
    from workbench.engines.selection.network_belief import PASSES, think
    from workbench.engines.transformers.tagger import load_tagger

    hardware = choose_hardware(spec)
    host.started(hardware.device, hardware.threads)
    tagger = load_tagger(Path(spec.model or ""), spec, hardware, host)
    passes = PASSES if strategy is Strategy.BALD else 1
    found = think(tagger, question.pool, host, passes, spec.seed)
    known = replace(question, belief=found.belief, information=found.information)
    if strategy is not Strategy.DIVERSITY:
        return known
    gold = think(tagger, question.gold, host, 1, spec.seed).vectors
    if not len(gold):
        gold = np.zeros((0, found.vectors.shape[1]))
    return replace(known, vectors=found.vectors, gold_vectors=gold)
