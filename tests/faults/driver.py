"""Edits a project through the operations and prints a line for each edit that was saved.

Run by the kill test: `python tests/faults/driver.py PROJECT SEED`.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from workbench.bootstrap import open_project
from workbench.domain.entity import Entity
from workbench.domain.filters import ALL
from workbench.operations import edit

LABELS = ("PER", "ORG", "LOC")


def edits(ids: Sequence[int], seed: int) -> Iterator[tuple[int, str]]:
    """The endless series of edits that belongs to a seed: a sentence and its new label."""
    lots = random.Random(seed)
    while True:
        yield lots.choice(ids), lots.choice(LABELS)


def main(path: Path, seed: int) -> None:
    """Edit for ever; each line after the first stands for one edit that is on disk."""
    project = open_project(path)
    ids = project.ask(lambda reader: reader.ids(ALL)).result()
    print("ready", flush=True)
    for sentence, label in edits(ids, seed):
        project.submit(edit.put_entity, sentence, Entity(label, 0, 2)).result()
        print("saved", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
