"""The learning curve from the project to a job, and back as a file beside the runs.

These functions wait for the store: call them outside of the window's thread.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from workbench.domain.changes import Changes
from workbench.domain.errors import NOTHING_CHANGED, JobError, UsageError
from workbench.domain.learning import Curve
from workbench.domain.sentence import Split, Status
from workbench.domain.training import Data, Example, JobKind, JobState, Spec
from workbench.files import read_json, write_json
from workbench.jobs.devices import lane_of
from workbench.jobs.queue import Lane
from workbench.jobs.spec import RunFolder, create_run_folder, json_to_spec
from workbench.operations.insights import States
from workbench.operations.runs import TrainingData, training_data
from workbench.operations.store import Run, Store, Transaction
from workbench.workflow.holding_out import hold_out_dev
from workbench.workflow.suggesting import fresh_folder

SETTING = "learning_curve"
FILE = "learning-curve.json"
INSTANT = "instant"
# A quarter of fewer sentences teaches nothing at all.
LEAST_TRAIN = 20
REPEATS, RECIPE_REPEATS = 3, 1


@dataclass(frozen=True)
class PreparedCurve:
    """A job (JobKind.CURVE) that waits to be started in `folder`, in its lane."""

    folder: Path
    lane: Lane
    made_by: str


def prepare_curve(store: Store, with_recipe: bool = False, repeats: int = 0) -> PreparedCurve:
    """Freeze the gold of today; with the instant model, or with the last training's recipe.

    UsageError NW-L40 without a test set, NW-L41 without enough to train on, NW-L42 where
    nothing was ever trained.
    """
    run = last_training(store) if with_recipe else None
    context = json_to_spec(run.spec).context if run else 0
    found = store.ask(training_data, context).result()
    _check(found.splits)
    spec = _spec(found, run, repeats)
    data, _ = hold_out_dev(found.splits, spec.seed) if run else (found.splits, 0)
    folder = fresh_folder(store.runs_folder, "curve")
    parts: Mapping[str, Sequence[Example]] = {
        "train": data.train,
        "dev": data.dev,
        "test": data.test,
    }
    create_run_folder(folder, spec, parts)
    lane = lane_of(spec.device) if run else Lane.SIDE
    return PreparedCurve(folder, lane, run.name if run else INSTANT)


def _spec(found: TrainingData, run: Run | None, repeats: int) -> Spec:
    options: dict[str, Any] = {"with": INSTANT, "repeats": repeats or REPEATS}
    if run is None:
        return Spec(kind=JobKind.CURVE, labels=found.labels, device="cpu", options=options)
    recipe = json_to_spec(run.spec)
    options |= {"with": run.name, "repeats": repeats or RECIPE_REPEATS}
    options = {**recipe.options, **options}
    return replace(recipe, kind=JobKind.CURVE, labels=found.labels, options=options)


def last_training(store: Store) -> Run:
    """The latest run that was trained to an end; UsageError NW-L42 where there is none."""
    runs = store.ask(lambda reader: reader.runs()).result()
    trained = [run for run in runs if run.state in (JobState.DONE, JobState.STOPPED)]
    if not trained:
        raise UsageError(
            "NW-L42",
            "Nothing was trained yet whose recipe could be used.",
            NOTHING_CHANGED,
            "Train once, or measure with the instant model.",
        )
    return max(trained, key=lambda run: (run.created, run.name))


def _check(data: Data) -> None:
    if not any(example.tags for example in data.test):
        raise UsageError(
            "NW-L40",
            "There is no test set: no done sentence stands in the split test.",
            NOTHING_CHANGED,
            "Draw splits in Train, or put done sentences into test; then measure.",
        )
    if len(data.train) < LEAST_TRAIN:
        raise UsageError(
            "NW-L41",
            f"There are {len(data.train)} done sentences to train on; a curve needs {LEAST_TRAIN}.",
            NOTHING_CHANGED,
            "Annotate some more, then measure.",
        )


def take_in_curve(store: Store, prepared: PreparedCurve) -> Changes:
    """Keep a measured curve beside the runs, and remove the folder of the job."""
    curve = _read(RunFolder(prepared.folder).answer_file)
    if curve is None or not curve.points:
        raise JobError(
            "NW-L44",
            "The measurement left no learning curve.",
            "The project and the last curve are untouched.",
            "Measure again.",
        )
    write_json(store.runs_folder / FILE, curve.to_json())
    changes = store.submit(_remember, {"file": FILE, "made": curve.made}).result()
    shutil.rmtree(prepared.folder, ignore_errors=True)
    return changes


def _remember(transaction: Transaction, kept: Mapping[str, str]) -> Changes:
    transaction.put_setting(SETTING, kept)
    return transaction.changes("remember the learning curve")


def kept_curve(store: Store) -> Curve | None:
    """The curve that was measured last; None where there is none, or its file is damaged."""
    kept = store.ask(lambda reader: reader.setting(SETTING, {})).result()
    name = kept.get("file") if isinstance(kept, dict) else None
    # Only a name: a project from elsewhere must not make us read any file.
    return _read(store.runs_folder / Path(name).name) if isinstance(name, str) and name else None


def _read(path: Path) -> Curve | None:
    try:
        return Curve.from_json(read_json(path))
    except (JobError, KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None


def what_is_new(curve: Curve, states: States) -> str:
    """How the project went on since a curve was measured; empty where it did not."""
    train = states.of(Status.DONE, Split.TRAIN) - curve.train
    if states.of(Status.DONE, Split.TEST) != curve.test:
        return "The test set has changed since."
    if train > 0:
        return f"Done in train since: {train:,} more."
    return f"No longer done in train: {-train:,}." if train < 0 else ""
