"""The only place that wires storage, operations, jobs and the window together."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import paths
from workbench.domain.changes import Changes
from workbench.domain.errors import UsageError
from workbench.files import write_json
from workbench.jobs.environment import warm_command, worker_command
from workbench.operations.store import Store

if TYPE_CHECKING:
    from workbench.domain.backups import Backup, Examination, Rescued
    from workbench.formats.base import Progress
    from workbench.formats.corpus import Corpus
    from workbench.storage.project import Project
    from workbench.ui.services import Services

_RECENT = 10
_PLATFORM = "QT_QPA_PLATFORM"
_UNSEEN = ("offscreen", "minimal")


def open_project(path: Path, at_close: bool = False) -> Project:
    """Open a project that was looked through first; StorageError says why where it cannot be.

    It backs itself up before bulk changes and from time to time, and where wished `at_close`.
    """
    # The start page shows before the database is loaded.
    from workbench.storage import opening
    from workbench.storage.project import Project

    opening.check(path)
    project = Project.open(path)
    project.keep_backups(at_close)
    return project


def view_project(path: Path) -> Project:
    """Show a project that may not be written, or that somebody else has open, as it is now."""
    from workbench.storage.view import View

    return View.of(path)


def create_project(path: Path, labels: Sequence[str] = ()) -> Project:
    """Make a project and open it."""
    from workbench.storage.project import Project

    project = Project.create(path, labels)
    project.keep_backups(at_close=False)
    return project


def is_project(path: Path) -> bool:
    """Whether a project file lies at a path."""
    from workbench.storage import database

    return database.is_project(path)


def examine_project(path: Path) -> Examination:
    """What another process finds wrong with a project file; nothing of it is changed."""
    from workbench.examining.look import examine_apart
    from workbench.storage import database

    database.check_header(path)
    return examine_apart(path)


def verified_backups(path: Path) -> Iterator[tuple[Backup, Examination]]:
    """The backups of a project, the newest first, each read again."""
    from workbench.storage.backups.restoring import verified

    yield from verified(path.absolute())


def restore_backup(backup: Path, target: Path) -> Examination:
    """Make a project out of a backup; nothing is written over."""
    from workbench.storage.backups.restoring import restore

    return restore(backup, target)


def rescue_project(source: Path, target: Path) -> Rescued:
    """Make a project out of what can be read of a damaged or strange file."""
    from workbench.storage.rescue import rescue

    return rescue(source, target)


def lost_projects() -> list[Path]:
    """The projects that are known to have been saved, and are gone or were replaced."""
    from workbench.storage.recovery.places import lost

    return lost()


def rebuild_project(path: Path, target: Path, copies: Sequence[Path] = ()) -> int:
    """Make a new file of what lay at a path, from the best copy and the side journal."""
    from workbench.storage.recovery.rebuild import rebuild

    return rebuild(path, target, copies)


def listed_backups(path: Path) -> list[Backup]:
    """The backups of a project, the newest first; none of them is read."""
    from workbench.storage.backups.folder import listed

    return listed(path.absolute())


def read_backup(path: Path) -> Examination:
    """What another process finds in a backup when it reads all of it."""
    from workbench.examining.look import examine_apart

    return examine_apart(path, digests=True)


def rescue_apart(source: Path, target: Path) -> Rescued:
    """The same as `rescue_project` in a process of its own, which may crash."""
    from workbench.storage.rescuing import rescue_apart as rescue

    return rescue(source, target)


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
        return open_project(path)
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
    from workbench.ui.services import Recovery, Safety, Services

    return Services(
        open_project=_as_store,
        create_project=create_project,
        open_sample=open_sample,
        recent=recent_projects,
        remember=remember_project,
        worker_command=worker_command,
        state_file=paths.user_settings(),
        warm_command=warm_command,
        recovery=Recovery(lost_projects, rebuild_project),
        safety=Safety(listed_backups, read_backup, restore_backup, rescue_apart),
        view_project=view_project,
    )


def _as_store(path: Path) -> Store:
    return open_project(path, at_close=True)


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
