"""Models of plain flair, which are pickles: written and read in a process of their own."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from workbench.domain.errors import ModelError
from workbench.domain.training import CancelledError, JobKind, JobState, ModelCard, Spec
from workbench.files import hash_file
from workbench.jobs.bases import check_model
from workbench.jobs.spec import RunFolder, create_run_folder
from workbench.jobs.supervisor import run_job

__all__ = ["convert_plain_flair", "export_plain_flair", "fingerprint"]


def fingerprint(file: Path) -> str:
    """The SHA-256 by which a user agrees to one foreign file and to no other."""
    return hash_file(file)


def export_plain_flair(model: Path, file: Path) -> Path:
    """Write a flair model of ours as the one file that `SequenceTagger.load` reads.

    ModelError NW-M29 for a model of another engine; JobError with the worker's code otherwise.
    """
    spec = Spec(kind=JobKind.EXPORT, engine=_flair_card(model).engine, model=str(model))
    with tempfile.TemporaryDirectory(prefix="workbench-") as place:
        run = _run(Path(place), spec)
        shutil.copyfile(run.plain_model, file.with_name(file.name + ".part"))
    return file.with_name(file.name + ".part").replace(file)


def convert_plain_flair(file: Path, folder: Path, agreed: str) -> ModelCard:
    """Turn plain flair's file into a model folder of ours, which must not exist yet.

    `agreed` is the file's SHA-256 as the user was shown it; JobError NW-M01 when the file has
    another, NW-M26 when it holds anything that could run.
    """
    options = {"agreed": agreed}
    spec = Spec(kind=JobKind.CONVERT, engine="flair", model=str(file), options=options)
    with tempfile.TemporaryDirectory(prefix="workbench-") as place:
        run = _run(Path(place), spec)
        card = check_model(run.model)
        shutil.move(run.model, folder)
    return card


def _flair_card(model: Path) -> ModelCard:
    card = check_model(model)
    if card.engine == "flair":
        return card
    raise ModelError(
        "NW-M29",
        f"The model in {model} was not trained by flair.",
        "Nothing was written.",
        "Choose a model of the engine flair, or export it as a Hugging Face folder.",
    )


def _run(place: Path, spec: Spec) -> RunFolder:
    run = create_run_folder(place / "exchange", spec, {"input": ()})
    finished = run_job(run.path, lambda message: None)
    if finished.state == JobState.DONE:
        return run
    raise finished.error.to_error() if finished.error else CancelledError
