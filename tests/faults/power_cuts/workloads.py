"""What is done to a project while its system calls are recorded; each says what it reached.

Run as a child under the shim: `python -m tests.faults.power_cuts.workloads NAME PROJECT`.
With POWER_CUTS_SYNCHRONOUS=NORMAL the project is written as it must not be: a test of the test.
"""

from __future__ import annotations

import hashlib
import os
import random
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from tests.faults.import_driver import made_corpus, numbered
from tests.faults.invariants import dump
from tests.faults.shim import Shim
from workbench.domain.changes import Changes
from workbench.domain.entity import Entity
from workbench.domain.filters import ALL
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Status
from workbench.operations import clean, edit, history
from workbench.operations.exchange import import_corpus
from workbench.operations.store import NewSentence, Transaction
from workbench.storage import database
from workbench.storage.project import Project

LABELS = ("PER", "ORG", "LOC")
SENTENCES = 12
# The project, what a workload may write beside it, and a copy from the beginning.
PROJECT, BACKUP, OLDER = "a.nerproj", "copy.nerproj", "older.nerproj"
WEAKENED = "POWER_CUTS_SYNCHRONOUS"
Say = Callable[[Project], None]


def fill(transaction: Transaction) -> Changes:
    """Some sentences, each with a bad tag that can be repaired."""
    sentence = NewSentence(("Ada", "met", "Bo"), ("I-PER", "0", "O"), IOB2, Status.NEW, None, "d")
    transaction.add([sentence] * SENTENCES)
    return transaction.changes("fill")


def state(project: Project) -> str:
    """What stands in a project, in a few letters."""
    content = project.ask(dump).result()
    return hashlib.sha256(repr(content).encode()).hexdigest()[:16]


def annotate(path: Path, say: Say) -> None:
    lots = random.Random(len(path.name))
    with Project.open(path) as project:
        say(project)
        for _ in range(12):
            entity = Entity(lots.choice(LABELS), 0, lots.randint(1, 3))
            project.submit(edit.put_entity, lots.randint(1, SENTENCES), entity).result()
            say(project)


def take_in(path: Path, say: Say) -> None:
    with Project.open(path) as project:
        say(project)
        for count in (3, 400):
            with made_corpus(numbered(count), str(count)) as corpus:
                project.submit(import_corpus, corpus).result()
            say(project)


def clean_all(path: Path, say: Say) -> None:
    with Project.open(path) as project:
        say(project)
        project.submit(clean.clean).result()
        say(project)
        ids = project.ask(lambda reader: reader.ids(ALL)).result()
        project.submit(edit.set_status, ids, Status.DONE).result()
        say(project)


def undo(path: Path, say: Say) -> None:
    annotated = iter(range(1, 6))
    with Project.open(path) as project:
        say(project)
        for number in annotated:
            project.submit(edit.put_entity, number, Entity("ORG", 1, 2)).result()
            say(project)
        for step in (history.undo, history.undo, history.redo, history.undo, history.undo):
            project.submit(step).result()
            say(project)


def migrate(path: Path, say: Say) -> None:
    with Project.open(path) as project:
        say(project)
        project.submit(edit.set_note, 1, "later").result()
        say(project)


def back_up(path: Path, say: Say) -> None:
    target = path.with_name(BACKUP)
    with Project.open(path) as project:
        say(project)
        for note in ("one", "two"):
            project.submit(edit.set_note, 1, note).result()
            say(project)
            project.backup(target)


def close(path: Path, say: Say) -> None:
    for note in ("one", "two", "three"):
        with Project.open(path) as project:
            say(project)
            project.submit(edit.set_note, 1, note).result()
            say(project)


WORKLOADS: Mapping[str, Callable[[Path, Say], None]] = {
    "annotate": annotate,
    "import": take_in,
    "clean": clean_all,
    "undo": undo,
    "migrate": migrate,
    "backup": back_up,
    "close": close,
}


def weaken() -> None:
    """Write as SQLite does by itself in this mode: the log is synced at checkpoints only."""

    pragmas = [one for one in database._PRAGMAS if one[0] != "synchronous"]
    database._PRAGMAS = (*pragmas, ("synchronous", "NORMAL", 1))

    @contextmanager
    def unsynchronised(connection: Connection) -> Iterator[None]:
        with connection.begin():
            yield

    database.unsynchronised = unsynchronised


def main(name: str, path: Path) -> None:
    if os.environ.get(WEAKENED) == "NORMAL":
        weaken()
    shim = Shim()
    WORKLOADS[name](path, lambda project: shim.say(state(project)))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
