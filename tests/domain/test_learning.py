"""What is read out of a learning curve."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.advice import Verdict, answer, outlook, outlooks
from workbench.domain.learning import (
    SHARES,
    Curve,
    Level,
    Point,
    PowerLaw,
    fit,
    marks,
    next_target,
    reach,
)

RISING = PowerLaw(0.9, 0.2, 0.5)


def curve_of(law: PowerLaw, noise: tuple[float, ...] = (0.0,), **counts: dict[str, int]) -> Curve:
    """A curve whose label ORG follows a law; each repeat lies so far above it, but the last
    point is one for all of them."""
    points = tuple(
        Point(
            share,
            repeat,
            Level(law.f1(share) + extra * (share < 1), round(400 * share)),
            {"ORG": Level(law.f1(share) + extra * (share < 1), round(200 * share))},
        )
        for repeat, extra in enumerate(noise)
        for share in SHARES
        if share < 1 or not repeat
    )
    return Curve(
        points, 400, 100, counts.get("examples", {"ORG": 250}), counts.get("support", {"ORG": 80})
    )


@given(
    ceiling=st.floats(0.3, 1.0),
    gap=st.floats(0.05, 0.3),
    rate=st.sampled_from([0.1, 0.3, 0.5, 1.0, 1.5]),
)
def test_a_power_law_is_found_again(ceiling: float, gap: float, rate: float) -> None:
    """Through points that lie on one, and it goes on as it did."""
    law = PowerLaw(ceiling, gap, rate)
    found = fit([(share, law.ceiling - gap * share**-rate) for share in SHARES])
    assert found.ceiling - found.gap * 1.5**-found.rate == pytest.approx(
        ceiling - gap * 1.5**-rate, abs=0.002
    )


@given(st.lists(st.floats(0, 1), min_size=4, max_size=4))
def test_no_law_falls_or_leaves_the_scale(figures: list[float]) -> None:
    """Whatever was measured."""
    law = fit(list(zip(SHARES, figures, strict=True)))
    values = [law.f1(share) for share in (0.25, 0.5, 1.0, 1.5, 3.0, 100.0)]
    assert values == sorted(values)
    assert all(0 <= value <= 1 for value in values)


def test_a_rising_label_is_worth_more_sentences() -> None:
    """The advice names how many, what they bring, and the spread of the repeats."""
    found = outlook(curve_of(RISING, (-0.02, 0.0, 0.01)), "ORG")
    assert found.verdict is Verdict.GROWS
    assert found.sentences == 100
    assert found.low < found.gain < found.high
    assert found.advice.startswith("+3.")
    assert "F1 expected from 100 more sentences with ORG (+" in found.advice


def test_a_single_repeat_has_no_spread() -> None:
    """Nothing stands in brackets that nobody measured."""
    found = outlook(curve_of(RISING), "ORG")
    assert found.advice == "+3.7 F1 expected from 100 more sentences with ORG"


def test_a_flat_label_is_told_so() -> None:
    """More of the same will not help, also where the curve falls a little."""
    for law in (PowerLaw(0.8, 0.0, 0.5), PowerLaw(0.8, -0.05, 0.5)):
        found = outlook(curve_of(law), "ORG")
        assert found.verdict is Verdict.FLAT
        assert found.advice == "flat; more of the same will not help"


def test_a_label_that_is_hardly_found_is_not_called_flat() -> None:
    """Its curve has not begun to rise yet; that says nothing against more examples."""
    found = outlook(curve_of(PowerLaw(0.01, 0.0, 0.5)), "ORG")
    assert found.verdict is Verdict.UNLEARNED
    assert found.advice.startswith("hardly found yet: many more")


@pytest.mark.parametrize(
    ("examples", "support", "verdict", "words"),
    [
        (7, 30, Verdict.FEW, "7 examples: too few to say; look for these first"),
        (1, 0, Verdict.FEW, "1 example: too few"),
        (50, 0, Verdict.UNTESTED, "none in the test set"),
        (50, 4, Verdict.ROUGH, "only 4 in the test set"),
    ],
)
def test_few_examples_give_no_figures(
    examples: int, support: int, verdict: Verdict, words: str
) -> None:
    """A steep curve of a rare label is no reason to promise anything."""
    curve = curve_of(RISING, examples={"ORG": examples}, support={"ORG": support})
    found = outlook(curve, "ORG")
    assert found.verdict is verdict
    assert words in found.advice
    assert (found.f1 is None) is (support == 0)


def test_repeats_that_disagree_leave_it_unclear() -> None:
    """One rises, one falls: no promise."""
    found = outlook(curve_of(PowerLaw(0.8, 0.02, 0.5), (-0.1, 0.1)), "ORG")
    assert found.verdict is Verdict.UNCLEAR
    assert found.advice.startswith("unclear: +0.0 to +")


def test_marks_are_means_with_the_outer_repeats() -> None:
    """From the smallest share on."""
    line = marks(curve_of(PowerLaw(0.8, 0.0, 0.5), (-0.1, 0.1)))
    assert [mark.share for mark in line] == list(SHARES)
    assert [mark.sentences for mark in line] == [100, 200, 300, 400]
    assert line[0].f1 == pytest.approx(0.8)
    assert (line[0].low, line[0].high) == pytest.approx((0.7, 0.9))
    assert line[-1].low == line[-1].high


def test_a_label_that_was_never_learned_has_an_outlook() -> None:
    """It stands in the test set alone."""
    curve = curve_of(RISING, support={"ORG": 80, "EVENT": 3})
    assert [found.label for found in outlooks(curve)] == ["", "ORG", "EVENT"]
    assert outlook(curve, "EVENT").verdict is Verdict.FEW


def test_the_question_is_answered_in_a_sentence() -> None:
    """Yes, and for which label; or no; and what to look for first."""
    growing = curve_of(RISING, support={"ORG": 80, "EVENT": 3})
    assert answer(outlooks(growing)) == (
        "Yes, most of all for ORG: +3.7 F1 expected. Look for examples of EVENT first."
    )
    flat = answer(outlooks(curve_of(PowerLaw(0.8, 0.0, 0.5))))
    assert flat.startswith("No: the curve is flat.")
    little = answer(outlooks(curve_of(PowerLaw(0.8, 0.04, 0.5))))
    assert little == "All labels together: little: +0.7 F1 from 200 more sentences."
    assert answer(()) == ""


@pytest.mark.parametrize(("reached", "target"), [(0.121, 0.15), (0.796, 0.85), (0.999, 1.0)])
def test_the_next_target_is_round_and_near(reached: float, target: float) -> None:
    """Not so near that it is there already."""
    points = (Point(1.0, 0, Level(reached, 40)),)
    assert next_target(Curve(points)) == pytest.approx(target)


def test_a_target_is_so_many_sentences_away() -> None:
    """By the law; past its ceiling there is no way, and what is reached needs nothing."""
    curve = curve_of(RISING, (-0.01, 0.01))
    found = reach(curve, 0.75)
    assert found.sentences == pytest.approx(400 * ((0.2 / 0.15) ** 2 - 1), rel=0.05)
    assert found.least and found.sentences and found.most
    assert found.least < found.sentences < found.most
    assert reach(curve, 0.95).sentences is None
    assert reach(curve, 0.5).sentences == 0
    assert reach(Curve(()), 0.5).sentences is None


def test_a_target_far_beyond_the_data_is_not_promised() -> None:
    """Ten times as many sentences are more than a curve can tell about."""
    assert reach(curve_of(RISING), 0.88).sentences is None


def test_a_curve_survives_its_file() -> None:
    """Written and read again, it is the same."""
    curve = curve_of(RISING, (0.0, 0.01))
    assert Curve.from_json(curve.to_json()) == curve


def test_nothing_measured_promises_nothing() -> None:
    """A measurement that was stopped at once."""
    curve = Curve((), 40, 10, {"ORG": 50}, {"ORG": 20})
    assert outlook(curve, "ORG").verdict is Verdict.UNMEASURED
    assert marks(curve) == ()
