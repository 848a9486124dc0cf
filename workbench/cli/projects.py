"""Opening of the project that a verb works on.

Storage is imported only when a project is opened, so that `--help` stays quick.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.training import JobState
from workbench.operations import runs
from workbench.operations.store import Reader, Run

if TYPE_CHECKING:
    from workbench.storage.project import Project

# Nobody else can have the project open, so nobody follows such a run any more.
_CUT_OFF = {
    "code": "NW-J07",
    "happened": "The program ended while this run was under way.",
    "safe": "The project is untouched.",
    "next_step": "Start the run again.",
}


def opened(path: Path) -> Project:
    """The project at a path; runs that were cut off are noted as lost."""
    from workbench.bootstrap import open_project

    project = open_project(path)
    if any(not JobState(run.state).ended for run in project.ask(_runs).result()):
        project.submit(runs.lose_unfinished, _CUT_OFF).result()
    return project


def _runs(reader: Reader) -> list[Run]:
    return reader.runs()


def labels_of(text: str | None) -> list[str]:
    """Labels from a list with commas."""
    return [name for part in (text or "").split(",") if (name := part.strip())]
