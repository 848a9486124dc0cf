"""Cancels trainings at random moments, and looks how long anything of them is left.

`python -m tests.faults.cancels [COUNT] [--engine fake|transformers|flair]` runs it by itself;
the default is 100 cancels.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.faults.training_runs import SPECS, make_training
from workbench.domain.training import JobState
from workbench.jobs.spec import RunFolder
from workbench.jobs.supervisor import Supervisor

LONGEST = 2.5
LIMIT = 5.0


@dataclass
class Outcome:
    """What a series of cancels has shown; `slowest` in seconds."""

    cancels: int = 0
    ended_before: int = 0
    slowest: float = 0.0
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        line = (
            f"{self.cancels} cancels ({self.ended_before} came after the end): everything was "
            f"gone after {self.slowest:.2f} s at the most, {len(self.broken)} broken"
        )
        return "\n".join([*self.broken, line])


def cancel_often(folder: Path, count: int, engine: str = "fake", seed: int = 13) -> Outcome:
    """Cancel `count` trainings, each at a random moment."""
    lots = random.Random(seed)
    outcome = Outcome()
    for number in range(count):
        run = make_training(folder / f"run-{number}", engine)
        _cancel(run, lots.uniform(0.0, LONGEST), outcome)
    return outcome


def _cancel(run: RunFolder, after: float, outcome: Outcome) -> None:
    supervisor = Supervisor(run)
    told_at: list[float] = []

    def cancel() -> None:
        told_at.append(time.monotonic())
        supervisor.cancel()

    supervisor.start()
    group = supervisor.pid
    timer = threading.Timer(after, cancel)
    timer.start()
    finished = supervisor.follow(lambda message: None)
    supervisor.end()
    timer.cancel()
    timer.join()
    outcome.cancels += 1
    if finished.state is JobState.DONE:
        outcome.ended_before += 1
        return
    while _group_left(group) and time.monotonic() - told_at[0] < LIMIT:
        time.sleep(0.01)
    outcome.slowest = max(outcome.slowest, time.monotonic() - told_at[0])
    if (fault := _fault(run, finished.state, group, told_at[0])) is not None:
        outcome.broken.append(f"{run.path.name}, cancelled after {after:.2f} s: {fault}")


def _fault(run: RunFolder, state: JobState, group: int, told_at: float) -> str | None:
    if _group_left(group) or time.monotonic() - told_at > LIMIT:
        return "something of it was left after five seconds"
    if state is not JobState.CANCELLED:
        return f"it ended as {state}"
    left = [path.name for path in (run.model, run.checkpoints, run.report_file) if path.exists()]
    return f"it left {left}" if left else None


def _group_left(group: int) -> bool:
    """Whether any process of a group is there."""
    for process in psutil.process_iter():
        try:
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                return True
        except (ProcessLookupError, psutil.Error):
            continue
    return False


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.faults.cancels")
    parser.add_argument("count", type=int, nargs="?", default=100)
    parser.add_argument("--engine", choices=list(SPECS), default="fake")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        found = cancel_often(Path(name), given.count, given.engine)
    print(found)
    sys.exit(bool(found.broken))
