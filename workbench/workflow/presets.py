"""The presets there are, one's own among them, and what is missing to run one here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from workbench import paths
from workbench.domain.errors import JobError, UsageError
from workbench.domain.presets import RECOMMENDED, Preset, Reported, recommended
from workbench.domain.recipes import EMBEDDED, Engine, Recipe
from workbench.files import read_json, write_json
from workbench.jobs.hub_cache import cached_model
from workbench.settings import TrainingSettings

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
# The order of the write-ups; alphabetical order would say nothing.
_OURS = ("spanberta", "wikigold-bert", "un-bert", "weibo-flair", "swedish-flair")


@dataclass(frozen=True, slots=True)
class Choice:
    """The settings that a preset stands for here.

    `missing` names what cannot be had; where the stand-in is taken for it, `notice` says so.
    """

    preset: Preset
    settings: TrainingSettings
    missing: tuple[str, ...] = ()
    notice: str = ""


def all_presets() -> tuple[Preset, ...]:
    """Those of the program, then one's own by name; own files that are damaged are left out."""
    ours = [_read(paths.presets() / f"{name}.json") for name in _OURS]
    return (*ours, *own_presets())


def reported(name: str) -> tuple[Reported, ...]:
    """The figures that a preset's origin reports; none for one's own and for unknown ones."""
    return _read(paths.presets() / f"{name}.json").reported if name in _OURS else ()


def describe_reported(name: str) -> str:
    """What a preset's origin reports, as a sentence; empty where nothing is known."""
    figures = "; ".join(
        f"{one.figure} {one.value:.3f}" + (f" ({one.note})" if one.note else "")
        for one in reported(name)
    )
    if not figures:
        return ""
    data = preset_named(name).data.partition(":")[0]
    return f"Reported where the preset {name} comes from, on {data}: {figures}."


def own_presets() -> tuple[Preset, ...]:
    """The presets that people saved or took in."""
    return tuple(_readable(sorted(paths.user_presets().glob("*.json"))))


def preset_named(name: str, sentences: int = 0) -> Preset:
    """A preset by its name; "recommended" depends on the number of training sentences.

    UsageError NW-U86 where there is none.
    """
    if name == RECOMMENDED:
        return recommended_preset(sentences)
    return _named(name, all_presets())


def _named(name: str, among: Sequence[Preset]) -> Preset:
    presets = {preset.name: preset for preset in among}
    if name in presets:
        return presets[name]
    known = ", ".join((RECOMMENDED, *(preset.name for preset in all_presets())))
    raise UsageError(
        "NW-U86",
        f"There is no such preset as {name!r}.",
        "Nothing was changed.",
        f"These are known: {known}.",
    )


def recommended_preset(sentences: int) -> Preset:
    """What we advise for a training set of that size."""
    about = f"What we advise for {sentences:,} training sentences."
    return Preset(RECOMMENDED, "Recommended", recommended(sentences), about)


def choose(preset: Preset, *, fetch: bool = False, gpu: bool = False) -> Choice:
    """The settings of a preset on this machine.

    What it needs is looked for on the disk. Unless it may be fetched, a stand-in takes the
    place of what is not there, and the choice says so.
    """
    missing = missing_parts(preset.recipe)
    if not missing or fetch or preset.stand_in is None:
        return Choice(preset, _settings(preset, preset.recipe, gpu), missing)
    notice = f"Not on this machine: {', '.join(missing)}. {preset.stand_in_note}"
    return Choice(preset, _settings(preset, preset.stand_in, gpu), missing, notice)


def missing_parts(recipe: Recipe) -> tuple[str, ...]:
    """The base model and the embeddings of a recipe that are not on this machine."""
    if recipe.engine != Engine.FLAIR:
        return () if _is_here(recipe.base) else (recipe.base,)
    from workbench.jobs.embeddings import missing_embeddings

    missing = list(missing_embeddings(recipe.flair.embeddings))
    if "transformer" in recipe.flair.embeddings and not _is_here(recipe.base):
        missing.append(recipe.base)
    return tuple(missing)


def save_preset(preset: Preset) -> Path:
    """Keep a preset as one's own, whole or not at all; UsageError NW-U87 for a bad name."""
    if not NAME.fullmatch(preset.name) or preset.name in (*_OURS, RECOMMENDED):
        raise UsageError(
            "NW-U87",
            f"A preset of one's own cannot be called {preset.name!r}.",
            "Nothing was saved.",
            "Choose small letters, digits and hyphens, and a name that is not taken.",
        )
    return export_preset(preset, paths.user_presets() / f"{preset.name}.json")


def export_preset(preset: Preset, path: Path) -> Path:
    """Write a preset to a file that others can take in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_json(path, preset.to_json())
    return path


def import_preset(path: Path) -> Preset:
    """Take a preset file in as one's own; UsageError NW-U85 where it is none."""
    preset = _read(path)
    if preset.name in (*_OURS, RECOMMENDED):
        preset = replace(preset, name=f"{preset.name}-own")
    save_preset(preset)
    return preset


def own_preset(name: str) -> Preset:
    """One of one's own presets; UsageError NW-U86 where there is none of that name."""
    return _named(name, own_presets())


def delete_preset(name: str) -> None:
    """Remove one of one's own presets; those of the program stay."""
    if NAME.fullmatch(name):
        (paths.user_presets() / f"{name}.json").unlink(missing_ok=True)


def preset_of(settings: TrainingSettings, name: str, title: str) -> Preset:
    """Settings as a preset."""
    values = {item.name: getattr(settings, item.name) for item in fields(Recipe)}
    return Preset(name, title, Recipe(**values))


def _settings(preset: Preset, recipe: Recipe, gpu: bool) -> TrainingSettings:
    values = {item.name: getattr(recipe, item.name) for item in fields(Recipe)}
    settings = TrainingSettings(**values, preset=preset.name)
    if preset.cpu_batch_size and not gpu:
        return replace(settings, batch_size=preset.cpu_batch_size)
    return settings


def _is_here(base: str) -> bool:
    return base == EMBEDDED or Path(base).expanduser().is_dir() or cached_model(base) is not None


def _readable(files: Sequence[Path]) -> Iterable[Preset]:
    for file in files:
        try:
            yield _read(file)
        except UsageError:
            continue


def _read(path: Path) -> Preset:
    try:
        return Preset.from_json(read_json(path))
    except JobError as error:
        raise UsageError(
            "NW-U85",
            f"The file {path.name} is no preset that can be read.",
            "Nothing was changed.",
            "Choose a file that was exported as a preset.",
        ) from error
