"""Kills trainings at random moments and lets them go on to their end.

`python -m tests.faults.training_kills [COUNT] [--engine fake|transformers|flair]` runs it by
itself; the default is 50 kills.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.training_runs import SPECS, make_training
from workbench.domain.run_reports import EpochRow
from workbench.domain.training import JobState
from workbench.files import is_complete
from workbench.jobs.detached import last_word
from workbench.jobs.environment import worker_command, worker_environment
from workbench.jobs.spec import RunFolder, read_events
from workbench.jobs.supervisor import run_job

# One run is killed so often before it may end.
KILLS_PER_RUN = 4


@dataclass(frozen=True)
class Moment:
    """When a worker is killed: so many seconds after a message, counted from 0."""

    message: int
    after: float


@dataclass
class Outcome:
    """What a series of kills has shown."""

    kills: int = 0
    runs: int = 0
    resumed: int = 0
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        line = (
            f"{self.kills} kills in {self.runs} runs; {self.resumed} attempts went on from a "
            f"checkpoint; {len(self.broken)} runs are broken"
        )
        return "\n".join([*self.broken, line])


def kill_often(folder: Path, count: int, engine: str, seed: int = 13) -> Outcome:
    """Kill `count` times; every run goes on to its end and is looked at."""
    lots = random.Random(seed)
    outcome = Outcome()
    lines, pause = _pace_of_a_run(folder, engine)
    while outcome.kills < count:
        run = make_training(folder / f"run-{outcome.runs + 1}", engine)
        for _ in range(min(KILLS_PER_RUN, count - outcome.kills)):
            if not _attempt(run, outcome, Moment(lots.randrange(lines), lots.uniform(0, pause))):
                break
            outcome.kills += 1
        if last_word(read_events(run)[0]) is None:
            _attempt(run, outcome)
        outcome.runs += 1
        if (fault := _fault(run, engine)) is not None:
            outcome.broken.append(f"{run.path.name}: {fault}")
    return outcome


def _pace_of_a_run(folder: Path, engine: str) -> tuple[int, float]:
    """How many messages a run has that nobody kills, and the usual seconds between two."""
    run = make_training(folder / "undisturbed", engine)
    moments: list[float] = []
    run_job(run.path, lambda message: moments.append(time.monotonic()))
    assert run.report() is not None, run.log.read_text("utf-8")
    return len(moments), (moments[-1] - moments[0]) / len(moments)


def _run(run: RunFolder, moment: Moment | None = None) -> bool:
    """Run a worker to its end, or kill it at that moment; whether it was killed."""
    with (
        run.log.open("ab") as log,
        subprocess.Popen(
            worker_command(run.path),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env=worker_environment(),
        ) as process,
    ):
        assert process.stdout is not None
        for number, _line in enumerate(process.stdout):
            if moment is not None and number == moment.message:
                # Wherever the worker is by then; it may have ended as well.
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(moment.after)
                process.kill()
    return process.returncode == -signal.SIGKILL


def _attempt(run: RunFolder, outcome: Outcome, moment: Moment | None = None) -> bool:
    """Run a worker, and count whether it went on from a checkpoint; whether it was killed."""
    before = run.events.stat().st_size if run.events.exists() else 0
    killed = _run(run, moment)
    told = run.events.read_bytes()[before:] if run.events.exists() else b""
    outcome.resumed += b'"Resumed ' in told
    return killed


def _fault(run: RunFolder, engine: str) -> str | None:
    """What is wrong with a run that has ended; None where all is well."""
    messages, garbage = read_events(run)
    last, report = last_word(messages), run.report()
    if last is None or last.state is not JobState.DONE:
        return f"it ended as {last}"
    if report is None or not is_complete(run.model) or run.checkpoints.exists():
        return "report, model or folder are not in order"
    epochs = [row.epoch for row in report.epochs]
    if epochs != list(range(1, SPECS[engine].epochs + 1)):
        return f"its report has the epochs {epochs}"
    told = {row.epoch for row in messages if isinstance(row, EpochRow)}
    if not told >= set(epochs[:-1]):
        return f"it told of the epochs {sorted(told)} only"
    # A line that was cut off, once for each kill at the most.
    return f"{garbage} odd lines" if garbage > KILLS_PER_RUN else None


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.faults.training_kills")
    parser.add_argument("count", type=int, nargs="?", default=50)
    parser.add_argument("--engine", choices=list(SPECS), default="fake")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        found = kill_often(Path(name), given.count, given.engine)
    print(found)
    sys.exit(bool(found.broken))
