"""How often predicted entities are right, by how sure the model was of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from workbench.domain.schemes import IOB2, tags_to_entities
from workbench.domain.scores import Bin, Calibration
from workbench.domain.training import Example
from workbench.engines.base import Prediction
from workbench.engines.scoring.mistakes import entity_score

BINS = 10
EDGES = tuple(number / BINS for number in range(BINS + 1))


def calibrate(examples: Sequence[Example], predictions: Sequence[Prediction]) -> Calibration:
    """Sort predicted entities into bins of equal width; the expected error over them."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for score, right in _judged(examples, predictions):
        bins[min(bisect_left(EDGES[1:], score), BINS - 1)].append((score, right))
    rows = tuple(_bin(number, held) for number, held in enumerate(bins))
    total = sum(row.count for row in rows)
    gaps = sum(row.count * abs(row.accuracy - row.confidence) for row in rows)
    return Calibration(gaps / total if total else 0.0, rows)


def _judged(
    examples: Sequence[Example], predictions: Sequence[Prediction]
) -> Iterator[tuple[float, bool]]:
    for example, prediction in zip(examples, predictions, strict=True):
        true = frozenset(tags_to_entities(example.tags, IOB2))
        for entity in tags_to_entities(prediction.tags, IOB2):
            yield entity_score(entity, prediction.scores), entity in true


def _bin(number: int, held: Sequence[tuple[float, bool]]) -> Bin:
    low, high = EDGES[number], EDGES[number + 1]
    if not held:
        return Bin(low, high)
    confidence = sum(score for score, _ in held) / len(held)
    return Bin(low, high, len(held), confidence, sum(right for _, right in held) / len(held))
