"""What all verbs share that start a job: its progress, its end, its model."""

from __future__ import annotations

import shutil
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.output import ProgressLine, say
from workbench.domain.errors import JobError, UsageError
from workbench.domain.run_reports import EpochRow
from workbench.domain.training import Example, JobKind, JobState
from workbench.jobs.protocol import Fault, Finished, Log, Message, Progress
from workbench.jobs.spec import RunFolder, create_run_folder
from workbench.jobs.supervisor import run_job
from workbench.workflow import suggesting
from workbench.workflow.models import suggester_of
from workbench.workflow.suggesting import Model

if TYPE_CHECKING:
    from workbench.storage.project import Project

_UNEXPLAINED = Fault(
    "NW-J11",
    "The job ended without saying why.",
    "The project is untouched.",
    "Look at worker.log in its folder, then start it again.",
)


def follow(folder: Path, what: str, first_line: bytes = b"") -> Finished:
    """Run the job in a folder with its progress on standard error.

    `first_line` is handed to the worker and to nobody else.
    """
    line = ProgressLine(what)

    def show(message: Message) -> None:
        match message:
            case Progress():
                loss = "" if message.loss is None else f"loss {message.loss:.3f}"
                line.show(message.step / max(message.steps, 1), message.seconds_left, loss)
            case EpochRow():
                line.end()
                best = " (best)" if message.best else ""
                say(f"epoch {message.epoch}: dev F1 {message.dev.f1:.3f}{best}")
            case Log(text):
                line.end()
                say(text)

    finished = run_job(folder, show, first_line)
    line.end()
    return finished


def raise_failure(finished: Finished) -> None:
    """Raise what a job that did not succeed ended with."""
    if finished.state in (JobState.FAILED, JobState.LOST):
        raise (finished.error or _UNEXPLAINED).to_error()
    if finished.state == JobState.CANCELLED:
        raise JobError(
            "NW-J10", "The job was cancelled.", "The project is untouched.", "Start it again."
        )


@contextmanager
def passing_job(model: Model, kind: JobKind, examples: tuple[Example, ...]) -> Iterator[RunFolder]:
    """Run a job outside of any project; its folder is gone afterwards."""
    parent = Path(tempfile.mkdtemp(prefix="workbench-"))
    try:
        spec = suggesting.prediction_spec(model, kind)
        folder = create_run_folder(parent / "job", spec, {"input": examples})
        raise_failure(follow(folder.path, f"reading with {model.name}"))
        yield folder
    finally:
        shutil.rmtree(parent, ignore_errors=True)


def choose_model(project: Project | None, arguments: Namespace) -> Model:
    """The model that `--run` or `--model` names."""
    if arguments.model:
        return suggesting.model_of_folder(arguments.model)
    if project is None:
        raise UsageError(
            "NW-U19",
            "No model was named.",
            "Nothing was changed.",
            "Add --run RUN or --model FOLDER.",
        )
    return suggesting.model_in_use(project, arguments.run or suggester_of(project))
