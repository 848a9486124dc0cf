"""The folder of a project's backups, beside the project."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from workbench import paths
from workbench.domain.backups import Backup, kept

_NAME = re.compile(r"(\d{6,})-(\d{8}T\d{6})Z-([a-z0-9-]+)\.nerproj")
_TIME = "%Y%m%dT%H%M%S"
PART = ".part"


def listed(project: Path) -> list[Backup]:
    """The backups of a project, the newest first; nothing of them is read."""
    try:
        found = [_backup(one) for one in paths.backups_folder(project).iterdir()]
    except OSError:
        return []
    there = [one for one in found if one is not None]
    return sorted(there, key=lambda one: one.number, reverse=True)


def _backup(path: Path) -> Backup | None:
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    with suppress(ValueError):
        time = datetime.strptime(match[2], _TIME).replace(tzinfo=UTC)
        return Backup(int(match[1]), time, match[3].replace("-", " "), path)
    return None


def next_backup(project: Path, reason: str, now: datetime) -> Backup:
    """What the next backup will be called. Its number, not the clock, says that it is newer."""
    number = max((one.number for one in listed(project)), default=0) + 1
    time = now.astimezone(UTC)
    name = f"{number:06}-{time.strftime(_TIME)}Z-{reason.replace(' ', '-')}.nerproj"
    return Backup(number, time, reason, paths.backups_folder(project) / name)


def thin(project: Path) -> None:
    """Delete the backups that need not be kept."""
    backups = listed(project)
    wanted = kept(backups)
    for one in backups:
        if one.number not in wanted:
            # One that cannot be deleted now is so the next time.
            with suppress(OSError):
                one.path.unlink(missing_ok=True)


def part_of(backup: Path) -> Path:
    """Where a backup lies until it was read back."""
    return backup.with_name(f".{backup.name}{PART}")
