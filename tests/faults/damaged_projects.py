"""Damages project files in every way, and looks whether each changed annotation is named.

`python -m tests.faults.damaged_projects [COUNT]` runs it by itself; the default is 3,000. What
the program does with a file happens in another process, some hundred files each, so that a
crash of SQLite is seen and counted.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbench.domain.changes import Changes
from workbench.domain.complaints import Complaint
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import WorkbenchError
from workbench.domain.filters import ALL
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Split, Status
from workbench.examining.look import examine
from workbench.operations import doctor, edit, history, label
from workbench.operations.store import NewSentence, Reader, Transaction
from workbench.storage import database, opening
from workbench.storage.project import Project

SENTENCES, PAGE = 120, 4096
BATCH = 100
OF_THE_FILE = (Complaint.FILE, Complaint.INDEX)
Damage = Callable[[bytearray, random.Random], None]


def flip_bit(content: bytearray, lots: random.Random) -> None:
    at = lots.randrange(len(content))
    content[at] ^= 1 << lots.randrange(8)


def change_bytes(content: bytearray, lots: random.Random) -> None:
    at = lots.randrange(len(content))
    for place in range(at, min(at + lots.randint(1, 16), len(content))):
        content[place] = lots.randrange(256)


def change_letter(content: bytearray, lots: random.Random) -> None:
    """Swap a letter for another: what SQLite itself cannot notice."""
    letters = [at for at in lots.choices(range(len(content)), k=400) if 65 <= content[at] <= 122]
    if letters:
        content[letters[0]] = 65 + (content[letters[0]] - 64) % 26


def empty_page(content: bytearray, lots: random.Random) -> None:
    at = lots.randrange(len(content) // PAGE) * PAGE
    content[at : at + PAGE] = bytes(PAGE)


def swap_pages(content: bytearray, lots: random.Random) -> None:
    one, other = (lots.randrange(1, len(content) // PAGE) * PAGE for _ in range(2))
    kept = content[one : one + PAGE]
    content[one : one + PAGE] = content[other : other + PAGE]
    content[other : other + PAGE] = kept


def cut(content: bytearray, lots: random.Random) -> None:
    del content[lots.randrange(len(content)) :]


def change_header(content: bytearray, lots: random.Random) -> None:
    content[lots.randrange(100)] = lots.randrange(256)


# The first ones more often: they are what a check could miss.
DAMAGES: Sequence[Damage] = (
    *[change_letter] * 4,
    *[flip_bit] * 4,
    *[change_bytes] * 3,
    empty_page,
    swap_pages,
    cut,
    change_header,
)


@dataclass
class Outcome:
    """What became of damaged files, and what must not have."""

    files: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    changed: int = 0
    named: int = 0
    crashes: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        ends = ", ".join(f"{count} {name}" for name, count in sorted(self.ends.items()))
        return (
            f"{self.files} damaged projects ({ends}); {self.changed} changed annotations,"
            f" {self.named} named, {len(self.crashes)} crashes"
        )


def make_project(path: Path) -> None:
    """A project with some of everything."""
    lots = random.Random(7)
    words = ["Ada", "Bo", "met", "Lovelace", "in", "Rome", "yesterday", "at", "noon"]

    def fill(transaction: Transaction) -> Changes:
        transaction.add(_sentence(lots, words) for _ in range(SENTENCES))
        return transaction.changes("fill")

    with Project.create(path, ["PER", "LOC"]) as project:
        project.submit(fill).result()
        for number in range(1, SENTENCES, 7):
            project.submit(edit.put_entity, number, Entity("LOC", 1, 2)).result()
        project.submit(label.rename, "LOC", "PLACE").result()
        project.submit(history.undo).result()


def _sentence(lots: random.Random, words: Sequence[str]) -> NewSentence:
    tokens = tuple(lots.choices(words, k=lots.randint(3, 9)))
    tags = ("B-PER", *["O"] * (len(tokens) - 1))
    suggestions = (Suggestion(Entity("LOC", 1, 2), "instant", 0.5),) if lots.random() < 0.3 else ()
    split = lots.choice((None, Split.TRAIN, Split.DEV))
    return NewSentence(tokens, tags, IOB2, Status.DONE, split, "d", suggestions)


def annotations_of(sentences: Sequence[Sentence]) -> dict[int, object]:
    """What a person made: words, tags and state of each sentence."""
    return {
        one.id: (one.tokens, one.tags, one.scheme, one.status, one.split, one.note, one.flagged)
        for one in sentences
    }


def try_file(path: Path, sound: Mapping[int, object], outcome: Outcome, name: str) -> None:
    """Do with a file what the program does, and note how that ends."""
    outcome.files += 1
    try:
        database.check_header(path)
        if opening.missing_bytes(path) > 0 or not examine(path).ok:
            outcome.ends["refused"] += 1
            return
        with Project.open(path) as project:
            _look_at(project, sound, outcome, name)
    except WorkbenchError:
        outcome.ends["refused"] += 1
    except Exception as error:  # noqa: BLE001 - that is what is counted
        outcome.crashes.append(f"{name}: {type(error).__name__} {error}")


def _look_at(project: Project, sound: Mapping[int, object], outcome: Outcome, name: str) -> None:
    damage = project.ask(lambda reader: [one for some in doctor.look(reader) for one in some])
    told = damage.result()
    named = {one.sentence for one in told}
    read: dict[int, object] = {}
    for number in sound:
        try:
            read |= annotations_of([project.ask(_read, number).result()])
        except WorkbenchError:
            read[number] = None
    changed = {number for number in sound if read[number] != sound[number]}
    # Where an index is damaged, lists lack sentences that are all there.
    listed = project.ask(lambda reader: set(reader.ids(ALL))).result()
    if listed != set(sound) and not any(one.kind in OF_THE_FILE for one in told):
        outcome.unnamed.append(f"{name}: a list that is not whole")
    for question in (_list, _history, _counts):
        try:
            project.ask(question).result()
        except WorkbenchError:
            outcome.ends["a part refused"] += 1
    outcome.ends["opened"] += 1
    outcome.changed += len(changed)
    outcome.named += len(changed & named)
    if changed - named:
        outcome.unnamed.append(f"{name}: {sorted(changed - named)[:5]}")


def _read(reader: Reader, number: int) -> Sentence:
    return reader.sentence(number)


def _list(reader: Reader) -> object:
    return reader.rows(reader.ids(ALL))


def _history(reader: Reader) -> object:
    return [list(reader.sentence_history(one)) for one in (1, 8)], reader.history()


def _counts(reader: Reader) -> object:
    return reader.labels(), reader.label_counts(), reader.statistics(), reader.finding_groups()


def run_batch(sound_file: Path, first: int, count: int) -> Outcome:
    """Damage so many copies of a project, each by its own lots."""
    whole = sound_file.read_bytes()
    with Project.open(sound_file) as project:
        sound = annotations_of(
            project.ask(lambda reader: list(reader.sentences(reader.ids(ALL)))).result()
        )
    outcome = Outcome()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(first, first + count):
            lots = random.Random(number)
            damage = lots.choice(DAMAGES)
            content = bytearray(whole)
            damage(content, lots)
            path = Path(folder) / "damaged.nerproj"
            for old in Path(folder).iterdir():
                old.unlink()
            path.write_bytes(content)
            try_file(path, sound, outcome, f"{number} {damage.__name__}")
    return outcome


def run(count: int) -> Outcome:
    """All of them, in processes that may crash."""
    total = Outcome()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound.nerproj"
        make_project(path)
        for first in range(0, count, BATCH):
            size = min(BATCH, count - first)
            command = [
                sys.executable,
                "-m",
                __spec__.name,
                "--batch",
                str(path),
                str(first),
                str(size),
            ]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                total.crashes.append(f"the process of {first} ended {done.returncode}")
                print(done.stderr[-2000:])
                continue
            _add(total, json.loads(done.stdout.splitlines()[-1]))
    return total


def _add(total: Outcome, found: Mapping[str, object]) -> None:
    part = Outcome(**found)  # type: ignore[arg-type]
    total.files += part.files
    total.ends.update(part.ends)
    total.changed += part.changed
    total.named += part.named
    total.crashes += part.crashes
    total.unnamed += part.unnamed


def main(arguments: Sequence[str]) -> int:
    """Run a batch for the parent, or everything."""
    if arguments[:1] == ["--batch"]:
        outcome = run_batch(Path(arguments[1]), int(arguments[2]), int(arguments[3]))
        print(json.dumps(vars(outcome)))
        return 0
    outcome = run(int(arguments[0]) if arguments else 3000)
    for line in (*outcome.crashes[:20], *outcome.unnamed[:20]):
        print(line)
    print(outcome)
    return int(bool(outcome.crashes or outcome.unnamed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
