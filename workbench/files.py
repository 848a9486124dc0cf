"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

from workbench.domain.errors import JobError, StorageError

COMPLETE = "COMPLETE.json"
_CHUNK = 1 << 20
_LONGEST_LIST = 16 << 20
# The largest tokenizer.json of an encoder on our list has 17 MB.
LARGEST_JSON = 64 << 20


def system_refused(error: OSError) -> StorageError:
    """What the system refused and nobody closer to it has put into words."""
    where = f" at {os.fsdecode(error.filename)}" if error.filename else ""
    return StorageError(
        "NW-S24",
        f"The system refused a file or folder{where}: {error.strerror or error}.",
        "Everything saved before is kept.",
        "Check the name, your rights and the room there, then try again.",
    )


def write_atomically(path: Path, content: bytes) -> None:
    """Write beside the target, sync, then put in place."""
    aside = path.with_name(path.name + ".tmp")
    try:
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError:
        # What is left of it would take room on a disk that may be full.
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_json(path: Path, value: Any) -> None:
    """Write JSON atomically, indented, as UTF-8."""
    write_atomically(path, json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n")


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object; JobError NW-J03 when it is missing or damaged."""
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise _damaged(path, str(error)) from error
    if not isinstance(value, dict):
        raise _damaged(path, "it is no JSON object")
    return value


def read_small(path: Path, most: int) -> bytes:
    """The content of a regular file of so many bytes at the most; OSError for anything else.

    A pipe would block, and a device never ends.
    """
    file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(file, "rb") as opened:
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "it is no file", str(path))
        if found.st_size > most:
            raise OSError(errno.EFBIG, "it is too large", str(path))
        return opened.read(most)


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    import hashlib

    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def sync_file(path: Path) -> None:
    """Force a file's content to the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Force a folder's entries to the disk, where the system knows how."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle(path: Path) -> None:
    """Bring the name of a new file to the disk, or take the file away again: OSError.

    What was refused may then be tried again under the same name.
    """
    try:
        sync_folder(path.parent)
    except OSError:
        with suppress(OSError):
            path.unlink()
        raise


def remove_folder(folder: Path) -> None:
    """Take away a folder of ours as far as the system lets us; a single failure is tried again."""
    for _ in range(2):
        shutil.rmtree(folder, ignore_errors=True)


def complete_folder(aside: Path, target: Path) -> None:
    """Sync every file of `aside`, list them in COMPLETE.json, and rename it to `target`.

    `target` must not exist. A folder without COMPLETE.json was cut off while it was written.
    """
    files = sorted(path for path in aside.rglob("*") if path.is_file())
    for path in files:
        sync_file(path)
    sizes = {str(path.relative_to(aside)): path.stat().st_size for path in files}
    write_json(aside / COMPLETE, {"files": sizes})
    aside.replace(target)
    sync_folder(target.parent)


def is_complete(folder: Path) -> bool:
    """Whether COMPLETE.json is there and every file it names has its size."""
    try:
        sizes = json.loads(read_small(folder / COMPLETE, _LONGEST_LIST))["files"].items()
        return all((folder / name).stat().st_size == size for name, size in sizes)
    except (OSError, ValueError, KeyError, AttributeError, TypeError, RecursionError):
        return False


def _damaged(path: Path, detail: str) -> JobError:
    return JobError(
        "NW-J03",
        f"The run's file {path.name} cannot be read ({detail}).",
        "The project is untouched.",
        "Delete this run and start it again.",
    )
