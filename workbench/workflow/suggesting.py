"""Predictions of a model over sentences of the project, and back as suggestions.

These functions wait for the store: call them outside of the window's thread.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.changes import Changes
from workbench.domain.entity import Suggestion
from workbench.domain.errors import ModelError, UsageError
from workbench.domain.sentence import Split
from workbench.domain.training import Example, JobKind, ModelCard, Spec
from workbench.jobs.bases import check_model
from workbench.jobs.spec import RunFolder, create_run_folder, read_predictions
from workbench.operations import runs
from workbench.operations.store import Reader, Store
from workbench.operations.suggest import put_suggestions


@dataclass(frozen=True)
class Model:
    """A model that can be used: its folder, what it is, and its name as a suggester."""

    folder: Path
    card: ModelCard
    name: str


@dataclass(frozen=True)
class PreparedJob:
    """A job that waits to be started."""

    folder: Path
    suggester: str
    sentences: int


def model_of_run(store: Store, name: str) -> Model:
    """The model that a run left behind; ModelError where it left none."""
    run = store.ask(lambda reader: reader.run(name)).result()
    folder = RunFolder(store.runs_folder / run.folder).model
    if not folder.is_dir():
        raise ModelError(
            "NW-M16",
            f"{name} has no model: it is {run.state}.",
            "Nothing was changed.",
            "Choose a run that is done or stopped.",
        )
    return Model(folder, check_model(folder), name)


def model_of_folder(folder: Path) -> Model:
    """A model in any folder; ModelError where there is none."""
    return Model(folder.absolute(), check_model(folder), folder.absolute().name)


def check_labels(reader: Reader, model: Model) -> None:
    """Refuse a model that proposes labels which the project does not have (NW-M07)."""
    unknown = sorted(set(model.card.labels) - set(reader.labels().names))
    if unknown:
        raise ModelError(
            "NW-M07b",
            f"The model {model.name} proposes labels that the project lacks: {', '.join(unknown)}.",
            "Nothing was suggested.",
            "Add these labels to the project first, or choose another model.",
        )


def sentences_for(on: str) -> Callable[[Reader], tuple[Example, ...]]:
    """What `--on` means: new (untouched), all, or the name of a split."""
    if on == "new":
        return runs.untouched
    if on == "all":
        return runs.every
    if on in set(Split):
        return lambda reader: runs.every(reader, Split(on))
    raise UsageError(
        "NW-U14",
        f"{on!r} says nothing about which sentences to look at.",
        "Nothing was changed.",
        "Use new, all, train, dev or test.",
    )


def prepare_suggesting(store: Store, run: str, on: str = "new") -> PreparedJob:
    """Put the untouched sentences into a job folder for the model of a run."""
    return prepare_model(store, model_of_run(store, run), on)


def prepare_model(store: Store, model: Model, on: str = "new") -> PreparedJob:
    """Put sentences into a job folder for a model."""
    choose = sentences_for(on)
    store.ask(check_labels, model).result()
    examples = store.ask(choose).result()
    if not examples:
        raise UsageError(
            "NW-U15",
            "There is no sentence to suggest on.",
            "Nothing was changed.",
            "Import text without tags, or suggest on all sentences.",
        )
    folder = fresh_folder(store.runs_folder, f"suggest-{model.name}")
    create_run_folder(folder, prediction_spec(model), {"input": examples})
    return PreparedJob(folder, model.name, len(examples))


def prediction_spec(model: Model, kind: JobKind = JobKind.PREDICT) -> Spec:
    """The spec of a job that uses a model."""
    return Spec(
        kind=kind,
        engine=model.card.engine,
        base=model.card.base,
        model=str(model.folder),
        labels=model.card.labels,
    )


def fresh_folder(parent: Path, name: str) -> Path:
    """A folder for a job whose results are taken in at once; an older one makes way."""
    folder = parent / name
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def take_in_suggestions(store: Store, folder: Path, suggester: str) -> Changes:
    """Show a finished job's predictions as suggestions, and remove its folder."""
    found = _suggestions(RunFolder(folder), suggester)
    changes = store.submit(put_suggestions, suggester, found).result()
    shutil.rmtree(folder, ignore_errors=True)
    return changes


def _suggestions(folder: RunFolder, suggester: str) -> Mapping[int, tuple[Suggestion, ...]]:
    return {
        sentence: tuple(Suggestion(entity, suggester, score) for entity, score in entities)
        for sentence, entities in read_predictions(folder).items()
    }
