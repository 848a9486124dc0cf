"""The measures of doubt, on probabilities made by hand."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.engines.selection.question import Belief, Question
from workbench.engines.selection.uncertainty import (
    BY_BELIEF,
    doubt,
    entropy,
    least_confidence,
    likely,
    margin,
    mutual_information,
)


def test_the_three_measures_of_a_token() -> None:
    """Doubt, margin and entropy of a token between two tags, and of one that is sure."""
    rows = np.array([[0.5, 0.4, 0.1], [1.0, 0.0, 0.0]])
    assert doubt(rows) == pytest.approx([0.5, 0.0])
    assert margin(rows) == pytest.approx([0.9, 0.0])
    expected = -(0.5 * log(0.5) + 0.4 * log(0.4) + 0.1 * log(0.1))
    assert entropy(rows) == pytest.approx([expected, 0.0], abs=1e-9)


def test_a_model_with_one_tag_has_no_margin() -> None:
    """There is nothing to hesitate between."""
    assert margin(np.ones((2, 1))) == pytest.approx([0.0, 0.0])


def test_bald_tells_doubt_from_noise() -> None:
    """Passes that are all torn alike tell nothing; passes that are sure of other tags do."""
    torn = np.full((4, 1, 2), 0.5)
    split = np.array([[[1.0, 0.0]], [[0.0, 1.0]]])
    assert mutual_information(torn) == pytest.approx([0.0])
    assert mutual_information(split) == pytest.approx([log(2)])


@given(st.integers(0, 1000))
def test_information_is_never_negative_nor_more_than_the_entropy(seed: int) -> None:
    """0 <= BALD <= the entropy of the mean, for any passes."""
    passes = np.random.default_rng(seed).dirichlet(np.ones(4), size=(5, 3))
    told = mutual_information(passes)
    assert (told >= 0).all()
    assert (told <= entropy(passes.mean(axis=0)) + 1e-9).all()


def test_mnlp_takes_the_path_where_the_model_tells_it() -> None:
    """By token: twice as long with the same doubt is as doubtful, not twice."""
    rows = np.full((2, 2), 0.5)
    told = Belief(("O", "B-X"), [rows, np.vstack([rows, rows])], paths=[-1.0, -2.0])
    assert least_confidence(told) == pytest.approx([0.5, 0.5])
    untold = Belief(("O", "B-X"), [rows, np.vstack([rows, rows])])
    assert least_confidence(untold) == pytest.approx([log(2), log(2)])


def test_only_tokens_that_may_be_entities_weigh(make_question: object) -> None:
    """One that is almost surely O counts nothing."""
    belief = Belief(("O", "B-X"), [np.array([[0.99, 0.01], [0.6, 0.4]])])
    assert likely(belief, belief.rows[0]).tolist() == [0.0, 1.0]


@pytest.mark.parametrize("strategy", list(BY_BELIEF))
def test_every_measure_puts_the_torn_before_the_sure(strategy: str, make_question: object) -> None:
    """And is defined for a sentence without tokens."""
    assert callable(make_question)
    question: Question = make_question(
        ("Geneva", [{"B-LOC": 0.5, "B-ORG": 0.4}]), ("Geneva", [{"B-LOC": 0.98}]), ("", [])
    )
    assert question.belief is not None
    torn, sure, empty = BY_BELIEF[strategy](question.belief)  # type: ignore[index]
    assert torn > sure >= empty == 0
