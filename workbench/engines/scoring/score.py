"""Scores by seqeval: strict IOB2 as the headline, its lenient (conlleval) reading beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from seqeval.metrics import classification_report
from seqeval.scheme import IOB2

from workbench.domain import schemes
from workbench.domain.reports import Coverage, Report, Scores, ScoreTable
from workbench.domain.run_reports import DevScores
from workbench.domain.training import Example
from workbench.engines.base import Prediction
from workbench.engines.scoring.calibration import calibrate
from workbench.engines.scoring.mistakes import MOST_EXAMPLES, count_entities, find_mistakes
from workbench.engines.scoring.partial import exact_scores, partial_scores, type_scores
from workbench.engines.scoring.pieces import piece_scores
from workbench.engines.scoring.tokens import confusion_to_table, count_confusion

Tags = Sequence[Sequence[str]]

OUTSIDE = ("O", "O")
AVERAGES = ("micro", "macro", "weighted")


def score(
    examples: Sequence[Example],
    predictions: Sequence[Prediction],
    most_mistakes: int = MOST_EXAMPLES,
) -> Report:
    """Compare predictions with the gold tags of the same sentences, in the same order.

    All mistakes are counted; the first `most_mistakes` are told one by one.
    """
    gold = [list(example.tags) for example in examples]
    guess = [list(prediction.tags) for prediction in predictions]
    strict = strict_scores(gold, guess)
    confusion = count_confusion(gold, guess)
    return Report(
        strict=strict,
        # Of valid tags both readings find the same entities.
        lenient=strict if _all_valid(gold, guess) else lenient_scores(gold, guess),
        partial=partial_scores(gold, guess),
        token=confusion_to_table(confusion),
        confusion=confusion,
        errors=find_mistakes(examples, predictions, most_mistakes),
        coverage=_coverage(predictions, strict.micro.support),
        exact=exact_scores(gold, guess),
        type=type_scores(gold, guess),
        entity_confusion=count_entities(gold, guess),
        calibration=calibrate(examples, predictions),
        pieces=piece_scores(examples, predictions, strict_scores),
    )


def _all_valid(gold: Tags, guess: Tags) -> bool:
    return all(schemes.is_valid(tags, schemes.IOB2) for tags in (*gold, *guess))


def _coverage(predictions: Sequence[Prediction], entities: int) -> Coverage:
    return Coverage(
        sentences=len(predictions),
        entities=entities,
        cut=sum(prediction.cut for prediction in predictions),
        unscored=sum(prediction.unscored for prediction in predictions),
        windowed=sum(prediction.windows > 1 for prediction in predictions),
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
    short = [_condense(*pair) for pair in zip(gold, guess, strict=True)]
    rows = classification_report(
        [true for true, _ in short],
        [said for _, said in short],
        output_dict=True,
        zero_division=0,
        **reading,
    )
    micro, macro, weighted = (_scores(rows.pop(f"{name} avg")) for name in AVERAGES)
    labels = {label: _scores(row) for label, row in sorted(rows.items())}
    return ScoreTable(micro, macro, weighted, labels)


def _condense(gold: Sequence[str], guess: Sequence[str]) -> tuple[list[str], list[str]]:
    """Leave out all but the first of neighbouring tokens that are outside on both sides.

    Entities stay apart and stay what they are, and seqeval, which looks at each token many
    times, is done in a fraction of the time.
    """
    pairs = list(zip(gold, guess, strict=True))
    kept = [
        pair
        for before, pair in zip([OUTSIDE, *pairs], pairs, strict=False)
        if pair != OUTSIDE or before != OUTSIDE
    ]
    return [true for true, _ in kept], [said for _, said in kept]


def _scores(row: dict[str, Any]) -> Scores:
    return Scores(
        float(row["precision"]),
        float(row["recall"]),
        float(row["f1-score"]),
        int(row["support"]),
    )
