"""What the status bar reckons."""

from __future__ import annotations

from workbench.ui.status import HOUR, PACE_AFTER, Pace


def test_pace_counts_what_was_done_by_hand() -> None:
    """Ten sentences in half an hour are twenty an hour."""
    pace = Pace(since=0.0, last=100)
    for done in range(101, 110):
        pace.per_hour(done, done)
    assert pace.per_hour(HOUR / 2, 110) == 20


def test_bulk_operations_do_not_count() -> None:
    """An import of done sentences is no pace."""
    pace = Pace(since=0.0, last=0)
    assert pace.per_hour(PACE_AFTER * 2, 5000) is None


def test_there_is_no_pace_in_the_first_minute() -> None:
    """One sentence after a second is not 3,600 an hour."""
    pace = Pace(since=0.0, last=0)
    assert pace.per_hour(1.0, 1) is None
