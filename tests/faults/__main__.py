"""Every long run of faults, one after the other, with a table of what came out.

`python -m tests.faults --list` names them; `--long` runs all of them, `--only NAME` some;
`--scale 0.1` does a tenth of each.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults.homes import home_in

MINUTE = 60


@dataclass(frozen=True)
class LongRun:
    """A module of faults that is run by itself: `count` is what it takes first, or None.

    It ends with one line of figures, and with an exit status other than 0 where a promise broke.
    """

    name: str
    promise: str
    module: str
    count: int | None
    options: tuple[str, ...] = ()

    def command(self, scale: float) -> list[str]:
        count = [] if self.count is None else [str(max(1, round(self.count * scale)))]
        return [sys.executable, "-m", f"tests.faults.{self.module}", *count, *self.options]


LONG_RUNS = (
    LongRun("kills", "S01: killed while annotating, no saved edit is lost", "kills", 1000),
    LongRun("power-cuts", "S02: nothing saved is lost in a power cut", "power_cuts", 10_000),
    LongRun(
        "power-cuts-weakened",
        "S02: the test of the test loses something",
        "power_cuts",
        200,
        ("--weakened",),
    ),
    LongRun("full-disk", "S03, S04: a full disk is said, nothing is half", "full_disk", 500),
    LongRun("failing-syncs", "S06: a failed sync is never called saved", "failing_syncs", None),
    LongRun("failing-calls", "S07: each call of the system fails once", "failing_calls", None),
    LongRun("moved-files", "S08: moved, deleted, replaced files come back", "moved_files", 300),
    LongRun(
        "incomplete-copies",
        "S10: a copy without its log is never opened as if it were whole",
        "incomplete_copies",
        300,
    ),
    LongRun("double-starts", "C01: exactly one writer", "double_starts", 200),
    LongRun("long-undo", "U04: 100,000 operations undone to the byte", "long_undo", 100_000),
    LongRun("training-kills", "T01: killed trainings go on", "training_kills", 200),
    LongRun("cancels", "T12: a cancelled training is gone in five seconds", "cancels", 100),
    LongRun("walk", "U04: undo and redo are exact, whatever was done", "walk", 20_000),
    LongRun(
        "damaged-projects",
        "S12 X02: each changed annotation of a damaged project is named",
        "damaged_projects",
        3000,
    ),
    LongRun(
        "migration-kills",
        "S15: a killed migration leaves the old project or the new one",
        "migration_kills",
        None,
    ),
    LongRun("monkey", "U03: random keys and clicks break nothing", "monkey", 100_000),
    LongRun("endings", "U05: a window that is told to end keeps every edit", "endings", 50),
    LongRun("hostile-models", "M: nothing of a stranger's model runs", "hostile_models", 279),
    LongRun("mutated-imports", "I: damaged files end in words", "mutated_imports", 10_000),
)


@dataclass(frozen=True)
class Result:
    """How a long run ended."""

    run: LongRun
    held: bool
    seconds: float
    figures: str


def carry_out(run: LongRun, scale: float) -> Result:
    """Run one, show what it says, and keep its last line."""
    begun, last = time.monotonic(), ""
    with (
        tempfile.TemporaryDirectory(prefix="workbench-faults-") as name,
        subprocess.Popen(
            run.command(scale),
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | home_in(Path(name)),
        ) as process,
    ):
        assert process.stdout is not None
        for line in process.stdout:
            print(f"  {line}", end="", flush=True)
            last = line.strip() or last
    return Result(run, process.returncode == 0, time.monotonic() - begun, last)


def chosen(names: Sequence[str]) -> list[LongRun]:
    unknown = set(names) - {run.name for run in LONG_RUNS}
    if unknown:
        raise SystemExit(f"there is no long run {', '.join(sorted(unknown))}; see --list")
    return [run for run in LONG_RUNS if not names or run.name in names]


def summary(results: Sequence[Result]) -> str:
    """The table of results."""
    lines = [
        f"{'held  ' if one.held else 'BROKEN'}  {one.run.name:<18} "
        f"{one.seconds / MINUTE:6.1f} min  {one.figures}"
        for one in results
    ]
    broken = sum(not one.held for one in results)
    return "\n".join([*lines, f"{len(results)} long runs, {broken} broken"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for; 1 where a promise broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--long", action="store_true", help="run all of them")
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    parser.add_argument("--scale", type=float, default=1.0, help="how much of each")
    parser.add_argument("--list", action="store_true", help="name them")
    given = parser.parse_args(arguments)
    wanted = chosen(given.only)
    if given.list or not (given.long or given.only):
        for run in wanted:
            print(f"{run.name:<18} {run.promise}")
        return 0
    results = []
    for run in wanted:
        print(f"{run.name}: {run.promise}", flush=True)
        results.append(carry_out(run, given.scale))
    print(summary(results))
    return int(any(not one.held for one in results))


if __name__ == "__main__":
    sys.exit(main())
