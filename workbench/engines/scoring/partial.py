"""The readings of MUC-5 and SemEval-2013 task 9 beside the strict one, by nervaluate.

Exact asks for the extent alone, type for the label of anything that overlaps, partial for
any overlap, where other borders count half. Each label is scored by itself as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nervaluate.entities import Entity as Span
from nervaluate.entities import EvaluationResult
from nervaluate.strategies import (
    EntityTypeEvaluation,
    EvaluationStrategy,
    ExactEvaluation,
    PartialEvaluation,
)

from workbench.domain.entity import Entity
from workbench.domain.schemes import IOB2, tags_to_entities
from workbench.domain.scores import Scores, ScoreTable
from workbench.engines.scoring.averages import table

Tags = Sequence[Sequence[str]]
Pair = tuple[list[Span], list[Span]]


def exact_scores(gold: Tags, guess: Tags) -> ScoreTable:
    """Entities of the right extent; over all labels together, whatever their label."""
    return _score(ExactEvaluation(), gold, guess)


def type_scores(gold: Tags, guess: Tags) -> ScoreTable:
    """Entities of the right label that overlap with one of gold."""
    return _score(EntityTypeEvaluation(), gold, guess)


def partial_scores(gold: Tags, guess: Tags) -> ScoreTable:
    """Entities that overlap, with other borders half; over all labels together, whatever theirs."""
    return _score(PartialEvaluation(), gold, guess)


def _score(strategy: EvaluationStrategy, gold: Tags, guess: Tags) -> ScoreTable:
    pairs = list(_pairs(gold, guess))
    names = sorted({span.label for pair in pairs for side in pair for span in side})
    labels = {name: _total(strategy, _only(pairs, name), [name]) for name in names}
    return table(_total(strategy, pairs, names), labels)


def _pairs(gold: Tags, guess: Tags) -> Iterable[Pair]:
    for true_tags, said_tags in zip(gold, guess, strict=True):
        true, said = tags_to_entities(true_tags, IOB2), tags_to_entities(said_tags, IOB2)
        if true or said:
            yield list(map(_span, true)), list(map(_span, said))


def _span(entity: Entity) -> Span:
    """nervaluate's ends are included."""
    return Span(entity.label, entity.start, entity.end - 1)


def _only(pairs: Iterable[Pair], name: str) -> Iterable[Pair]:
    for true, said in pairs:
        yield [one for one in true if one.label == name], [one for one in said if one.label == name]


def _total(strategy: EvaluationStrategy, pairs: Iterable[Pair], names: list[str]) -> Scores:
    total = EvaluationResult()
    for true, said in pairs:
        if true == said:
            total.correct += len(true)
            continue
        found, _ = strategy.evaluate(true, said, names)
        for count in ("correct", "incorrect", "partial", "missed", "spurious"):
            setattr(total, count, getattr(total, count) + getattr(found, count))
    # Only the partial reading counts halves, so that its formula fits all three.
    total.compute_metrics(partial_or_type=True)
    return Scores(float(total.precision), float(total.recall), float(total.f1), total.possible)
