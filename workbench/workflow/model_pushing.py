"""A model on its way to the hub: exported, then uploaded by a process of its own."""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.errors import UsageError
from workbench.domain.training import JobKind, Spec
from workbench.jobs.serving import token_to_line
from workbench.jobs.spec import create_run_folder
from workbench.operations.store import Store
from workbench.workflow.model_export import export_model

REPO = re.compile(r"(?:[\w.-]{1,96}/)?[\w.-]{1,96}", re.ASCII)
FOLDER = "model"


@dataclass(frozen=True)
class PreparedPush:
    """An upload that waits to be started; `place` is removed when it has ended."""

    place: Path
    folder: Path
    model: str
    repo: str


def prepare_push(store: Store, name: str, repo: str, public: bool = False) -> PreparedPush:
    """Export a model to a place of its own; NW-M39 for a name that the hub does not take."""
    if not REPO.fullmatch(repo):
        raise UsageError(
            "NW-M39",
            f"{repo!r} is no name of a repository on the hub.",
            "Nothing was uploaded.",
            "Use a name such as your-account/your-model.",
        )
    place = Path(tempfile.mkdtemp(prefix="workbench-push-"))
    try:
        exported = export_model(store, name, place / FOLDER, "hf")
        options = {"repo": repo, "public": public}
        spec = Spec(kind=JobKind.PUSH, model=str(exported), options=options)
        run = create_run_folder(place / "push", spec, {"input": ()})
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return PreparedPush(place, run.path, name, repo)


def token_line(token: str) -> bytes:
    """What the worker of an upload is told first."""
    return token_to_line(token.strip())


def clean_up(prepared: PreparedPush) -> None:
    """Remove what was made for an upload."""
    shutil.rmtree(prepared.place, ignore_errors=True)
