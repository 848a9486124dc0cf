"""How a verb ends when something goes wrong on the way."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.__main__ import main
from workbench.bootstrap import has_display, open_project
from workbench.domain.training import JobState
from workbench.operations import exchange
from workbench.operations.runs import put_run
from workbench.operations.store import Run as StoredRun

Run = Callable[..., dict[str, Any]]
Refused = Callable[..., str]


def test_without_a_display_the_window_is_refused(
    monkeypatch: pytest.MonkeyPatch, refused: Callable[..., str]
) -> None:
    """In words, before Qt would end the process; the demo runs in the terminal instead."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert "error[NW-U02]:" in refused()
    assert not has_display()
    monkeypatch.setenv("DISPLAY", ":0")
    assert has_display()
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert not has_display()


def test_an_export_never_replaces_a_project(
    project: Path, tmp_path: Path, workbench: Run, refused: Refused
) -> None:
    """Neither this one nor another."""
    other = tmp_path / "other.nerproj"
    workbench("new", other)
    for target in (project, other):
        before = target.read_bytes()
        assert "NW-E05" in refused("export", project, target)
        assert target.read_bytes() == before


def test_an_import_that_fails_leaves_no_project(
    tmp_path: Path, corpus: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A project that was there stays as it was."""

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "new.nerproj"
    monkeypatch.setattr(exchange, "_new_sentences", fail)
    assert "NW-S24" in refused("import", path, corpus)
    assert not path.exists()


def test_a_run_that_was_cut_off_is_lost_at_the_next_opening(project: Path, workbench: Run) -> None:
    """Nobody else can have the project open, so nobody follows that run."""
    with open_project(project) as opened:
        run = StoredRun("run-1", JobState.RUNNING, "run-1", "now", {})
        opened.submit(put_run, run).result()
    (found,) = workbench("runs", project)["runs"]
    assert (found["state"], found["error"]["code"]) == ("lost", "NW-J07")


@pytest.mark.parametrize(
    "arguments",
    [
        ["history", "--limit", "99999999999999999999"],
        ["train", "--learning-rate", "nan"],
        ["train", "--learning-rate", "-1"],
        ["train", "--seed", "-5"],
        ["train", "--epochs", "many"],
        ["train", "--max-length", "1"],
        ["train", "--threads", "100000000"],
    ],
)
def test_numbers_that_nothing_can_be_done_with(
    project: Path, refused: Refused, arguments: list[str]
) -> None:
    """They are refused before anything starts, in words."""
    told = refused(arguments[0], project, *arguments[1:])
    assert "NW-U01" in told and "it must be" in told


def test_text_in_another_encoding_is_not_tagged(
    tmp_path: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The encoding that was expected is named."""
    monkeypatch.setattr("workbench.cli.model_verbs.choose_model", lambda *_: None)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe"), "utf-8"))
    assert "NW-U26" in refused("tag", "--model", tmp_path)


def test_a_reader_that_has_seen_enough_is_no_error(project: Path) -> None:
    """As in `workbench check P | head -1`."""
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "workbench", "check", str(project)]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


def test_output_that_cannot_carry_every_sign(project: Path) -> None:
    """Escapes stand for what the encoding lacks."""
    command = [sys.executable, "-m", "workbench", "check", str(project)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, env=environment, check=True)
    assert rb"\u2192" in done.stdout


def test_a_line_break_in_a_name_keeps_the_error_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An error is one line whatever it names."""
    assert main(["stats", str(tmp_path / "a\nb.nerproj")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
