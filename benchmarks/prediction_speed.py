"""How fast a resident model tags, beside transformers' pipeline and a loop padded to 200.

Use: python -m benchmarks.prediction_speed DATA [--sentences N] [--repeats N] [--threads N]
     [--model FOLDER]

Trains a model on some hundred sentences of wikigold and of conll2002-es (or takes the one in
FOLDER, with `--model`), and tags wikigold and conll2002-es' test set by turns in three ways,
each in a process of its own. All tags of ours are compared with those of the plain fp32 model.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.effort_corpora import load
from benchmarks.tagging_ways import LONGEST, WAYS
from workbench.domain.schemes import IOB2, is_valid
from workbench.domain.training import Example, JobState, Spec
from workbench.jobs.spec import create_run_folder
from workbench.jobs.supervisor import run_job

SEED = 31
TRAINED_ON = 600
EPOCHS = 2
NAMES = ("wikigold", "conll2002-es")


@dataclass(frozen=True)
class Turn:
    """Seconds by the clock and of the processor, and the tags."""

    seconds: float
    processor: float
    tags: list[list[str]]


def main() -> None:
    options = arguments()
    learned, asked = corpora(options.data, options.sentences)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = options.model or train(folder / "run", learned)
        lines = folder / "sentences.txt"
        lines.write_text("".join(" ".join(one.tokens) + "\n" for one in asked), "utf-8")
        turns: dict[str, list[Turn]] = {way: [] for way in WAYS}
        for number in range(options.repeats):
            for way, found in turns.items():
                found.append(run(way, model, lines, folder / "out.json", options.threads))
                print(f"turn {number + 1}, {way}: {found[-1].seconds:.1f} s", flush=True)
    tell(turns, asked)


def corpora(data: Path, most: int) -> tuple[list[Example], list[Example]]:
    """Sentences to learn from, and those to tag (`most` by lot, 0: all)."""
    both = [load(name, data) for name in NAMES]
    learned = [one for corpus in both for one in corpus.pool[: TRAINED_ON // 2]]
    asked = [*both[0].pool, *both[0].test, *both[1].test]
    # A blank would part a token where texts are handed over.
    asked = [one for one in asked if not any(map(str.isspace, "".join(one.tokens)))]
    random.Random(SEED).shuffle(asked)
    return learned, asked[: most or len(asked)]


def train(folder: Path, learned: Sequence[Example]) -> Path:
    """A model whose windows are as long as those of the padded loop."""
    labels = sorted({tag[2:] for one in learned for tag in one.tags if tag != "O"})
    spec = Spec(epochs=EPOCHS, max_length=LONGEST, labels=tuple(labels), device="cpu")
    splits = {"train": learned[:-60], "dev": learned[-60:], "test": ()}
    made = create_run_folder(folder, spec, splits)
    finished = run_job(folder, lambda _: None)
    if finished.state is not JobState.DONE:
        raise SystemExit(f"The training ended as {finished}.")
    return made.model


def run(way: str, model: Path, lines: Path, out: Path, threads: int) -> Turn:
    command = [sys.executable, "-m", "benchmarks.tagging_ways", way, str(model), str(lines)]
    extra = {"OMP_NUM_THREADS": str(threads)} if threads else {}
    done = subprocess.run(
        [*command, str(out)], capture_output=True, env={**os.environ, **extra}, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr.decode()[-2000:])
    return Turn(**json.loads(out.read_text("utf-8")))


def tell(turns: dict[str, list[Turn]], asked: Sequence[Example]) -> None:
    """Speeds and ratios as medians with their spread; what was tagged otherwise."""
    ours = turns["ours"]
    for way, found in turns.items():
        speed = [len(asked) / one.seconds for one in found]
        times = [one.seconds / other.seconds for one, other in zip(found, ours, strict=True)]
        work = [one.processor / other.processor for one, other in zip(found, ours, strict=True)]
        print(
            f"{way}: {shown(speed)} sentences a second; takes {shown(times)} times as long as"
            f" ours, {shown(work)} times by the processor"
        )
    compare(ours[-1].tags, turns["padded"][-1].tags)


def compare(ours: Sequence[list[str]], plain: Sequence[list[str]]) -> None:
    """Sentence by sentence, as far as the plain model's tags are valid and none were cut off."""
    whole = [(a, b) for a, b in zip(ours, plain, strict=True) if "" not in b]
    valid = [(a, b) for a, b in whole if is_valid(b, IOB2)]
    unlike = sum(a != b for a, b in valid)
    print(
        f"{len(valid)} sentences compared with the plain model, {unlike} tagged otherwise;"
        f" {len(whole) - len(valid)} that it tags in no valid way (ours mends them) and"
        f" {len(plain) - len(whole)} longer than {LONGEST} pieces were not compared"
    )


def shown(values: Sequence[float]) -> str:
    """The median, and from where to where."""
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sentences", type=int, default=0, help="0: all 3,213")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, default=0, help="0: all cores")
    parser.add_argument("--model", type=Path, help="a trained model in place of a fresh one")
    return parser.parse_args()


if __name__ == "__main__":
    main()
