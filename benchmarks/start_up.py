"""From the command to a window that can be used, beside a bare QMainWindow; and short answers.

Use: python -m benchmarks.start_up [--project FILE] [--repeats 9]

Each turn starts every program once, in a process of its own; the window is shown off-screen
where QT_QPA_PLATFORM says nothing else. "start page" is `workbench`, "project" is `workbench
FILE` (the sample where none is named) until its sentences are painted and a key was answered.
Milliseconds by the clock, and of the processor; the goal for a window is 1.5 times the bare one
and 300 ms.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

PROBE = "benchmarks.window_probe"
ALLOWANCE = 300.0


@dataclass
class Times:
    """Milliseconds by the clock and of the processor, turn by turn."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--project", type=Path)
    parser.add_argument("--repeats", type=int, default=9)
    given = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        project = given.project or sample(Path(folder) / "sample.nerproj")
        programs = commands(project)
        times = {name: Times() for name in programs}
        for _ in range(given.repeats):
            for name, command in programs.items():
                clock, processor = run(command)
                times[name].clock.append(clock)
                times[name].processor.append(processor)
    show(times)


def sample(path: Path) -> Path:
    """The sample project."""
    from workbench import bootstrap

    bootstrap.open_sample(path).close()
    return path


def commands(project: Path) -> dict[str, list[str]]:
    """What is started, by its name in the table."""
    module, workbench = [sys.executable, "-m", PROBE], [sys.executable, "-m", "workbench"]
    return {
        "bare window": [*module, "bare"],
        "start page": [*module, "start"],
        "project": [*module, str(project), "open"],
        "--help": [*workbench, "--help"],
        "stats": [*workbench, "stats", str(project)],
    }


def run(command: Sequence[str]) -> tuple[float, float]:
    """Milliseconds until the program says "usable" or ends, and of the processor until its end."""
    before = spent()
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        usable = next((line for line in process.stdout if line.startswith("usable")), None)
        if usable is None:
            process.wait()
        clock = time.perf_counter() - began
    assert process.returncode == 0, command
    return clock * 1000, (spent() - before) * 1000


def spent() -> float:
    """Processor seconds of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def show(times: dict[str, Times]) -> None:
    """One line for each program; the windows with their ratio to the goal."""
    for name, one in times.items():
        clock, processor = statistics.median(one.clock), statistics.median(one.processor)
        line = f"{name:12} {clock:7.0f} ms ({min(one.clock):.0f}–{max(one.clock):.0f})"
        line += f", processor {processor:.0f} ms (at best {min(one.processor):.0f})"
        if name in ("start page", "project"):
            goal = 1.5 * statistics.median(times["bare window"].clock) + ALLOWANCE
            line += f"; goal {goal:.0f} ms: {clock / goal:.2f}"
        print(line)


if __name__ == "__main__":
    main()
