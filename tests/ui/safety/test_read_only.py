"""A project that may only be looked at: shown with a banner, changed by nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.faults.features import PROJECT, prepare_folder
from workbench import bootstrap
from workbench.domain.errors import BusyError, ReadOnlyError
from workbench.operations import edit
from workbench.storage import failures
from workbench.ui.action_table import TABLE
from workbench.ui.actions import BoundAction
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.main_window import MainWindow
from workbench.ui.notify import Notice
from workbench.ui.reading import LOOKS, reading

Refusal = Callable[[Path], BusyError | ReadOnlyError]
REFUSALS: list[Refusal] = [
    failures.busy_project,
    lambda path: failures.read_only_place(path, "no"),
]


def action(window: MainWindow, name: str) -> BoundAction:
    (found,) = (one for one in window.findChildren(BoundAction) if one.objectName() == name)
    return found


def test_s16_everything_that_changes_is_shaded(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a place turns on; looking goes on, an edit is refused, the copy can be edited."""
    path, copy = tmp_path / "folder" / PROJECT, tmp_path / "b.nerproj"
    prepare_folder(path.parent)
    before = path.read_bytes()
    window.open_by(lambda: bootstrap.view_project(path), None)
    qtbot.waitUntil(lambda: window.session is not None)
    assert window.session is not None
    place = window.session.place("annotate")
    assert isinstance(place, AnnotatePlace)
    qtbot.waitUntil(lambda: place.desk.shown is not None)
    banner = window.safety.read_only.banner
    assert not banner.isHidden() and window.session.context.store.read_only in banner.text.text()
    for name in ("annotate.accept", "train.start", "file.import"):
        action(window, name).setEnabled(True)
        assert not action(window, name).isEnabled()
    assert action(window, "annotate.next").isEnabled()
    details = place.details
    changing = (place.label_palette, details.status, details.split)
    assert not any(widget.isEnabled() for widget in changing) and details.note.isReadOnly()
    notices: list[Notice] = []
    window.notify.noticed.connect(notices.append)
    window.session.context.do(edit.set_flag, [1], True)
    qtbot.waitUntil(lambda: bool(notices))
    assert "NW-S42" in notices[0].text and path.read_bytes() == before
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(copy), ""))
    banner.save.click()
    qtbot.waitUntil(lambda: window.session is not None and window.session.path == copy)
    assert banner.isHidden() and not reading().only
    qtbot.waitUntil(lambda: action(window, "train.start").isEnabled())
    edited = window.session.place("annotate")
    assert isinstance(edited, AnnotatePlace)
    assert edited.details.status.isEnabled() and not edited.details.note.isReadOnly()


@pytest.mark.parametrize("refusal", REFUSALS)
def test_what_is_refused_can_be_looked_at(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, refusal: Refusal
) -> None:
    """What may not be written is shown at once; what somebody else has open when it is wished."""
    path = tmp_path / "a.nerproj"
    bootstrap.create_project(path, ["PER"]).close()
    notices: list[Notice] = []
    window.notify.noticed.connect(notices.append)
    error = refusal(path)
    window.services = replace(window.services, view_project=bootstrap.view_project)
    window.safety.tell(error)
    if isinstance(error, BusyError):
        (choice,) = notices[0].choices
        choice.act()
    qtbot.waitUntil(lambda: window.session is not None)
    assert window.session is not None and window.session.context.store.read_only


def test_the_table_knows_each_action_that_only_looks() -> None:
    """No name is left over of an action that is gone or was renamed."""
    assert {row.name for row in TABLE} >= LOOKS
