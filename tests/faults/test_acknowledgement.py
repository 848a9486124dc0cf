"""S02–S08, C01–C05: what the program called saved is there; what it could not save, it says."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults import shim, unplugged
from tests.faults.double_starts import Outcome as Starts
from tests.faults.double_starts import start_twice
from tests.faults.faulty_disk import run
from tests.faults.features import prepare_folder
from tests.faults.moved_files import lose_alive, lose_killed
from tests.faults.power_cuts.check import cut_often
from workbench.bootstrap import view_project
from workbench.domain.errors import BusyError
from workbench.operations import edit
from workbench.storage.project import Project

needs_shim = pytest.mark.skipif(bool(shim.why_not()), reason=shim.why_not() or "-")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    prepare_folder(tmp_path / "folder")
    return tmp_path / "folder" / "a.nerproj"


@needs_shim
def test_s02_no_saved_edit_is_lost_by_a_power_cut(tmp_path: Path) -> None:
    """Whatever part of the last writes reaches the disk, the project is sound and has it all."""
    outcome = cut_often(tmp_path, 24, names=("annotate", "close"))
    assert (outcome.images, outcome.broken) == (24, [])


@needs_shim
def test_s02_the_power_cuts_find_what_they_look_for(tmp_path: Path) -> None:
    """Written without a sync at each commit, the same project loses what was called saved."""
    assert cut_often(tmp_path, 16, weakened=True, names=("annotate",)).lost > 0


@needs_shim
def test_s03_a_full_disk_is_said_and_nothing_is_lost() -> None:
    """The edit that found no room is refused, the others are there, and it can be repeated."""
    outcome = run("full-disk", 6, ["annotate", "status"])
    assert outcome.broken == []
    assert "NW-S03" in outcome.codes


@needs_shim
def test_s04_a_full_disk_leaves_nothing_half_done() -> None:
    """Imports, bulk changes, backups and exports are there whole, or not at all."""
    outcome = run("full-disk", 5, ["import", "clean", "backup", "save-as", "export"])
    assert outcome.broken == []
    assert outcome.codes


@needs_shim
def test_s05_a_limit_of_file_size_is_said_like_a_full_disk(path: Path) -> None:
    """What is refused because no file may grow further is not in the project, the rest is."""
    driver = Path(__file__).with_name("import_driver.py")
    command = [sys.executable, str(driver), str(path), "3000", "300000"]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert refused.stdout.splitlines()[-1].startswith("NW-S")
    with Project.open(path) as project:
        assert project.ask(lambda reader: reader.count()).result() == 30


@needs_shim
def test_s06_a_sync_that_fails_is_never_called_saved() -> None:
    """The edit is refused, the file is opened anew, and what follows is saved."""
    outcome = run("failing-syncs", 6, ["annotate"])
    assert outcome.broken == []
    assert "NW-S06" in outcome.codes


@needs_shim
def test_s07_any_call_may_fail() -> None:
    """No false word, no traceback, no unreadable project, whichever call of the system fails."""
    outcome = run("failing-calls", 8, ["annotate", "export"])
    assert outcome.broken == []
    assert outcome.codes


@pytest.mark.parametrize(
    ("how", "lose"),
    [
        ("moved", lose_alive),
        ("replaced by another file", lose_alive),
        ("deleted with its log", lose_killed),
        ("replaced by an older copy", lose_killed),
    ],
)
def test_s08_a_file_that_is_gone_is_recovered(
    tmp_path: Path, how: str, lose: Callable[..., tuple[int, str]]
) -> None:
    """No edit of it is called saved, and everything until then comes back."""
    import random

    assert lose(tmp_path / "lost", how, random.Random(5))[1] == ""


@needs_shim
def test_s17_a_drive_that_is_unplugged_takes_no_saved_edit_along(tmp_path: Path) -> None:
    """From then on every step is refused in words; what was saved comes back either way."""
    found = unplugged.run(tmp_path)
    refused = {name: found[name] for name in ("third", "fourth", "read", "save as")}
    assert refused == {"third": "NW-S06", "fourth": "NW-S40", "read": "NW-S40", "save as": "NW-S40"}
    assert found["close"] == "done"
    assert found["plugged in"] == found["rebuilt"] == [1, 2]
    assert "elsewhere.nerproj" not in found["left"]


def test_c01_of_two_starts_one_may_write(path: Path) -> None:
    """The other one is refused in words."""
    outcome = Starts()
    start_twice(path, 1, outcome)
    assert (outcome.starts, outcome.broken) == (1, [])


def test_c01_the_second_is_told_who_was_first_and_may_look(path: Path) -> None:
    """Machine, process and time are named, and what the first has saved is shown as it is."""
    command = [sys.executable, "-m", "tests.faults.double_starts", "--child", str(path), "first"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write("go\n")
        process.stdin.flush()
        assert "wrote first\n" in iter(process.stdout.readline, "")
        with pytest.raises(BusyError) as caught:
            Project.open(path)
        who = f"on {socket.gethostname()} (process {process.pid}) since "
        assert who in caught.value.happened
        assert caught.value.path == path
        with view_project(path) as view:
            assert who in view.read_only
            assert view.ask(lambda reader: reader.sentence(1).note).result() == "first"
    with Project.open(path) as project:
        project.submit(edit.set_note, 1, "second").result()
    assert {one.name for one in path.parent.iterdir()} >= {path.name}
    assert not list(path.parent.glob(".*.open"))


def test_c02_a_killed_owner_leaves_no_lock(path: Path) -> None:
    """The project opens at once."""
    command = [sys.executable, "-m", "tests.faults.double_starts", "--child", str(path), "note"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write("go\n")
        process.stdin.flush()
        assert "wrote note\n" in iter(process.stdout.readline, "")
        with pytest.raises(BusyError):
            Project.open(path)
        process.send_signal(signal.SIGKILL)
        process.wait()
    with Project.open(path) as project:
        assert project.ask(lambda reader: reader.sentence(1).note).result() == "note"


def test_c03_a_lock_of_another_program_is_said(path: Path) -> None:
    """After two seconds, in words; once it is gone the project opens."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(BusyError) as caught:
        Project.open(path)
    assert caught.value.code == "NW-C01"
    other.close()
    Project.open(path).close()


def test_c04_every_transaction_begins_by_taking_the_write_lock(path: Path) -> None:
    """None can find when it comes to write that somebody else was quicker."""
    said: list[str] = []
    with Project.open(path) as project:
        raw = project._connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        project._lane.run(lambda: raw.set_trace_callback(said.append)).result()
        project.submit(edit.set_note, 1, "a").result()
        project.ask(lambda reader: reader.count()).result()
        project._lane.run(lambda: raw.set_trace_callback(None)).result()
    begun = {one for one in said if one.startswith("BEGIN")}
    assert begun == {"BEGIN IMMEDIATE"}


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="there is no /proc")
def test_c05_no_child_has_the_project_open(path: Path) -> None:
    """Also one that is given every file that may be passed on."""

    def held(process: int) -> Iterator[str]:
        for one in Path(f"/proc/{process}/fd").iterdir():
            yield str(one.readlink())

    with Project.open(path) as project:
        project.submit(edit.set_note, 1, "a").result()
        assert any(str(path) in one for one in held(os.getpid()))
        command = [sys.executable, "-c", "print(1, flush=True); input()"]
        pipes = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipes, stdout=pipes, close_fds=False) as child:
            assert child.stdout is not None and child.stdout.readline()
            assert not [one for one in held(child.pid) if str(path.parent) in one]
