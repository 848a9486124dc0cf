"""Kills a process that edits a project, and looks for every edit that it called saved.

`python -m tests.faults.kills [COUNT]` runs it by itself; the default is 100 kills.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tests.faults.driver import LABELS, edits
from workbench.domain.changes import Changes
from workbench.domain.entity import Entity
from workbench.domain.filters import ALL
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Status
from workbench.operations.store import NewSentence, Transaction
from workbench.storage.project import Project

SENTENCES = 40
# A process is killed so long after so many edits, which a slow machine needs more time for.
MOST_EDITS, LONGEST = 60, 0.02
DRIVER = Path(__file__).with_name("driver.py")


@dataclass(frozen=True)
class Outcome:
    """What a series of kills has shown."""

    kills: int
    acknowledged: int
    lost: int

    def __str__(self) -> str:
        return f"{self.kills} kills, {self.acknowledged} edits called saved, {self.lost} lost"


def _fill(transaction: Transaction) -> Changes:
    tokens, tags = ("Ada", "Lovelace", "wrote"), ("O", "O", "O")
    sentence = NewSentence(tokens, tags, IOB2, Status.NEW, None, "d")
    transaction.add([sentence] * SENTENCES)
    return transaction.changes("fill")


def kill_often(folder: Path, count: int, seed: int = 13) -> Outcome:
    """Edit and kill `count` times on one project; each opening checks all edits so far."""
    path = folder / "killed.nerproj"
    with Project.create(path, LABELS) as project:
        project.submit(_fill).result()
    lots = random.Random(seed)
    expected: dict[int, str] = {}
    acknowledged = lost = 0
    for number in range(count):
        edits_first, seconds = lots.randint(0, MOST_EDITS), lots.uniform(0, LONGEST)
        saved = _edit_until_killed(path, number, edits_first, seconds)
        acknowledged += saved
        series = list(islice(edits(range(1, SENTENCES + 1), number), saved + 1))
        expected.update(series[:saved])
        # The edit under way at the kill may be there, or not, but nothing else may differ.
        with_last = {**expected, series[saved][0]: series[saved][1]}
        found = _labels(path)
        lost += sum(found.get(one) != label for one, label in expected.items()) * (
            found != with_last
        )
        expected = found
    return Outcome(count, acknowledged, lost)


def _edit_until_killed(path: Path, seed: int, edits_first: int, seconds: float) -> int:
    """How many edits the driver called saved before it was killed."""
    command = [sys.executable, str(DRIVER), str(path), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        lines = [process.stdout.readline() for _ in range(edits_first)]
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        lines += process.stdout.readlines()
        timer.join()
    return lines.count("saved\n")


def _labels(path: Path) -> dict[int, str]:
    with Project.open(path) as project:
        sentences = project.ask(lambda reader: list(reader.sentences(reader.ids(ALL)))).result()
    assert len(sentences) == SENTENCES
    found = {}
    for sentence in sentences:
        if sentence.entities:
            (entity,) = sentence.entities
            assert entity == Entity(entity.label, 0, 2), "a half edit"
            found[sentence.id] = entity.label
    return found


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        found = kill_often(Path(name), int(sys.argv[1]) if len(sys.argv) > 1 else 100)
    print(found)
    sys.exit(found.lost > 0)
