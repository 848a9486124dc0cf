"""Which backups are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from workbench.domain.backups import Backup, kept

START = datetime(2026, 1, 1, 12, tzinfo=UTC)


def backup(number: int, time: datetime) -> Backup:
    return Backup(number, time, "regular", Path(f"{number}.nerproj"))


def test_ten_newest_seven_days_four_weeks_six_months() -> None:
    """A year of one backup an hour leaves the last ten, and the newest of each period."""
    every = [backup(n, START + timedelta(hours=n)) for n in range(24 * 365)]
    stay = kept(every)
    last = len(every) - 1
    assert stay >= set(range(last - 9, last + 1))
    days = {every[n].time.date() for n in stay}
    today = every[last].time.date()
    assert {today - timedelta(days=back) for back in range(7)} <= days
    months = {(one.year, one.month) for one in days}
    assert len(months) == 6
    assert len(stay) <= 10 + 7 + 4 + 6


def test_thinning_again_takes_nothing_more() -> None:
    """What was kept once is kept the next time, as long as nothing new comes."""
    every = [backup(n, START + timedelta(hours=7 * n)) for n in range(500)]
    stay = kept(every)
    assert kept(one for one in every if one.number in stay) == stay


def test_s19_a_clock_that_jumps_takes_no_newest_backup_away() -> None:
    """The last ten by number stay, whatever their dates; so does what was made before the jump."""
    jumps = (0, 3650, -3650, 0)
    every = [backup(n, START + timedelta(days=jumps[n // 20 % 4], minutes=n)) for n in range(80)]
    for many in range(1, 81):
        stay = kept(every[:many])
        assert stay >= set(range(max(0, many - 10), many))
