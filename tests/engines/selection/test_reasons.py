"""Reasons in plain words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from workbench.domain.training import Example
from workbench.engines.selection.question import Question
from workbench.engines.selection.reasons import LONGEST, shortened, why_divided, why_unsure
from workbench.engines.selection.uncertainty import doubt, entropy

MakeQuestion = Callable[..., Question]


def reason_of(question: Question) -> str:
    belief = question.belief
    assert belief is not None
    return why_unsure(question.pool[0], belief, 0, entropy(belief.rows[0]))


def test_the_doubtful_word_and_its_labels(make_question: MakeQuestion) -> None:
    """The word, and the two labels between which the model hesitates."""
    question = make_question(("in Geneva today", [{}, {"B-LOC": 0.41, "B-ORG": 0.38}, {}]))
    assert reason_of(question) == 'unsure about "Geneva": LOC 0.41 or ORG 0.38'


def test_whether_there_is_an_entity(make_question: MakeQuestion) -> None:
    """O is called no entity."""
    question = make_question(("in Geneva", [{}, {"B-LOC": 0.45}]))
    assert reason_of(question) == 'unsure about "Geneva": no entity 0.55 or LOC 0.45'


def test_the_words_of_an_entity_are_named_together(make_question: MakeQuestion) -> None:
    """The words before and after that belong to the same guess."""
    rows = [{"B-ORG": 0.9}, {"I-ORG": 0.9}, {"I-ORG": 0.5, "I-LOC": 0.4}]
    question = make_question(("Bank of Geneva", rows))
    assert reason_of(question) == 'unsure about "Bank of Geneva": ORG 0.50 or LOC 0.40'


def test_a_doubt_about_borders_says_so(make_question: MakeQuestion) -> None:
    """The label is certain, its beginning is not."""
    question = make_question(("Geneva", [{"B-LOC": 0.5, "I-LOC": 0.5}]))
    assert reason_of(question) == 'unsure where "Geneva" begins or ends'


def test_a_model_that_is_sure(make_question: MakeQuestion) -> None:
    """Where there is no doubt none is invented; neither in an empty sentence."""
    sure = make_question(("Geneva", [{"B-LOC": 1.0}]), ("", []))
    belief = sure.belief
    assert belief is not None
    assert why_unsure(sure.pool[0], belief, 0, doubt(belief.rows[0])) == "the model is sure of it"
    assert why_unsure(sure.pool[1], belief, 1, np.zeros(0)) == "the model is sure of it"


def test_shares_that_were_not_told_are_not_named(make_question: MakeQuestion) -> None:
    """Where only scores are known, the second label would be a guess."""
    question = make_question(("Geneva", [{"B-LOC": 0.4, "B-ORG": 0.3}]))
    assert question.belief is not None
    guessed = replace(question, belief=replace(question.belief, exact=False))
    assert reason_of(guessed) == 'unsure about "Geneva": LOC 0.40'


def test_long_words_are_cut() -> None:
    """Onto one line."""
    assert shortened("a  b\nc") == "a b c"
    assert len(shortened("x" * 100)) == LONGEST


def test_suggesters_are_named() -> None:
    """With what each says of the word."""
    example = Example(1, ("in", "Geneva"))
    votes = {"run-3": ("O", "B-LOC"), "rules": ("O", "B-ORG"), "instant": ("O", "B-LOC")}
    said = why_divided(example, votes, np.array([0.0, 0.6]))
    assert said == 'suggesters differ on "Geneva": LOC (run-3, instant), ORG (rules)'
    assert why_divided(example, votes, np.zeros(2)) == "all suggesters agree"
    assert why_divided(example, {}, np.zeros(2)) == "there are no suggestions to compare"
