"""Smaller and quicker variants of a model: made by a job, kept in the model's folder, chosen.

These functions wait for the store: call them outside of the window's thread.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.domain.errors import JobError, ModelError, UsageError
from workbench.domain.sentence import Split
from workbench.domain.training import Example, JobKind
from workbench.domain.variants import ENGINES, ORIGINAL, Variants
from workbench.files import complete_folder, read_json, write_json
from workbench.jobs.bases import check_model
from workbench.jobs.spec import RunFolder, create_run_folder
from workbench.operations import models as kept
from workbench.operations.runs import gold_examples
from workbench.operations.store import Store
from workbench.workflow.suggesting import (
    VARIANTS,
    Model,
    fresh_folder,
    model_named,
    prediction_spec,
    with_wanted_context,
)

TABLE = "variants.json"
REPEATS = 5


@dataclass(frozen=True)
class PreparedOptimising:
    """A job (JobKind.OPTIMISE) that waits to be started; `sentences` are measured on."""

    folder: Path
    model: Model
    sentences: int


def prepare_optimising(store: Store, name: str, repeats: int = REPEATS) -> PreparedOptimising:
    """Freeze the test set in a job folder; UsageError NW-M40 where there is none.

    UsageError NW-M44 for a model of an engine that has no variants.
    """
    model = model_named(store, name)
    if model.card.engine not in ENGINES:
        raise UsageError(
            "NW-M44",
            f"Models of the engine {model.card.engine} have no smaller variants.",
            "Nothing was changed.",
            "Use the model as it is.",
        )
    examples = _frozen_test(store, name) or _test_of_now(store, model)
    if not examples:
        raise UsageError(
            "NW-M40",
            f"There are no test sentences to measure the variants of {name} on.",
            "Nothing was changed.",
            "Put confirmed sentences into the split test first.",
        )
    path = fresh_folder(store.runs_folder, f"optimise-{name}")
    spec = replace(prediction_spec(model, JobKind.OPTIMISE), options={"repeats": repeats})
    create_run_folder(path, spec, {"input": examples})
    return PreparedOptimising(path, model, len(examples))


def take_in_variants(store: Store, prepared: PreparedOptimising) -> Variants:
    """Put what a finished job made into the model's folder, in the place of earlier variants.

    What was chosen before stays chosen, where it was made again. ModelError NW-M45 where the
    job left nothing that can be used.
    """
    job, target = RunFolder(prepared.folder), prepared.model.folder / VARIANTS
    made = prepared.folder / VARIANTS
    try:
        table = Variants.from_json(read_json(job.answer_file))
        write_json(made / TABLE, table.to_json())
        for folder in sorted(path for path in made.iterdir() if path.is_dir()):
            _complete(folder)
        aside = prepared.folder / "before"
        if target.exists():
            target.replace(aside)
        made.replace(target)
    except (JobError, OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            "NW-M45",
            f"The variants of {prepared.model.name} cannot be taken in ({error}).",
            "The model itself is as it was.",
            "Make room, and optimise it again.",
        ) from error
    shutil.rmtree(prepared.folder, ignore_errors=True)
    return table


def _complete(folder: Path) -> None:
    """List the files of a variant, so that a damaged one is noticed."""
    aside = folder.with_name(f"{folder.name}.whole")
    folder.replace(aside)
    complete_folder(aside, folder)


def drop_optimising(prepared: PreparedOptimising) -> None:
    """Remove what was made for a job that came to nothing."""
    shutil.rmtree(prepared.folder, ignore_errors=True)


def variants_in(folder: Path) -> Variants | None:
    """The table in the folder of a model; None where there is none that can be read."""
    try:
        return Variants.from_json(read_json(folder / VARIANTS / TABLE))
    except (JobError, ValueError, KeyError, TypeError):
        return None


def use_variant(store: Store, name: str, variant: str) -> None:
    """Let a variant answer for a model from now on; "original" for the model itself.

    UsageError NW-M46 where there is no such variant; ModelError NW-M.. where it is damaged.
    """
    model = model_named(store, name)
    table = variants_in(model.folder)
    known = (ORIGINAL, *(table.names if table else ()))
    if variant not in known:
        raise UsageError(
            "NW-M46",
            f"The model {name} has no variant called {variant!r}.",
            "Nothing was changed.",
            f"Choose one of {', '.join(dict.fromkeys(known))}, or optimise the model first.",
        )
    if variant != ORIGINAL:
        check_model(model.folder / VARIANTS / variant)
    store.submit(kept.choose_variant, name, "" if variant == ORIGINAL else variant).result()


def _frozen_test(store: Store, name: str) -> tuple[Example, ...]:
    """What a run was tested with, as it was frozen then; nothing for an imported model."""
    if name not in store.ask(lambda reader: reader.run_names()).result():
        return ()
    run = store.ask(lambda reader: reader.run(name)).result()
    folder = RunFolder(store.runs_folder / run.folder)
    return folder.examples("test") if (folder.data / "test.jsonl").exists() else ()


def _test_of_now(store: Store, model: Model) -> tuple[Example, ...]:
    return with_wanted_context(store, model, store.ask(gold_examples, Split.TEST).result())
