"""Partial scores count an overlap with the right label half."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.engines.partial import partial_scores
from workbench.engines.scoring import strict_scores


@pytest.mark.parametrize(
    ("gold", "guess", "f1"),
    [
        ("B-PER I-PER O", "B-PER I-PER O", 1.0),
        ("B-PER I-PER O", "B-PER O O", 0.5),
        ("B-PER I-PER O", "B-ORG I-ORG O", 0.0),
        ("B-PER I-PER I-PER", "B-PER O B-PER", 1 / 3),
        ("O O O", "O O O", 0.0),
    ],
)
def test_known_pairs(gold: str, guess: str, f1: float) -> None:
    """Exact, other borders, other label, two guesses on one entity, nothing at all."""
    assert partial_scores([gold.split()], [guess.split()]).micro.f1 == pytest.approx(f1)


SENTENCE = st.lists(st.sampled_from(["O", "B-PER", "B-ORG"]), min_size=4, max_size=4)


@given(st.lists(st.tuples(SENTENCE, SENTENCE), min_size=1, max_size=5))
def test_partial_is_never_below_strict(pairs: list[tuple[list[str], list[str]]]) -> None:
    """With one-token entities both readings agree, in every average."""
    gold, guess = [one for one, _ in pairs], [other for _, other in pairs]
    partial, strict = partial_scores(gold, guess), strict_scores(gold, guess)
    for name in ("micro", "macro", "weighted"):
        ours, theirs = getattr(partial, name), getattr(strict, name)
        assert (ours.precision, ours.recall, ours.f1) == pytest.approx(
            (theirs.precision, theirs.recall, theirs.f1)
        )
