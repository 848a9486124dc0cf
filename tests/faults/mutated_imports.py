"""Damages files of every format that can be written, and reads them.

`python -m tests.faults.mutated_imports [COUNT]` runs it by itself; the default is 1,000 files.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import CorpusError
from workbench.domain.sentence import Split
from workbench.formats.base import Format, RawSentence, ReadOptions, WriteOptions
from workbench.formats.exporting import export
from workbench.formats.planning import prepare
from workbench.formats.reading import read_corpus
from workbench.formats.registry import ALL

# Seconds that no file may take.
LONGEST = 10.0
WRITABLE = [one for one in ALL if one.write]
SENTENCES = [
    RawSentence(("北", "京"), ("B-LOC", "I-LOC"), "a", 1, split=Split.TRAIN),
    RawSentence(("A", "ß", "😀"), ("O", "B-PER", "O"), "a", 2, split=Split.DEV),
    RawSentence(("n", "é", "."), None, "b", 3, source="n é\n."),
    RawSentence(
        ("x", "y"), ("O", "O"), "b", 4, suggestions=(Suggestion(Entity("ORG", 0, 2), "run", 0.5),)
    ),
] * 5
BITS = (b"\x00", b"\xff", b'"', b"{", b"[" * 300, b"\n", b"\t", b"9" * 30, b"\xed\xa0\x80", b"<a>")


@dataclass
class Outcome:
    """What a series of damaged files has shown."""

    files: int = 0
    read: int = 0
    refused: int = 0
    slowest: float = 0.0
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join(
            [
                *self.broken,
                f"{self.files} damaged files: {self.read} read, {self.refused} refused in words, "
                f"{len(self.broken)} broken; the slowest took {self.slowest:.2f} s",
            ]
        )


def mutated(content: bytes, dice: random.Random) -> bytes:
    """Cut, change, repeat or insert a piece, as a bad disk, a bad program or a person does."""
    at = dice.randrange(len(content) + 1)
    to = min(len(content), at + dice.choice((1, 3, 40)))
    return dice.choice(
        (
            content[:at],
            content[:at] + content[to:],
            content[:at] + dice.choice(BITS) + content[at:],
            content[:at] + dice.choice(BITS) + content[to:],
            content[:to] + content[at:],
            content[:at] + bytes(dice.randrange(256) for _ in range(to - at)) + content[to:],
        )
    )


def damaged_copies(
    format_: Format, folder: Path, count: int, dice: random.Random
) -> Iterator[Path]:
    """Copies of a corpus in a format, each damaged in one place."""
    options = WriteOptions()
    sentences = [
        one for one in SENTENCES if not (format_.refuses and format_.refuses(one, options))
    ]
    whole = folder / f"whole{format_.suffix}"
    export(prepare(sentences, format_, options), whole)
    for number in range(count):
        copy = folder / f"{number}{format_.suffix}"
        shutil.copytree(whole, copy) if whole.is_dir() else shutil.copy(whole, copy)
        files = sorted(one for one in copy.rglob("*") if one.is_file()) or [copy]
        file = dice.choice(files)
        file.write_bytes(mutated(file.read_bytes(), dice))
        yield copy


def read_damaged(copy: Path, format_: Format | None) -> bool:
    """Whether a damaged file can be read; all of it is accounted for then."""
    try:
        with read_corpus([copy], ReadOptions(format_.name) if format_ else None) as corpus:
            assert all(one.balanced for each in corpus.files for one in each.accounts)
            list(corpus.sentences)
    except CorpusError:
        return False
    return True


def read_many(folder: Path, count: int, seed: int = 13) -> Outcome:
    """Read so many damaged files, of each format as many, half of them without its name."""
    outcome, dice = Outcome(), random.Random(seed)
    for format_ in WRITABLE:
        place = folder / format_.name
        place.mkdir()
        for copy in damaged_copies(format_, place, -(-count // len(WRITABLE)), dice):
            _read_one(copy, format_ if outcome.files % 2 else None, outcome)
        shutil.rmtree(place)
    return outcome


def _read_one(copy: Path, format_: Format | None, outcome: Outcome) -> None:
    begun = time.monotonic()
    outcome.files += 1
    try:
        if read_damaged(copy, format_):
            outcome.read += 1
        else:
            outcome.refused += 1
    except Exception as error:  # noqa: BLE001 - anything but words is what this looks for
        outcome.broken.append(f"{copy.name}: {type(error).__name__}: {error}")
    seconds = time.monotonic() - begun
    outcome.slowest = max(outcome.slowest, seconds)
    if seconds > LONGEST:
        outcome.broken.append(f"{copy.name}: took {seconds:.0f} s")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        found = read_many(Path(name), int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
    print(found)
    sys.exit(bool(found.broken))
