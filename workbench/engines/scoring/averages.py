"""Scores from counts, and the averages of a table of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from workbench.domain.scores import Scores, ScoreTable


def ratios(right: int, said: int, true: int) -> Scores:
    """Scores from counts, to the last bit as seqeval has them; what cannot be divided is 0."""
    precision = right / said if said else 0.0
    recall = right / true if true else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Scores(precision, recall, f1, true)


def table(micro: Scores, labels: Mapping[str, Scores]) -> ScoreTable:
    """A table with its macro and weighted averages, as scikit-learn makes them."""
    return ScoreTable(micro, macro(labels), weighted(labels), labels)


def macro(labels: Mapping[str, Scores]) -> Scores:
    """The mean over labels, each as important as any other."""
    return _mean(labels, lambda scores: 1)


def weighted(labels: Mapping[str, Scores]) -> Scores:
    """The mean over labels by how many gold items each has."""
    return _mean(labels, lambda scores: scores.support)


def _mean(labels: Mapping[str, Scores], weight_of: Callable[[Scores], int]) -> Scores:
    rows = [(weight_of(scores), scores) for scores in labels.values()]
    total = sum(weight for weight, _ in rows)
    support = sum(scores.support for _, scores in rows)
    if not total:
        return Scores(support=support)
    return Scores(
        sum(weight * scores.precision for weight, scores in rows) / total,
        sum(weight * scores.recall for weight, scores in rows) / total,
        sum(weight * scores.f1 for weight, scores in rows) / total,
        support,
    )
