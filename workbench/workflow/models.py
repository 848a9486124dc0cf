"""The registry of a project's models: those of its runs, and those that were imported.

These functions wait for the store: call them outside of the window's thread.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workbench.domain.errors import ModelError, UsageError, WorkbenchError
from workbench.domain.models import KnownModel, ModelNote, check_mapping, unmapped
from workbench.domain.training import JobState, ModelCard
from workbench.files import complete_folder
from workbench.jobs.bases import check_model
from workbench.jobs.spec import RunFolder
from workbench.operations import models as kept
from workbench.operations.store import Reader, Run, Store
from workbench.workflow.flair_exchange import convert_plain_flair, fingerprint
from workbench.workflow.model_files import copy_model, is_packed_model, unpacked_model
from workbench.workflow.optimising import variants_in
from workbench.workflow.runs import folder_size
from workbench.workflow.suggesting import Model, imported_folder, model_named

LONGEST_NAME = 60
WITH_MODEL = (JobState.DONE, JobState.STOPPED)


def known_models(store: Store) -> list[KnownModel]:
    """Every model that can be used or was imported, the newest first."""
    runs, notes, suggester, labels = store.ask(_facts).result()
    found = [_of_run(store, run, notes.get(run.name, ModelNote())) for run in runs]
    found += [_imported(store, name, note) for name, note in notes.items() if note.source]
    models = (
        replace(
            one,
            suggests=one.name == suggester,
            unknown=tuple(label for label in one.labels if label not in labels),
        )
        for one in found
        if one is not None
    )
    return sorted(models, key=lambda one: (one.created, one.name), reverse=True)


def known_model(store: Store, name: str) -> KnownModel:
    """The model of that name; UsageError NW-U90 without one."""
    for one in known_models(store):
        if one.name == name:
            return one
    raise UsageError(
        "NW-U90",
        f"There is no model called {name!r} here.",
        "Nothing was changed.",
        "Look at the list of models for its name.",
    )


def import_model(store: Store, path: Path, name: str = "", agreed: str = "") -> KnownModel:
    """Copy a model folder, or one in a ZIP archive, into the project; ModelError NW-M...

    Files that could run programs stay behind. NW-M36 where the name is taken. A file of plain
    flair is converted instead, when `agreed` is its SHA-256 (NW-M01 otherwise).
    """
    source = path.expanduser().absolute()
    if is_packed_model(source):
        with unpacked_model(source) as folder:
            return _take_in(store, folder, name or source.stem, bool(name), source)
    if source.is_file():
        return _convert(store, source, name, agreed)
    return _take_in(store, source, name or source.name, bool(name), source)


def _take_in(store: Store, source: Path, name: str, asked_for: bool, origin: Path) -> KnownModel:
    """Check a folder, copy it under a free name, and check the copy."""
    check_model(source)
    chosen = _free_name(store, name, asked_for)
    target = imported_folder(store, chosen)
    aside = target.with_name(f"{chosen}.new")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        aside.mkdir(parents=True)
        copy_model(source, aside)
        complete_folder(aside, target)
        check_model(target)
    except OSError as error:
        raise unwritten(target, error) from error
    except ModelError:
        shutil.rmtree(target, ignore_errors=True)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return _noted(store, chosen, origin)


def _convert(store: Store, source: Path, name: str, agreed: str) -> KnownModel:
    """Take in a file of plain flair, in a process of its own."""
    if agreed != fingerprint(source):
        raise ModelError(
            "NW-M01",
            f"The file {source.name} is a pickle, a kind of file that can run programs"
            f" (SHA-256 {fingerprint(source)}).",
            "It was not loaded, and nothing was changed.",
            "If you know where it comes from, agree to exactly this file by its SHA-256.",
        )
    chosen = _free_name(store, name or source.stem, bool(name))
    target = imported_folder(store, chosen)
    target.parent.mkdir(parents=True, exist_ok=True)
    convert_plain_flair(source, target, agreed)
    return _noted(store, chosen, source)


def _noted(store: Store, name: str, source: Path) -> KnownModel:
    note = ModelNote(source=source.name, created=_now())
    store.submit(kept.note_model, name, note).result()
    return known_model(store, name)


def forget_model(store: Store, name: str) -> None:
    """Remove an imported model with its files; NW-U91 for one that belongs to a run."""
    if not known_model(store, name).imported:
        raise UsageError(
            "NW-U91",
            f"The model {name} belongs to a run.",
            "Nothing was changed.",
            "Delete the run instead: that removes its model too.",
        )
    store.submit(kept.forget_note, name).result()
    shutil.rmtree(imported_folder(store, name), ignore_errors=True)


def map_labels(store: Store, name: str, mapping: Mapping[str, str]) -> KnownModel:
    """Say what a model's labels mean here; an empty label leaves one out. NW-U93 if it cannot."""
    model = known_model(store, name)
    labels = store.ask(lambda reader: reader.labels().names).result()
    wrong = check_mapping(mapping, model.labels, labels)
    if wrong:
        raise UsageError(
            "NW-U93",
            f"These labels cannot be matched: {wrong}.",
            "Nothing was changed.",
            "Give a label of the project for each one of the model, or none to leave it out.",
        )
    store.submit(kept.choose_mapping, name, mapping).result()
    return known_model(store, name)


def use_model(store: Store, name: str) -> KnownModel:
    """Let a model suggest when nobody names another; the one before serves until then."""
    known_model(store, name)
    model = usable_model(store, name)
    store.submit(kept.choose_suggester, model.name).result()
    return known_model(store, name)


def usable_model(store: Store, name: str) -> Model:
    """A model that may suggest now; NW-M07b while its labels are not matched."""
    model = model_named(store, name)
    labels = store.ask(lambda reader: reader.labels().names).result()
    if unknown := unmapped(model.card.labels, labels, model.mapping):
        raise ModelError(
            "NW-M07b",
            f"The model {name} proposes labels that the project lacks: {', '.join(unknown)}.",
            "Nothing was changed.",
            "Say first what they mean here, or add them to the project.",
        )
    return model


def suggester_of(store: Store) -> str:
    """The model that suggests when nobody names another; NW-U92 while there is none."""
    name = store.ask(kept.suggester).result()
    if name:
        return name
    raise UsageError(
        "NW-U92",
        "No model was made the suggester.",
        "Nothing was changed.",
        "Name a model, or make one the suggester first.",
    )


def _facts(reader: Reader) -> tuple[list[Run], dict[str, ModelNote], str, frozenset[str]]:
    labels = frozenset(reader.labels().names)
    return reader.runs(), kept.model_notes(reader), kept.suggester(reader), labels


def _of_run(store: Store, run: Run, note: ModelNote) -> KnownModel | None:
    folder = RunFolder(store.runs_folder / run.folder).model
    if run.state not in WITH_MODEL or not folder.is_dir():
        return None
    return _described(
        folder,
        KnownModel(
            run.name,
            imported=False,
            engine=str(run.spec.get("engine", "")),
            base=str(run.spec.get("base", "")),
            labels=tuple(run.spec.get("labels", ())),
            created=run.created,
            title=run.title,
            f1=_strict_f1(run.report),
            snapshot=_snapshot(run.report),
            note=note,
        ),
    )


def _imported(store: Store, name: str, note: ModelNote) -> KnownModel:
    known = KnownModel(name, True, "", "", (), note.created, note=note)
    return _described(imported_folder(store, name), known)


def _described(folder: Path, known: KnownModel) -> KnownModel:
    """With what the model's own files say; a model that cannot be used stays in the list."""
    try:
        card = check_model(folder)
    except WorkbenchError as error:
        return replace(known, size=folder_size(folder), problem=error.happened)
    return replace(
        known,
        engine=card.engine,
        base=_base_name(card, folder) or known.base,
        labels=card.labels,
        languages=card.languages,
        options=card.options,
        size=folder_size(folder),
        variants=variants_in(folder),
    )


def _base_name(card: ModelCard, folder: Path) -> str:
    """A model from elsewhere names its own folder for want of a base."""
    return "" if card.base == str(folder) else card.base


def _strict_f1(report: Mapping[str, Any] | None) -> float | None:
    test = report.get("test") if report else None
    return float(test["strict"]["micro"]["f1"]) if test else None


def _snapshot(report: Mapping[str, Any] | None) -> str:
    """So many sentences of train, and the first digits of its hash."""
    snapshot = (report or {}).get("snapshot", {})
    count = snapshot.get("sentences", {}).get("train")
    if count is None:
        return ""
    digest = snapshot.get("sha256", {}).get("train.jsonl", "")[:8]
    return f"{count:,} sentences" + (f" ({digest})" if digest else "")


def _free_name(store: Store, wanted: str, asked_for: bool) -> str:
    """A name that no run and no model has; NW-M36 where the person chose a taken one."""
    base = re.sub(r"[^\w.-]+", "-", wanted).strip("-.")[:LONGEST_NAME] or "model"
    taken = {*store.ask(lambda reader: reader.run_names()).result()}
    taken |= {*store.ask(kept.model_notes).result()}
    if base not in taken and not re.fullmatch(r"run-\d+", base):
        shutil.rmtree(imported_folder(store, base), ignore_errors=True)
        return base
    if asked_for:
        raise ModelError(
            "NW-M36",
            f"The name {base} is taken by a run or a model.",
            "Nothing was changed.",
            "Choose another name.",
        )
    numbers = (f"model-{base}" if number == 1 else f"{base}-{number}" for number in range(1, 1000))
    return next(name for name in numbers if name not in taken)


def unwritten(target: Path, error: OSError) -> ModelError:
    """That a model could not be written to a place."""
    return ModelError(
        "NW-M37",
        f"The model could not be written to {target} ({error.strerror or error}).",
        "Nothing else was changed.",
        "Make room, or choose another place.",
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
