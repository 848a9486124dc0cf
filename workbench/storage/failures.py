"""SQLite's errors as sentences for a person."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.exc import DBAPIError

from workbench.domain.errors import BusyError, StorageError, UsageError, WorkbenchError

# Primary result codes of SQLite, https://www.sqlite.org/rescode.html
_PERM, _BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = (
    3, 5, 6, 8, 10, 11, 13, 14, 26,
)  # fmt: skip


def not_a_project(path: Path, why: str) -> StorageError:
    return StorageError(
        "NW-S13",
        f"{path.name} is not a NER Workbench project: {why}.",
        "The file was not touched.",
        "Choose a .nerproj file, or import this file into a project.",
    )


def newer_project(path: Path) -> StorageError:
    return StorageError(
        "NW-S14",
        f"{path.name} was made by a newer version of NER Workbench.",
        "The file was not touched.",
        "Update the program, then open it again.",
    )


def missing_project(path: Path) -> StorageError:
    return StorageError(
        "NW-S20",
        f"There is no project at {path}.",
        "Nothing was changed.",
        "Check the path, or make the project with `workbench new` or `workbench import`.",
    )


def existing_project(path: Path) -> StorageError:
    return StorageError(
        "NW-S21",
        f"There is a file at {path} already.",
        "It was not touched.",
        "Choose another name.",
    )


def not_made(path: Path, reason: str) -> StorageError:
    return StorageError(
        "NW-S23",
        f"{path} cannot be made: {reason}.",
        "Nothing was changed.",
        "Choose a folder where you may write and that has room.",
    )


def no_room(path: Path, needed: int, free: int) -> StorageError:
    return StorageError(
        "NW-S25",
        f"There is not enough room for {path.name} to grow: about {_megabytes(needed)} are"
        f" needed, {_megabytes(free)} are free.",
        "Nothing was changed.",
        "Free some space on that disk, or move the project to one that has more.",
    )


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"


def moved_project(path: Path) -> StorageError:
    return StorageError(
        "NW-S08",
        f"{path.name} was moved, deleted or replaced while it was open.",
        "The last edit is not counted as saved.",
        "Put the file back where it was, or close and open the project again.",
    )


def busy_project(path: Path) -> BusyError:
    return BusyError(
        "NW-C01",
        f"{path.name} is open in another window or program.",
        "Nothing was changed.",
        "Close it there, then try again.",
    )


def storage_error(error: DBAPIError, path: Path) -> WorkbenchError:
    """The error of a statement, in words."""
    # Of our functions only the search by a regular expression can fail: when it takes too long.
    if "user-defined function raised" in str(error.orig):
        return slow_pattern()
    return sqlite_error(error.orig, path)


def slow_pattern() -> UsageError:
    return UsageError(
        "NW-U27",
        "The regular expression takes too long on some sentence.",
        "Nothing was changed.",
        "Write it without repeats inside of repeats.",
    )


def sqlite_error(error: BaseException | None, path: Path) -> StorageError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (_BUSY, _LOCKED):
        return busy_project(path)
    if code == _NOTADB:
        return not_a_project(path, "its content is not a database")
    number, happened, next_step = _WORDS.get(code, _OTHER)
    return StorageError(
        number,
        happened.format(name=path.name, reason=error),
        _LEFT_AS_IT_IS if code == _CORRUPT else _KEPT,
        next_step,
    )


_KEPT = "Everything saved before is kept; the last edit was not saved."
_LEFT_AS_IT_IS = "The file was left as it is."
_CANNOT_WRITE = (
    "NW-S16",
    "{name} cannot be written: {reason}.",
    "Copy the project to a folder where you may write, and open it there.",
)
_WORDS = {
    _FULL: ("NW-S03", "The disk is full.", "Free some space, then repeat the edit."),
    _IOERR: (
        "NW-S06",
        "The disk did not take what was written to {name}.",
        "Check the disk, close the project and open it again.",
    ),
    _CORRUPT: (
        "NW-S12",
        "{name} is damaged.",
        "Copy the file, then open the newest backup beside it.",
    ),
    _READONLY: _CANNOT_WRITE,
    _PERM: _CANNOT_WRITE,
    _CANTOPEN: _CANNOT_WRITE,
}
_OTHER = (
    "NW-S22",
    "{name} could not be used: {reason}.",
    "Close the project and open it again.",
)
