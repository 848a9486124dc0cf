"""Recipes are written and read as JSON; what does not fit gives way to the defaults."""

from __future__ import annotations

import json

import pytest

from workbench.domain.recipes import (
    ClassWeights,
    FlairMode,
    FlairOptions,
    Recipe,
    TransformersOptions,
    read_options,
    write_options,
)


def test_every_option_survives_json() -> None:
    """Nested options, enums, tuples and a rate that was not chosen come back."""
    recipe = Recipe(
        engine="flair",
        epochs=9,
        transformers=TransformersOptions(
            crf=True, head_learning_rate=1e-3, class_weights=ClassWeights.ROOT
        ),
        flair=FlairOptions(embeddings=("word:x", "transformer"), mode=FlairMode.FINE_TUNE),
    )
    assert read_options(Recipe, json.loads(json.dumps(write_options(recipe)))) == recipe


@pytest.mark.parametrize(
    "values",
    [
        {"epochs": "many"},
        {"batch_size": True},
        {"unknown": 1},
        {"transformers": 3},
        {"transformers": {"class_weights": "heavy", "crf": 1}},
        {"flair": {"embeddings": "one-hot"}},
        {"learning_rate": "fast"},
    ],
)
def test_what_does_not_fit_gives_way(values: dict[str, object]) -> None:
    """Odd values leave the default of their field."""
    assert read_options(Recipe, values) == Recipe()


@pytest.mark.parametrize(
    ("recipe", "rate"),
    [
        (Recipe(), 2e-4),
        (Recipe(base="some/encoder"), 5e-5),
        (Recipe(learning_rate=0.5), 0.5),
        (Recipe(engine="flair"), 0.1),
        (Recipe(engine="flair", flair=FlairOptions(mode=FlairMode.FINE_TUNE)), 2e-4),
    ],
)
def test_the_rate_suits_engine_and_base(recipe: Recipe, rate: float) -> None:
    """Without a choice the rate follows from what is trained."""
    assert recipe.rate == rate
