"""The guideline beside the text."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from workbench.operations import history
from workbench.operations.guideline import guideline, write_guideline
from workbench.operations.store import Store
from workbench.ui.annotate.editor.cursor import Cursor, select
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.context import Context


def key(widget: QWidget, *keys: str) -> None:
    """Press keys with a widget."""
    for one in keys:
        combination = QKeySequence(one)[0]  # type: ignore[index]
        QTest.keyClick(widget, combination.key(), combination.keyboardModifiers())


def kept(store: Store) -> Mapping[str, str]:
    return store.ask(guideline).result()


def test_f2_edits_the_general_text_and_esc_goes_back(
    qtbot: QtBot, place: AnnotatePlace, filled: Store, context: Context
) -> None:
    """What was typed is saved when the field is left; undo takes it back."""
    panel = place.lists.guideline
    place.editor.set_cursor(Cursor(3))
    qtbot.waitUntil(lambda: not panel.special.isVisible())
    key(place.editor, "F2")
    assert panel.general.hasFocus()
    QTest.keyClicks(panel.general, "<b>Names</b> only")
    key(panel.general, "Escape")
    assert place.editor.hasFocus()
    qtbot.waitUntil(lambda: kept(filled) == {"": "<b>Names</b> only"})
    context.do(history.undo)
    qtbot.waitUntil(lambda: panel.general.toPlainText() == "")


def test_the_label_under_the_cursor_has_its_own_text(
    qtbot: QtBot, place: AnnotatePlace, filled: Store, context: Context
) -> None:
    """It is shown with the entity, edited by F2, and belongs to that label only."""
    panel = place.lists.guideline
    context.do(write_guideline, "PER", "No titles.")
    place.editor.set_cursor(select(0, 2))
    qtbot.waitUntil(panel.special.isVisible)
    qtbot.waitUntil(lambda: panel.special.toPlainText() == "No titles.")
    assert panel.title.text() == "PER"
    key(place.editor, "F2")
    assert panel.special.hasFocus()
    QTest.keyClicks(panel.special, "!")
    place.editor.setFocus()
    qtbot.waitUntil(lambda: kept(filled) == {"PER": "!No titles."})
    place.editor.set_cursor(select(4, 5))
    qtbot.waitUntil(lambda: panel.title.text() == "LOC")
    assert panel.special.toPlainText() == ""


def test_the_guideline_folds(qtbot: QtBot, place: AnnotatePlace) -> None:
    """Shift+F2 or a click on its head; F2 unfolds it; folded details come back with it."""
    panel = place.lists.guideline
    key(place.editor, "Shift+F2")
    assert not panel.body.isVisible() and place.folds()["guideline"]
    QTest.mouseClick(panel.head, Qt.MouseButton.LeftButton)
    assert panel.body.isVisible()
    place.fold("guideline", True)
    place.fold("details", True)
    key(place.editor, "F2")
    assert panel.body.isVisible() and place.details.isVisible()


def test_hiding_the_place_saves_what_was_typed(
    qtbot: QtBot, place: AnnotatePlace, filled: Store
) -> None:
    """Nothing that was typed is lost."""
    key(place.editor, "F2")
    field = place.lists.guideline.general
    QTest.keyClicks(field, "Names")
    place.hide()
    qtbot.waitUntil(lambda: kept(filled) == {"": "Names"})
