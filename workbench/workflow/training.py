"""A training from its settings to a run folder, and its end back into the project.

These functions wait for the store: call them outside of the window's thread.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workbench.domain.changes import Changes
from workbench.domain.recipes import Engine, Recipe
from workbench.domain.training import Data, Example, JobState, Spec
from workbench.jobs.bases import check_base
from workbench.jobs.embeddings import require_embeddings
from workbench.jobs.preflight import PreflightWarning, all_warnings
from workbench.jobs.spec import RunFolder, SnapshotNotes, create_run_folder, spec_to_json
from workbench.operations.runs import (
    TrainingData,
    finish_run,
    next_run_name,
    put_run,
    training_data,
)
from workbench.operations.settings import remember_training
from workbench.operations.store import Run, Store
from workbench.settings import TrainingSettings
from workbench.workflow.holding_out import hold_out_dev

QUICK_SHARE = 10
# Two trainings that are prepared at the same time must not take the same name.
_NAMING = threading.Lock()


@dataclass(frozen=True)
class Prepared:
    """A run that waits to be started, and what may spoil it."""

    run: Run
    folder: Path
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Checked:
    """A training that could start now: its spec and data, and what may spoil it."""

    spec: Spec
    data: Data
    notes: SnapshotNotes
    warnings: tuple[PreflightWarning, ...]


def training_spec(settings: TrainingSettings, labels: tuple[str, ...]) -> Spec:
    """The spec of a run over these labels; a quick run has one epoch."""
    recipe = {item.name: getattr(settings, item.name) for item in fields(Recipe)}
    # The worker has a home of its own.
    recipe["base"] = _expanded(settings.base)
    recipe["flair"] = replace(
        settings.flair, embeddings=tuple(map(_expanded, settings.flair.embeddings))
    )
    switches = {
        "one_label": settings.one_label,
        "outlive": settings.outlive,
        "preset": settings.preset,
        "download": settings.download,
    }
    options = {name: value for name, value in switches.items() if value}
    spec = Spec(**recipe, labels=labels, options=options)
    return replace(spec, epochs=1) if settings.quick else spec


def _expanded(name: str) -> str:
    """A path, or a kind of embeddings and a path, with the person's home in place of `~`."""
    kind, colon, rest = name.rpartition(":")
    return f"{kind}{colon}{Path(rest).expanduser()}" if rest.startswith("~") else name


def check_training(store: Store, settings: TrainingSettings) -> tuple[PreflightWarning, ...]:
    """Look whether a training could start now; TrainingError or ModelError if it could not."""
    return _check(store.ask(training_data).result(), settings).warnings


def _check(found: TrainingData, settings: TrainingSettings) -> Checked:
    spec = training_spec(settings, found.labels)
    whole, held_out = hold_out_dev(found.splits, settings.seed)
    data = _quick(whole) if settings.quick else whole
    notes = SnapshotNotes(found.bad_tags, held_out)
    warnings = all_warnings(data, spec, notes)
    if settings.engine in set(Engine) and settings.needs_base:
        check_base(settings.base)
    if settings.engine == Engine.FLAIR:
        require_embeddings(settings.flair.embeddings, settings.download)
    return Checked(spec, data, notes, warnings)


def _quick(data: Data) -> Data:
    return Data(_tenth(data.train), _tenth(data.dev), data.test)


def _tenth(examples: tuple[Example, ...]) -> tuple[Example, ...]:
    return examples[::QUICK_SHARE]


def prepare_training(store: Store, settings: TrainingSettings) -> Prepared:
    """Freeze the data in a new run folder and note the run as queued."""
    found = store.ask(training_data, settings.context).result()
    checked = _check(found, settings)
    data, spec = checked.data, checked.spec
    parts = {"train": data.train, "dev": data.dev, "test": data.test}
    with _NAMING:
        name = store.ask(next_run_name, _kept_folders(store.runs_folder)).result()
        folder = store.runs_folder / name
        # A folder under a name that no run has was left by a preparation that was cut off.
        shutil.rmtree(folder, ignore_errors=True)
        create_run_folder(folder, spec, parts, checked.notes)
        run = Run(name, JobState.QUEUED, name, _now(), spec_to_json(spec))
        store.submit(put_run, run).result()
    store.submit(remember_training, settings).result()
    return Prepared(run, folder, tuple(warning.text for warning in checked.warnings))


def _kept_folders(parent: Path) -> frozenset[str]:
    """Folders with results: after a restored backup the project may not know their runs."""
    if not parent.is_dir():
        return frozenset()
    folders = map(RunFolder, parent.iterdir())
    return frozenset(
        one.path.name for one in folders if one.report_file.exists() or one.model.exists()
    )


def note_running(store: Store, name: str) -> Changes:
    """Note that a run was started."""
    run = store.ask(lambda reader: reader.run(name)).result()
    return store.submit(put_run, replace(run, state=JobState.RUNNING)).result()


def take_in_training(
    store: Store,
    name: str,
    state: str,
    error: Mapping[str, str] | None = None,
) -> Changes:
    """Note how a run ended, and keep its report in the project."""
    run = store.ask(lambda reader: reader.run(name)).result()
    report = RunFolder(store.runs_folder / run.folder).report()
    values: dict[str, Any] | None = report.to_json() if report else None
    return store.submit(
        finish_run,
        name,
        state,
        seconds=values["seconds"] if values else None,
        report=values,
        error=error,
    ).result()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
