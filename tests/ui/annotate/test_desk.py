"""How edits go from the desk to the disk."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workbench.domain.entity import Entity
from workbench.operations.store import Reader, Store
from workbench.ui.annotate import desk
from workbench.ui.annotate.editor.cursor import Cursor
from workbench.ui.annotate.place import AnnotatePlace


@pytest.fixture
def submitted(filled: Store, monkeypatch: pytest.MonkeyPatch) -> list[Future[Any]]:
    """The edits that were handed to the store."""
    found: list[Future[Any]] = []
    submit = filled.submit

    def noted(*args: Any, **named: Any) -> Future[Any]:
        found.append(submit(*args, **named))
        return found[-1]

    monkeypatch.setattr(filled, "submit", noted)
    return found


def test_an_edit_is_on_disk_before_it_is_painted(
    place: AnnotatePlace, submitted: list[Future[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key leaves the interpreter to the thread that writes, until that is done."""
    monkeypatch.setattr(desk, "GIVE_WAY", 30.0)
    place.editor.set_cursor(Cursor(5))
    QTest.keyClick(place.editor, Qt.Key.Key_2)
    assert [future.done() for future in submitted] == [True]
    assert not place.desk.ready


def test_a_busy_store_does_not_hold_up_the_window(
    qtbot: QtBot, place: AnnotatePlace, filled: Store, submitted: list[Future[Any]]
) -> None:
    """Behind long work the key comes back at once, and the edit is made in its turn."""
    free = Event()

    def work(_reader: Reader) -> bool:
        return free.wait(60)

    long = filled.ask(work)
    place.editor.set_cursor(Cursor(5))
    QTest.keyClick(place.editor, Qt.Key.Key_2)
    assert [future.done() for future in submitted] == [False]
    free.set()
    qtbot.waitUntil(lambda: place.desk.ready)
    assert long.result()
    assert place.desk.shown is not None
    assert Entity("LOC", 5, 6) in place.desk.shown.sentence.entities
