"""Scores by seqeval: strict IOB2 as the headline, its lenient (conlleval) reading beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from seqeval.metrics import classification_report
from seqeval.scheme import IOB2

from workbench.domain.reports import Coverage, Report, Scores, ScoreTable
from workbench.domain.run_reports import DevScores
from workbench.domain.training import Example
from workbench.engines.base import Prediction
from workbench.engines.mistakes import find_mistakes
from workbench.engines.partial import partial_scores
from workbench.engines.tokens import confusion_to_table, count_confusion

Tags = Sequence[Sequence[str]]

AVERAGES = ("micro", "macro", "weighted")


def score(examples: Sequence[Example], predictions: Sequence[Prediction]) -> Report:
    """Compare predictions with the gold tags of the same sentences, in the same order."""
    gold = [list(example.tags) for example in examples]
    guess = [list(prediction.tags) for prediction in predictions]
    strict = strict_scores(gold, guess)
    confusion = count_confusion(gold, guess)
    return Report(
        strict=strict,
        lenient=lenient_scores(gold, guess),
        partial=partial_scores(gold, guess),
        token=confusion_to_table(confusion),
        confusion=confusion,
        errors=find_mistakes(examples, predictions),
        coverage=Coverage(
            sentences=len(examples),
            entities=strict.micro.support,
            cut=sum(prediction.cut for prediction in predictions),
            unscored=sum(prediction.unscored for prediction in predictions),
        ),
    )


def strict_scores(gold: Tags, guess: Tags) -> ScoreTable:
    """Entities count only when their tags are valid IOB2 and label and extent agree."""
    return _report(gold, guess, "B", mode="strict", scheme=IOB2)


def lenient_scores(gold: Tags, guess: Tags) -> ScoreTable:
    """Entities as conlleval reads them, from broken tags too."""
    return _report(gold, guess, "BI")


def dev_scores(gold: Tags, guess: Tags, loss: float | None) -> DevScores:
    """The strict micro scores that choose the best epoch."""
    micro = strict_scores(gold, guess).micro
    return DevScores(micro.precision, micro.recall, micro.f1, loss)


def _report(gold: Tags, guess: Tags, openers: str, **reading: Any) -> ScoreTable:
    # seqeval crashes where neither side holds an entity, that is, a tag that can open one.
    if not any(tag[0] in openers for tags in (*gold, *guess) for tag in tags):
        return ScoreTable()
    rows = classification_report(
        [list(tags) for tags in gold],
        [list(tags) for tags in guess],
        output_dict=True,
        zero_division=0,
        **reading,
    )
    micro, macro, weighted = (_scores(rows.pop(f"{name} avg")) for name in AVERAGES)
    labels = {label: _scores(row) for label, row in sorted(rows.items())}
    return ScoreTable(micro, macro, weighted, labels)


def _scores(row: dict[str, Any]) -> Scores:
    return Scores(
        float(row["precision"]),
        float(row["recall"]),
        float(row["f1-score"]),
        int(row["support"]),
    )
