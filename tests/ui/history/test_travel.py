"""Undo and redo: what they say they will do, and holding the key down."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.domain.changes import Changes
from workbench.operations.label import add_labels
from workbench.operations.store import Transaction
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.main_window import MainWindow

DEEP = 200
CONTROL = Qt.KeyboardModifier.ControlModifier


def rename(transaction: Transaction, number: int) -> Changes:
    transaction.put_value("guideline", {"": str(number)})
    return transaction.changes(f"write R&D {number}")


def do(qtbot: QtBot, window: MainWindow, *operation: object) -> None:
    assert window.session is not None
    with qtbot.waitSignal(window.session.context.hub.changed):
        window.session.context.do(*operation)  # type: ignore[arg-type]


def test_they_say_what_they_will_do(qtbot: QtBot, open_window: MainWindow) -> None:
    """In menu and palette, with the operation's name; off where there is nothing."""
    undo, redo = open_window.action("edit.undo"), open_window.action("edit.redo")
    qtbot.waitUntil(lambda: not undo.isEnabled())
    assert (undo.text(), redo.text(), redo.isEnabled()) == ("Undo", "Redo", False)
    do(qtbot, open_window, add_labels, ["ORG"])
    qtbot.waitUntil(lambda: undo.text() == "Undo add labels")
    assert undo.isEnabled()
    undo.trigger()
    qtbot.waitUntil(lambda: redo.text() == "Redo add labels")
    qtbot.waitUntil(lambda: redo.isEnabled() and not undo.isEnabled())
    assert undo.text() == "Undo"


def test_names_from_data_keep_their_ampersand(qtbot: QtBot, open_window: MainWindow) -> None:
    """Qt would take one for the mark of a mnemonic."""
    do(qtbot, open_window, rename, 1)
    qtbot.waitUntil(lambda: open_window.action("edit.undo").text() == "Undo write R&&D 1")


def test_an_undo_right_behind_an_edit_is_not_lost(qtbot: QtBot, open_window: MainWindow) -> None:
    """Pressed before anybody knows that there is something to undo."""
    assert open_window.session is not None
    undo = open_window.action("edit.undo")
    qtbot.waitUntil(lambda: not undo.isEnabled())
    open_window.session.context.do(add_labels, ["ORG"])
    place = open_window.session.place("annotate")
    assert isinstance(place, AnnotatePlace)
    QTest.keyClick(place.editor, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: "Undid add labels" in open_window.bar.text.text())


def test_a_project_that_is_closed_leaves_nothing_to_undo(
    qtbot: QtBot, open_window: MainWindow
) -> None:
    """The actions are off, and say nothing of the old project."""
    do(qtbot, open_window, add_labels, ["ORG"])
    with qtbot.waitSignal(open_window.closed_project):
        open_window.close_project()
    undo = open_window.action("edit.undo")
    qtbot.waitUntil(lambda: not undo.isEnabled())
    assert undo.text() == "Undo"


def test_two_hundred_steps_with_the_key_held_down(qtbot: QtBot, open_window: MainWindow) -> None:
    """Every repeat of the key is a step, and the open history follows."""
    assert open_window.session is not None
    context = open_window.session.context
    for number in range(DEEP):
        context.do(rename, number)
    open_window.action("view.history").trigger()
    panel = open_window.history.panel
    assert panel is not None
    qtbot.waitUntil(lambda: len(panel.operations.model.rows) >= DEEP)
    place = open_window.session.place("annotate")
    assert isinstance(place, AnnotatePlace)
    place.editor.setFocus()
    for _ in range(DEEP):
        QTest.keyEvent(QTest.KeyAction.Press, place.editor, Qt.Key.Key_Z, CONTROL)
        QApplication.processEvents()
    rows = panel.operations.model.rows
    qtbot.waitUntil(lambda: all(one is None or one.undone for one in panel.operations.model.rows))
    assert len(rows) >= DEEP
    assert context.store.ask(lambda reader: reader.value("guideline")).result() is None
