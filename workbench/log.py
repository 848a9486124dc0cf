"""The program's log: JSON lines on this machine, of numbers and codes, without anybody's text.

Five files of two megabytes at the most. Nothing is ever sent. A disk that takes no line is no
reason to stop anything.
"""

from __future__ import annotations

import json
import os
import re
import time
import traceback
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

from workbench import paths
from workbench.domain.errors import WorkbenchError

FILES = 5
LARGEST = 2 << 20
# What we write ourselves looks like this; anything else could be somebody's text.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,39}")
_FRAMES = 12

Fact = str | int | float | bool | None

# What errors said in this session; in memory alone, because it may quote texts.
_said: deque[str] = deque(maxlen=50)


def record(event: str, **facts: Fact) -> None:
    """Add a line: what happened, and ids, counts and codes that belong to it."""
    _write(event, {name: _without_text(value) for name, value in facts.items()})


def record_failure(error: BaseException, where: str = "") -> None:
    """Add a line about an error: its code, or its kind and the way to it, never what it says."""
    _said.append(f"{type(error).__name__}: {error}")
    if isinstance(error, WorkbenchError):
        record("refused", code=error.code, where=where)
        return
    number = error.errno if isinstance(error, OSError) else None
    way = " ".join(frames_of(error))
    facts: dict[str, Fact] = {"kind": type(error).__name__, "errno": number, "where": where}
    _write("failure", facts | {"way": way})


def frames_of(error: BaseException) -> Iterator[str]:
    """The places of the program that an error came through, the last ones: file:line:function."""
    for frame in traceback.extract_tb(error.__traceback__)[-_FRAMES:]:
        yield f"{Path(frame.filename).name}:{frame.lineno}:{frame.name}"


def said() -> tuple[str, ...]:
    """What errors of this session said; it may quote texts, and lies on no disk."""
    return tuple(_said)


def log_file() -> Path:
    """The file that is written to; older ones have a number behind it."""
    return paths.user_logs() / "workbench.jsonl"


def read_lines(most: int = 2000) -> list[str]:
    """The last lines of the log, oldest first."""
    lines: list[str] = []
    for path in (log_file(), *_older()):
        with suppress(OSError):
            lines = path.read_text("utf-8", "replace").splitlines() + lines
        if len(lines) >= most:
            break
    return lines[-most:]


def _write(event: str, facts: Mapping[str, Fact]) -> None:
    row = {"at": round(time.time(), 3), "pid": os.getpid(), "event": event, **facts}
    with suppress(OSError):
        _append(log_file(), json.dumps(row, separators=(",", ":")).encode() + b"\n")


def _without_text(value: Fact) -> Fact:
    if not isinstance(value, str) or not value or _PLAIN.fullmatch(value):
        return value
    return f"({len(value)} characters)"


def _append(path: Path, line: bytes) -> None:
    """One write for a line, so that lines of several processes do not mix."""
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(file, line)
        full = os.fstat(file).st_size >= LARGEST
    finally:
        os.close(file)
    if full:
        _rotate()


def _older() -> list[Path]:
    return [log_file().with_suffix(f".{number}.jsonl") for number in range(1, FILES)]


def _rotate() -> None:
    """Every file takes the place of the next older one; the oldest goes."""
    files = [log_file(), *_older()]
    for newer, older in reversed(list(pairwise(files))):
        with suppress(FileNotFoundError):
            newer.replace(older)
