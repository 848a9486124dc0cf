"""Damaged files of every format end in sentences with problems, or in an error in words."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import CorpusError
from workbench.domain.sentence import Split
from workbench.formats.base import Format, RawSentence, ReadOptions, WriteOptions
from workbench.formats.exporting import export
from workbench.formats.planning import prepare
from workbench.formats.reading import read_corpus
from workbench.formats.registry import ALL

MUTATIONS = 40
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


@pytest.mark.parametrize("told", [True, False], ids=["told", "recognised"])
@pytest.mark.parametrize("format_", WRITABLE, ids=lambda one: one.name)
def test_mutated_files(format_: Format, told: bool, tmp_path: Path) -> None:
    """No damage leads to anything but sentences or a CorpusError, and every unit is accounted."""
    options = WriteOptions()
    chosen = [one for one in SENTENCES if not (format_.refuses and format_.refuses(one, options))]
    whole = tmp_path / f"whole{format_.suffix}"
    export(prepare(chosen, format_, options), whole)
    dice = random.Random(13)
    read = 0
    for number in range(MUTATIONS):
        copy = tmp_path / f"{number}{format_.suffix}"
        shutil.copytree(whole, copy) if whole.is_dir() else shutil.copy(whole, copy)
        files = sorted(one for one in copy.rglob("*") if one.is_file()) or [copy]
        file = dice.choice(files)
        file.write_bytes(mutated(file.read_bytes(), dice))
        try:
            with read_corpus([copy], ReadOptions(format_.name) if told else None) as corpus:
                read += 1
                assert all(one.balanced for each in corpus.files for one in each.accounts)
                list(corpus.sentences)
        except CorpusError:
            pass
    # The packed formats notice any damage at all; the others can mostly be read on.
    assert read or not told or format_.name in ("spacy", "parquet")
