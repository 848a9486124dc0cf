"""What the window needs from outside, handed in by whoever wires the program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.operations.store import Store


@dataclass(frozen=True)
class Services:
    """Doors to projects, to the list of recent ones, and to workers.

    `worker_command` gives the command line of a worker for a run folder; `state_file`
    is where the window keeps its geometry and theme.
    """

    open_project: Callable[[Path], Store]
    create_project: Callable[[Path, Sequence[str]], Store]
    open_sample: Callable[[], Store]
    recent: Callable[[], Sequence[Path]]
    remember: Callable[[Path], None]
    worker_command: Callable[[Path], Sequence[str]]
    state_file: Path
