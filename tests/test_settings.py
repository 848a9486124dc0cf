"""Settings survive being stored, and odd ones are harmless."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.settings import SCHEMA, ProjectSettings, TrainingSettings

CHOSEN = ProjectSettings(TrainingSettings(epochs=9, learning_rate=1e-4, base="some/model"))


def test_settings_survive_being_written() -> None:
    """Every field comes back."""
    assert ProjectSettings.from_json(CHOSEN.to_json()) == CHOSEN


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, ProjectSettings()),
        ({"schema": SCHEMA + 1, "training": {"epochs": 9}}, ProjectSettings()),
        ({"schema": SCHEMA, "training": 3}, ProjectSettings()),
        ({"schema": SCHEMA, "training": {"epochs": "many", "seed": 7, "new": 1}},
         ProjectSettings(TrainingSettings(seed=7))),
        ({"schema": SCHEMA, "training": {"quick": 1, "learning_rate": True}}, ProjectSettings()),
    ],
)  # fmt: skip
def test_what_does_not_fit_gives_way_to_the_default(
    data: dict[str, Any], expected: ProjectSettings
) -> None:
    """Other schemas, unknown names and values of another kind."""
    assert ProjectSettings.from_json(data) == expected
