"""Very many mixed operations with restarts in between, undone to an export of the same bytes.

`python -m tests.faults.long_undo [OPERATIONS [RESTARTS]]`; the defaults are 100,000 and 20.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults import invariants
from workbench.domain.changes import Changes
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import UsageError
from workbench.domain.filters import ALL, parse_filter
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Split, Status
from workbench.formats.base import RAW
from workbench.formats.exporting import export
from workbench.formats.registry import format_named
from workbench.operations import clean, edit, history, label, split, suggest
from workbench.operations.store import NewSentence, Transaction
from workbench.storage.project import Project
from workbench.workflow.exchange import plan_export

LABELS = ("PER", "ORG", "LOC")
SENTENCES = 200
TAGS = ("O", "O", "B-PER", "I-PER", "I-LOC", "0", "VPER", "")
Operation = Callable[[Transaction], Changes]


def _sentence(lots: random.Random) -> NewSentence:
    length = lots.randint(1, 8)
    tokens = tuple(lots.choices(("Ada", "met", "東京", "in", "ß", "-"), k=length))
    tags = tuple(lots.choices(TAGS, k=length))
    return NewSentence(tokens, tags, IOB2, Status.NEW, None, lots.choice("de"))


def _add(transaction: Transaction, lots: random.Random, count: int) -> Changes:
    transaction.add([_sentence(lots) for _ in range(count)])
    return transaction.changes("import")


def _suggest(transaction: Transaction, lots: random.Random, number: int) -> Changes:
    found = {number: [Suggestion(Entity(lots.choice(LABELS), 0, 1), "run-1", lots.random())]}
    return suggest.put_suggestions(transaction, "run-1", found)


def _relabel(transaction: Transaction, lots: random.Random) -> Changes:
    names = transaction.labels().names
    if len(names) < 3:
        return label.add_labels(transaction, LABELS)
    return label.rename(transaction, lots.choice(names), f"L{lots.randrange(100)}")


def operation(lots: random.Random) -> Operation:
    """What somebody does next: mostly one sentence, now and then all of them."""
    number, some = lots.randint(1, SENTENCES), lots.sample(range(1, SENTENCES + 1), 5)
    name = lots.choice(LABELS)
    rare: tuple[Operation, ...] = (
        clean.clean,
        lambda tx: split.draw_splits(tx, seed=number),
        lambda tx: _relabel(tx, lots),
        lambda tx: _add(tx, lots, 2),
    )
    common: tuple[Operation, ...] = (
        lambda tx: edit.put_entity(tx, number, Entity(name, 0, 1)),
        lambda tx: edit.clear_tokens(tx, number, 0, 1),
        lambda tx: edit.set_note(tx, number, str(lots.random())),
        lambda tx: edit.set_status(tx, some, lots.choice(list(Status))),
        lambda tx: edit.set_flag(tx, some, lots.random() < 0.5),
        lambda tx: edit.set_split(tx, some, lots.choice((None, *Split))),
        lambda tx: _suggest(tx, lots, number),
        lambda tx: edit.accept_sentence(tx, number),
        history.undo,
        history.redo,
    )
    return lots.choice(rare) if lots.random() < 0.002 else lots.choice(common)


def export_bytes(project: Project, target: Path) -> bytes:
    plan = plan_export(project, parse_filter(""), format_named("columns"), RAW)
    export(plan, target, lossy=True)
    content = target.read_bytes()
    target.unlink()
    return content


def walk(folder: Path, operations: int, restarts: int, seed: int = 13) -> str:
    """Do, restart, undo; what is wrong, or nothing."""
    lots, path = random.Random(seed), folder / "a.nerproj"
    project = Project.create(path, LABELS)
    try:
        first = project.submit(_add, lots, SENTENCES).result()
        before = export_bytes(project, folder / "out.txt"), project.ask(invariants.dump).result()
        for number in range(operations):
            if number % max(operations // (restarts + 1), 1) == 0 and number:
                project.close()
                project = Project.open(path)
            try:
                project.submit(operation(lots)).result()
            except UsageError:
                continue
        changed = project.ask(invariants.dump).result() != before[1]
        project.submit(history.undo_to, first.sequence).result()
        after = export_bytes(project, folder / "out.txt"), project.ask(invariants.dump).result()
        project.ask(invariants.check).result()
        count = project.ask(lambda reader: reader.count(ALL)).result()
    finally:
        project.close()
    if not changed or count != SENTENCES:
        return "nothing was changed in between" if not changed else f"{count} sentences are left"
    return "" if after == before else "the export or the tables are not as they were"


def main(operations: int, restarts: int) -> int:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        fault = walk(Path(name), operations, restarts)
    seconds = time.monotonic() - begun
    end = fault or "undone to an export and tables of the same bytes"
    print(f"{operations:,} mixed operations with {restarts} restarts in {seconds:.0f} s: {end}")
    return int(bool(fault))


if __name__ == "__main__":
    arguments = [int(one) for one in sys.argv[1:]]
    sys.exit(main(*(arguments + [100_000, 20][len(arguments) :])))
