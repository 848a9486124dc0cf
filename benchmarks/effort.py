"""What a queue saves: gold is the annotator, and each strategy annotates a pool in its order.

After each round the instant model is trained anew on what is annotated so far and measured on
the frozen test set: strict micro F1. A strategy is worth the tokens that it takes to reach 99 %
of the F1 that all of the pool gives, by interpolation between rounds. A second setting models
the person: every tenth entity is answered wrong, and a token in a sentence that was chosen,
not drawn by lot, takes 1.4 times as long.

    python -m benchmarks.effort DATA [--corpus NAME] [--strategy NAME] [--seeds N] [--first N]
        [--wrong 0.1] [--most SENTENCES] [--until SHARE] [--processes N] [--tuning] [--oracle]
        [--learner instant|frozen] [--results FILE]
    python -m benchmarks.effort --table FILE

The learner "frozen" is a softmax over the embedded encoder as it is, in the place of the instant
model: its vectors are made once, and only the last layer is trained.

Results are added to a file of lines, so that runs can be spread over time; the table is made of
all lines in it.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from benchmarks.effort_corpora import READERS, Corpus, load
from benchmarks.effort_simulation import INSTANT, LEARNERS, Setting, simulate
from benchmarks.effort_tables import Key, Run, tell
from workbench.domain.queueing import Strategy

LOW_PRIORITY = 15


@dataclass(frozen=True)
class Task:
    """One simulation, whole: what a process is sent."""

    data: Path
    corpus: str
    tuning: bool
    most: int | None
    setting: Setting

    @property
    def key(self) -> Key:
        """Tells it from every other."""
        asked = self.setting
        return self.corpus, asked.learner, asked.wrong, asked.name, asked.seed


def main() -> None:
    """Simulate what is asked for, and print the table of all results so far."""
    options = arguments()
    if options.table is None:
        measure(options)
    tell(read(options.table or options.results))


def measure(options: argparse.Namespace) -> None:
    """Run what is not in the results yet, with random first: it is what others are compared to."""
    done = {one.key for one in read(options.results)}
    tasks = [task for task in _tasks(options) if task.key not in done]
    with ProcessPoolExecutor(options.processes, initializer=_be_quiet) as pool:
        for ended in as_completed([pool.submit(run, task) for task in tasks]):
            found = ended.result()
            with options.results.open("a", encoding="utf-8") as file:
                file.write(json.dumps(found) + "\n")
            print(
                f"{found['corpus']} {found['strategy']} seed {found['seed']}:"
                f" F1 {found['curve'][-1]['f1']:.3f} at {found['curve'][-1]['tokens']:,} tokens,"
                f" {found['seconds']:.0f} s",
                flush=True,
            )


def run(task: Task) -> dict[str, Any]:
    """Simulate in this process, and say what came out as plain JSON."""
    corpus = _corpus(task)
    began = time.process_time()
    curve = [asdict(one) for one in simulate(corpus, task.setting)]
    return {
        "corpus": task.corpus,
        "strategy": task.setting.name,
        "seed": task.setting.seed,
        "wrong": task.setting.wrong,
        "learner": task.setting.learner,
        "sentences": len(corpus.pool),
        "tokens": corpus.tokens,
        "curve": curve,
        "seconds": time.process_time() - began,
    }


def read(path: Path) -> list[Run]:
    """The results so far."""
    if not path.exists():
        return []
    lines = path.read_text("utf-8").splitlines()
    return [Run.from_json(json.loads(line)) for line in lines]


def _tasks(options: argparse.Namespace) -> Iterator[Task]:
    strategies = [Strategy(name) for name in options.strategy] or list(Strategy)
    ordered = sorted(strategies, key=lambda one: (one is not Strategy.RANDOM, one.value))
    asked = [(one, False) for one in ordered]
    if options.oracle:
        asked.append((Strategy.MNLP, True))
    for name in options.corpus or READERS:
        for strategy, oracle in asked:
            for seed in range(options.first, options.first + options.seeds):
                given = (options.wrong, options.until, options.learner)
                setting = Setting(strategy, seed, *given, oracle=oracle)
                yield Task(options.data, name, options.tuning, options.most, setting)


@lru_cache(maxsize=1)
def _loaded(data: Path, name: str, tuning: bool, most: int | None) -> Corpus:
    return load(name, data, tuning, most)


def _corpus(task: Task) -> Corpus:
    return _loaded(task.data, task.corpus, task.tuning, task.most)


def _be_quiet() -> None:
    os.nice(LOW_PRIORITY)
    os.environ["OMP_NUM_THREADS"] = "1"


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.effort")
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("--corpus", action="append", default=[], choices=[*READERS])
    parser.add_argument("--strategy", action="append", default=[], choices=[*Strategy])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--wrong", type=float, default=0.0)
    parser.add_argument("--most", type=int)
    parser.add_argument("--until", type=float, default=0.7)
    parser.add_argument("--learner", default=INSTANT, choices=[*LEARNERS])
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--oracle", action="store_true", help="and one who knows all answers")
    parser.add_argument("--tuning", action="store_true", help="measure on dev instead of test")
    parser.add_argument("--results", type=Path, default=Path("effort.jsonl"))
    parser.add_argument("--table", type=Path, help="print the table of these results only")
    return parser.parse_args(given)


if __name__ == "__main__":
    main()
