"""What the window needs from outside, handed in by whoever wires the program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.backups import Backup, Examination, Rescued
from workbench.operations.store import Store


@dataclass(frozen=True)
class Safety:
    """Doors to backups, and to what can be read of a damaged file.

    Nothing is written over: the second path of `restore` and `rescue` is that of a new project.
    """

    listed: Callable[[Path], Sequence[Backup]]
    examined: Callable[[Path], Examination]
    restore: Callable[[Path, Path], Examination]
    rescue: Callable[[Path, Path], Rescued]


@dataclass(frozen=True)
class Recovery:
    """Doors to what was saved of projects that are gone or were replaced.

    `rebuild` makes a new file, the second path, and tells how many changes it took.
    """

    lost: Callable[[], Sequence[Path]]
    rebuild: Callable[[Path, Path], int]


@dataclass(frozen=True)
class Services:
    """Doors to projects, to the list of recent ones, and to workers.

    `worker_command` gives the command line of a worker for a run folder, `warm_command` that of
    one that gets ready before there is a run; without it there is none. `state_file` is where
    the window keeps its geometry and theme.
    """

    open_project: Callable[[Path], Store]
    create_project: Callable[[Path, Sequence[str]], Store]
    open_sample: Callable[[], Store]
    recent: Callable[[], Sequence[Path]]
    remember: Callable[[Path], None]
    worker_command: Callable[[Path], Sequence[str]]
    state_file: Path
    warm_command: Callable[[], Sequence[str]] | None = None
    safety: Safety | None = None
    # Opens what may not be written, or is open elsewhere, to be looked at.
    view_project: Callable[[Path], Store] | None = None
    recovery: Recovery | None = None
