"""Our training beside the padded recipe of tutorials: same split, epochs, encoder and seeds.

Use: python -m benchmarks.recipe_speed WIKIGOLD [--epochs N] [--repeats N] [--preset NAME]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

from workbench import bootstrap
from workbench.domain.training import JobState
from workbench.formats.reading import read_corpus
from workbench.jobs.bases import check_embedded
from workbench.jobs.spec import RunFolder, create_run_folder
from workbench.jobs.supervisor import run_job
from workbench.operations.runs import training_data
from workbench.operations.split import draw_splits
from workbench.workflow.presets import choose, preset_named
from workbench.workflow.training import training_spec

# Seconds and strict micro F1 on test.
Figures = tuple[float, float]


def main() -> None:
    """Train both ways by turns, and print seconds, F1 and their ratios."""
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        parent = Path(folder)
        ours: list[Figures] = []
        plain: list[Figures] = []
        for number in range(options.repeats):
            run = prepare(options, parent, 13 + number)
            plain.append(train_plainly(run, parent / f"plain-{number}"))
            ours.append(train(run))
            print(
                f"seed {13 + number}: plain {shown(plain[-1])}; ours {shown(ours[-1])}", flush=True
            )
    tell(plain, ours)


def prepare(options: argparse.Namespace, parent: Path, seed: int) -> RunFolder:
    """A run folder of the recommended recipe on wikigold, split 80/10/10."""
    with read_corpus([options.corpus]) as corpus:
        project, _ = bootstrap.create_from(parent / f"{seed}.nerproj", corpus)
    try:
        project.submit(draw_splits, seed=seed).result()
        found = project.ask(training_data).result()
    finally:
        project.close()
    splits = {name: getattr(found.splits, name) for name in ("train", "dev", "test")}
    settings = choose(preset_named(options.preset, len(splits["train"]))).settings
    if options.epochs:
        settings = replace(settings, epochs=options.epochs, patience=options.epochs)
    spec = training_spec(replace(settings, seed=seed), found.labels)
    return create_run_folder(parent / f"run-{seed}", spec, splits)


def train(run: RunFolder) -> Figures:
    """Our worker, from its start to its end."""
    begun = time.monotonic()
    finished = run_job(run.path, lambda message: None)
    seconds = time.monotonic() - begun
    report = run.report()
    if finished.state is not JobState.DONE or report is None or report.test is None:
        raise SystemExit(f"The run ended as {finished}.")
    return seconds, report.test.strict.micro.f1


def train_plainly(run: RunFolder, out: Path) -> Figures:
    """The tutorial's script on the same snapshot, from its start to its end."""
    spec = run.spec()
    command = [sys.executable, "-m", "benchmarks.plain_trainer"]
    command += [str(run.data), str(check_embedded()), str(out)]
    command += ["--epochs", str(spec.epochs), "--seed", str(spec.seed)]
    command += ["--batch", str(spec.batch_size), "--rate", str(spec.rate)]
    begun = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds = time.monotonic() - begun
    return seconds, json.loads((out / "figures.json").read_text("utf-8"))["f1"]


def tell(plain: list[Figures], ours: list[Figures]) -> None:
    slow, fast = median(one[0] for one in plain), median(one[0] for one in ours)
    print(f"median seconds: plain {slow:.0f}, ours {fast:.0f}: ratio {fast / slow:.2f}")
    first, second = (median(one[1] for one in figures) for figures in (plain, ours))
    print(f"median strict F1: plain {first:.4f}, ours {second:.4f} ({second - first:+.4f})")


def shown(figures: Figures) -> str:
    return f"{figures[0]:.0f} s, F1 {figures[1]:.4f}"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--epochs", type=int, default=0, help="0: those of the preset")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--preset", default="recommended")
    return parser.parse_args()


if __name__ == "__main__":
    main()
