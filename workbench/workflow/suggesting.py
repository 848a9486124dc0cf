"""Predictions of a model over sentences of the project, and back as suggestions.

These functions wait for the store: call them outside of the window's thread.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbench.domain.changes import Changes
from workbench.domain.entity import Suggestion
from workbench.domain.errors import ModelError, UsageError
from workbench.domain.models import translate, unmapped
from workbench.domain.sentence import Split
from workbench.domain.training import Example, JobKind, ModelCard, Spec
from workbench.jobs.bases import check_model
from workbench.jobs.spec import RunFolder, create_run_folder, read_predictions
from workbench.operations import runs
from workbench.operations.context import with_context
from workbench.operations.models import model_notes
from workbench.operations.store import Reader, Store
from workbench.operations.suggest import put_suggestions

# Where imported models lie, in the folder of runs.
IMPORTED = "models"
# Where the variants of a model lie, in its own folder.
VARIANTS = "variants"


@dataclass(frozen=True)
class Model:
    """A model that can be used: its folder, what it is, and its name as a suggester.

    `mapping` gives the project's label for each of the model's that is called otherwise
    there, empty for one that is left out.
    """

    folder: Path
    card: ModelCard
    name: str
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PreparedJob:
    """A job that waits to be started; its answers are translated by `mapping`."""

    folder: Path
    suggester: str
    sentences: int
    mapping: Mapping[str, str] = field(default_factory=dict)


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


def model_named(store: Store, name: str) -> Model:
    """The model of a run, or an imported one, with what its labels mean here."""
    note = store.ask(model_notes).result().get(name)
    if note is None or not note.source:
        model = model_of_run(store, name)
    else:
        folder = imported_folder(store, name)
        model = Model(folder, check_model(folder), name)
    return replace(model, mapping=(note.mapping if note else None) or {})


def model_in_use(store: Store, name: str) -> Model:
    """The model of that name in the variant that was chosen; the original where that is gone."""
    model = model_named(store, name)
    note = store.ask(model_notes).result().get(name)
    folder = model.folder / VARIANTS / note.variant if note and note.variant else model.folder
    if folder == model.folder or not folder.is_dir():
        return model
    return replace(model, folder=folder, card=check_model(folder))


def imported_folder(store: Store, name: str) -> Path:
    """Where an imported model lies."""
    return store.runs_folder / IMPORTED / name


def model_of_folder(folder: Path) -> Model:
    """A model in any folder; ModelError where there is none."""
    return Model(folder.absolute(), check_model(folder), folder.absolute().name)


def check_labels(reader: Reader, model: Model) -> None:
    """Refuse a model that proposes labels which the project does not have (NW-M07)."""
    unknown = unmapped(model.card.labels, reader.labels().names, model.mapping)
    if unknown:
        raise ModelError(
            "NW-M07b",
            f"The model {model.name} proposes labels that the project lacks: {', '.join(unknown)}.",
            "Nothing was suggested.",
            "Say in Models what they mean here, add them to the project, or choose another model.",
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


def prepare_suggesting(store: Store, name: str, on: str = "new") -> PreparedJob:
    """Put the untouched sentences into a job folder for the model of a run or an imported one."""
    return prepare_model(store, model_in_use(store, name), on)


def prepare_model(store: Store, model: Model, on: str = "new") -> PreparedJob:
    """Put sentences into a job folder for a model."""
    choose = sentences_for(on)
    store.ask(check_labels, model).result()
    examples = with_wanted_context(store, model, store.ask(choose).result())
    if not examples:
        raise nothing_to_suggest_on()
    folder = fresh_folder(store.runs_folder, f"suggest-{model.name}")
    create_run_folder(folder, prediction_spec(model), {"input": examples})
    return PreparedJob(folder, model.name, len(examples), model.mapping)


def nothing_to_suggest_on() -> UsageError:
    """That every sentence was answered already."""
    return UsageError(
        "NW-U15",
        "There is no sentence to suggest on.",
        "Nothing was changed.",
        "Import text without tags, or suggest on all sentences.",
    )


def with_wanted_context(
    store: Store, model: Model, examples: tuple[Example, ...]
) -> tuple[Example, ...]:
    """The examples with as much of their documents around them as the model was trained with."""
    size = int(model.card.options.get("context", 0))
    return store.ask(with_context, examples, size).result() if size else examples


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


def take_in_suggestions(
    store: Store, folder: Path, suggester: str, mapping: Mapping[str, str] | None = None
) -> Changes:
    """Show a finished job's predictions as suggestions, and remove its folder."""
    found = _suggestions(RunFolder(folder), suggester, mapping or {})
    changes = store.submit(put_suggestions, suggester, found).result()
    shutil.rmtree(folder, ignore_errors=True)
    return changes


def _suggestions(
    folder: RunFolder, suggester: str, mapping: Mapping[str, str]
) -> Mapping[int, tuple[Suggestion, ...]]:
    return {
        sentence: translate(
            [Suggestion(entity, suggester, score) for entity, score in entities], mapping
        )
        for sentence, entities in read_predictions(folder).items()
    }
