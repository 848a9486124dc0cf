"""Presets: recipes with a name, what they were made for, and what they reached there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.domain.errors import UsageError
from workbench.domain.recipes import EMBEDDED, Recipe, read_options, write_options

SCHEMA = 1
RECOMMENDED = "recommended"


@dataclass(frozen=True, slots=True)
class Reported:
    """A figure that the recipe's origin reports, in 0..1; `note` says what was counted."""

    figure: str
    value: float
    note: str = ""


@dataclass(frozen=True)
class Preset:
    """A recipe that can be chosen by name.

    `ratio` is how the data was split ("45/5/50"), empty where it comes with splits.
    `stand_in` is the recipe to take where the base model or an embedding cannot be had;
    None where there is nothing to replace. `cpu_batch_size` is the batch where there is no
    GPU, if the origin names another one.
    """

    name: str
    title: str
    recipe: Recipe
    about: str = ""
    data: str = ""
    ratio: str = ""
    stand_in: Recipe | None = None
    stand_in_note: str = ""
    cpu_batch_size: int | None = None
    reported: tuple[Reported, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Write the preset as the JSON object of its file."""
        return {
            "schema": SCHEMA,
            "name": self.name,
            "title": self.title,
            "about": self.about,
            "data": self.data,
            "ratio": self.ratio,
            "recipe": write_options(self.recipe),
            "stand_in": write_options(self.stand_in) if self.stand_in else None,
            "stand_in_note": self.stand_in_note,
            "cpu_batch_size": self.cpu_batch_size,
            "reported": [write_options(figure) for figure in self.reported],
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Preset:
        """Read a preset; what a recipe leaves out has the default, UsageError NW-U85 if odd.

        `stand_in` may name only what differs from the recipe.
        """
        try:
            if data["schema"] != SCHEMA:
                raise _unreadable(f"it has schema {data['schema']!r}, not {SCHEMA}")
            recipe = read_options(Recipe, data["recipe"])
            return Preset(
                name=_text(data["name"]),
                title=_text(data["title"]),
                recipe=recipe,
                about=_text(data.get("about", "")),
                data=_text(data.get("data", "")),
                ratio=_text(data.get("ratio", "")),
                stand_in=_stand_in(data["recipe"], data.get("stand_in")),
                stand_in_note=_text(data.get("stand_in_note", "")),
                cpu_batch_size=data.get("cpu_batch_size"),
                reported=tuple(_reported(figure) for figure in data.get("reported", ())),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _unreadable(f"{error!r}") from error


def recommended(sentences: int, base: str = EMBEDDED) -> Recipe:
    """The recipe for a training set of so many sentences.

    Small sets need more passes: the steps of the optimiser count, not the epochs.
    """
    epochs = next(epochs for most, epochs in _EPOCHS if sentences <= most)
    return Recipe(base=base, epochs=epochs)


# Sentences at most, epochs.
_EPOCHS: tuple[tuple[float, int], ...] = (
    (300, 30),
    (1_000, 15),
    (3_000, 10),
    (10_000, 6),
    (float("inf"), 4),
)


def _stand_in(recipe: Mapping[str, Any], changes: Mapping[str, Any] | None) -> Recipe | None:
    return None if changes is None else read_options(Recipe, _merge(recipe, changes))


def _merge(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(first)
    for name, value in second.items():
        inner = merged.get(name)
        both = isinstance(inner, Mapping) and isinstance(value, Mapping)
        merged[name] = _merge(inner, value) if both else value  # type: ignore[arg-type]
    return merged


def _reported(data: Mapping[str, Any]) -> Reported:
    return Reported(_text(data["figure"]), float(data["value"]), _text(data.get("note", "")))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _unreadable(detail: str) -> UsageError:
    return UsageError(
        "NW-U85",
        f"The file is no preset that can be read: {detail}.",
        "Nothing was changed.",
        "Choose a file that was exported as a preset.",
    )
