"""Moves, deletes and replaces a project while it is edited, and brings everything back.

`python -m tests.faults.moved_files [COUNT]` runs it by itself; the default is 300 times, half of
them with the program killed afterwards.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tests.faults.driver import LABELS, edits
from workbench.domain.changes import Changes
from workbench.domain.entity import Entity
from workbench.domain.errors import WorkbenchError
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Status
from workbench.operations import edit
from workbench.operations.store import NewSentence, Transaction
from workbench.storage.project import Project
from workbench.storage.recovery.rebuild import rebuild

SENTENCES = 40
DRIVER = Path(__file__).with_name("driver.py")
Labels = dict[int, str]


@dataclass
class Outcome:
    """What a series of lost files has shown."""

    times: int = 0
    acknowledged: int = 0
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join(
            [
                *self.broken[:20],
                f"{self.times} files moved, deleted or replaced, {self.acknowledged} edits called "
                f"saved, {len(self.broken)} times something was lost or falsely called saved",
            ]
        )


def _fill(transaction: Transaction) -> Changes:
    tokens, tags = ("Ada", "Lovelace", "wrote"), ("O", "O", "O")
    sentence = NewSentence(tokens, tags, IOB2, Status.NEW, None, "d")
    transaction.add([sentence] * SENTENCES)
    return transaction.changes("fill")


def _move(path: Path) -> None:
    path.rename(path.with_name("moved.nerproj"))


def _delete(path: Path) -> None:
    path.unlink()


def _delete_all(path: Path) -> None:
    for name in (path, path.with_name(f"{path.name}-wal")):
        name.unlink(missing_ok=True)


def _replace_by_copy(path: Path) -> None:
    """As a program that synchronises folders does."""
    aside = path.with_name("aside")
    shutil.copy(path.with_name("older.nerproj"), aside)
    aside.replace(path)


def _replace_by_other(path: Path) -> None:
    aside = path.with_name("aside")
    aside.write_text("a text that has nothing to do with it", "utf-8")
    aside.replace(path)


HOW: Mapping[str, Callable[[Path], None]] = {
    "moved": _move,
    "deleted": _delete,
    "deleted with its log": _delete_all,
    "replaced by an older copy": _replace_by_copy,
    "replaced by another file": _replace_by_other,
}


def make(folder: Path, lots: random.Random) -> tuple[Path, Labels]:
    """A project with a past: edits that a backup has, an older copy, and some that only it has."""
    folder.mkdir()
    path, labels = folder / "a.nerproj", Labels()
    with Project.create(path, LABELS) as project:
        project.submit(_fill).result()
        _edit(project, labels, lots, lots.randint(0, 5))
        project.back_up("test")
        project.backup(path.with_name("older.nerproj"))
        _edit(project, labels, lots, lots.randint(0, 5))
    return path, labels


def _edit(project: Project, labels: Labels, lots: random.Random, count: int) -> None:
    for _ in range(count):
        number, label = lots.randint(1, SENTENCES), lots.choice(LABELS)
        project.submit(edit.put_entity, number, Entity(label, 0, 2)).result()
        labels[number] = label


def lose_alive(folder: Path, how: str, lots: random.Random) -> tuple[int, str]:
    """Lose the file of an open project, and save it as another; edits saved, and what is wrong."""
    path, labels = make(folder, lots)
    count = lots.randint(0, 30)
    with Project.open(path) as project:
        _edit(project, labels, lots, count)
        HOW[how](path)
        try:
            _edit(project, Labels(), lots, 1)
            return count, "an edit of a file that is gone was called saved"
        except WorkbenchError as error:
            if error.code != "NW-S08":
                return count, f"it said {error}"
        project.save_as(path.with_name("saved.nerproj")).result()
    return count, _compare(path.with_name("saved.nerproj"), labels, one_more=True)


def lose_killed(folder: Path, how: str, lots: random.Random) -> tuple[int, str]:
    """Lose the file of an open project, and kill it; then do what a person is offered."""
    path, labels = make(folder, lots)
    seed, count = lots.randrange(1 << 30), lots.randint(0, 30)
    command = [sys.executable, str(DRIVER), str(path), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(count + 1)]
        HOW[how](path)
        lines += process.stdout.readlines() if lots.random() < 0.5 else []
        process.kill()
        lines += process.stdout.readlines()
    saved = lines.count(b"saved\n")
    labels |= dict(islice(edits(range(1, SENTENCES + 1), seed), saved))
    return saved, _compare(_recovered(path, how), labels, one_more=True)


def _recovered(path: Path, how: str) -> Path:
    """The project after what a person would do: open it where it is, or have it made anew."""
    if how in ("moved", "replaced by an older copy"):
        found = path.with_name("moved.nerproj") if how == "moved" else path
        with Project.open(found) as project:
            project.recover().result()
        return found
    rebuild(path, path.with_name("rebuilt.nerproj"))
    return path.with_name("rebuilt.nerproj")


def _compare(path: Path, labels: Labels, one_more: bool) -> str:
    """What a project lacks of what was called saved; one edit under way may be there."""
    with Project.open(path) as project:
        sentences = project.ask(
            lambda reader: list(reader.sentences(range(1, SENTENCES + 1)))
        ).result()
    found = {one.id: one.entities[0].label for one in sentences if one.entities}
    different = {one for one in found | labels if found.get(one) != labels.get(one)}
    return f"{len(different)} edits are lost" if len(different) > one_more else ""


def lose_often(folder: Path, count: int, seed: int = 13) -> Outcome:
    """Lose so many projects, in each way as often."""
    lots, outcome = random.Random(seed), Outcome()
    for number in range(count):
        how = list(HOW)[number // 2 % len(HOW)]
        lose = lose_killed if number % 2 else lose_alive
        place = folder / str(number)
        try:
            saved, fault = lose(place, how, lots)
        except WorkbenchError as error:
            saved, fault = 0, str(error)
        outcome.times += 1
        outcome.acknowledged += saved
        if fault:
            outcome.broken.append(f"{how}, {lose.__name__}, number {number}: {fault}")
        shutil.rmtree(place)
    return outcome


def main(count: int) -> int:
    with tempfile.TemporaryDirectory() as name:
        os.environ["XDG_DATA_HOME"] = str(Path(name) / "user")
        outcome = lose_often(Path(name), count)
    print(outcome)
    return int(bool(outcome.broken))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
