"""What a run tells, gathered."""

from __future__ import annotations

import pytest

from workbench.domain.run_reports import DevScores, EpochRow
from workbench.domain.training import JobState
from workbench.jobs.protocol import Fault, Finished, Log, Progress, Started
from workbench.ui.train.trace import LOG_LINES, RunTrace, describe_seconds


def epoch(number: int, f1: float, best: bool) -> EpochRow:
    return EpochRow(number, 0.5, DevScores(f1, f1, f1, 0.4), best, 300)


def test_curves_come_from_the_messages() -> None:
    """Losses by fraction of an epoch, F1 by epoch, and the last best one."""
    trace = RunTrace.of(
        [
            Started(1, "cpu", 2),
            Progress(1, 4, 0.5, 0.9, 3.0),
            epoch(1, 0.6, best=True),
            Progress(2, 4, 1.5, None, 2.0),
            epoch(2, 0.5, best=False),
        ]
    )
    assert trace.losses == [(0.5, 0.9)]
    assert [row.dev.f1 for row in trace.epochs] == [0.6, 0.5]
    assert trace.best is not None
    assert trace.best.epoch == 1
    assert trace.share == 0.5
    assert trace.memory_mb == 300


def test_the_log_keeps_its_tail() -> None:
    """A chatty run does not fill the memory; the newest lines stay."""
    trace = RunTrace.of([Log(str(number)) for number in range(LOG_LINES + 10)])
    assert len(trace.log) == LOG_LINES
    assert trace.log[-1] == str(LOG_LINES + 9)


def test_a_failure_is_told_in_the_log() -> None:
    """The end of a failed run says what happened and what to do."""
    fault = Fault("NW-T04", "The machine ran out of memory.", "Safe.", "Choose a smaller batch.")
    trace = RunTrace.of([Finished(JobState.FAILED, fault)])
    assert "ran out of memory" in trace.log[-1]
    assert "[NW-T04]" in trace.log[-1]


@pytest.mark.parametrize(
    ("seconds", "words"), [(4.4, "4 s"), (65, "1:05 min"), (59.7, "1:00 min"), (3725, "1:02 h")]
)
def test_lengths_of_time_are_for_people(seconds: float, words: str) -> None:
    """Seconds, then minutes, then hours."""
    assert describe_seconds(seconds) == words
