"""Who has a project open, for the words to whoever comes second.

The lock of the file alone decides who may write. This note beside the project only says whose it
is; one that was left by a kill says nothing, and is written over.
"""

from __future__ import annotations

import json
import os
import socket
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from workbench.files import read_small

# A note has about a hundred bytes; in a folder of somebody else's it may be anything.
_MOST = 4096


def note(path: Path) -> None:
    """Write beside a project that this process has it open, where that can be written."""
    values = {
        "host": socket.gethostname(),
        "process": os.getpid(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    # Nothing depends on it. Anew, because a link that lies there may lead anywhere.
    with suppress(OSError):
        _note_of(path).unlink(missing_ok=True)
        with _note_of(path).open("x", encoding="utf-8") as file:
            file.write(json.dumps(values))


def forget(path: Path) -> None:
    """Take the note away."""
    with suppress(OSError):
        _note_of(path).unlink(missing_ok=True)


def described(path: Path) -> str:
    """Who has a locked project open, such as ` on HOST (process 12) since 09:30`; or nothing."""
    found = _read(path)
    host, process, since = (found.get(name) for name in ("host", "process", "since"))
    if not (isinstance(host, str) and isinstance(process, int) and isinstance(since, str)):
        return ""
    if host == socket.gethostname() and not lives(process):
        return ""
    return f" on {' '.join(host.split())[:80]} (process {process}) since {_clock(since)}"


def _note_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.open")


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(read_small(_note_of(path), _MOST))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def lives(process: int) -> bool:
    """Whether a process of this machine is still there, as far as one can know."""
    if os.name == "nt":
        # There a signal of number 0 would end the process.
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _clock(since: str) -> str:
    """A moment by the clock of this machine; with its day where that is another one."""
    try:
        moment = datetime.fromisoformat(since).astimezone()
    except (ValueError, OverflowError):
        return "an unknown time"
    today = moment.date() == datetime.now(UTC).astimezone().date()
    return f"{moment:%H:%M}" if today else f"{moment:%Y-%m-%d %H:%M}"


@cache
def user_name() -> str:
    """Whose name the journal has."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
