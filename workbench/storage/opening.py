"""What is looked at before a project file is opened: who holds it, and whether it is whole.

A file that this person's program left as it is needs no further look. That is remembered in
the user's data and never in the file.
"""

from __future__ import annotations

import json
import os
import struct
from contextlib import suppress
from pathlib import Path

from workbench import paths
from workbench.storage import database, failures
from workbench.storage.schema import HEAD_REVISION

# Files that are remembered, the latest last.
_MOST = 50
_PAGE_SIZE_AT, _PAGES_AT = 16, 28


def check(path: Path) -> None:
    """Let another process look a file through that is not known.

    StorageError NW-S10 where its log is missing, NW-S11 where its end is, NW-S12 where it is
    damaged otherwise, NW-S32 where it holds what no project holds. The file is not touched.
    """
    path = path.absolute()
    database.check_header(path)
    if is_known(path):
        return
    # What a log still holds may explain a shorter file.
    missing = 0 if _log(path).exists() else missing_bytes(path)
    if missing > 0:
        raise failures.cut_off(path, missing)
    # What starts processes is loaded for a file that is not known, and for no other.
    from workbench.examining.look import EMPTY, examine_apart

    found = examine_apart(path)
    if found.ok:
        if lacks_its_log(path):
            raise failures.incomplete_copy(path)
        return
    if found.revision > HEAD_REVISION:
        raise failures.newer_project(path)
    if found.faults == (EMPTY,):
        raise failures.incomplete_copy(path)
    if found.foreign:
        raise failures.foreign_schema(path, found)
    raise failures.damaged_project(path, failures.described(found))


def lacks_its_log(path: Path) -> bool:
    """Whether a sound file was copied without its log, or has lost it.

    Not where the side journal of this very place goes on from the file: it tells then what is
    missing, if anything is. That holds for a log that another program folded in after a crash.
    """
    if _log(path).exists() or not database.says_in_use(path):
        return False
    from workbench.storage.recovery.foreign import journal_knows

    return not journal_knows(path)


def missing_bytes(path: Path) -> int:
    """How much shorter a file is than its first page says."""
    with path.open("rb") as file:
        header = file.read(100)
    (size,) = struct.unpack_from(">H", header, _PAGE_SIZE_AT)
    (pages,) = struct.unpack_from(">I", header, _PAGES_AT)
    return int(pages) * (1 << 16 if size == 1 else int(size)) - path.stat().st_size


def is_known(path: Path) -> bool:
    """Whether the file lies there as it was left."""
    return not _log(path).exists() and _known().get(str(path)) == _state(path)


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def remember(path: Path) -> None:
    """Note how a file was left."""
    path = path.absolute()
    known, state = _known(), _state(path)
    known.pop(str(path), None)
    if state is not None:
        known[str(path)] = state
    # Without the list, or with one that a power cut took, the next opening takes a little longer.
    with suppress(OSError):
        aside = paths.known_files().with_name(f"known-files.{os.getpid()}.tmp")
        aside.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(json.dumps(dict(list(known.items())[-_MOST:])), "utf-8")
        aside.replace(paths.known_files())


def _state(path: Path) -> list[int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return [found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns]


def _known() -> dict[str, object]:
    try:
        known = json.loads(paths.known_files().read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}
