"""X09: the watch over connections is able to see one, here and in child processes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

TRY = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"


@pytest.fixture(autouse=True)
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WORKBENCH_CONNECTIONS", str(tmp_path / "notes"))
    return tmp_path / "notes"


def test_x09_a_connection_is_seen_and_refused(notes: Path) -> None:
    """To an address, and by a name; both are noted."""
    with pytest.raises(PermissionError):
        socket.create_connection(("192.0.2.1", 80), 1)
    with pytest.raises(PermissionError):
        socket.getaddrinfo("example.org", 80)
    assert "192.0.2.1" in notes.read_text("utf-8") and "example.org" in notes.read_text("utf-8")


def test_x09_child_processes_are_watched_too(notes: Path) -> None:
    """Those of the command line and of workers inherit the watch."""
    command = [sys.executable, "-c", TRY]
    done = subprocess.run(command, capture_output=True, check=False, env=dict(os.environ))
    assert b"PermissionError" in done.stderr and "192.0.2.1" in notes.read_text("utf-8")


def test_x09_this_machine_may_be_reached(notes: Path) -> None:
    """Tests of uploads serve their own answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), 5).close()
    assert not notes.exists()
