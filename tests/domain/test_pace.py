"""How fast somebody works, from the times at which sentences were accepted."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.pace import GAP, Moment, Pace, Work, pace_of

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
# Seconds from one moment to the next, and what was done at it.
STEPS = st.lists(
    st.tuples(st.integers(0, 900), st.integers(0, 1), st.integers(0, 5)), min_size=1, max_size=60
)


def moments(steps: list[tuple[int, int, int]]) -> list[Moment]:
    times = accumulate(seconds for seconds, _, _ in steps)
    return [
        Moment(START + timedelta(seconds=time), done, entities, 10)
        for time, (_, done, entities) in zip(times, steps, strict=True)
    ]


def at(*minutes: float, done: int = 1) -> Pace:
    return pace_of([Moment(START + timedelta(minutes=one), done, 2, 12) for one in minutes], UTC)


def test_the_first_sentence_of_a_sitting_counts_no_time() -> None:
    """Nobody knows when it was begun; the three after it took a minute each."""
    pace = at(0, 1, 2, 3)
    assert pace.done == 4
    assert pace.overall == Work(180, 3, 180, 6, 36)
    assert pace.overall.per_hour == 60
    assert pace.overall.seconds_each == 60
    assert pace.overall.seconds_per_entity == 30
    assert pace.overall.tokens_per_hour == 720


def test_a_pause_is_no_work() -> None:
    """What lies further apart than five minutes begins a new sitting."""
    pace = at(0, 1, 120, 121)
    assert pace.sittings == 2
    assert pace.overall.per_hour == 60


def test_edits_on_the_way_belong_to_the_sentence() -> None:
    """Labels are set, then the sentence is accepted."""
    edits = [Moment(START + timedelta(seconds=20 * n)) for n in range(3)]
    pace = pace_of([*edits, Moment(START + timedelta(seconds=60), 1, 3, 9)], UTC)
    assert pace.overall == Work(60, 1, 60, 3, 9)


def test_sentences_without_counts_leave_the_time_of_entities_alone() -> None:
    """They were accepted before entities were written down."""
    later = timedelta(minutes=1)
    pace = pace_of([Moment(START, 1), Moment(START + later, 1), Moment(START + 2 * later, 1, 4, 9)])
    assert pace.overall == Work(120, 2, 60, 4, 9)


def test_days_are_told_apart() -> None:
    """At midnight of the zone; the estimate goes by the latest days."""
    days = [START + timedelta(days=number) for number in range(8)]
    slow = [Moment(day + timedelta(minutes=2 * n), 1, 1, 1) for day in days[:3] for n in range(3)]
    fast = [Moment(day + timedelta(minutes=n), 1, 1, 1) for day in days[3:] for n in range(3)]
    pace = pace_of([*slow, *fast], UTC)
    assert [day.done for day in pace.days] == [3] * 8
    assert pace.recent.per_hour == 60
    assert pace.overall.per_hour is not None and pace.overall.per_hour < 60


def test_nothing_done_has_no_pace() -> None:
    """And no estimate."""
    assert pace_of([]) == Pace()
    assert Work().per_hour is None and Work().hours_for(100) is None
    assert Work().seconds_per_entity is None and Work().tokens_per_hour is None


def test_hours_are_sentences_by_pace() -> None:
    assert at(0, 1, 2).overall.hours_for(120) == pytest.approx(2.0)


@given(STEPS, st.randoms())
def test_the_order_of_the_moments_does_not_matter(
    steps: list[tuple[int, int, int]], lots: random.Random
) -> None:
    """The journal is read from its end; moments of one second are of one kind here."""
    told = list({moment.time: moment for moment in moments(steps)}.values())
    shuffled = list(told)
    lots.shuffle(shuffled)
    assert pace_of(shuffled, UTC) == pace_of(told, UTC)


@given(STEPS)
def test_time_is_never_counted_twice(steps: list[tuple[int, int, int]]) -> None:
    """The seconds fit between the first and the last moment, less every pause."""
    pace = pace_of(moments(steps), UTC)
    gaps = [seconds for seconds, _, _ in steps[1:]]
    worked = sum(gap for gap in gaps if gap <= GAP.total_seconds())
    assert 0 <= pace.overall.seconds <= worked
    assert pace.overall.counted_seconds <= pace.overall.seconds


@given(STEPS)
def test_every_sentence_is_counted_as_done(steps: list[tuple[int, int, int]]) -> None:
    """But only those within a sitting tell anything about the pace."""
    pace = pace_of(moments(steps), UTC)
    assert pace.done == sum(done for _, done, _ in steps)
    assert pace.overall.sentences <= pace.done


@given(STEPS, st.integers(1, 400))
def test_a_longer_pause_changes_nothing(steps: list[tuple[int, int, int]], days: int) -> None:
    """Whether the next sitting begins an hour or a year later."""
    once, later = moments(steps), moments(steps)
    shift = timedelta(days=days)
    moved = [Moment(m.time + shift, m.sentences, m.entities, m.tokens) for m in later]
    near = [m for m in moved if m.time - once[-1].time > GAP]
    if len(near) == len(moved):
        one, two = pace_of(once, UTC).overall, pace_of([*once, *moved], UTC).overall
        assert two.seconds == pytest.approx(2 * one.seconds)
        assert two.sentences == 2 * one.sentences
