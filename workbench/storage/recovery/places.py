"""Where side journals lie, and which of them belongs to a project file."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from workbench import paths
from workbench.files import write_json
from workbench.storage.identity import Identity


def folder() -> Path:
    """Beside the settings of the program, never beside a project."""
    return paths.user_data() / "journals"


def key_of(path: Path) -> str:
    """A short name for a path."""
    return hashlib.blake2b(os.fsencode(path), digest_size=8).hexdigest()


def log_of(project: str, path: Path) -> Path:
    """The side journal of a project at a path, whether it is there or not."""
    return folder() / f"{project}-{key_of(path)}.jsonl"


def previous(log: Path) -> Path:
    """What the journal held before it was begun anew."""
    return log.with_suffix(".previous")


def base_of(log: Path) -> Path:
    """The copy of the project that stands for what was too large for the journal."""
    return log.with_suffix(".base")


def waiting(log: Path) -> Path:
    """What is missing from a file that went on without it, until somebody answers for that."""
    return log.with_suffix(".waiting")


def waiting_base(log: Path) -> Path:
    """The copy of the project that what is waiting goes on from."""
    return log.with_suffix(".waiting-base")


def set_aside(log: Path) -> None:
    """Keep a journal that does not fit the file any more, in the place of the last such one."""
    for one in (log, previous(log)):
        with suppress(OSError):
            one.replace(one.with_name(f"{one.name}.aside"))
    for one in (base_of(log), _place(log)):
        with suppress(OSError):
            one.unlink(missing_ok=True)


def note_place(log: Path, path: Path) -> None:
    """Remember which file a journal belongs to."""
    identity = Identity.of(path)
    if identity is not None:
        values = {"path": str(path), "device": identity.device, "inode": identity.inode}
        if _read(_place(log)) != values:
            write_json(_place(log), values)


def find_log(project: str, path: Path) -> Path:
    """The journal of a project at a path, also where the file was moved there."""
    own = log_of(project, path)
    if own.exists():
        return own
    for log in folder().glob(f"{project}-*.jsonl"):
        if _was_moved(_read(_place(log)), path):
            _rename(log, own)
            note_place(own, path)
            break
    return own


def logs_at(path: Path) -> Iterator[Path]:
    """The journals of every project that lay at a path, the latest first."""
    found = folder().glob(f"*-{key_of(path)}.jsonl")
    yield from sorted(found, key=lambda one: one.stat().st_mtime, reverse=True)


def is_other_file(log: Path, path: Path) -> bool:
    """Whether another file lies at a path than the one that the journal was written for."""
    identity, noted = Identity.of(path), _read(_place(log)).get("inode")
    # Not its device: the number of a disk may be another one after a restart.
    return identity is not None and noted is not None and identity.inode != noted


def lost() -> list[Path]:
    """Where projects lay that are gone, or something else lies now; the latest first."""
    found = sorted(folder().glob("*.place"), key=lambda one: one.stat().st_mtime, reverse=True)
    gone = [place for place in map(_read, found) if not _is_there(place)]
    return list(dict.fromkeys(Path(place["path"]) for place in gone))


def _is_there(place: Mapping[str, Any]) -> bool:
    """Whether the file of a journal is where it was; also where nobody knows where that is."""
    name = place.get("path")
    if not isinstance(name, str):
        return True
    identity = Identity.of(Path(name))
    noted = place.get("device"), place.get("inode")
    return identity is not None and (identity.device, identity.inode) == noted


def project_of(log: Path) -> str:
    """The id of the project that a journal belongs to."""
    return log.name.partition("-")[0]


def _was_moved(place: Mapping[str, Any], path: Path) -> bool:
    """Whether the file of a journal has become the one at a path."""
    name = place.get("path")
    if not isinstance(name, str):
        return False
    identity = Identity.of(path)
    same = identity is not None and (identity.device, identity.inode) == (
        place.get("device"),
        place.get("inode"),
    )
    return same or not os.path.lexists(name)


def _rename(log: Path, own: Path) -> None:
    for name in (base_of, previous, waiting, waiting_base, _place):
        with suppress(OSError):
            name(log).replace(name(own))
    log.replace(own)


def _place(log: Path) -> Path:
    return log.with_suffix(".place")


def _read(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
