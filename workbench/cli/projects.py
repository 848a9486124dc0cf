"""Opening of the project that a verb works on.

Storage is imported only when a project is opened, so that `--help` stays quick.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.operations.runs import has_unfinished

if TYPE_CHECKING:
    from workbench.storage.project import Project


def opened(path: Path) -> Project:
    """The project at a path; runs that ended or were cut off meanwhile are noted so."""
    from workbench.bootstrap import open_project

    project = open_project(path)
    if project.ask(has_unfinished).result():
        from workbench.workflow.runs import take_up

        take_up(project)
    return project


def labels_of(text: str | None) -> list[str]:
    """Labels from a list with commas."""
    return [name for part in (text or "").split(",") if (name := part.strip())]
