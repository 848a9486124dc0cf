"""How fast a person annotates, from the times at which sentences were accepted.

Work comes in sittings: what lies further apart than `GAP` was a pause. The first moment of a
sitting says when it began, but not how long its sentence took; it is counted in no pace.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

GAP = timedelta(minutes=5)
# The estimate of what is left goes by the latest days on which there was work.
RECENT_DAYS = 5
_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that a person did, and how many sentences became done by it.

    `entities` and `tokens` are those of the sentences; None where nobody wrote them down.
    """

    time: datetime
    sentences: int = 0
    entities: int | None = None
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """Timed work: seconds at it, and what came of it.

    `counted_seconds` went into sentences whose entities and tokens are known.
    """

    seconds: float = 0.0
    sentences: int = 0
    counted_seconds: float = 0.0
    entities: int = 0
    tokens: int = 0

    def __add__(self, other: Work) -> Work:
        return Work(
            self.seconds + other.seconds,
            self.sentences + other.sentences,
            self.counted_seconds + other.counted_seconds,
            self.entities + other.entities,
            self.tokens + other.tokens,
        )

    @property
    def per_hour(self) -> float | None:
        """Sentences in an hour; None without any."""
        return _HOUR * self.sentences / self.seconds if self.sentences and self.seconds else None

    @property
    def seconds_each(self) -> float | None:
        """Seconds for a sentence."""
        return self.seconds / self.sentences if self.sentences else None

    @property
    def seconds_per_entity(self) -> float | None:
        return self.counted_seconds / self.entities if self.entities else None

    @property
    def tokens_per_hour(self) -> float | None:
        known = self.tokens and self.counted_seconds
        return _HOUR * self.tokens / self.counted_seconds if known else None

    def hours_for(self, sentences: int) -> float | None:
        """How long so many sentences would take; None where the pace is not known."""
        each = self.seconds_each
        return None if not each else each * sentences / _HOUR


@dataclass(frozen=True, slots=True)
class Day:
    """What was done on one day; `done` also counts sentences that tell nothing about the pace."""

    day: date
    done: int = 0
    sittings: int = 0
    work: Work = Work()


@dataclass(frozen=True)
class Pace:
    """The days on which there was work, in order."""

    days: tuple[Day, ...] = ()

    @property
    def overall(self) -> Work:
        return _sum(self.days)

    @property
    def recent(self) -> Work:
        """The work of the latest days that tell anything about the pace."""
        telling = [day for day in self.days if day.work.sentences]
        return _sum(telling[-RECENT_DAYS:])

    @property
    def done(self) -> int:
        return sum(day.done for day in self.days)

    @property
    def sittings(self) -> int:
        return sum(day.sittings for day in self.days)


def _sum(days: Iterable[Day]) -> Work:
    return sum((day.work for day in days), Work())


def pace_of(moments: Iterable[Moment], zone: tzinfo | None = None) -> Pace:
    """The pace from moments in any order; days begin at midnight of `zone` (here, if None)."""
    count = PaceCount(zone)
    for moment in sorted(moments, key=lambda one: one.time):
        count.note(moment)
    return count.pace()


class PaceCount:
    """Counts moments, which must come in the order of their times."""

    def __init__(self, zone: tzinfo | None = None) -> None:
        self._zone = zone
        self._days: dict[date, _DayCount] = {}
        self._last: datetime | None = None
        # Seconds since the last moment of this sitting that belong to no sentence yet.
        self._waiting = 0.0

    def note(self, moment: Moment) -> None:
        """Go on to a moment."""
        begins = self._begins_with(moment.time)
        day = moment.time.astimezone(self._zone).date()
        count = self._days.setdefault(day, _DayCount())
        count.sittings += begins
        if moment.sentences:
            count.done += moment.sentences
            seconds, self._waiting = self._waiting, 0.0
            if not begins:
                count.add(moment, seconds)

    def pace(self) -> Pace:
        """All that was counted; days on which nothing became done are left out."""
        found = (count.day(day) for day, count in self._days.items() if count.done)
        return Pace(tuple(found))

    def _begins_with(self, time: datetime) -> bool:
        """Whether a new sitting begins with a moment."""
        before, self._last = self._last, time
        if before is None or time - before > GAP:
            self._waiting = 0.0
            return True
        self._waiting += (time - before).total_seconds()
        return False


@dataclass
class _DayCount:
    """A day that is still counted; there may be a million moments."""

    done: int = 0
    sittings: int = 0
    seconds: float = 0.0
    sentences: int = 0
    counted_seconds: float = 0.0
    entities: int = 0
    tokens: int = 0

    def add(self, moment: Moment, seconds: float) -> None:
        self.seconds += seconds
        self.sentences += moment.sentences
        if moment.entities is not None and moment.tokens is not None:
            self.counted_seconds += seconds
            self.entities += moment.entities
            self.tokens += moment.tokens

    def day(self, day: date) -> Day:
        work = Work(self.seconds, self.sentences, self.counted_seconds, self.entities, self.tokens)
        return Day(day, self.done, self.sittings, work)
