"""Confidence is compared with how often it was right."""

from __future__ import annotations

import pytest

from workbench.domain.training import Example
from workbench.engines.base import Prediction
from workbench.engines.scoring.calibration import calibrate

TOKENS = ("a", "b", "c", "d")


def test_entities_fall_into_bins_by_their_least_certain_token() -> None:
    """0.95 and 0.5 make one entity of 0.5; borders belong to the bin below."""
    example = Example(1, TOKENS, ("B-PER", "I-PER", "O", "B-LOC"))
    found = calibrate(
        [example], [Prediction(("B-PER", "I-PER", "O", "B-ORG"), (0.95, 0.5, 0.99, 0.85))]
    )
    assert len(found.bins) == 10
    counts = {(one.low, one.high): one.count for one in found.bins if one.count}
    assert counts == {(0.4, 0.5): 1, (0.8, 0.9): 1}
    right, wrong = found.bins[4], found.bins[8]
    assert (right.accuracy, right.confidence) == (1.0, 0.5)
    assert (wrong.accuracy, wrong.confidence) == (0.0, 0.85)
    assert found.error == pytest.approx((0.5 + 0.85) / 2)


def test_a_model_that_knows_itself_has_no_error() -> None:
    """Nine of ten right at a confidence of 0.9."""
    gold = [Example(number, ("a",), ("B-PER",)) for number in range(10)]
    said = [Prediction(("B-PER",) if number else ("B-LOC",), (0.9,)) for number in range(10)]
    assert calibrate(gold, said).error == pytest.approx(0.0)


@pytest.mark.parametrize(("score", "bin_number"), [(0.0, 0), (0.1, 0), (0.3, 2), (1.0, 9)])
def test_the_ends_have_a_bin(score: float, bin_number: int) -> None:
    """No confidence falls out of the table."""
    found = calibrate([Example(1, ("a",), ("O",))], [Prediction(("B-PER",), (score,))])
    assert [one.count for one in found.bins].index(1) == bin_number


def test_nothing_predicted_is_no_error() -> None:
    """Without a predicted entity there is nothing to divide by."""
    found = calibrate([Example(1, ("a",), ("B-PER",))], [Prediction(("O",), (1.0,))])
    assert found.error == 0.0 and sum(one.count for one in found.bins) == 0
