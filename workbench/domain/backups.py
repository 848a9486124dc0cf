"""Backups of a project: what each is, and which of them are kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

# The newest of each of so many periods, beside the last ones.
_LAST = 10


_F = TypeVar("_F", bound=Callable[..., Any])
_REASON = "reason_for_backup"


def backed_up(reason: str) -> Callable[[_F], _F]:
    """Mark an operation as one that is worth a backup first, named by the reason."""

    def mark(operation: _F) -> _F:
        setattr(operation, _REASON, reason)
        return operation

    return mark


def reason_for_backup(operation: Callable[..., Any]) -> str:
    """Why to make a backup before an operation; empty where there is no need for one."""
    return str(getattr(operation, _REASON, ""))


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was read back when it was made. `number` counts them, `time` is UTC."""

    number: int
    time: datetime
    reason: str
    path: Path


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found in a project file without a change to it.

    `faults` are in words, `damaged` are sentences that do not read as they were saved,
    `foreign` names what the file holds and a project does not.
    """

    sentences: int = 0
    revision: str = ""
    faults: tuple[str, ...] = ()
    damaged: tuple[int, ...] = ()
    foreign: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not (self.faults or self.damaged or self.foreign)


@dataclass(slots=True)
class Rescued:
    """What came out of a damaged file.

    Sentences, the numbers of those that are not as they were saved, and how many are lost.
    """

    sentences: int = 0
    changed: list[int] = field(default_factory=list)
    lost: int = 0


def _day(time: datetime) -> Hashable:
    return time.date()


def _week(time: datetime) -> Hashable:
    return time.isocalendar()[:2]


def _month(time: datetime) -> Hashable:
    return time.year, time.month


_PERIODS: tuple[tuple[Callable[[datetime], Hashable], int], ...] = (
    (_day, 7),
    (_week, 4),
    (_month, 6),
)


def kept(backups: Iterable[Backup]) -> frozenset[int]:
    """The numbers of those that stay: 10 newest, 7 daily, 4 weekly, 6 monthly.

    Newer is what has the higher number. No clock is asked, so that one that jumps takes
    nothing away but a place among the periods.
    """
    ordered = sorted(backups, key=lambda one: one.number, reverse=True)
    found = {one.number for one in ordered[:_LAST]}
    for period, count in _PERIODS:
        newest: dict[Hashable, int] = {}
        for one in ordered:
            newest.setdefault(period(one.time), one.number)
        found.update(list(newest.values())[:count])
    return frozenset(found)
