"""SQLite's errors as sentences for a person."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from workbench.domain.backups import Examination
from workbench.domain.complaints import Damage
from workbench.domain.errors import (
    BusyError,
    DamagedError,
    ReadOnlyError,
    StorageError,
    UsageError,
    WorkbenchError,
)
from workbench.storage import owner

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


def foreign_schema(path: Path, found: Examination) -> DamagedError:
    return DamagedError(
        path,
        "NW-S32",
        f"{path.name} was not made by NER Workbench alone: {described(found)}.",
        "The file was not opened for writing, and nothing of it was run.",
        "Save its sentences into a new project: File > Rescue a damaged project, or"
        " `workbench rescue`.",
    )


def incomplete_copy(path: Path) -> DamagedError:
    return DamagedError(
        path,
        "NW-S10",
        f"{path.name} is an incomplete copy: it was made while the project was open, and the log"
        f" beside it, {path.name}-wal, is missing.",
        "The file was not touched; the project that it is a copy of has everything.",
        "Close that project and copy it again, or copy it by `workbench backup`. Without it: File"
        " > Rescue a damaged project saves what this copy holds.",
    )


def cut_off(path: Path, missing: int) -> DamagedError:
    return DamagedError(
        path,
        "NW-S11",
        f"The end of {path.name} is missing: {missing:,} bytes.",
        "The file was left as it is.",
        _RESTORE,
    )


def damaged_project(path: Path, why: str) -> DamagedError:
    return DamagedError(
        path,
        "NW-S12",
        f"{path.name} is damaged: {why}.",
        "The file was left as it is.",
        _RESTORE,
    )


def changed_sentences(ids: Sequence[int]) -> StorageError:
    named = ", ".join(map(str, ids[:5])) + (" …" if len(ids) > 5 else "")
    return StorageError(
        "NW-S33",
        f"The project file is damaged: sentence {named} is not as it was saved.",
        "Nothing was changed.",
        "File > Check project or `workbench doctor` shows it and brings it back from a backup.",
    )


def damaged_part(damage: Damage) -> StorageError:
    if damage.sentence:
        return changed_sentences([damage.sentence])
    return unreadable_part(damage.detail)


def unreadable_part(what: str) -> StorageError:
    return StorageError(
        "NW-S35",
        f"A part of the project file cannot be read: {what}.",
        "The file was left as it is.",
        _RESTORE,
    )


_RESTORE = (
    "Restore a backup by File > Restore from backup or `workbench restore`, or save what can"
    " be read by File > Rescue a damaged project or `workbench rescue`."
)


def not_rescued(path: Path, why: str) -> StorageError:
    return StorageError(
        "NW-S34",
        f"Nothing could be saved out of {path.name}: {why}.",
        "The file was left as it is.",
        "Restore a backup by File > Restore from backup or `workbench restore`.",
    )


def bad_copy(path: Path, why: str) -> StorageError:
    return StorageError(
        "NW-S30",
        f"The backup {path.name} did not read back as it was written: {why}.",
        "The project was not touched, and earlier backups are as they were.",
        "Check the project by File > Check project or `workbench doctor`, and the disk.",
    )


def damaged_backup(path: Path, why: str) -> StorageError:
    return StorageError(
        "NW-S31",
        f"{path.name} is damaged: {why}.",
        "Nothing was changed.",
        "Choose another backup.",
    )


def no_whole_backup(path: Path, damaged: int) -> StorageError:
    happened = f"None of the {damaged} backups of {path.name} can be read."
    return StorageError(
        "NW-S18",
        happened if damaged else f"There is no backup of {path.name}.",
        "The project was not touched.",
        "Look for copies of your own; `workbench rescue` saves what can be read.",
    )


def described(found: Examination) -> str:
    """The first of what is wrong with a file, in words."""
    for faults, words in (
        (found.faults, ""),
        (found.foreign, "it holds what no project holds: "),
    ):
        if faults:
            more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            return f"{words}{faults[0]}{more}"
    return f"{len(found.damaged)} sentences are not as they were saved"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"


def is_of_disk(error: DBAPIError) -> bool:
    """Whether the disk itself failed, so that nothing on the handle can be relied upon."""
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == _IOERR


def broken_project(path: Path) -> StorageError:
    return StorageError(
        "NW-S40",
        f"The disk failed, and {path.name} could not be opened anew since.",
        "Everything saved before is kept; the last edit was not saved.",
        "Check the disk, then repeat the edit, or save the project under another name.",
    )


def nothing_known(path: Path) -> StorageError:
    return StorageError(
        "NW-S41",
        f"Nothing is known of a project at {path}, or no copy of it goes with what is known.",
        "Nothing was changed.",
        "Name the newest copy that you have: `workbench recover PROJECT --from COPY`.",
    )


def moved_project(path: Path) -> StorageError:
    return StorageError(
        "NW-S08",
        f"{path.name} was moved, deleted or replaced while it was open.",
        "Nothing is lost: everything until now can be saved under another name.",
        "Save it as a new file, or put the file back where it was.",
    )


def busy_project(path: Path) -> BusyError:
    return BusyError(
        path,
        "NW-C01",
        f"{path.name} is open in another window or program{owner.described(path)}.",
        "Nothing was changed.",
        "Close it there, then try again.",
    )


def may_only_read(path: Path) -> bool:
    """Whether a project is there and the system lets nobody write to it, or not this person."""
    there = os.access(path, os.R_OK)
    return there and not all(os.access(one, os.W_OK) for one in (path, path.parent))


_NO_RIGHT = "you may not write to the file or its folder"


def read_only_place(path: Path, reason: str) -> ReadOnlyError:
    return ReadOnlyError(
        path,
        "NW-S16",
        f"{path.name} cannot be written: {_NO_RIGHT if may_only_read(path) else reason}.",
        _KEPT,
        "Copy the project to a folder where you may write, and open it there.",
    )


def only_read() -> StorageError:
    return StorageError(
        "NW-S42",
        "The project is open to be read only.",
        "Nothing was changed.",
        "Save a copy of it, and edit that: File > Save a copy.",
    )


def not_shown(path: Path, reason: str) -> StorageError:
    return StorageError(
        "NW-S43",
        f"{path.name} cannot be shown as it is now: {reason}.",
        "The file was not touched.",
        "Make room in the temporary folder, or try again when nobody writes to the project.",
    )


def no_side_journal(error: OSError) -> StorageError:
    return StorageError(
        "NW-S45",
        "The side journal, which keeps each edit a second time outside of the project, cannot be"
        f" written: {error.strerror or error}.",
        "Every edit is saved in the project all the same.",
        f"Check {error.filename or 'your data folder'}: it must have room and be writable. The"
        " next edit tries again.",
    )


def storage_error(error: DBAPIError, path: Path) -> WorkbenchError:
    """The error of a statement, in words."""
    # Of our functions only the search by a regular expression can fail: when it takes too long.
    if "user-defined function raised" in str(error.orig) and "digest" not in str(error.statement):
        return slow_pattern()
    if any(words in str(error.orig) for words in _NO_TEXT):
        return damaged_project(path, "a text in it cannot be read")
    return sqlite_error(error.orig, path)


# What the driver says of bytes that are no text, in a row and in a value for a function.
_NO_TEXT = ("Could not decode to UTF-8", "user-defined function raised")


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
    # For a file system that is read only SQLite has several codes.
    if code == _READONLY or (code in (_PERM, _CANTOPEN, _IOERR) and may_only_read(path)):
        return read_only_place(path, str(error))
    number, happened, next_step = _WORDS.get(code, _OTHER)
    return StorageError(
        number,
        happened.format(name=path.name, reason=error),
        _LEFT_AS_IT_IS if code == _CORRUPT else _KEPT,
        next_step,
    )


_KEPT = "Everything saved before is kept; the last edit was not saved."
_LEFT_AS_IT_IS = "The file was left as it is."
# Of what may be written otherwise: its log cannot be made, for want of room, say.
_NO_LOG = (
    "NW-S16",
    "{name} cannot be written: {reason}.",
    "Check its folder and the room there, or copy the project to another one.",
)
_WORDS = {
    _PERM: _NO_LOG,
    _CANTOPEN: _NO_LOG,
    _FULL: ("NW-S03", "The disk is full.", "Free some space, then repeat the edit."),
    _IOERR: (
        "NW-S06",
        "The disk did not take what was written to {name}.",
        "Check the disk, then repeat the edit.",
    ),
    _CORRUPT: (
        "NW-S12",
        "{name} is damaged.",
        "Copy the file, then open the newest backup beside it.",
    ),
}
_OTHER = (
    "NW-S22",
    "{name} could not be used: {reason}.",
    "Close the project and open it again.",
)
