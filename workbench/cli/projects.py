"""Opening of the project that a verb works on.

Storage is imported only when a project is opened, so that `--help` stays quick.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.storage.project import Project


def opened(path: Path) -> Project:
    """The project at a path."""
    from workbench.bootstrap import open_project

    return open_project(path)


def opened_or_new(path: Path) -> Project:
    """The project at a path, made there when nothing is."""
    from workbench.bootstrap import create_project

    return opened(path) if path.exists() else create_project(path)


def labels_of(text: str | None) -> list[str]:
    """Labels from a list with commas."""
    return [name for part in (text or "").split(",") if (name := part.strip())]
