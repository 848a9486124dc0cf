"""Seconds per epoch of our flair training beside flair's own defaults, on the offline stack.

Use: python -m benchmarks.flair_training_speed DATA [--corpus NAME] [--sentences N]
     [--epochs N] [--repeats N] [--threads N]

One-hot and character embeddings, a BiLSTM of 256 and a CRF, by SGD with annealing: the same
recipe on the same snapshot, by turns, each in a process of its own. Once more plain with no
embeddings stored, because by default flair scores dev by embeddings of its first epoch.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.speed_corpora import Splits, labels_of
from benchmarks.training_speed import SEED, Figures, Way, arguments, compare, run_plainly, train
from workbench.domain.recipes import Engine
from workbench.domain.training import Spec
from workbench.jobs.spec import RunFolder


def main() -> None:
    compare(arguments(__doc__, epochs=10), WAYS, spec_of)


def spec_of(options: argparse.Namespace, splits: Splits, turn: int) -> Spec:
    return Spec(
        engine=Engine.FLAIR,
        epochs=options.epochs,
        seed=SEED + turn,
        labels=labels_of(splits),
        threads=options.threads or None,
        device="cpu",
    )


def train_by_flair(storage: str) -> Way:
    """flair's ModelTrainer with what it does by default, but for where embeddings are stored."""

    def way(run: RunFolder, out: Path, threads: int) -> Figures:
        spec = run.spec()
        command = [sys.executable, "-m", "benchmarks.plain_flair", str(run.data), str(out)]
        command += ["--epochs", str(spec.epochs), "--seed", str(spec.seed)]
        command += ["--batch", str(spec.batch_size), "--rate", str(spec.rate)]
        command += ["--hidden", str(spec.flair.hidden_size), "--storage", storage]
        return run_plainly(command, out, threads)

    return way


# flair stores the embeddings of dev after its first scoring and never makes them anew, also
# those that are learned; an F1 that means something is that of the second way.
WAYS: dict[str, Way] = {
    "flair's defaults": train_by_flair("cpu"),
    "flair, storing nothing": train_by_flair("none"),
    "ours": train,
}


if __name__ == "__main__":
    main()
