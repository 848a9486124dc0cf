"""Backups are restored, damage is shown and mended, and a damaged file is offered help."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from workbench import bootstrap
from workbench.domain.changes import Changes
from workbench.domain.errors import DamagedError
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Status
from workbench.operations.store import NewSentence, Transaction
from workbench.storage.project import Project
from workbench.ui.changes_hub import ChangesHub
from workbench.ui.context import Context
from workbench.ui.notify import Notice, Notifier
from workbench.ui.safety.check_dialog import CheckDialog
from workbench.ui.safety.desk import SafetyDesk
from workbench.ui.safety.restore_dialog import DAMAGED, WHOLE, RestoreDialog
from workbench.ui.services import Safety
from workbench.ui.tasks import Tasks

DOORS = Safety(
    bootstrap.listed_backups,
    bootstrap.read_backup,
    bootstrap.restore_backup,
    bootstrap.rescue_project,
)


def fill(transaction: Transaction) -> Changes:
    sentence = NewSentence(("Ada", "met"), ("B-PER", "O"), IOB2, Status.NEW, None, "d")
    transaction.add([sentence] * 9)
    return transaction.changes("fill")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project with three backups, the newest of them cut off."""
    path = tmp_path / "a.nerproj"
    with Project.create(path, ["PER"]) as project:
        project.submit(fill).result()
        backups = [project.back_up("regular") for _ in range(3)]
    backups[-1].write_bytes(backups[-1].read_bytes()[:-8192])
    return path


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    tasks = Tasks()
    yield tasks
    tasks.close()


def test_the_newest_whole_backup_is_chosen(qtbot: QtBot, path: Path, tasks: Tasks) -> None:
    """Each is read; the damaged one says so, and cannot be restored."""
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = RestoreDialog("a", DOORS.listed(path), DOORS, tasks, parent)

    def states() -> list[str]:
        items = (dialog.table.topLevelItem(row) for row in range(3))
        return [item.text(3) for item in items if item is not None]

    qtbot.waitUntil(lambda: states() == [DAMAGED, WHOLE, WHOLE], timeout=20_000)
    assert dialog.chosen == DOORS.listed(path)[1]
    assert dialog.choose.isEnabled()
    damaged = dialog.table.topLevelItem(0)
    assert damaged is not None
    dialog.table.setCurrentItem(damaged)
    assert not dialog.choose.isEnabled()


def test_damage_is_shown_and_mended(qtbot: QtBot, path: Path, tasks: Tasks) -> None:
    """The repair makes a copy first, and nothing is left to repair."""
    connection = sqlite3.connect(path)
    connection.execute("UPDATE sentences SET tags = replace(tags, 'PER', 'PEX') WHERE id < 4")
    connection.commit()
    connection.close()
    with Project.open(path) as project:
        context = Context(project, tasks, ChangesHub(), Notifier())
        dialog = CheckDialog(context)
        qtbot.addWidget(dialog)
        qtbot.waitUntil(dialog.repair.isEnabled, timeout=20_000)
        first = dialog.tree.topLevelItem(0)
        assert first is not None
        assert "(3)" in first.text(0)
        dialog.repair.click()
        qtbot.waitUntil(lambda: dialog.told.text().startswith("✓"), timeout=20_000)
        assert not dialog.repair.isEnabled()
    assert len(list(path.parent.glob("a.nerproj.before-repair-*"))) == 1


class FakeWindow(QWidget):
    """What the desk needs of the window."""

    opened = Signal()
    closed_project = Signal()

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self.notify, self.tasks, self.session = Notifier(self), tasks, None
        self.services = type("Services", (), {"safety": DOORS, "view_project": None})
        self.paths: list[Path] = []

    def open_path(self, path: Path, then: object = None) -> None:
        self.paths.append(path)


def test_a_damaged_file_is_offered_rescue(
    qtbot: QtBot, path: Path, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The notice has both ways out; the rescued project is opened."""
    window = FakeWindow(tasks)
    qtbot.addWidget(window)
    notices: list[Notice] = []
    window.notify.noticed.connect(notices.append)
    target = path.with_name("b.nerproj")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    desk = SafetyDesk(window)  # type: ignore[arg-type]
    desk.tell(DamagedError(path, "NW-S12", "It is damaged.", "It was left.", "Choose."))
    (notice,) = notices
    assert [choice.text for choice in notice.choices] == [
        "Restore a backup…",
        "Rescue what can be read…",
    ]
    notice.choices[1].act()
    qtbot.waitUntil(lambda: window.paths == [target], timeout=20_000)
    assert target.exists()
