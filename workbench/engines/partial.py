"""Partial scores: an entity of the right label with other borders counts half.

The "partial" reading of MUC-5 and SemEval-2013 task 9, within each label.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from workbench.domain.entity import Entity
from workbench.domain.reports import Scores, ScoreTable
from workbench.domain.schemes import IOB2, tags_to_entities

HALF = 0.5
Tags = Sequence[Sequence[str]]


def partial_scores(gold: Tags, guess: Tags) -> ScoreTable:
    """Score entities by label; each entity takes part in one match at most."""
    credit: dict[str, float] = {}
    support: Counter[str] = Counter()
    said: Counter[str] = Counter()
    for true_tags, said_tags in zip(gold, guess, strict=True):
        true, found = tags_to_entities(true_tags, IOB2), tags_to_entities(said_tags, IOB2)
        support.update(entity.label for entity in true)
        said.update(entity.label for entity in found)
        for label, points in _credit(list(true), list(found)):
            credit[label] = credit.get(label, 0.0) + points
    labels = {
        label: _scores(credit.get(label, 0.0), said[label], support[label])
        for label in sorted({*support, *said})
    }
    micro = _scores(sum(credit.values()), said.total(), support.total())
    return ScoreTable(micro, _mean(labels, weighted=False), _mean(labels, weighted=True), labels)


def _credit(true: list[Entity], said: list[Entity]) -> list[tuple[str, float]]:
    exact = [entity for entity in true if entity in said]
    left = [entity for entity in true if entity not in exact]
    open_guesses = [entity for entity in said if entity not in exact]
    points = [(entity.label, 1.0) for entity in exact]
    for entity in left:
        near = next(
            (e for e in open_guesses if e.label == entity.label and e.overlaps(entity)), None
        )
        if near is not None:
            open_guesses.remove(near)
            points.append((entity.label, HALF))
    return points


def _scores(points: float, said: int, support: int) -> Scores:
    precision = points / said if said else 0.0
    recall = points / support if support else 0.0
    total = precision + recall
    return Scores(precision, recall, 2 * precision * recall / total if total else 0.0, support)


def _mean(labels: dict[str, Scores], weighted: bool) -> Scores:
    support = sum(scores.support for scores in labels.values())
    weights = {name: one.support if weighted else 1 for name, one in labels.items()}
    total = sum(weights.values())
    if not total:
        return Scores()

    def mean(field: str) -> float:
        return float(
            sum(weights[name] * getattr(one, field) for name, one in labels.items()) / total
        )

    return Scores(mean("precision"), mean("recall"), mean("f1"), support)
