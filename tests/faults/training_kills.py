"""Kills trainings at random moments and lets them go on to their end.

`python -m tests.faults.training_kills [COUNT] [--engine fake|transformers|flair]` runs it by
itself; the default is 50 kills.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import tempfile
import threading
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
        return "\n".join([line, *self.broken])


def kill_often(folder: Path, count: int, engine: str, seed: int = 13) -> Outcome:
    """Kill `count` times; every run goes on to its end and is looked at."""
    lots = random.Random(seed)
    outcome = Outcome()
    first, longest = _moments_of_a_run(folder, engine)
    while outcome.kills < count:
        run = make_training(folder / f"run-{outcome.runs + 1}", engine)
        for _ in range(min(KILLS_PER_RUN, count - outcome.kills)):
            if not _attempt(run, outcome, lots.uniform(first, longest)):
                break
            outcome.kills += 1
        if last_word(read_events(run)[0]) is None:
            _attempt(run, outcome)
        outcome.runs += 1
        if (fault := _fault(run, engine)) is not None:
            outcome.broken.append(f"{run.path.name}: {fault}")
    return outcome


def _moments_of_a_run(folder: Path, engine: str) -> tuple[float, float]:
    """When a run that nobody kills has loaded its libraries, nearly, and when it ends."""
    run = make_training(folder / "undisturbed", engine)
    begun, moments = time.monotonic(), []
    run_job(run.path, lambda message: moments.append(time.monotonic() - begun))
    assert run.report() is not None, run.log.read_text("utf-8")
    return 0.7 * moments[0], moments[-1]


def _run(run: RunFolder, kill_after: float | None = None) -> bool:
    """Run a worker to its end, or kill it after some seconds; whether it was killed."""
    with (
        run.log.open("ab") as log,
        subprocess.Popen(
            worker_command(run.path),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=log,
            env=worker_environment(),
        ) as process,
    ):
        timer = threading.Timer(kill_after or 600, process.kill)
        timer.start()
        process.wait()
        timer.cancel()
        timer.join()
    return process.returncode == -signal.SIGKILL


def _attempt(run: RunFolder, outcome: Outcome, kill_after: float | None = None) -> bool:
    """Run a worker, and count whether it went on from a checkpoint; whether it was killed."""
    before = run.events.stat().st_size if run.events.exists() else 0
    killed = _run(run, kill_after)
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
        print(kill_often(Path(name), given.count, given.engine))
