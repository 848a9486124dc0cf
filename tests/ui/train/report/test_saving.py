"""A report as files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from tests.ui.train.conftest import missed, report_of, run_of
from workbench.ui.notify import Notice
from workbench.ui.train.place import TrainPlace


def shown_menu(qtbot: QtBot, place: TrainPlace, put_runs: Callable[..., None]) -> QMenu:
    """The kinds of files that are offered for a run."""
    put_runs(run_of("run-1", report_of([missed(1)])))
    place.reload()
    qtbot.waitUntil(lambda: place.view.run is not None)
    view = place.view
    assert view.run is not None and view._told is not None
    return view.saver.show_menu(view.run, view._told, view.mapToGlobal(view.rect().center()))


def choose(menu: QMenu, begins: str) -> None:
    next(action for action in menu.actions() if action.text().startswith(begins)).trigger()
    menu.close()


def test_a_report_is_saved_as_one_file(
    qtbot: QtBot,
    place: TrainPlace,
    put_runs: Callable[..., None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In the kind that was chosen, whatever ending was typed; the bar says where."""
    notices: list[Notice] = []
    place._context.notify.noticed.connect(notices.append)
    chosen = str(tmp_path / "mine.txt")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen, ""))
    choose(shown_menu(qtbot, place, put_runs), "Web page")
    qtbot.waitUntil(lambda: bool(notices))
    assert (tmp_path / "mine.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert "mine.html" in notices[0].text


def test_everything_goes_into_a_folder_with_pictures(
    qtbot: QtBot,
    place: TrainPlace,
    put_runs: Callable[..., None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Page, text, tables, and each picture as SVG and as PNG that holds something."""
    notices: list[Notice] = []
    place._context.notify.noticed.connect(notices.append)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    choose(shown_menu(qtbot, place, put_runs), "Everything")
    qtbot.waitUntil(lambda: bool(notices))
    endings = {path.suffix for path in tmp_path.iterdir()}
    assert {".html", ".md", ".json", ".csv", ".svg", ".png"} <= endings
    for picture in tmp_path.glob("*.png"):
        image = QImage(str(picture))
        corners = {image.pixel(0, 0), image.pixel(image.width() - 1, image.height() - 1)}
        inside = {image.pixel(x, image.height() // 2) for x in range(0, image.width(), 3)}
        assert len(inside | corners) > 1, picture.name


def test_nothing_is_saved_without_a_place(
    qtbot: QtBot, place: TrainPlace, put_runs: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who closes the dialog is asked nothing more."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    saved: list[object] = []
    monkeypatch.setattr(type(place.view.saver), "save", lambda *args: saved.append(args))
    choose(shown_menu(qtbot, place, put_runs), "Markdown")
    assert saved == []
