"""Runs in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.ui.train.conftest import report_of, run_of
from workbench.domain.run_reports import Rescored, RunReport
from workbench.domain.training import JobState
from workbench.ui.train.runs.words import (
    GLYPHS,
    describe_model,
    describe_size,
    describe_start,
    headline_f1,
    name_of,
    second_line,
)

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_500, "2 kB"),
        (12_400_000, "12 MB"),
        (1_440_000_000, "1.4 GB"),
        (25_000_000_000, "25 GB"),
    ],
)
def test_sizes_are_for_people(size: int, words: str) -> None:
    """Decimals only where they say something."""
    assert describe_size(size) == words


@pytest.mark.parametrize(
    ("created", "words"),
    [
        ("2026-03-05T09:30:00+00:00", "09:30"),
        ("2026-02-17T09:30:00+00:00", "17 Feb"),
        ("2024-12-31T09:30:00+00:00", "Dec 2024"),
        ("nonsense", ""),
    ],
)
def test_starts_are_for_people(created: str, words: str) -> None:
    """The hour today, else the day, else the month and the year."""
    assert describe_start(created, NOW) == words


def test_a_run_is_known_by_its_title() -> None:
    """Its number stands below then, with state and model; of a folder the last name."""
    run = replace(run_of("run-3", report_of()), title="Best so far")
    assert name_of(run) == "Best so far"
    assert second_line(run) == "run-3 · done · fake · embedded"
    assert name_of(replace(run, title="")) == "run-3"
    moved = replace(run, spec={"engine": "flair", "base": "/models/own-bert"})
    assert describe_model(moved) == "flair · own-bert"


def test_the_headline_is_the_latest_figure() -> None:
    """Test before dev; what was scored again before what was scored first."""
    run = run_of("run-1", report_of(f1=0.8))
    assert headline_f1(run) == 0.8
    assert headline_f1(replace(run, report=None)) is None
    assert run.report is not None
    told = RunReport.from_json(dict(run.report))
    again = replace(told, rescored=(Rescored("2026", report_of(f1=0.9)),))
    assert headline_f1(replace(run, report=again.to_json())) == 0.9


def test_every_state_has_a_sign_of_its_own_kind() -> None:
    """Colour alone tells nothing: a state that ended well never looks like a failed one."""
    assert set(GLYPHS) == set(JobState)
    assert GLYPHS[JobState.DONE] != GLYPHS[JobState.FAILED]
