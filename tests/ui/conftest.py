"""Real projects, a real window, and workers whose fake engine follows a script."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench import bootstrap
from workbench.domain.changes import Changes
from workbench.formats.reading import read_corpus
from workbench.jobs.environment import worker_command
from workbench.operations.exchange import import_corpus
from workbench.operations.store import Store, Transaction
from workbench.ui.changes_hub import ChangesHub
from workbench.ui.context import Context
from workbench.ui.exchange import import_page
from workbench.ui.main_window import MainWindow
from workbench.ui.notify import Notifier
from workbench.ui.services import Services
from workbench.ui.tasks import Tasks
from workbench.ui.theme import apply_theme

TOWNS = ("Geneva", "Lima", "Oslo", "Quito", "Turin", "Perth")
PEOPLE = ("Ada", "Brit", "Chen", "Dora", "Emil", "Finn")


def corpus_text(number: int, tagged: bool = True) -> str:
    """So many short sentences with a person and a town each, no two alike."""
    sentences = []
    for i in range(number):
        person, town = PEOPLE[i % 6], TOWNS[i // 6 % 6]
        tags = (f"{person}\tB-PER", "saw\tO", f"{i}\tO", "birds\tO", "in\tO", f"{town}\tB-LOC")
        sentences.append("\n".join(tags if tagged else (line.split("\t")[0] for line in tags)))
    return "\n\n".join(sentences) + "\n"


@dataclass
class Workers:
    """Starts workers; `options` is the script for the fake engine of the next ones."""

    options: dict[str, Any] = field(default_factory=dict)

    def command(self, folder: Path) -> Sequence[str]:
        file = folder / "spec.json"
        spec = json.loads(file.read_text("utf-8"))
        file.write_text(json.dumps({**spec, "options": self.options}), "utf-8")
        return worker_command(folder)


@pytest.fixture
def workers() -> Workers:
    return Workers()


@pytest.fixture
def project_store(tmp_path: Path) -> Iterator[Store]:
    """An empty project with the labels PER and LOC."""
    store = bootstrap.create_project(tmp_path / "test.nerproj", ("PER", "LOC"))
    yield store
    store.close()


@pytest.fixture
def corpus_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes a corpus of so many sentences and returns its path."""

    def write(number: int = 30, name: str = "notes.conll", tagged: bool = True) -> Path:
        path = tmp_path / name
        path.write_text(corpus_text(number, tagged), "utf-8")
        return path

    return write


@pytest.fixture
def filled_store(project_store: Store, corpus_file: Callable[..., Path]) -> Store:
    """The project with 30 done sentences and 6 untagged ones."""
    for path in (corpus_file(30), corpus_file(6, "plain.txt", tagged=False)):
        project_store.submit(import_corpus, read_corpus([path])).result()
    return project_store


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def context(project_store: Store, tasks: Tasks) -> Context:
    return Context(project_store, tasks, ChangesHub(), Notifier())


@pytest.fixture
def services(tmp_path: Path, workers: Workers) -> Services:
    recent: list[Path] = []
    return Services(
        open_project=bootstrap.open_project,
        create_project=bootstrap.create_project,
        open_sample=lambda: bootstrap.open_sample(tmp_path / "sample.nerproj"),
        recent=lambda: recent,
        remember=recent.append,
        worker_command=workers.command,
        state_file=tmp_path / "state" / "window.ini",
    )


@pytest.fixture
def window(qtbot: QtBot, services: Services) -> Iterator[MainWindow]:
    """The main window, shown, without a project; a bug in a slot fails the test."""
    made = MainWindow(services)
    crashes: list[str] = []
    made.notify.crashed.connect(crashes.append)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, "light")
    assert not crashes, crashes


@pytest.fixture
def open_window(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """The window on a new empty project."""
    with qtbot.waitSignal(window.opened):
        window.create_path(tmp_path / "work.nerproj", ("PER", "LOC"))
    return window


@pytest.fixture
def held_import(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Imports of the import page wait for this event before they begin to write."""
    go_on = Event()

    def waiting(transaction: Transaction, *args: Any, **named: Any) -> Changes:
        go_on.wait()
        return import_corpus(transaction, *args, **named)

    monkeypatch.setattr(import_page, "import_corpus", waiting)
    return go_on
