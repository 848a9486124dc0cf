"""Seconds per epoch of our training beside two plain ones: padded to 128, and padded by batch.

Use: python -m benchmarks.training_speed DATA [--corpus NAME] [--sentences N] [--epochs N]
     [--repeats N] [--threads N] [--precision NAME]

Fine-tunes the embedded encoder on the same snapshot three ways by turns, each in a process of
its own: with our worker, with `plain_trainer --padding max_length` (every sentence padded to
128) and with `plain_trainer --padding longest` (what transformers' own examples do). Encoder,
epochs, batch, rate, schedule and seed are the same. An epoch is counted from the end of the
first step to the score of the last epoch, with the checkpoints in between.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.speed_corpora import Splits, labels_of, splits_of
from workbench.domain.run_reports import EpochRow
from workbench.domain.training import JobState, Spec
from workbench.jobs.bases import check_embedded
from workbench.jobs.protocol import Message, Progress
from workbench.jobs.spec import RunFolder, create_run_folder
from workbench.jobs.supervisor import run_job

CORPORA = {"wikigold": 0, "conll2002-es": 1500}
SEED = 13


@dataclass(frozen=True)
class Figures:
    """Seconds of an epoch by the clock, processor seconds of the process, MB, strict F1 on test."""

    epoch: float
    processor: float
    memory: float
    f1: float

    def __str__(self) -> str:
        return (
            f"{self.epoch:.1f} s an epoch, {self.processor:.0f} processor seconds in all,"
            f" {self.memory:.0f} MB, F1 {self.f1:.4f}"
        )


Way = Callable[[RunFolder, Path, int], Figures]
MakeSpec = Callable[[argparse.Namespace, Splits, int], Spec]


def main() -> None:
    compare(arguments(__doc__, epochs=3), WAYS, spec_of)


def compare(options: argparse.Namespace, ways: Mapping[str, Way], make_spec: MakeSpec) -> None:
    """Measure all ways on each corpus, and print a table of medians for each."""
    for name in options.corpus or CORPORA:
        splits = splits_of(name, options.data, options.sentences or CORPORA[name])
        print(f"{name}: {len(splits['train'])} sentences to learn from", flush=True)
        found: dict[str, list[Figures]] = {way: [] for way in ways}
        with tempfile.TemporaryDirectory() as folder:
            for turn in range(options.repeats):
                spec = make_spec(options, splits, turn)
                run = create_run_folder(Path(folder) / f"run-{turn}", spec, splits)
                for way, take in ways.items():
                    figures = take(run, run.path.with_name(f"{way}-{turn}"), options.threads)
                    found[way].append(figures)
                    print(f"  turn {turn + 1}, {way}: {figures}", flush=True)
        tell(found)


def spec_of(options: argparse.Namespace, splits: Splits, turn: int) -> Spec:
    return Spec(
        epochs=options.epochs,
        patience=options.epochs,
        seed=SEED + turn,
        labels=labels_of(splits),
        threads=options.threads or None,
        device="cpu",
        precision=options.precision,
    )


def train(run: RunFolder, _out: Path, _threads: int) -> Figures:
    """Our worker, as the window starts it."""
    steps: list[tuple[float, int, int]] = []
    scored: list[float] = []

    def hear(message: Message) -> None:
        if isinstance(message, Progress):
            steps.append((time.monotonic(), message.step, message.steps))
        if isinstance(message, EpochRow):
            scored.append(time.monotonic())

    before = os.times()
    finished = run_job(run.path, hear)
    after = os.times()
    report = run.report()
    if finished.state is not JobState.DONE or report is None or report.test is None:
        raise SystemExit(f"The run ended as {finished}.")
    moment, step, all_steps = steps[0]
    span = (scored[-1] - moment) / (all_steps - step)
    return Figures(
        span * all_steps / run.spec().epochs,
        processor_seconds(before, after),
        report.peak_memory_mb,
        report.test.strict.micro.f1,
    )


def train_plainly(padding: str) -> Way:
    """transformers' Trainer on the same snapshot."""

    def way(run: RunFolder, out: Path, threads: int) -> Figures:
        spec = run.spec()
        command = [sys.executable, "-m", "benchmarks.plain_trainer"]
        command += [str(run.data), str(check_embedded()), str(out), "--padding", padding]
        command += ["--epochs", str(spec.epochs), "--seed", str(spec.seed)]
        command += ["--batch", str(spec.batch_size), "--rate", str(spec.rate)]
        return run_plainly(command, out, threads)

    return way


def run_plainly(command: Sequence[str], out: Path, threads: int) -> Figures:
    """Run a script that leaves its figures in `out`, without a graphics card."""
    extra = {"CUDA_VISIBLE_DEVICES": ""}
    if threads:
        extra["OMP_NUM_THREADS"] = str(threads)
    before = os.times()
    done = subprocess.run(command, capture_output=True, env={**os.environ, **extra}, check=False)
    if done.returncode:
        raise SystemExit(done.stderr.decode()[-2000:])
    said = json.loads((out / "figures.json").read_text("utf-8"))
    taken = processor_seconds(before, os.times())
    return Figures(said["epoch"], taken, said["memory"], said["f1"])


WAYS: dict[str, Way] = {
    "padded to 128": train_plainly("max_length"),
    "padded by batch": train_plainly("longest"),
    "ours": train,
}


def processor_seconds(before: os.times_result, after: os.times_result) -> float:
    """What ended children took between two moments."""
    return (after.children_user + after.children_system) - (
        before.children_user + before.children_system
    )


def tell(found: dict[str, list[Figures]]) -> None:
    """Medians with their spread, and how many times as long the plain ways take, turn by turn."""
    ours = found["ours"]
    for name, figures in found.items():
        print(
            f"  {name}: {shown([one.epoch for one in figures])} s an epoch;"
            f" {shown([one.memory for one in figures], 0)} MB;"
            f" F1 {shown([one.f1 for one in figures], 4)};"
            f" takes {shown(ratios(figures, ours), 2)} times as long as ours,"
            f" {shown(ratios(figures, ours, 'processor'), 2)} times by the processor,"
            f" in whole processes"
        )


def ratios(plain: Sequence[Figures], ours: Sequence[Figures], of: str = "epoch") -> list[float]:
    return [getattr(a, of) / getattr(b, of) for a, b in zip(plain, ours, strict=True)]


def shown(values: Sequence[float], digits: int = 1) -> str:
    """The median, and from where to where."""
    middle = statistics.median(values)
    return f"{middle:.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def arguments(about: str | None, epochs: int) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=about.splitlines()[0] if about else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--corpus", action="append", choices=list(CORPORA))
    parser.add_argument("--sentences", type=int, default=0, help="0: all, or 1,500 in Spanish")
    parser.add_argument("--epochs", type=int, default=epochs)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, default=0, help="0: all cores")
    parser.add_argument("--precision", default="auto", choices=("auto", "fp32"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
