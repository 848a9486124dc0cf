"""A worker that has its libraries loaded before it is told which run is wanted."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from workbench.domain.errors import JobError
from workbench.jobs.confinement import needs_network
from workbench.jobs.environment import LIBRARIES, OFFLINE, worker_command
from workbench.jobs.spec import RunFolder


def folder_line(folder: Path) -> bytes:
    """What a warm worker is told: the run folder that is its own from then on."""
    return json.dumps({"folder": str(folder)}).encode() + b"\n"


def wait_for_folder(load: Callable[[], None]) -> Path | None:
    """Load libraries, then wait for a run folder; None when there is nobody left to name one.

    Standard input stays where the line ends: commands follow it.
    """
    given = {name: os.environ[name] for name in OFFLINE if name in os.environ}
    os.environ.update(LIBRARIES | OFFLINE)
    load()
    # What a person has set holds for the run, and for a worker that takes this one's place.
    for name in OFFLINE:
        del os.environ[name]
    os.environ.update(given)
    line = _read_line(sys.stdin.fileno())
    return Path(json.loads(line)["folder"]) if line else None


def move_in(folder: RunFolder, out: int) -> None:
    """Write to the log of this run, and begin anew where the libraries were loaded wrongly.

    `out` is the file number that messages go to.
    """
    log = os.open(folder.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for number in (1, 2):
        os.dup2(log, number)
    os.close(log)
    if _needs_network(folder):
        os.dup2(out, 1)
        command = worker_command(folder.path)
        os.execv(command[0], command)


def _needs_network(folder: RunFolder) -> bool:
    """The libraries decide when they are loaded whether they may fetch a model."""
    try:
        spec = folder.spec()
    except JobError:
        return False
    return needs_network(spec)


def _read_line(source: int) -> bytes:
    """One line and not a byte more; nothing when the other side is gone."""
    line = bytearray()
    while byte := os.read(source, 1):
        if byte == b"\n":
            return bytes(line)
        line += byte
    return b""
