"""Imports that break off at every stage: I07 with kills, a full disk, a cancel; I15."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from itertools import islice, pairwise
from pathlib import Path

import pytest

from tests.faults.import_driver import made_corpus, numbered
from workbench.domain.filters import ALL
from workbench.domain.sentence import Sentence
from workbench.formats.base import Cancelled, RawSentence
from workbench.formats.reading import read_corpus
from workbench.operations.exchange import import_corpus
from workbench.operations.store import HistoryEntry, Reader
from workbench.storage.project import Project

MANY = 30_000
# The program ends within one second; a machine that others use as well gets more.
HANGS_AFTER = 10.0
DRIVER = Path(__file__).with_name("import_driver.py")

Content = tuple[list[Sentence], list[HistoryEntry], tuple[str, ...]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed project with a sentence in it."""
    path = tmp_path / "a.nerproj"
    with Project.create(path, ["ORG"]) as project:
        project.submit(import_corpus, made_corpus([RawSentence(("old",), ("O",), "d", 1)]))
    return path


def content(path: Path) -> Content:
    """What the file holds, after SQLite found nothing wrong with it."""

    def ask(reader: Reader) -> Content:
        sentences = list(reader.sentences(reader.ids(ALL)))
        return sentences, reader.history(), reader.labels().names

    with Project.open(path) as project:
        found = project.ask(ask).result()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    return found


def drive(path: Path, *more: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(DRIVER), str(path), str(MANY), *map(str, more)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
@pytest.mark.parametrize("steps", [1, 12, 29, 31])
def test_i07_a_killed_import_leaves_nothing(path: Path, steps: int) -> None:
    """At its begin, in the midst, at the last sentences, and while the indexes are made."""
    before = content(path)
    with drive(path) as process:
        assert process.stdout is not None
        lines = list(islice(process.stdout, steps))
        process.kill()
    assert len(lines) == steps
    assert content(path) == before
    with drive(path) as process:
        process.communicate()
    assert process.returncode == 0
    assert len(content(path)[0]) == MANY + 1


@pytest.mark.slow
def test_i07_a_disk_that_takes_no_more_leaves_nothing(path: Path) -> None:
    """The import ends in words, and the project is as it was."""
    before = content(path)
    with drive(path, 1 << 20) as process:
        said, _ = process.communicate()
    assert process.returncode == 2
    assert said.splitlines()[-1] in ("NW-S03", "NW-S06")
    assert content(path) == before


@pytest.mark.parametrize("after", [1, 31])
def test_i07_a_cancelled_import_ends_within_a_second(path: Path, after: int) -> None:
    """Wherever it is, and nothing of it is left; the project can be used at once."""
    reached, wish = threading.Event(), threading.Event()
    steps = [time.monotonic()]

    def progress(_done: int, _total: int) -> None:
        steps.append(time.monotonic())
        if len(steps) > after:
            reached.set()
            assert wish.wait(60)
            raise Cancelled

    before = content(path)
    corpus = made_corpus(numbered(MANY))
    with Project.open(path) as project:
        future = project.submit(import_corpus, corpus, progress=progress)
        assert reached.wait(60)
        wish.set()
        start = time.monotonic()
        with pytest.raises(Cancelled):
            future.result()
        rolled_back = time.monotonic() - start
        assert project.ask(lambda reader: reader.count()).result() == 1
    longest_silence = max(later - earlier for earlier, later in pairwise(steps))
    assert longest_silence + rolled_back < HANGS_AFTER
    assert content(path) == before


def test_i15_what_was_read_is_what_comes_in(path: Path, tmp_path: Path) -> None:
    """A file that changes or disappears after it was read changes nothing any more."""
    file = tmp_path / "x.conll"
    file.write_text("Ada\tB-PER\nwrote\tO\n", "utf-8")
    with read_corpus([file]) as corpus, Project.open(path) as project:
        file.unlink()
        assert project.submit(import_corpus, corpus).result().details["sentences"] == 1
    assert content(path)[0][-1].tokens == ("Ada", "wrote")
