"""Faults of an import into a project: I07 (a very large one), I16 (the same file twice)."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.domain.errors import StorageError
from workbench.formats.base import Cancelled
from workbench.formats.corpus import Corpus
from workbench.formats.reading import read_corpus
from workbench.operations import exchange, history
from workbench.storage.project import Project

SENTENCE = "Anna\tB-PER\nBerg\tI-PER\nsov\tO\n\n"
# Says when the import has begun to write, and then goes on until it is killed.
CHILD = """
import sys
from pathlib import Path
from workbench.formats.reading import read_corpus
from workbench.operations import exchange
from workbench.storage.project import Project

def step(done, total):
    print(done, flush=True)

with Project.open(Path(sys.argv[1])) as project:
    corpus = read_corpus([Path(sys.argv[2])])
    project.submit(exchange.import_corpus, corpus, progress=step).result()
"""


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "x.conll"
    path.write_text(SENTENCE * 50_000)
    return path


def sentences(project: Project) -> int:
    return project.ask(lambda reader: reader.count()).result()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
def test_i07_a_kill_in_the_middle_imports_nothing(tmp_path: Path, large: Path) -> None:
    """After kill -9 while an import writes, the project is as it was before."""
    path = tmp_path / "a.nerproj"
    first = tmp_path / "first.conll"
    first.write_text(SENTENCE)
    with Project.create(path) as project:
        project.submit(exchange.import_corpus, read_corpus([first])).result()
    command = [sys.executable, "-c", CHILD, str(path), str(large)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        while int(child.stdout.readline()) < 5_000:
            pass
        os.kill(child.pid, signal.SIGKILL)
    with Project.open(path) as project:
        assert sentences(project) == 1
        assert project.ask(lambda reader: reader.labels().names).result() == ("PER",)
        assert len(project.ask(lambda reader: reader.history()).result()) == 1


def test_i07_cancelling_leaves_nothing(tmp_path: Path, large: Path) -> None:
    """An import that is cancelled while it writes is as if it had never begun."""

    def step(done: int, _total: int) -> None:
        if done > 20_000:
            raise Cancelled

    with Project.create(tmp_path / "a.nerproj") as project:
        with pytest.raises(Cancelled):
            project.submit(exchange.import_corpus, read_corpus([large]), progress=step).result()
        assert sentences(project) == 0
        assert project.ask(lambda reader: reader.history()).result() == []


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux")
def test_i07_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Four times the sentences take hardly more memory."""
    script = (
        "import sys; from pathlib import Path\n"
        "from workbench.bootstrap import create_from\n"
        "from workbench.formats.reading import read_corpus\n"
        "create_from(Path(sys.argv[2]), read_corpus([Path(sys.argv[1])]))[0].close()\n"
        # Not getrusage, which counts what the parent held when it forked.
        "status = Path('/proc/self/status').read_text()\n"
        "print(int(status.split('VmHWM:')[1].split()[0]) // 1024)\n"
    )
    peaks = []
    for number in (25_000, 100_000):
        path = tmp_path / f"{number}.conll"
        path.write_text(SENTENCE * number)
        command = [sys.executable, "-c", script, str(path), str(tmp_path / f"{number}.nerproj")]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        peaks.append(int(done.stdout))
    assert peaks[1] < peaks[0] + 60, peaks
    assert max(peaks) < 500


def test_i07_a_disk_without_room_is_told_before(
    tmp_path: Path, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import that cannot fit is refused before it writes anything."""
    usage = shutil.disk_usage(tmp_path)._replace(free=1_000)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage)
    with Project.create(tmp_path / "a.nerproj") as project:
        with pytest.raises(StorageError, match="NW-S25"):
            project.submit(exchange.import_corpus, read_corpus([large])).result()
        assert sentences(project) == 0


def test_i16_the_same_file_twice(tmp_path: Path) -> None:
    """A second import of a file adds nothing and says so, whatever the file is called."""
    path = tmp_path / "x.conll"
    path.write_text(SENTENCE * 3)
    with Project.create(tmp_path / "a.nerproj") as project:

        def take_in(corpus: Corpus, again: bool = False) -> dict[str, int]:
            done = project.submit(exchange.import_corpus, corpus, again=again).result()
            return dict(done.details)

        assert take_in(read_corpus([path])) == {"sentences": 3, "known": 0}
        renamed = path.rename(tmp_path / "y.conll")
        assert take_in(read_corpus([renamed])) == {"sentences": 0, "known": 3}
        assert sentences(project) == 3
        assert len(project.ask(lambda reader: reader.history()).result()) == 1
        assert take_in(read_corpus([renamed]), again=True) == {"sentences": 3, "known": 0}
        for _ in range(2):
            project.submit(history.undo).result()
        assert take_in(read_corpus([renamed])) == {"sentences": 3, "known": 0}


def test_i16_only_what_is_new(tmp_path: Path) -> None:
    """Of several files, those that came before are left out."""
    old, new = tmp_path / "old.conll", tmp_path / "new.conll"
    old.write_text(SENTENCE * 3)
    new.write_text(SENTENCE * 2)

    with Project.create(tmp_path / "a.nerproj") as project:
        project.submit(exchange.import_corpus, read_corpus([old])).result()
        both = project.submit(exchange.import_corpus, read_corpus([old, new])).result()
        assert dict(both.details) == {"sentences": 2, "known": 3}
        assert sentences(project) == 5
