"""The only place that wires storage, operations, jobs and the window together."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import paths
from workbench.domain.changes import Changes
from workbench.domain.errors import UsageError
from workbench.files import write_json
from workbench.jobs.environment import worker_command
from workbench.operations.store import Store
from workbench.storage import database
from workbench.storage.project import Project

if TYPE_CHECKING:
    from workbench.formats.base import Progress
    from workbench.formats.corpus import Corpus
    from workbench.ui.services import Services

_RECENT = 10
_PLATFORM = "QT_QPA_PLATFORM"
_UNSEEN = ("offscreen", "minimal")


def open_project(path: Path) -> Project:
    """Open a project; StorageError says why where it cannot be."""
    return Project.open(path)


def create_project(path: Path, labels: Sequence[str] = ()) -> Project:
    """Make a project and open it."""
    return Project.create(path, labels)


def is_project(path: Path) -> bool:
    """Whether a project file lies at a path."""
    return database.is_project(path)


def create_from(
    path: Path, corpus: Corpus, as_gold: bool = True, progress: Progress | None = None
) -> tuple[Project, Changes]:
    """Make a project out of a corpus, or none at all, and open it."""
    # Every format comes with it; a window that opens a project needs none.
    from workbench.operations.exchange import import_corpus

    project = create_project(path)
    try:
        changes = project.submit(import_corpus, corpus, as_gold, progress=progress).result()
    except BaseException:
        project.close()
        path.unlink(missing_ok=True)
        raise
    return project, changes


def open_sample(path: Path | None = None) -> Project:
    """Open the sample project, made with the bundled corpus where it is not there yet."""
    path = path or paths.sample_project()
    if path.exists():
        return Project.open(path)
    from workbench.formats.reading import read_corpus

    path.parent.mkdir(parents=True, exist_ok=True)
    with read_corpus([paths.sample_corpus()]) as corpus:
        return create_from(path, corpus)[0]


def has_display() -> bool:
    """Whether somebody could see a window here."""
    if os.environ.get(_PLATFORM) in _UNSEEN:
        return False
    seen = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    return seen or sys.platform in ("win32", "darwin")


def open_window(path: Path | None = None) -> int:
    """Show the window, on a project if one is given; returns the exit status."""
    # Qt itself would end the process where it finds no display.
    if not has_display() and not os.environ.get(_PLATFORM):
        raise UsageError(
            "NW-U02",
            "There is no display to show the window on.",
            "Nothing was changed.",
            "Start it where there is one, or use the command line: workbench --help.",
        )
    from workbench.ui.app import run_window

    return run_window(window_services(), path)


def window_services() -> Services:
    """What the window is given of the rest of the program."""
    from workbench.ui.services import Services

    return Services(
        open_project=_as_store,
        create_project=create_project,
        open_sample=open_sample,
        recent=recent_projects,
        remember=remember_project,
        worker_command=worker_command,
        state_file=paths.user_settings(),
    )


def _as_store(path: Path) -> Store:
    return open_project(path)


def recent_projects() -> list[Path]:
    """Projects that were open lately and are still there, the latest first."""
    try:
        names = json.loads(paths.recent_list().read_text("utf-8"))
    except (OSError, ValueError):
        return []
    if not isinstance(names, list):
        return []
    # Not Path.exists, which raises where a folder is closed.
    return [
        Path(name)
        for name in names
        if isinstance(name, str) and os.path.exists(name)  # noqa: PTH110
    ]


def remember_project(path: Path) -> None:
    """Put a project first on the list of recent ones, where that list can be kept."""
    path = path.absolute()
    others = [one for one in recent_projects() if one != path]
    with suppress(OSError):
        paths.recent_list().parent.mkdir(parents=True, exist_ok=True)
        write_json(paths.recent_list(), [str(one) for one in (path, *others)][:_RECENT])
