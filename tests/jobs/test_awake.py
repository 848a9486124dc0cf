"""The machine is kept from sleeping by a helper that never outlives the worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from workbench.jobs.awake import kept_awake

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="for Linux")
SCRIPT = """#!/bin/sh
echo "$$ $*" >> "{log}"
while read line; do :; done
"""


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a stand-in for systemd-inhibit writes down: its number and its arguments."""
    program = tmp_path / "systemd-inhibit"
    program.write_text(SCRIPT.format(log=tmp_path / "log"))
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path / "log"


def test_sleep_is_inhibited_for_as_long_as_it_takes(log: Path) -> None:
    """The helper is asked for sleep and idleness, and is gone at the end."""
    with kept_awake():
        while not (log.exists() and log.read_text().endswith("\n")):
            os.sched_yield()
        number, _, arguments = log.read_text().partition(" ")
        assert "--what=sleep:idle" in arguments and "NER Workbench" in arguments
        assert psutil.pid_exists(int(number))
    assert not psutil.pid_exists(int(number))


def test_the_helper_ends_with_a_killed_worker(log: Path) -> None:
    """Also when nobody could end it."""
    program = "import time\nfrom workbench.jobs.awake import kept_awake\n"
    program += "with kept_awake():\n    print(flush=True)\n    time.sleep(60)\n"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        while not (log.exists() and log.read_text().endswith("\n")):
            os.sched_yield()
        helper = psutil.Process(int(log.read_text().split()[0]))
        process.send_signal(signal.SIGKILL)
    helper.wait(timeout=10)


def test_without_a_helper_nothing_happens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A system that cannot be asked is no error."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with kept_awake():
        assert not psutil.Process().children()
    broken = tmp_path / "systemd-inhibit"
    broken.write_text("no program")
    broken.chmod(0o700)
    with kept_awake():
        assert not psutil.Process().children()
