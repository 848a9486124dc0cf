"""What is done to the selected rows, with the keys pressed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Split, Status
from workbench.operations import history
from workbench.operations.store import NewSentence, Store, Transaction
from workbench.ui.annotate.list.actions import SELECTED_ACTIONS
from workbench.ui.annotate.list.bulk_desk import MENU, STATES, UNASKED
from workbench.ui.annotate.list.bulk_dialogs import ShareDialog, ThresholdDialog
from workbench.ui.annotate.list.sentence_model import TEXT
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.context import Context

LEFT = Qt.MouseButton.LeftButton
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def key(widget: QWidget, *keys: str) -> None:
    """Press keys with a widget."""
    for one in keys:
        combination = QKeySequence(one)[0]  # type: ignore[index]
        QTest.keyClick(widget, combination.key(), combination.keyboardModifiers())


def click(place: AnnotatePlace, row: int, modifier: Qt.KeyboardModifier) -> None:
    table = place.panel.table
    area = table.visualRect(place.panel.model.index(row, TEXT))
    QTest.mouseClick(table.viewport(), LEFT, modifier, area.center())


def stored(store: Store) -> list[Sentence]:
    return store.ask(lambda reader: list(reader.sentences(reader.ids()))).result()


def menu() -> QMenu:
    opened = QApplication.activePopupWidget()
    assert isinstance(opened, QMenu)
    return opened


def add_many(transaction: Transaction, number: int) -> Changes:
    transaction.add(
        NewSentence(("number", str(n)), ("O", "O"), IOB2, Status.NEW, None, "x.txt")
        for n in range(number)
    )
    return transaction.changes("add")


def test_rows_are_selected_with_shift_and_control(qtbot: QtBot, place: AnnotatePlace) -> None:
    """The count is said; the sentence at hand may change and be shown without losing them."""
    click(place, 0, Qt.KeyboardModifier.NoModifier)
    click(place, 2, SHIFT)
    qtbot.waitUntil(lambda: place.panel.count.text() == "3 selected · 4 of 4")
    click(place, 1, CONTROL)
    qtbot.waitUntil(lambda: place.desk.ready and place.desk.shown is not None)
    assert place.panel.table.selected_rows() == [range(1), range(2, 3)]
    ids = place.panel.model.ids
    assert list(place.panel.selected_ids()) == [ids[0], ids[2]]


@pytest.mark.parametrize(
    ("pressed", "expected"),
    [
        ("Ctrl+Shift+Return", {"status": Status.DONE}),
        ("Ctrl+Shift+X", {"status": Status.REJECTED}),
        ("Ctrl+Shift+F", {"flagged": True}),
    ],
)
def test_keys_change_all_selected_sentences(
    qtbot: QtBot,
    context: Context,
    place: AnnotatePlace,
    filled: Store,
    pressed: str,
    expected: dict[str, object],
) -> None:
    """Ctrl+A selects everything that is listed; one notice, one undo."""
    before = stored(filled)
    key(place.editor, "Ctrl+A")
    assert len(place.panel.selected_ids()) == 4
    with qtbot.waitSignal(context.notify.noticed) as noticed:
        key(place.panel.table, pressed)
    assert noticed.args[0].text.startswith("4 sentences: ") and noticed.args[0].undo
    for sentence in stored(filled):
        assert {name: getattr(sentence, name) for name in expected} == expected
    context.do(history.undo)
    qtbot.waitUntil(lambda: stored(filled) == before)


def test_a_dev_split_is_made_of_some_of_train(
    qtbot: QtBot, context: Context, place: AnnotatePlace, filled: Store
) -> None:
    """By the menu and its letters; the filter lets go of what has moved."""
    key(place.editor, "Ctrl+A")
    key(place.panel.table, "Ctrl+Shift+S")
    key(menu(), "T")
    qtbot.waitUntil(lambda: {one.split for one in stored(filled)} == {Split.TRAIN})
    place.show_filter("split:train")
    qtbot.waitUntil(lambda: place.panel.count.text() == "4 of 4")
    click(place, 2, Qt.KeyboardModifier.NoModifier)
    click(place, 3, SHIFT)
    place.activateWindow()
    qtbot.waitUntil(place.isActiveWindow)
    place.panel.table.setFocus()
    key(place.panel.table, "Ctrl+Shift+S")
    key(menu(), "E")
    qtbot.waitUntil(lambda: [one.split for one in stored(filled)][2:] == [Split.DEV] * 2)
    qtbot.waitUntil(lambda: len(place.panel.model.ids) == 3)
    assert place.desk.shown is not None


def test_a_random_share_moves(qtbot: QtBot, place: AnnotatePlace, filled: Store) -> None:
    """Half of the sentences into test; the dialog begins with 10 % and dev."""
    key(place.editor, "Ctrl+A")
    key(place.panel.table, "Ctrl+Shift+M")
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, ShareDialog)
    assert (asked.percent.value(), asked.split.currentText()) == (10, "dev")
    asked.percent.setValue(50)
    asked.split.setCurrentText("test")
    asked.accept()
    qtbot.waitUntil(lambda: [one.split for one in stored(filled)].count(Split.TEST) == 2)


def test_sure_suggestions_are_accepted(qtbot: QtBot, place: AnnotatePlace, filled: Store) -> None:
    """From the score in the dialog on: 0.9 is too high for 0.71, 0.7 is not."""
    key(place.editor, "Ctrl+A")
    key(place.panel.table, "Ctrl+Shift+Y")
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, ThresholdDialog)
    assert asked.threshold.value() == 0.9
    asked.threshold.setValue(0.7)
    asked.accept()
    qtbot.waitUntil(lambda: Entity("LOC", 4, 5) in stored(filled)[0].entities)


def test_what_is_so_already_is_said(qtbot: QtBot, context: Context, place: AnnotatePlace) -> None:
    """Nothing happened, and nothing is to be undone."""
    with qtbot.waitSignal(context.notify.noticed) as noticed:
        place._actions["selected_new"].trigger()
    assert "like that already" in noticed.args[0].text


def test_nothing_selected_is_said(
    qtbot: QtBot, context: Context, empty_place: AnnotatePlace
) -> None:
    """In an empty project there is nothing to change."""
    for name in ("selected_done", "selected_share", "selected_accept"):
        with qtbot.waitSignal(context.notify.noticed) as noticed:
            empty_place._actions[name].trigger()
        assert "Select sentences" in noticed.args[0].text


def test_many_are_asked_about(
    qtbot: QtBot, context: Context, empty_place: AnnotatePlace, project_store: Store
) -> None:
    """Above a thousand the count is confirmed: Esc leaves all as it is, Enter goes on."""
    place, number = empty_place, UNASKED + 1
    context.do(add_many, number)
    qtbot.waitUntil(lambda: len(place.panel.model.ids) == number)
    place.editor.setFocus()
    key(place.editor, "Ctrl+A")
    assert place.panel.table.selected_rows() == [range(number)]
    key(place.panel.table, "Ctrl+Shift+F")
    strip = place.panel.confirm
    assert strip.isVisible() and strip.text.text() == "Flag 1,001 sentences?"
    assert strip.yes.hasFocus()
    key(strip.yes, "Escape")
    assert not strip.isVisible()
    key(place.panel.table, "Ctrl+Shift+F")
    key(strip.yes, "Return")
    qtbot.waitUntil(lambda: all(one.flagged for one in stored(project_store)))
    assert not strip.isVisible()


def test_the_menu_has_every_bulk_action_and_a_letter_each() -> None:
    """No letter twice, and nothing that is not in the table of actions."""
    names = [name for name, _ in MENU if name]
    table = {row.name.removeprefix("annotate.") for row in SELECTED_ACTIONS}
    assert set(names) == table - {"selected_menu"}
    letters = [text[text.index("&") + 1].lower() for _, text in MENU if text]
    assert len(set(letters)) == len(letters)
    assert {name for name, *_ in STATES} <= table


def test_moving_on_leaves_the_selection(
    qtbot: QtBot, place: AnnotatePlace, press: Callable[..., Sentence]
) -> None:
    """Going to the next sentence by its key selects that one only."""
    key(place.editor, "Ctrl+A")
    place.editor.setFocus()
    press("PgDown")
    assert place.panel.table.selected_rows() == [range(1, 2)]
