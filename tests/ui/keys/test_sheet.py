"""The sheet of all keys, and the changing of keys on it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from workbench.operations.label import add_labels
from workbench.ui.action_table import TABLE, find_row
from workbench.ui.actions import keys_of
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.keys.bindings import bindings
from workbench.ui.keys.file import KIND
from workbench.ui.keys.sheet import KeysSheet
from workbench.ui.main_window import MainWindow
from workbench.ui.services import Services

Key = Qt.Key


@pytest.fixture(autouse=True)
def own_keys(qapp: QApplication) -> Iterator[None]:
    """Each test begins and ends with the keys of the table."""
    bindings().use({})
    yield
    bindings().use({})


@pytest.fixture
def sheet(qtbot: QtBot, open_window: MainWindow) -> KeysSheet:
    """The sheet over the window of a project with the labels PER and LOC."""
    made = open_window.keys.show()
    qtbot.waitUntil(lambda: bool(made.editor.labels))
    return made


def keys(name: str) -> list[str]:
    return keys_of(find_row(name))


def buttons(sheet: KeysSheet) -> list[str]:
    """The keys of the chosen action, as buttons that take them away."""
    return [
        one.text()
        for one in sheet.editor.findChildren(QPushButton)
        if one.accessibleName().startswith("Take the key") and not one.isHidden()
    ]


def test_the_sheet_lists_every_action_under_its_place(sheet: KeysSheet) -> None:
    """Also those without a key, so that they can get one."""
    assert set(sheet.shown_names()) == {row.name for row in TABLE}
    groups = [sheet.tree.topLevelItem(n) for n in range(sheet.tree.topLevelItemCount())]
    titles = [one.text(0) for one in groups if one is not None]
    assert titles[:3] == ["Everywhere", "Annotate, in the editor", "Annotate"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [("skip", "annotate.skip"), ("ctrl+k", "help.palette"), ("undo", "edit.undo")],
)
def test_typing_finds_actions_and_keys(sheet: KeysSheet, typed: str, name: str) -> None:
    """What does not match is hidden; an empty field shows all again."""
    QTest.keyClicks(sheet.words, typed)
    assert name in sheet.shown_names()
    assert "annotate.reject" not in sheet.shown_names()
    sheet.words.clear()
    assert len(sheet.shown_names()) == len(TABLE)


def test_a_free_key_is_taken_at_once(
    qtbot: QtBot, sheet: KeysSheet, open_window: MainWindow
) -> None:
    """Find an action, Enter, Enter, press the key: the second key is there, in the menu too."""
    QTest.keyClicks(sheet.words, "export")
    QTest.keyClick(sheet.words, Key.Key_Return)
    QTest.keyClick(sheet.tree, Key.Key_Return)
    QTest.keyClick(sheet.editor.field, Key.Key_F12)
    assert keys("file.export") == ["Ctrl+E", "F12"]
    qtbot.waitUntil(lambda: buttons(sheet) == ["Ctrl+E", "F12"])
    assert [one.toString() for one in open_window.action("file.export").shortcuts()][1] == "F12"


def test_a_conflict_is_named_and_nothing_is_changed(sheet: KeysSheet) -> None:
    """Who has the key, and where; both actions keep what they have."""
    sheet.choose("annotate.skip")
    QTest.keyClick(sheet.editor.field, Key.Key_F)
    assert "F is taken: Flag (Annotate, in the editor)" in sheet.editor.problem.text()
    assert (keys("annotate.skip"), keys("annotate.flag")) == (["Space"], ["F"])


def test_the_other_action_may_give_its_key_away(sheet: KeysSheet) -> None:
    """One button does it; the message goes."""
    sheet.choose("annotate.skip")
    QTest.keyClick(sheet.editor.field, Key.Key_F)
    QTest.mouseClick(sheet.editor.take, Qt.MouseButton.LeftButton)
    assert (keys("annotate.skip"), keys("annotate.flag")) == (["Space", "F"], [])
    assert sheet.editor.problem.isHidden()
    assert sheet.editor.take.isHidden()


@pytest.mark.parametrize(
    ("key", "whose"), [(Key.Key_1, "label PER"), (Key.Key_Left, "Move the token cursor")]
)
def test_keys_of_labels_and_of_the_editor_are_not_given_away(
    sheet: KeysSheet, key: Qt.Key, whose: str
) -> None:
    """They are named; there is nothing to press."""
    sheet.choose("annotate.skip")
    QTest.keyClick(sheet.editor.field, key)
    assert whose in sheet.editor.problem.text()
    assert sheet.editor.take.isHidden()
    assert keys("annotate.skip") == ["Space"]


def test_every_key_but_esc_can_be_pressed(sheet: KeysSheet) -> None:
    """Tab does not leave the field, Enter does not close the sheet; Esc goes back to the list."""
    sheet.choose("file.sample")
    sheet.editor.field.setFocus()
    QTest.keyClick(sheet.editor.field, Key.Key_Tab, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(sheet.editor.field, Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert keys("file.sample") == ["Alt+Tab", "Alt+Return"]
    QTest.keyClick(sheet.editor.field, Key.Key_Escape)
    assert sheet.isVisible()
    assert sheet.tree.hasFocus()


def test_a_key_can_be_typed_as_text(sheet: KeysSheet) -> None:
    """What is no key is refused in words; Enter takes the key and leaves the sheet open."""
    sheet.choose("annotate.skip")
    QTest.mouseClick(sheet.editor.typing, Qt.MouseButton.LeftButton)
    QTest.keyClicks(sheet.editor.field, "control banana")
    QTest.keyClick(sheet.editor.field, Key.Key_Return)
    assert "is no key" in sheet.editor.problem.text()
    sheet.editor.field.clear()
    QTest.keyClicks(sheet.editor.field, "ctrl+alt+s")
    QTest.keyClick(sheet.editor.field, Key.Key_Return)
    assert keys("annotate.skip") == ["Space", "Ctrl+Alt+S"]
    assert sheet.isVisible()


def test_a_dead_key_is_refused(sheet: KeysSheet) -> None:
    """It says why."""
    sheet.choose("annotate.skip")
    QTest.keyClick(sheet.editor.field, Key.Key_Dead_Acute)
    assert "dead key" in sheet.editor.problem.text()
    assert keys("annotate.skip") == ["Space"]


def test_a_key_is_taken_away(qtbot: QtBot, sheet: KeysSheet) -> None:
    """A click on it; the action may be left without one."""
    sheet.choose("edit.redo")
    first = next(
        one for one in sheet.editor.findChildren(QPushButton) if one.text() == "Ctrl+Shift+Z"
    )
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    assert keys("edit.redo") == ["Ctrl+Y"]
    qtbot.waitUntil(lambda: buttons(sheet) == ["Ctrl+Y"])


def test_reset_offers_what_another_action_has_now(sheet: KeysSheet) -> None:
    """The first key is not taken from there without asking."""
    bindings().set_keys("annotate.skip", ["F"])
    bindings().set_keys("annotate.flag", ["W"])
    sheet.choose("annotate.flag")
    QTest.mouseClick(sheet.editor.reset, Qt.MouseButton.LeftButton)
    assert "F is taken: Skip" in sheet.editor.problem.text()
    QTest.mouseClick(sheet.editor.take, Qt.MouseButton.LeftButton)
    assert (keys("annotate.flag"), keys("annotate.skip")) == (["F"], [])


def test_reset_all_can_be_taken_back(sheet: KeysSheet) -> None:
    """The same button brings one's own keys again."""
    assert not sheet.reset_all.isEnabled()
    bindings().set_keys("annotate.skip", ["W"])
    QTest.mouseClick(sheet.reset_all, Qt.MouseButton.LeftButton)
    assert keys("annotate.skip") == ["Space"]
    QTest.mouseClick(sheet.reset_all, Qt.MouseButton.LeftButton)
    assert keys("annotate.skip") == ["W"]


def test_fixed_keys_are_explained(sheet: KeysSheet) -> None:
    """Arrows and label keys stand on the sheet, and say where they are changed."""
    sheet.choose("annotate.label")
    assert "Label set" in sheet.editor.explanation.text()
    assert not sheet.editor.field.isEnabled()


def test_a_changed_key_acts_in_the_editor(
    qtbot: QtBot, open_window: MainWindow, sheet: KeysSheet
) -> None:
    """At once; the old one does nothing any more, and the button says the new one."""
    sheet.choose("annotate.skip")
    QTest.keyClick(sheet.editor.field, Key.Key_W)
    bindings().set_keys("annotate.skip", ["W"])
    sheet.close()
    assert open_window.session is not None
    place = open_window.session.place("annotate")
    assert isinstance(place, AnnotatePlace)
    skip = next(one for one in place.actions_of_place() if one.objectName() == "annotate.skip")
    done: list[str] = []
    skip.triggered.connect(lambda: done.append("skip"))
    place.editor.setFocus()
    QTest.keyClick(place.editor, Key.Key_Space)
    assert done == []
    QTest.keyClick(place.editor, Key.Key_W)
    assert done == ["skip"]
    assert "Skip  w" in [one.text() for one in place.findChildren(QPushButton)]


def test_keys_are_there_again_in_the_next_window(
    qtbot: QtBot, window: MainWindow, services: Services
) -> None:
    """They are kept for the person, beside the state of the window."""
    bindings().set_keys("edit.undo", ["Ctrl+U"])
    window.close()
    bindings().blockSignals(True)
    bindings().use({})
    bindings().blockSignals(False)
    second = MainWindow(services)
    qtbot.addWidget(second)
    assert keys("edit.undo") == ["Ctrl+U"]
    second.close()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "NW-U55"),
        (json.dumps({"kind": KIND, "version": 1, "keys": {"gone": []}}), "gone is no action"),
    ],
)
def test_a_faulty_file_of_keys_is_told_and_does_no_harm(
    qtbot: QtBot, services: Services, content: str, told: str
) -> None:
    """The window opens with what of it can be used."""
    services.state_file.parent.mkdir()
    services.state_file.with_name("keys.json").write_text(content)
    window = MainWindow(services)
    qtbot.addWidget(window)
    assert told in window.bar.text.text()
    assert keys("edit.undo") == ["Ctrl+Z"]
    window.close()


def test_keys_travel_as_a_file(
    sheet: KeysSheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Export writes them, Import takes them in place of those before."""
    path = tmp_path / "mine.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    bindings().set_keys("annotate.skip", ["W"])
    QTest.mouseClick(sheet.write, Qt.MouseButton.LeftButton)
    bindings().use({"annotate.flag": ("V",)})
    QTest.mouseClick(sheet.take_in, Qt.MouseButton.LeftButton)
    assert bindings().changed_keys == {"annotate.skip": ("W",)}


def test_label_keys_that_change_are_known(qtbot: QtBot, open_window: MainWindow) -> None:
    """The sheet asks the project each time it opens."""
    assert open_window.session is not None
    with qtbot.waitSignal(open_window.session.context.hub.changed):
        open_window.session.context.do(add_labels, ["ORG"])
    made = open_window.keys.show()
    qtbot.waitUntil(lambda: "ORG" in made.editor.labels.values())
    made.close()


def test_question_mark_opens_the_sheet_from_the_editor_but_not_from_a_field(
    qtbot: QtBot, open_window: MainWindow
) -> None:
    """In a field it is a character."""
    assert open_window.session is not None
    place = open_window.session.place("annotate")
    assert isinstance(place, AnnotatePlace)
    field = place.panel.findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    QTest.keyClicks(field, "?")
    assert field.text() == "?"
    assert open_window.findChild(KeysSheet) is None
    place.editor.setFocus()
    QTest.keyClick(place.editor, Key.Key_Question)
    opened = open_window.findChild(KeysSheet)
    assert opened is not None
    opened.close()
