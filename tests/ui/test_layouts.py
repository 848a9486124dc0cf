"""How places are arranged is remembered."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from workbench.ui.layouts import restore_layout, save_layouts


class FakePlace(QWidget):
    """A place with two panes."""

    def __init__(self) -> None:
        super().__init__()
        self.state = {"list": False, "details": True}

    def folds(self) -> dict[str, bool]:
        return dict(self.state)

    def fold(self, name: str, folded: bool) -> None:
        self.state[name] = folded


def test_folded_panes_are_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    """From one start to the next; a place without panes, and one that is new, stay as they are."""
    settings = QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)
    before, after, plain = FakePlace(), FakePlace(), QWidget()
    for place in (before, after, plain):
        qtbot.addWidget(place)
    save_layouts(settings, {"annotate": before, "plain": plain})
    settings.sync()
    after.state = {"list": True, "details": False}
    restore_layout(
        QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat), "annotate", after
    )
    assert after.state == before.state
    restore_layout(settings, "plain", plain)
    assert plain.children() == []
