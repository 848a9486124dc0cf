"""A worker in reserve: it waits for its folder, and does what any other worker does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.domain.run_reports import EpochRow
from workbench.domain.training import Example, JobState, Spec
from workbench.jobs.environment import worker_environment
from workbench.jobs.protocol import Finished, Message, line_to_message
from workbench.jobs.spec import RunFolder, create_run_folder
from workbench.jobs.warm import folder_line, wait_for_folder

EXAMPLE = Example(1, ("Ada", "saw", "Oslo"), ("B-PER", "O", "B-LOC"))
SPEC = Spec(engine="fake", labels=("PER", "LOC"), epochs=2)
# The worker as it is, but for the libraries, which take seconds.
PROGRAM = """
import sys
from workbench.jobs import worker
worker.load_libraries = lambda: None
sys.exit(worker.main(["--warm"]))
"""


@pytest.fixture
def standard_input(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Where somebody writes what the worker hears."""
    read, write = os.pipe()
    with os.fdopen(read) as heard:
        monkeypatch.setattr(sys, "stdin", heard)
        yield write


def test_the_line_is_heard_and_what_follows_is_left(standard_input: int, tmp_path: Path) -> None:
    """Commands of the run stay on standard input; libraries are loaded before."""
    loaded: list[bool] = []
    folder = tmp_path / "a folder\nwith a break"
    os.write(standard_input, folder_line(folder) + b"stop\n")
    os.close(standard_input)
    assert wait_for_folder(lambda: loaded.append(True)) == folder
    assert loaded
    assert os.read(sys.stdin.fileno(), 100) == b"stop\n"


def test_nobody_left_is_no_folder(standard_input: int) -> None:
    """The end of standard input ends the waiting."""
    os.close(standard_input)
    assert wait_for_folder(lambda: None) is None


def told(folder: RunFolder) -> Sequence[Message]:
    """What a worker in reserve says when it is told this folder, until it has ended."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=worker_environment(),
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(folder_line(folder.path))
        process.stdin.flush()
        messages = [line_to_message(line) for line in process.stdout]
    return [message for message in messages if message is not None]


def test_it_trains_as_any_other(tmp_path: Path) -> None:
    """The report lies in the folder that it was told."""
    data = {"train": [EXAMPLE], "dev": [EXAMPLE], "test": [EXAMPLE]}
    folder = create_run_folder(tmp_path / "run-1", SPEC, data)
    messages = told(folder)
    assert messages[-1] == Finished(JobState.DONE)
    assert sum(isinstance(message, EpochRow) for message in messages) == 2
    assert folder.report() is not None
    assert folder.log.exists()


def test_a_model_that_is_to_be_fetched_is_left_to_a_fresh_worker(tmp_path: Path) -> None:
    """One that has loaded its libraries for work without network would never try."""
    spec = replace(SPEC, engine="transformers", base="nobody/such-model")
    data = {"train": [EXAMPLE], "dev": [EXAMPLE], "test": [EXAMPLE]}
    folder = create_run_folder(tmp_path / "run-1", spec, data)
    last = told(folder)[-1]
    assert isinstance(last, Finished) and last.error is not None
    assert last.error.code == "NW-M11"
