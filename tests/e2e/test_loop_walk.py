"""The loop of annotating and learning, walked: quickly with fakes, and on a screen."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from benchmarks.key_presses import Task, add_untagged
from benchmarks.opened_window import opened
from tests.e2e.hands import QtHands
from tests.e2e.loop_walk import Plan, Walk
from workbench import bootstrap
from workbench.domain.entity import Entity
from workbench.jobs.environment import worker_command
from workbench.ui.main_window import MainWindow
from workbench.ui.services import Services
from workbench.ui.theme import apply_theme

TOWNS = ("Geneva", "Lima", "Oslo", "Quito", "Turin", "Perth", "Accra")
PEOPLE = ("Ada", "Brit", "Chen", "Dora", "Emil", "Finn", "Gil", "Hana", "Ines", "Jon", "Kim")
PLAN = Plan(accepted=70, epochs=2, answers=4, engine="fake")
WIKIGOLD_ACCEPTED = 60
LACKING = [tool for tool in ("Xvfb", "xdotool") if shutil.which(tool) is None]


def tasks() -> list[Task]:
    """Sentences with a person and a town each, no two alike."""
    return [
        Task(
            (PEOPLE[n % 11], "saw", str(n), "birds", "in", TOWNS[n % 7]),
            (Entity("PER", 0, 1), Entity("LOC", 5, 6)),
        )
        for n in range(2 * PLAN.accepted)
    ]


def without_encoder(folder: Path) -> Sequence[str]:
    """The command of a worker that looks for label errors with small models alone."""
    file = folder / "spec.json"
    spec = json.loads(file.read_text("utf-8"))
    options = {**spec["options"], "encoder": False}
    file.write_text(json.dumps({**spec, "options": options}), "utf-8")
    return worker_command(folder)


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    """The window on a project of sentences that nobody has tagged."""
    path = tmp_path / "loop.nerproj"
    with bootstrap.create_project(path, ("PER", "LOC")) as project:
        project.submit(add_untagged, tasks()).result()
    apply_theme(qapp, "light")
    made = MainWindow(services(tmp_path, without_encoder))
    made.resize(1280, 800)
    with opened(made, path):
        yield made
    made.deleteLater()


def services(folder: Path, command: Callable[[Path], Sequence[str]]) -> Services:
    return Services(
        bootstrap.open_project,
        bootstrap.create_project,
        lambda: bootstrap.open_sample(folder / "sample.nerproj"),
        list,
        lambda path: None,
        command,
        folder / "window.ini",
    )


@pytest.mark.slow
def test_the_loop_closes(window: MainWindow) -> None:
    """Untagged text, queue, instant model, training, its suggestions, label errors: all hold."""
    facts = Walk(window, QtHands(), tasks(), PLAN).go()
    assert facts["accepted"] == PLAN.accepted and facts["wrong"] == 0
    assert facts["right"] > PLAN.accepted / 2, "the instant model has learned next to nothing"
    assert facts["suggested_anew"] > 0
    assert facts["answered"] == PLAN.answers
    assert facts["fixed"] > 0, "no overlooked entity was found"


@pytest.mark.slow
@pytest.mark.xvfb
@pytest.mark.skipif(bool(LACKING), reason=f"not installed: {', '.join(LACKING)}")
def test_the_loop_closes_on_a_screen(shared_data: Path, tmp_path: Path, checkout: Path) -> None:
    """The same with real models, real text, and mouse and keys of an X server."""
    command = ["xvfb-run", "-a", "-s", "-screen 0 1400x900x24", sys.executable, "-m"]
    command += ["tests.e2e.loop_walk", str(shared_data / "wikigold" / "wikigold.conll.txt")]
    command += [str(WIKIGOLD_ACCEPTED)]
    done = subprocess.run(
        command,
        cwd=checkout,
        env={**os.environ, "HOME": str(tmp_path), "QT_QPA_PLATFORM": "xcb"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout.splitlines()[-1])
    assert facts["accepted"] == WIKIGOLD_ACCEPTED and facts["wrong"] == 0
    assert facts["suggested_anew"] > 0
    assert facts["answered"] == 20
