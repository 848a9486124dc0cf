"""How long threads of a worker should spin before they sleep, on a quiet and on a busy machine.

Use: python -m benchmarks.thread_waiting DATA [--counts N,N] [--busy N,N] [--repeats N]

Trains a BiLSTM with flair and the embedded encoder with transformers on some hundred sentences
of wikigold, by turns with each number of spins (GOMP_SPINCOUNT; 0: sleep at once), beside so
many processes that do nothing but calculate.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from benchmarks.flair_training_speed import spec_of as flair_spec
from benchmarks.speed_corpora import Splits, splits_of
from benchmarks.training_speed import MakeSpec, train
from benchmarks.training_speed import spec_of as transformers_spec
from workbench.jobs import environment
from workbench.jobs.spec import create_run_folder

# Sentences and epochs that take some seconds each.
KINDS: dict[str, tuple[MakeSpec, int, int]] = {
    "flair": (flair_spec, 500, 2),
    "transformers": (transformers_spec, 120, 1),
}
CALCULATE = "while True: pass"


def main() -> None:
    options = arguments()
    for busy in options.busy:
        found: dict[tuple[str, int], list[float]] = defaultdict(list)
        with others(busy):
            for _ in range(options.repeats):
                for kind in KINDS:
                    for count in options.counts:
                        found[kind, count].append(seconds(kind, count, options.data))
        print(f"{busy} busy processes beside it, seconds an epoch:", flush=True)
        for (kind, count), values in found.items():
            print(f"  {kind}, {count} spins: {shown(values)}", flush=True)


def seconds(kind: str, count: int, data: Path) -> float:
    """An epoch in a worker whose threads spin so often."""
    make_spec, sentences, epochs = KINDS[kind]
    splits: Splits = splits_of("wikigold", data, sentences)
    asked = argparse.Namespace(epochs=epochs, threads=0, precision="auto")
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.dict(environment.LIBRARIES, GOMP_SPINCOUNT=str(count)),
    ):
        run = create_run_folder(Path(folder) / "run", make_spec(asked, splits, 0), splits)
        return train(run, run.path, 0).epoch


@contextmanager
def others(count: int) -> Iterator[None]:
    """So many processes that keep a core busy each."""
    started = [subprocess.Popen([sys.executable, "-c", CALCULATE]) for _ in range(count)]
    try:
        yield
    finally:
        for one in started:
            one.kill()
            one.wait()


def shown(values: Sequence[float]) -> str:
    """The median, and from where to where."""
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--counts", type=numbers, default=(0, 1_000, 10_000))
    parser.add_argument("--busy", type=numbers, default=(0, 1))
    parser.add_argument("--repeats", type=int, default=3)
    return parser.parse_args()


def numbers(text: str) -> tuple[int, ...]:
    """Numbers with commas between them."""
    return tuple(map(int, text.split(",")))


if __name__ == "__main__":
    main()
