"""Runs in words: states, names, times and sizes as people read them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from workbench.domain.recipes import EMBEDDED
from workbench.domain.training import JobState
from workbench.operations.store import Run

GLYPHS = {
    JobState.QUEUED: "○",
    JobState.RUNNING: "▶",
    JobState.STOPPING: "◼",
    JobState.DONE: "✓",
    JobState.STOPPED: "◼",
    JobState.CANCELLED: "–",
    JobState.FAILED: "✕",
    JobState.LOST: "?",
}
TONES = {
    JobState.RUNNING: "accent",
    JobState.STOPPING: "accent",
    JobState.DONE: "good",
    JobState.STOPPED: "good",
    JobState.FAILED: "bad",
    JobState.LOST: "bad",
}
PIN = "★"
_UNITS = ("B", "kB", "MB", "GB", "TB")


def name_of(run: Run) -> str:
    """What a run is known by: its title, or its name."""
    return run.title or run.name


def describe_model(run: Run) -> str:
    """Engine and base: `transformers · embedded`; of a folder its last name."""
    base = str(run.spec.get("base", ""))
    short = base if base == EMBEDDED or "/" not in base else Path(base).name
    return " · ".join(one for one in (str(run.spec.get("engine", "")), short) if one)


def second_line(run: Run, place: int = 0) -> str:
    """What stands under a run's name: its number if it has a title, its state, its model.

    `place` is its place in the queue, from 1; 0 where it does not wait.
    """
    words = [run.name] if run.title else []
    state = str(JobState(run.state))
    return " · ".join([*words, f"{state}, no. {place}" if place else state, describe_model(run)])


def headline_f1(run: Run) -> float | None:
    """Strict micro F1 on test, or on dev where there is no test; the latest where rescored."""
    if run.report is None:
        return None
    rescored = run.report.get("rescored") or ()
    scored: Any = rescored[-1]["test"] if rescored else run.report["test"] or run.report["dev"]
    return float(scored["strict"]["micro"]["f1"]) if scored else None


def describe_start(created: str, now: datetime) -> str:
    """When a run was started: the hour today, else the day; empty if nobody knows."""
    try:
        begun = datetime.fromisoformat(created).astimezone(now.tzinfo)
    except ValueError:
        return ""
    if begun.date() == now.date():
        return f"{begun:%H:%M}"
    return f"{begun.day} {begun:%b}" if begun.year == now.year else f"{begun:%b %Y}"


def describe_size(size: int) -> str:
    """Bytes for people: `12 MB`, `1.4 GB`."""
    amount, unit = float(size), 0
    while amount >= 999.5 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return (
        f"{amount:.1f} {_UNITS[unit]}"
        if unit > 2 and amount < 10
        else f"{amount:.0f} {_UNITS[unit]}"
    )
