"""U02: a crash in native code leaves a trace that the next start finds."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from workbench import crashes, paths

CRASH = """
import ctypes, faulthandler
from workbench.crashes import Watch
watch = Watch()
secret = "Frau Mueller wohnt in Ulm"
ctypes.string_at(0)
"""
END = "from workbench.crashes import Watch\nwatch = Watch()\nwatch.end()"
HOLD = "from workbench.crashes import Watch\nwatch = Watch()\nprint(1, flush=True)\ninput()"


@pytest.fixture(autouse=True)
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return paths.user_logs()


def _run(program: str) -> int:
    command = [sys.executable, "-c", program]
    return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode


def test_u02_the_next_start_finds_a_crash() -> None:
    """The file says where the threads were, no text, and goes once it was seen."""
    assert _run(CRASH) == -signal.SIGSEGV
    (found,) = crashes.found_crashes()
    text = crashes.read_crash(found)
    assert "Segmentation fault" in text and "Mueller" not in text
    crashes.forget_crashes()
    assert crashes.found_crashes() == ()


def test_u02_a_usual_end_leaves_nothing(logs: Path) -> None:
    """Nor does a process that was killed: that was no crash of ours."""
    assert _run(END) == 0
    assert list((logs / "crashes").iterdir()) == []
    assert _run(END.replace("watch.end()", "import os\nos.kill(os.getpid(), 9)")) == -9
    assert len(list((logs / "crashes").iterdir())) == 1
    assert crashes.found_crashes() == ()
    assert list((logs / "crashes").iterdir()) == []


def test_u02_a_program_that_runs_is_left_alone(logs: Path) -> None:
    """Its file is held by a lock."""
    command = [sys.executable, "-c", HOLD]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdin is not None
        other.stdout.readline()
        file = logs / "crashes" / f"crash-{other.pid}.txt"
        assert crashes.found_crashes() == () and file.exists()
        file.write_text("full", "utf-8")
        assert crashes.found_crashes() == ()
        other.stdin.close()
    assert crashes.found_crashes() == (file,)
