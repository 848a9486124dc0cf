"""The verb that lists presets, and takes them in and out as files."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from workbench.cli.output import Answer, table
from workbench.domain.presets import Preset
from workbench.domain.recipes import Engine
from workbench.workflow import presets


def show_presets(arguments: Namespace) -> Answer:
    """List the presets, or take one in, out, or away."""
    if arguments.take_in:
        return _told(presets.import_preset(arguments.take_in), "taken in")
    if arguments.export:
        name, path = arguments.export
        preset = presets.preset_named(name)
        presets.export_preset(preset, Path(path))
        return _told(preset, f"written to {path}")
    if arguments.delete:
        preset = presets.own_preset(arguments.delete)
        presets.delete_preset(preset.name)
        return _told(preset, "deleted")
    return _listed()


def _told(preset: Preset, what: str) -> Answer:
    return Answer({"preset": preset.to_json()}, [f"The preset {preset.name} was {what}."])


def _listed() -> Answer:
    found = presets.all_presets()
    own = {preset.name for preset in presets.own_presets()}
    rows: list[tuple[object, ...]] = [("preset", "engine", "base", "reported there")]
    rows += [(one.name, one.recipe.engine, _needs(one), _reported(one)) for one in found]
    values: list[dict[str, Any]] = [
        {
            **one.to_json(),
            "own": one.name in own,
            "missing": list(presets.missing_parts(one.recipe)),
        }
        for one in found
    ]
    return Answer({"presets": values}, table(rows))


def _needs(preset: Preset) -> str:
    """What the recipe builds on: its base, or flair's embeddings."""
    if preset.recipe.engine != Engine.FLAIR:
        return preset.recipe.base
    parts = preset.recipe.flair.embeddings
    return ", ".join(preset.recipe.base if part == "transformer" else part for part in parts)


def _reported(preset: Preset) -> str:
    figures = [f"{one.figure} {one.value:.3f}" for one in preset.reported]
    return ", ".join(figures) or "–"
