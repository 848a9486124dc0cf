"""What a project remembers of a person's choices: one frozen object with a schema version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeVar

from workbench.domain.training import EMBEDDED

SCHEMA = 1
NAME = "project"

T = TypeVar("T")


@dataclass(frozen=True)
class TrainingSettings:
    """What a person may choose before a training; the defaults work.

    `learning_rate` None means the rate that suits the base, `threads` None all cores.
    """

    engine: str = "transformers"
    base: str = EMBEDDED
    epochs: int = 5
    batch_size: int = 16
    learning_rate: float | None = None
    max_length: int = 128
    seed: int = 13
    all_pieces: bool = False
    quick: bool = False
    one_label: bool = False
    threads: int | None = None


@dataclass(frozen=True)
class ProjectSettings:
    """The settings of one project."""

    training: TrainingSettings = TrainingSettings()

    def to_json(self) -> dict[str, Any]:
        return {"schema": SCHEMA, **asdict(self)}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> ProjectSettings:
        """Read settings; those of another schema, or odd ones, give way to the defaults."""
        if data.get("schema") != SCHEMA or not isinstance(data.get("training"), dict):
            return ProjectSettings()
        return ProjectSettings(_known(TrainingSettings, data["training"]))


def _known(kind: type[T], values: Mapping[str, Any]) -> T:
    default = kind()
    names = {item.name for item in fields(kind)}  # type: ignore[arg-type]
    fitting = {
        name: value
        for name, value in values.items()
        if name in names and _fits(value, getattr(default, name))
    }
    return kind(**fitting)


def _fits(value: object, default: object) -> bool:
    """Whether a stored value is of the default's kind; what may be None may be a number."""
    if default is None:
        return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))
    return type(value) is type(default)
