"""How the instant model is trained for how much gold, and how its weights become probabilities."""

from __future__ import annotations

import pytest

from workbench.domain.training import Example
from workbench.engines.instant.methods import METHODS, method_for, stretched
from workbench.engines.instant.model import InstantModel
from workbench.engines.instant.teacher import Teacher

GOLD = [
    Example(n, ("he", "saw", name, "twice"), ("O", "O", tag, "O"))
    for n, (name, tag) in enumerate([("Ada", "B-PER"), ("Oslo", "B-LOC"), ("rain", "O")] * 6)
]
ASKED = [Example(0, ("she", "saw", "Ada", "today")), Example(1, ("in", "Oslo"))]


def test_the_more_gold_the_quicker_the_method() -> None:
    """Likelihood for little, margins for much."""
    assert [method_for(tokens).algorithm for tokens in (10, 30_000, 10**6)] == ["lbfgs", "pa", "pa"]
    iterations = [method.settings["max_iterations"] for _, method in METHODS]
    assert iterations == sorted(iterations, reverse=True)


def test_stretching_changes_probabilities_and_no_decision() -> None:
    """What it says stays; how sure it is of that grows with the factor."""
    teacher = Teacher()
    for one in GOLD:
        teacher.learn(one)
    weights = teacher._trainer.weights(method_for(10**6), lambda: None)
    models = [InstantModel(stretched(weights, factor), {}) for factor in (1.0, 4.0, 16.0)]
    said = [model.tag(ASKED) for model in models]
    assert [one.tags for one in said[0]] == [one.tags for one in said[1]]
    assert [one.tags for one in said[0]] == [one.tags for one in said[2]]
    sure = [one[0].scores[2] for one in said]
    assert sure == sorted(sure) and sure[0] < sure[2]
    assert stretched(weights, 1.0) is weights


def test_what_is_no_model_is_not_stretched() -> None:
    """A file of another kind or version is refused, and not spoilt."""
    with pytest.raises(ValueError, match="not a model"):
        stretched(b"lCRF" + bytes(80), 2.0)


@pytest.mark.parametrize("iterations", [None, 20])
def test_a_training_can_be_repeated(iterations: int | None) -> None:
    """The same gold and seed give the same model, whatever was trained in between."""
    first = InstantModel.train(GOLD, iterations=iterations)
    InstantModel.train(GOLD[:7], iterations=iterations, seed=5)
    again = InstantModel.train(GOLD, iterations=iterations)
    assert first.tag(ASKED) == again.tag(ASKED)


def test_lots_begin_at_the_seed() -> None:
    """Margins are learned sentence by sentence, in an order that is drawn."""
    many = [Example(n, GOLD[n % 18].tokens, GOLD[n % 18].tags) for n in range(3000)]
    first, again = (InstantModel.train(many, seed=3).tag(ASKED) for _ in range(2))
    assert first == again
