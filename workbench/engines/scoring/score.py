"""The scores of seqeval: strict IOB2 as the headline, its lenient (conlleval) reading beside it.

They are counted here, since seqeval itself takes seconds to load; a test compares all figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from workbench.domain.comparison import strict_entities
from workbench.domain.entity import Entity
from workbench.domain.reports import Coverage, Report, ScoreTable
from workbench.domain.run_reports import DevScores
from workbench.domain.schemes import IOB2, is_valid, tags_to_entities
from workbench.domain.training import Example
from workbench.engines.base import Prediction
from workbench.engines.scoring.averages import ratios, table
from workbench.engines.scoring.calibration import calibrate
from workbench.engines.scoring.mistakes import MOST_EXAMPLES, count_entities, find_mistakes
from workbench.engines.scoring.partial import exact_scores, partial_scores, type_scores
from workbench.engines.scoring.pieces import piece_scores
from workbench.engines.scoring.tokens import confusion_to_table, count_confusion

Tags = Sequence[Sequence[str]]


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
    return all(is_valid(tags, IOB2) for tags in (*gold, *guess))


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
    return _table(gold, guess, strict_entities)


def lenient_scores(gold: Tags, guess: Tags) -> ScoreTable:
    """Entities as conlleval reads them, from broken tags too."""
    return _table(gold, guess, lambda tags: tags_to_entities(tags, IOB2))


def dev_scores(gold: Tags, guess: Tags, loss: float | None) -> DevScores:
    """The strict micro scores that choose the best epoch."""
    micro = strict_scores(gold, guess).micro
    return DevScores(micro.precision, micro.recall, micro.f1, loss)


def _table(
    gold: Tags, guess: Tags, read: Callable[[Sequence[str]], Iterable[Entity]]
) -> ScoreTable:
    right, said, true = Counter[str](), Counter[str](), Counter[str]()
    for true_tags, said_tags in zip(gold, guess, strict=True):
        held, found = frozenset(read(true_tags)), frozenset(read(said_tags))
        right.update(entity.label for entity in held & found)
        said.update(entity.label for entity in found)
        true.update(entity.label for entity in held)
    labels = {
        label: ratios(right[label], said[label], true[label]) for label in sorted(said | true)
    }
    return table(ratios(right.total(), said.total(), true.total()), labels)
