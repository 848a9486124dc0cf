"""What a project remembers of a person's choices: one frozen object with a schema version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.domain.recipes import Recipe, read_options, write_options

SCHEMA = 1
NAME = "project"


@dataclass(frozen=True)
class TrainingSettings(Recipe):
    """A recipe with what a person may say about one training.

    `preset` names the preset that the recipe was taken from. `quick` takes a tenth of the
    data and one epoch. `outlive` lets the run go on when the window is closed. `download`
    agrees to fetch the files of embeddings that are not on this machine.
    """

    preset: str = ""
    quick: bool = False
    one_label: bool = False
    outlive: bool = False
    download: bool = False


@dataclass(frozen=True)
class ProjectSettings:
    """The settings of one project."""

    training: TrainingSettings = TrainingSettings()

    def to_json(self) -> dict[str, Any]:
        return {"schema": SCHEMA, **write_options(self)}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> ProjectSettings:
        """Read settings; those of another schema, or odd ones, give way to the defaults."""
        if data.get("schema") != SCHEMA or not isinstance(data.get("training"), dict):
            return ProjectSettings()
        return ProjectSettings(read_options(TrainingSettings, data["training"]))
