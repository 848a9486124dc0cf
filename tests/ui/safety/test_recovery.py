"""What is missing is offered, and a file that lost its name is saved as another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.faults.features import PROJECT, prepare_folder, put
from workbench import bootstrap
from workbench.domain.errors import StorageError
from workbench.storage.project import Project
from workbench.ui.notify import Notice, Notifier
from workbench.ui.safety.recovery_desk import RecoveryDesk
from workbench.ui.services import Recovery
from workbench.ui.tasks import Tasks


class FakeWindow(QWidget):
    """What the desk needs of the window."""

    opened = Signal()

    def __init__(self, tasks: Tasks, path: Path) -> None:
        super().__init__()
        self.notify, self.tasks = Notifier(self), tasks
        self.services = SimpleNamespace(
            recovery=Recovery(bootstrap.lost_projects, bootstrap.rebuild_project)
        )
        self.store = Project.open(path)
        self.session = SimpleNamespace(path=path, context=SimpleNamespace(store=self.store))
        self.notices: list[Notice] = []
        self.notify.noticed.connect(self.notices.append)
        self.paths: list[Path] = []

    def open_path(self, path: Path, then: Callable[[], object]) -> None:
        self.paths.append(path)
        then()

    def choose(self, text: str) -> None:
        (choice,) = (one for one in self.notices[-1].choices if one.text == text)
        choice.act()


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    tasks = Tasks()
    yield tasks
    tasks.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An older copy in the place of a project with two more edits."""
    path = tmp_path / "folder" / PROJECT
    prepare_folder(path.parent)
    with Project.open(path) as project:
        put(project, 1)
        put(project, 2)
    path.with_name("copy.nerproj").replace(path)
    return path


@pytest.fixture
def window(qtbot: QtBot, tasks: Tasks, path: Path) -> Iterator[FakeWindow]:
    window = FakeWindow(tasks, path)
    qtbot.addWidget(window)
    RecoveryDesk(window)  # type: ignore[arg-type]
    yield window
    window.store.close()


def test_missing_changes_are_offered(qtbot: QtBot, window: FakeWindow) -> None:
    """One press brings them back, and the project is shown anew."""
    window.opened.emit()
    assert window.notices[-1].text == "2 changes that were saved are missing from this file."
    window.choose("Recover them")
    qtbot.waitUntil(lambda: bool(window.paths))
    assert window.store.missing == 0
    assert window.notices[-1].text == "Recovered 2 changes."
    window.notices.clear()
    window.opened.emit()
    assert not window.notices


def test_they_can_be_left(qtbot: QtBot, window: FakeWindow) -> None:
    """Then they are not offered again."""
    window.opened.emit()
    window.choose("Leave the file as it is")
    qtbot.waitUntil(lambda: window.store.missing == 0)


def test_a_file_that_is_gone_is_saved_as_another(
    qtbot: QtBot, window: FakeWindow, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The notice of the edit that was not saved has the way out; the new file is opened."""
    target = path.with_name("new.nerproj")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    window.store.recover().result()
    path.unlink()
    with pytest.raises(StorageError) as caught:
        put(window.store, 3)
    window.notify.error(caught.value)
    window.choose("Save as a new file…")
    qtbot.waitUntil(lambda: window.paths == [target])
    with Project.open(target) as saved:
        assert saved.missing == 0


def test_a_name_that_is_taken_is_refused_in_words(
    qtbot: QtBot, window: FakeWindow, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file that is there stays as it is, and no slot fails."""
    target = path.with_name("taken.txt")
    target.write_text("taken", "utf-8")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    window.tasks.went_wrong.connect(window.notify.error)
    desk = next(one for one in window.children() if isinstance(one, RecoveryDesk))
    desk.save_as()
    qtbot.waitUntil(lambda: any("[NW-S21]" in one.text for one in window.notices))
    assert target.read_text("utf-8") == "taken" and window.paths == []


def test_a_lost_project_is_made_anew(
    qtbot: QtBot, window: FakeWindow, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person chooses which one, and where."""
    target = path.with_name("new.nerproj")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    monkeypatch.setattr(QInputDialog, "getItem", lambda *_, **__: (str(path), True))
    window.store.close()
    path.unlink()
    desk = next(one for one in window.children() if isinstance(one, RecoveryDesk))
    desk.recover_lost()
    qtbot.waitUntil(lambda: window.paths == [target], timeout=20_000)
    with Project.open(target) as project:
        assert project.ask(lambda reader: reader.sentence(2).entities).result()
