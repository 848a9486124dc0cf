"""The note beside an open project: for words only, and never trusted."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.storage import owner


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.nerproj"


def note_at(path: Path) -> Path:
    return path.with_name(".a.nerproj.open")


def test_it_tells_of_a_process_that_is_there(path: Path) -> None:
    """Until it is taken away; on another day with the day."""
    owner.note(path)
    words = owner.described(path)
    assert words.startswith(f" on {socket.gethostname()} (process {os.getpid()}) since ")
    values = json.loads(note_at(path).read_text("utf-8"))
    note_at(path).write_text(json.dumps({**values, "since": "2001-02-03T12:00:00+00:00"}), "utf-8")
    assert " since 2001-02-03 " in owner.described(path)
    owner.forget(path)
    assert owner.described(path) == "" and not note_at(path).exists()


def test_a_process_that_is_gone_is_not_named(path: Path) -> None:
    """The note of a killed one is left; of another machine nobody knows, so it is named."""
    ended = subprocess.Popen([sys.executable, "-S", "-c", ""])
    ended.wait()
    values = {"host": socket.gethostname(), "process": ended.pid, "since": "2026-01-01T12:00:00"}
    note_at(path).write_text(json.dumps(values), "utf-8")
    assert owner.described(path) == ""
    note_at(path).write_text(json.dumps({**values, "host": "another\nhost"}), "utf-8")
    assert " on another host (process" in owner.described(path)


@pytest.mark.parametrize(
    "content", [b"", b"[1]", b'{"host": 1}', b"{" * 9000, b'{"host":"h","process":1,"since":"x"}']
)
def test_a_note_may_hold_anything(path: Path, content: bytes) -> None:
    """It is read as words or not at all."""
    note_at(path).write_bytes(content)
    assert owner.described(path) in ("", " on h (process 1) since an unknown time")


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are made otherwise there")
def test_what_lies_in_its_place_is_neither_followed_nor_waited_for(path: Path) -> None:
    """A link leads nowhere, and a pipe keeps nobody waiting."""
    target = path.with_name("precious")
    target.write_text("kept", "utf-8")
    note_at(path).symlink_to(target)
    owner.note(path)
    assert target.read_text("utf-8") == "kept" and owner.described(path)
    owner.forget(path)
    os.mkfifo(note_at(path))
    assert owner.described(path) == ""
