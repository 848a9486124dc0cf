"""Where a project lies, and whether each edit is kept a second time: told once, in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.faults.features import PROJECT, prepare_folder
from workbench.operations import edit
from workbench.storage.recovery import places
from workbench.ui.main_window import MainWindow
from workbench.ui.notify import Notice
from workbench.ui.safety import place_desk
from workbench.ui.safety.network_drive import MOUNTS, network_drive
from workbench.ui.status import WindowStatus

TABLE = r"""
21 1 259:1 / / rw,relatime shared:1 - ext4 /dev/root rw
30 21 0:25 / /mnt/team\040files rw shared:7 - nfs4 server:/team rw
31 21 0:26 / /home/ada/usb rw - vfat /dev/sdb1 rw
32 30 0:27 / /mnt/team\040files/local rw - tmpfs tmpfs rw
33 21 0:28 / /mnt/ssh rw - fuse.sshfs ada@host: rw
34 33 0:29 / /mnt/ssh rw - ext4 /dev/sdc1 rw
a line of another kind
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    path = tmp_path / "mountinfo"
    path.write_text(TABLE, "utf-8")
    return path


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/mnt/team files/a.nerproj", "nfs4"),
        ("/mnt/team files/local/a.nerproj", ""),
        ("/mnt/team filesystem/a.nerproj", ""),
        ("/home/ada/usb/a.nerproj", ""),
        ("/mnt/ssh/a.nerproj", ""),
        ("\\\\server\\share\\a.nerproj", "share"),
    ],
)
def test_s17_a_network_drive_is_recognised(mounts: Path, path: str, kind: str) -> None:
    """By the innermost mount, the last one of several at a place; a disk in between is none."""
    assert network_drive(Path(path), mounts) == kind


def test_without_a_table_no_drive_is_one_of_the_network(tmp_path: Path) -> None:
    """Nobody is warned of what is not known."""
    assert network_drive(tmp_path, tmp_path / "none") == ""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    prepare_folder(tmp_path / "folder")
    return tmp_path / "folder" / PROJECT


def test_s17_a_network_drive_is_named_once(
    qtbot: QtBot, window: MainWindow, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a way off it; the second time the project opens without a word."""
    table, here = project.with_name("mountinfo"), project.with_name("here.nerproj")
    table.write_text(f"1 0 0:1 / {project.parent} rw - cifs //server/share rw\n", "utf-8")
    looked: list[str] = []

    def look(path: Path, _mounts: Path = MOUNTS) -> str:
        looked.append(network_drive(path, table))
        return looked[-1]

    monkeypatch.setattr(place_desk, "network_drive", look)
    notices: list[Notice] = []
    window.notify.noticed.connect(notices.append)
    window.open_path(project)
    qtbot.waitUntil(lambda: bool(notices))
    assert "network drive (cifs)" in notices[0].text and "NW-S44" in notices[0].text
    window.open_path(project)
    qtbot.waitUntil(lambda: len(looked) == 2 and not window.tasks.pending)
    assert len(notices) == 1
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(here), ""))
    (choice,) = notices[0].choices
    choice.act()
    qtbot.waitUntil(lambda: window.session is not None and window.session.path == here)


def test_an_edit_that_is_kept_once_only_is_told(
    qtbot: QtBot, window: MainWindow, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once in words, and in the status bar for as long as it is so; every edit is saved."""
    monkeypatch.setattr(places, "folder", lambda: project / "no folder")
    notices: list[Notice] = []
    window.notify.noticed.connect(notices.append)
    with qtbot.waitSignal(window.opened):
        window.open_path(project)
    assert window.session is not None
    context, status = window.session.context, window.status
    assert isinstance(status, WindowStatus)
    for number in (1, 2):
        context.do(edit.set_flag, [number], True)
    qtbot.waitUntil(lambda: "without" in status.saved.text() and not window.tasks.pending)
    assert [("NW-S45" in one.text) for one in notices] == [True]
    monkeypatch.undo()
    context.do(edit.set_flag, [3], True)
    qtbot.waitUntil(lambda: status.saved.text() == "✓ saved")
