"""How fast very many sentences are changed at once, and taken back, beside a bare script.

Use: python -m benchmarks.bulk_speed [SENTENCES [REPEATS]]
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from workbench.domain.changes import Changes
from workbench.domain.editing import put_entity
from workbench.domain.entity import Entity
from workbench.domain.filters import ALL
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Split, Status
from workbench.operations import clean, edit, history, label
from workbench.operations.store import PlainSentence, Transaction
from workbench.storage.project import Project

SENTENCES = 100_000
REPEATS = 5
LABELS = ("PER", "LOC", "ORG", "MISC")
# Sentences of one transaction that tags single mentions.
MENTIONS = 10_000
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "cache_size = -65536")
# Wall clock and processor time, in seconds.
Times = tuple[float, float]
Operation = Callable[[Transaction], Changes]


def sentences(number: int) -> Iterator[PlainSentence]:
    """Sentences of about 24 tokens; each has an entity that is called PER and one bad tag."""
    dice = random.Random(13)
    letters = "abcdefghijklmnopqrstuvwxyzåäö"
    words = ["".join(dice.choices(letters, k=dice.randint(2, 10))) for _ in range(50_000)]
    for _ in range(number):
        length = dice.randint(16, 32)
        tags = ["O"] * length
        for place in range(2, length - 2, dice.randint(8, 14)):
            name = dice.choice(LABELS)
            tags[place : place + 2] = f"B-{name}", dice.choice(("O", f"I-{name}"))
        tags[0] = "B-PER"
        bad = dice.randrange(2, length)
        tags[bad] = f"I-{dice.choice(LABELS)}" if tags[bad - 1] == "O" else "O-"
        tokens = "\n".join(dice.choices(words, k=length))
        yield PlainSentence(tokens, "\n".join(tags), IOB2, Status.DONE, Split.TRAIN, "corpus")


def imported(transaction: Transaction, number: int) -> Changes:
    transaction.add(sentences(number), number)
    return transaction.changes("import")


def repaired(transaction: Transaction) -> Changes:
    return clean.clean(transaction)


def rejected(transaction: Transaction) -> Changes:
    return edit.set_status(transaction, transaction.ids(ALL), Status.REJECTED)


def moved(transaction: Transaction) -> Changes:
    return edit.set_split(transaction, transaction.ids(ALL), Split.TEST)


def flagged(transaction: Transaction) -> Changes:
    return edit.set_flag(transaction, transaction.ids(ALL), True)


def renamed(transaction: Transaction) -> Changes:
    return label.rename(transaction, "PER", "PERSON")


def mentioned(transaction: Transaction) -> Changes:
    for sentence in transaction.sentences(transaction.ids(ALL)[:MENTIONS]):
        transaction.put(put_entity(sentence, Entity("ORG", 1, 2)))
    return transaction.changes("tag mentions")


# What each changes in the tables, for the bare script: columns of a sentence.
WAYS: Mapping[str, tuple[Operation, Sequence[str]]] = {
    "repair": (repaired, ("tags", "finding_count", "edited")),
    "status": (rejected, ("status", "edited")),
    "split": (moved, ("split", "edited")),
    "flag": (flagged, ("flagged", "edited")),
    "rename": (renamed, ("tags", "edited")),
    f"tag {MENTIONS:,} mentions": (mentioned, ("tags", "entity_count", "edited")),
}


def timed(project: Project, operation: Operation) -> Times:
    """Run an operation to the end of its commit."""
    wall, processor = time.perf_counter(), time.process_time()
    project.submit(operation).result()
    return time.perf_counter() - wall, time.process_time() - processor


def bare(path: Path, columns: Sequence[str], values: Sequence[Sequence[Any]]) -> Times:
    """Write columns of the same rows by executemany, in one transaction."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    settings = ", ".join(f"{name} = ?" for name in columns)
    wall, processor = time.perf_counter(), time.process_time()
    connection.execute("BEGIN")
    connection.executemany(f"UPDATE sentences SET {settings} WHERE id = ?", values)
    connection.execute("COMMIT")
    times = time.perf_counter() - wall, time.process_time() - processor
    connection.close()
    return times


def written(path: Path, columns: Sequence[str], limit: int) -> list[tuple[Any, ...]]:
    """The values of columns, with the id at the end."""
    connection = sqlite3.connect(path)
    names = ", ".join((*columns, "id"))
    rows = connection.execute(f"SELECT {names} FROM sentences ORDER BY id LIMIT ?", (limit,))
    values = rows.fetchall()
    connection.close()
    return values


class Bench:
    """One project of so many sentences, and the times of all that was done to it."""

    def __init__(self, folder: Path, number: int) -> None:
        self.folder = folder
        self.number = number
        self.path = folder / "a.nerproj"
        self.times: dict[str, list[Times]] = defaultdict(list)

    def fill(self) -> None:
        with Project.create(self.path, LABELS) as project:
            project.submit(imported, self.number).result()

    def round(self) -> None:
        """Do everything once; each operation but the repair is taken back at its end."""
        for name, (operation, columns) in WAYS.items():
            with Project.open(self.path) as project:
                self.times[name].append(timed(project, operation))
                self.times[f"{name}: undo"].append(timed(project, history.undo))
                self.times[f"{name}: redo"].append(timed(project, history.redo))
            self._bare(name, columns)
            # The others begin with sound tags, as they do in a project that somebody works on.
            if name != "repair":
                with Project.open(self.path) as project:
                    project.submit(history.undo).result()
        with Project.open(self.path) as project:
            project.submit(history.undo).result()
            self.times["import: undo"].append(timed(project, history.undo))
            self.times["import: redo"].append(timed(project, history.redo))

    def _bare(self, name: str, columns: Sequence[str]) -> None:
        """What the operation has written, written again into a copy of the file."""
        limit = MENTIONS if "mentions" in name else self.number
        copy = self.folder / "bare.db"
        shutil.copy(self.path, copy)
        values = written(copy, columns, limit)
        self.times[f"{name}: bare script"].append(bare(copy, columns, values))

    def show(self) -> None:
        for name, several in self.times.items():
            walls = sorted(wall for wall, _ in several)
            processor = median(one for _, one in several)
            beside = self.times.get(f"{name.partition(':')[0]}: bare script")
            ratio = f"{median(walls) / median(one for one, _ in beside):5.1f} x" if beside else ""
            print(
                f"{name:32} {median(walls):6.2f} s ({walls[0]:.2f} to {walls[-1]:.2f});"
                f" processor {processor:5.2f} s {ratio}"
            )


def main(number: int, repeats: int) -> None:
    """Measure by turns; print medians with the least and the most, and ratios to the script."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), number)
        bench.fill()
        print(f"{number:,} sentences, {bench.path.stat().st_size / number:,.0f} bytes each")
        for _ in range(repeats):
            bench.round()
        bench.show()


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    main(numbers[0] if numbers else SENTENCES, numbers[1] if len(numbers) > 1 else REPEATS)
