"""From which score on suggestions are sure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.entity import Entity, Suggestion
from workbench.domain.thresholds import (
    NEVER,
    Judged,
    Measured,
    Thresholds,
    as_thresholds,
    curve_of,
    measure,
    with_measured,
)


def judged(label: str, *answers: tuple[float, bool]) -> list[Judged]:
    return [Judged(label, score, right) for score, right in answers]


def suggested(label: str, score: float, suggester: str = "run-1") -> Suggestion:
    return Suggestion(Entity(label, 0, 1), suggester, score)


def test_the_threshold_is_the_lowest_that_keeps_the_target() -> None:
    """Nine right ones in ten down to 0.4; below there are too many wrong ones."""
    right = [(0.5 + number / 100, True) for number in range(9)]
    found = curve_of(judged("LOC", *right, (0.4, False), (0.3, False), (0.2, False)))
    assert (found.threshold, found.precision, found.support) == (0.4, 0.9, 12)


def test_equal_scores_stand_together() -> None:
    """Of those with one score, none is surer than the others."""
    found = curve_of(judged("LOC", (0.9, True), (0.5, True), (0.5, False), (0.5, False)))
    assert found.threshold == 0.9


def test_what_is_never_right_is_never_sure() -> None:
    """However high its score."""
    found = curve_of(judged("LOC", *[(0.99, False)] * 30))
    assert found.threshold == NEVER


def test_a_rare_label_goes_by_all_labels() -> None:
    """Two cases say nothing; with enough of all labels the overall threshold holds."""
    common = judged("PER", *[(0.6, True)] * 40)
    found = measure([*common, *judged("LOC", (0.95, False), (0.7, True))])
    assert found is not None
    assert set(found.labels) == {"PER"}
    assert found.of("LOC") == found.overall
    assert measure(common[:5]) is None


def test_by_hand_comes_before_measured_before_fixed() -> None:
    """And without thresholds of labels, the one number holds for all."""
    measured = measure(judged("PER", *[(0.6, True)] * 40))
    kept = with_measured(Thresholds(0.8, by_hand={"LOC": 0.3}), "run-1", measured)
    assert kept.least(suggested("LOC", 0.5)) == 0.3
    assert kept.least(suggested("PER", 0.5)) == 0.6
    assert kept.least(suggested("PER", 0.5, "rules")) == 0.8
    assert kept.with_choices(per_label=False).least(suggested("LOC", 0.5)) == 0.8
    assert kept.all_sure.is_sure(suggested("PER", 0.0))
    assert with_measured(kept, "run-1", None).least(suggested("PER", 0.5)) == 0.8


def test_scores_are_worth_what_they_were_so_far() -> None:
    """Half of those around 0.9 were right; nobody measured the rules."""
    answers = [(0.9, number % 2 == 0) for number in range(40)]
    kept = with_measured(Thresholds(), "run-1", measure(judged("PER", *answers)))
    assert kept.trust(suggested("PER", 0.95)) == pytest.approx(0.5)
    assert kept.trust(suggested("PER", 0.95, "rules")) == 0.95


def test_a_number_for_all_is_a_threshold_too() -> None:
    """The bulk operations and the command line give one."""
    assert as_thresholds(0.7).is_sure(suggested("PER", 0.7))
    assert not as_thresholds(0.7).is_sure(suggested("PER", 0.69))


def test_thresholds_survive_being_kept() -> None:
    """As JSON and back; an empty setting gives the defaults."""
    measured = measure(judged("PER", *[(n / 50, n > 20) for n in range(50)]))
    kept = with_measured(Thresholds(0.7, False, True, {"LOC": 0.2}), "run-1", measured)
    assert Thresholds.from_json(kept.to_json()) == kept
    assert Thresholds.from_json({}) == Thresholds()


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_higher_scores_are_never_worth_less(answers: list[tuple[float, bool]]) -> None:
    """And from the threshold on, the target is kept."""
    found = curve_of(judged("LOC", *answers))
    assert list(found.precisions) == sorted(found.precisions)
    assert all(0 < worth < 1 for worth in found.precisions)
    sure = [right for score, right in answers if score >= found.threshold]
    assert sum(sure) >= 0.9 * len(sure)
    assert Measured.from_json(Measured(found).to_json()).overall == found
