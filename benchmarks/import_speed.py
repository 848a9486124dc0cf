"""How fast a large column file comes into a project, beside a bare script that fills a table.

Use: python -m benchmarks.import_speed [SENTENCES [REPEATS]]
"""

from __future__ import annotations

import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from itertools import islice
from pathlib import Path
from typing import Any

from workbench.domain.changes import Changes
from workbench.formats.base import Cancelled

SENTENCES = 1_000_000
BYTES = 250
LABELS = ("PER", "LOC", "ORG", "MISC")
# Rows that the quickest script keeps in memory and writes again and again.
PREPARED = 20_000
# Seconds from a stage of an import to the wish to stop it.
MOMENT = 0.1
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "journal_size_limit = 67108864")
# The columns of the program's own table of sentences.
COLUMNS = (
    "id INTEGER PRIMARY KEY, position INT, document TEXT, tokens TEXT, tags TEXT, scheme TEXT, "
    "text TEXT, status TEXT, split TEXT, flagged INT, note TEXT, ignored TEXT, length INT, "
    "entity_count INT, suggestion_count INT, finding_count INT, doubt REAL, edited INT, "
    "sourced INT, extras TEXT"
)
INSERT = f"INSERT INTO sentences VALUES ({', '.join('?' * 20)})"
Row = tuple[Any, ...]


def write_corpus(path: Path, sentences: int) -> None:
    """Write sentences of about 250 bytes with up to three entities each; always the same."""
    dice = random.Random(13)
    letters = "abcdefghijklmnopqrstuvwxyzåäö"
    words = ["".join(dice.choices(letters, k=dice.randint(2, 10))) for _ in range(50_000)]
    with path.open("w", encoding="utf-8") as file:
        for _ in range(sentences):
            file.write(_sentence(dice, words))


def _sentence(dice: random.Random, words: Sequence[str]) -> str:
    lines: list[str] = []
    size = 0
    while size < BYTES - 12:
        begins = dice.random() < 0.06
        label = dice.choice(LABELS) if begins else ""
        tags = [f"B-{label}", f"I-{label}"][: dice.randint(1, 2)] if begins else ["O"]
        for tag in tags:
            lines.append(f"{dice.choice(words)}\t{tag}\n")
            size += len(lines[-1].encode())
    return "".join(lines) + "\n"


def blocks(path: Path) -> Iterator[list[str]]:
    """The lines of each sentence, as a bare script reads them."""
    lines: list[str] = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line == "\n":
                yield lines
                lines = []
            else:
                lines.append(line)


def row(number: int, lines: list[str]) -> Row:
    """The values of one sentence, as the program stores them."""
    cells = [line.rstrip("\n").split("\t") for line in lines]
    tokens = [cell[0] for cell in cells]
    tags = [cell[1] for cell in cells]
    entities = sum(tag.startswith("B-") for tag in tags)
    texts = ("corpus.conll", "\n".join(tokens), "\n".join(tags), "IOB2", " ".join(tokens))
    rest = ("done", None, 0, "", "[]", len(tokens), entities, 0, 0, None, 1, 0, None)
    return (number, number, *texts, *rest)


def fill(folder: Path, rows: Iterator[Row]) -> float:
    """Fill one table by executemany in one transaction; the seconds it took."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"CREATE TABLE sentences ({COLUMNS})")
    begun = time.perf_counter()
    connection.execute("BEGIN")
    connection.executemany(INSERT, rows)
    connection.execute("COMMIT")
    seconds = time.perf_counter() - begun
    connection.close()
    return seconds


def rows_in_memory(path: Path, folder: Path, sentences: int) -> dict[str, float]:
    """The rows are there already: nothing but SQLite's own work is measured."""
    prepared = [row(0, lines)[2:] for lines in islice(blocks(path), PREPARED)]
    rows = ((n, n, *prepared[n % len(prepared)]) for n in range(1, sentences + 1))
    return {"writing": fill(folder, rows)}


def rows_of_file(path: Path, folder: Path, _sentences: int) -> dict[str, float]:
    """The bare script reads the file itself."""
    return {"reading and writing": fill(folder, (row(*one) for one in enumerate(blocks(path), 1)))}


def program(path: Path, folder: Path, _sentences: int) -> dict[str, float]:
    """What the window and the command line do: read and check all, then write all."""
    from workbench.bootstrap import create_from
    from workbench.formats.reading import read_corpus

    begun = time.perf_counter()
    with read_corpus([path]) as corpus:
        read = time.perf_counter()
        create_from(folder / "a.nerproj", corpus)[0].close()
    return {"reading": read - begun, "writing": time.perf_counter() - read}


def cancelled(path: Path, folder: Path, sentences: int) -> dict[str, float]:
    """Ask to stop at several stages; the longest time until nothing was left of an import."""
    from workbench.bootstrap import create_project
    from workbench.formats.reading import read_corpus
    from workbench.operations.exchange import import_corpus

    stages = (0, sentences // 2, sentences)
    with read_corpus([path]) as corpus, create_project(folder / "c.nerproj") as project:
        waits = []
        for stage in stages:
            stop = Stop(stage)
            future = project.submit(import_corpus, corpus, progress=stop.progress)
            waits.append(stop.wait_for(future))
            assert project.ask(lambda reader: reader.count()).result() == 0
    return {"waiting": max(waits)}


class Stop:
    """Somebody who asks to stop a moment after an import has come to a stage."""

    def __init__(self, stage: int) -> None:
        self._stage = stage
        self._reached = threading.Event()
        self._asked = threading.Event()

    def progress(self, done: int, _total: int) -> None:
        if self._asked.is_set():
            raise Cancelled
        if done >= self._stage:
            self._reached.set()

    def wait_for(self, future: Future[Changes]) -> float:
        """The seconds from the wish to the end."""
        self._reached.wait()
        time.sleep(MOMENT)
        begun = time.perf_counter()
        self._asked.set()
        try:
            future.result()
        except Cancelled:
            return time.perf_counter() - begun
        raise SystemExit("the import was over before it could be cancelled")


WAYS: dict[str, Callable[[Path, Path, int], dict[str, float]]] = {
    "bare script, rows in memory": rows_in_memory,
    "bare script, reads the file": rows_of_file,
    "workbench": program,
}
CANCEL = "workbench, cancelled"


def measure(way: str, path: Path, sentences: int) -> dict[str, float]:
    """Run one way in a process of its own: seconds by stage, and peak memory in MB."""
    command = [sys.executable, "-m", "benchmarks.import_speed", "--child", way, str(path)]
    done = subprocess.run([*command, str(sentences)], capture_output=True, text=True, check=True)
    values: dict[str, float] = json.loads(done.stdout)
    return values


def child(way: str, path: Path, sentences: int) -> None:
    """What `measure` runs."""
    with tempfile.TemporaryDirectory() as folder:
        stages = {**WAYS, CANCEL: cancelled}[way](path, Path(folder), sentences)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**stages, "peak": peak}))


def main(sentences: int, repeats: int) -> None:
    """Measure all ways by turns, and print the medians and the ratios of the rates."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.conll"
        write_corpus(path, sentences)
        print(f"{sentences:,} sentences, {path.stat().st_size / sentences:.0f} bytes each")
        rounds = [{way: measure(way, path, sentences) for way in WAYS} for _ in range(repeats)]
        waits = [measure(CANCEL, path, sentences)["waiting"] for _ in range(repeats)]
    runs = {way: sorted((one[way] for one in rounds), key=_seconds) for way in WAYS}
    for way, several in runs.items():
        for values in several:
            shown = ", ".join(f"{k} {v:.1f} s" for k, v in values.items() if k != "peak")
            rate = sentences / _seconds(values)
            print(f"{way:30} {shown}; {rate:,.0f} a second; peak {values['peak']:.0f} MB")
    _print_ratios(runs)
    print(f"longest wait after a wish to cancel: {max(waits):.2f} s")


def _seconds(values: dict[str, float]) -> float:
    return sum(value for name, value in values.items() if name != "peak")


def _print_ratios(runs: dict[str, list[dict[str, float]]]) -> None:
    memory, file, ours = (several[len(several) // 2] for several in runs.values())
    print(f"rate against the script that reads the file: {_seconds(file) / _seconds(ours):.2f}")
    print(f"rate against rows in memory: {_seconds(memory) / _seconds(ours):.2f}")
    writing = _seconds(memory) / ours["writing"]
    print(f"rate of the writing alone against rows in memory: {writing:.2f}")


if __name__ == "__main__":
    if "--child" in sys.argv:
        child(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    else:
        numbers = [int(argument) for argument in sys.argv[1:]]
        main(numbers[0] if numbers else SENTENCES, numbers[1] if len(numbers) > 1 else 1)
