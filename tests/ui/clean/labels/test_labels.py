"""The label set: add, rename, merge, delete, keys, colours."""

from __future__ import annotations

from typing import Protocol

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QColorDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from workbench.domain.changes import Changes
from workbench.domain.labels import COLOURS, LabelSet
from workbench.operations import edit, history, label
from workbench.operations.store import Store, Transaction
from workbench.ui.action_table import TABLE
from workbench.ui.clean.labels.table import COUNT, KEY, NAME, STATE, swatch
from workbench.ui.clean.place import CleanPlace
from workbench.ui.context import Context
from workbench.ui.keys.bindings import bindings


class Said(Protocol):
    notices: list[str]


@pytest.fixture
def place(qtbot: QtBot, place: CleanPlace) -> CleanPlace:
    """The place with its second tab in front."""
    place.tabs.setCurrentWidget(place.labels)
    qtbot.waitUntil(lambda: place.labels.table.current is not None)
    return place


def labels(store: Store) -> LabelSet:
    return store.ask(lambda reader: reader.labels()).result()


def names(place: CleanPlace) -> list[str]:
    return [row.name for row in place.labels.table.labels.rows]


def write(place: CleanPlace, row: int, column: int, text: str) -> None:
    """Type into a cell, as its editor does."""
    model = place.labels.table.labels
    model.setData(model.index(row, column), text, Qt.ItemDataRole.EditRole)


def test_labels_are_listed_with_their_counts(place: CleanPlace) -> None:
    """PER stands on two entities and on one that begins wrongly."""
    model = place.labels.table.labels
    assert names(place) == ["PER", "LOC"]
    assert [model.index(row, COUNT).data() for row in (0, 1)] == ["3", "4"]


def press(widget: QWidget, *keys: str) -> None:
    for key in keys:
        combination = QKeySequence(key)[0]  # type: ignore[index]
        QTest.keyClick(widget, combination.key(), combination.keyboardModifiers())


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def wait_for_panel(qtbot: QtBot, place: CleanPlace) -> None:
    """Until what would change is shown, counted to the end."""
    change = place.labels.list.change
    qtbot.waitUntil(lambda: change.isVisible() and "so far" not in change.lines.text())


def test_renaming_goes_through_the_project(
    qtbot: QtBot, place: CleanPlace, bad_store: Store, context: Context, said: Said
) -> None:
    """F2, the name, Return; then what will change, and Return again. One undo takes it back."""
    place.labels.table.setFocus()
    press(place.labels.table, "F2")
    editor = focus()
    assert isinstance(editor, QLineEdit)
    QTest.keyClicks(editor, "PERSON")
    press(editor, "Return")
    wait_for_panel(qtbot, place)
    change = place.labels.list.change
    assert change.title.text() == "Rename PER to PERSON?"
    assert change.counts.rows == ["PER 3 → 0", "PERSON 0 → 3"]
    assert change.lines.text() == "3 entities in 3 sentences."
    assert names(place) == ["PER", "LOC"]
    qtbot.waitUntil(change.go.hasFocus)
    press(change.go, "Return")
    qtbot.waitUntil(lambda: names(place) == ["PERSON", "LOC"])
    assert said.notices == ["Renamed PER to PERSON in 3 entities. Undo: Ctrl+Z"]
    assert not change.isVisible()
    first = bad_store.ask(lambda reader: next(reader.sentences(reader.ids()))).result()
    assert first.tags[0] == "B-PERSON"
    context.do(history.undo)
    qtbot.waitUntil(lambda: names(place) == ["PER", "LOC"])


def test_a_change_that_is_not_wanted_is_left(
    qtbot: QtBot, place: CleanPlace, bad_store: Store
) -> None:
    """Esc: nothing happens, and the table has the keys again."""
    write(place, 0, NAME, "PERSON")
    wait_for_panel(qtbot, place)
    qtbot.waitUntil(place.labels.list.change.go.hasFocus)
    press(place.labels.list.change.go, "Esc")
    assert not place.labels.list.change.isVisible()
    assert place.labels.table.hasFocus()
    assert labels(bad_store).names == ("PER", "LOC")


def test_the_preview_names_filters_and_lists(
    qtbot: QtBot, place: CleanPlace, bad_store: Store, context: Context
) -> None:
    """They follow a rename; a deletion would leave the filter asking for nothing."""

    def fill(transaction: Transaction) -> Changes:
        transaction.put_value("saved_filters", [{"name": "people", "text": "label:PER"}])
        transaction.put_value("term_lists", [{"name": "names", "label": "PER", "terms": []}])
        transaction.put_value("guideline", {"PER": "People."})
        return transaction.changes("fill")

    bad_store.submit(fill).result()
    write(place, 0, NAME, "PERSON")
    wait_for_panel(qtbot, place)
    assert place.labels.list.change.lines.text().splitlines()[1:] == [
        "Saved filters follow: “people”.",
        "Lists of terms follow: “names”.",
        "The guideline's text for PER goes to PERSON.",
    ]
    place.labels.table.selectRow(0)
    place.labels.list.delete()
    qtbot.waitUntil(
        lambda: "go on asking for PER: “people”" in place.labels.list.change.lines.text()
    )
    assert "goes away with it" in place.labels.list.change.lines.text()


def test_a_name_that_is_taken_is_refused(
    qtbot: QtBot, place: CleanPlace, bad_store: Store, said: Said
) -> None:
    """Renaming never merges by accident."""
    write(place, 0, NAME, "LOC")
    qtbot.waitUntil(lambda: bool(said.notices))
    assert "NW-U12" in said.notices[0]
    assert labels(bad_store).names == ("PER", "LOC")


def test_merging_joins_two_labels(qtbot: QtBot, place: CleanPlace, bad_store: Store) -> None:
    """Ctrl+M says how many entities there will be; the other label is gone afterwards."""
    place.labels.table.setFocus()
    place.labels.table.selectRow(0)
    press(place.labels.table, "Ctrl+M")
    wait_for_panel(qtbot, place)
    change = place.labels.list.change
    assert [change.target.itemText(at) for at in range(change.target.count())] == [
        "LOC  (4 entities)"
    ]
    assert change.counts.rows == ["PER 3 → 0", "LOC 4 → 7"]
    qtbot.waitUntil(change.target.hasFocus)
    press(change.target, "Return")
    qtbot.waitUntil(lambda: names(place) == ["LOC"])
    assert labels(bad_store).names == ("LOC",)


def test_another_target_is_counted_anew(qtbot: QtBot, place: CleanPlace, context: Context) -> None:
    """What is shown belongs to the label that is chosen."""
    context.do(label.add_labels, ["MISC"])
    qtbot.waitUntil(lambda: names(place) == ["PER", "LOC", "MISC"])
    place.labels.propose_merge("PER", "MISC")
    change = place.labels.list.change
    qtbot.waitUntil(lambda: change.title.text() == "Merge PER into MISC?")
    assert change.target.currentData() == "MISC"
    change.target.setCurrentIndex(0)
    qtbot.waitUntil(lambda: change.title.text() == "Merge PER into LOC?")
    assert change.counts.rows[1] == "LOC 4 → 7"


def test_deleting_makes_entities_outside(
    qtbot: QtBot, place: CleanPlace, bad_store: Store, context: Context
) -> None:
    """Del, Return. Undo brings the label and its entities back."""
    place.labels.table.setFocus()
    place.labels.table.selectRow(1)
    press(place.labels.table, "Del")
    wait_for_panel(qtbot, place)
    qtbot.waitUntil(place.labels.list.change.go.hasFocus)
    press(place.labels.list.change.go, "Return")
    qtbot.waitUntil(lambda: names(place) == ["PER"])
    first = bad_store.ask(lambda reader: next(reader.sentences(reader.ids()))).result()
    assert "B-LOC" not in first.tags
    context.do(history.undo)
    qtbot.waitUntil(lambda: names(place) == ["PER", "LOC"])


def test_what_is_shown_follows_the_project(
    qtbot: QtBot, place: CleanPlace, context: Context
) -> None:
    """A change from elsewhere while the panel is open is counted; a label that went closes it."""
    write(place, 0, NAME, "PERSON")
    wait_for_panel(qtbot, place)
    context.do(edit.clear_tokens, 1, 0, 1)
    change = place.labels.list.change
    place.labels.list.new_name.setFocus()
    qtbot.waitUntil(lambda: change.counts.rows == ["PER 2 → 0", "PERSON 0 → 2"])
    assert place.labels.list.new_name.hasFocus()
    context.do(label.delete, "PER")
    qtbot.waitUntil(lambda: not change.isVisible())


def test_adding_appends_a_label_with_its_key(
    qtbot: QtBot, place: CleanPlace, bad_store: Store
) -> None:
    """The new one is chosen, so that its key or colour can be changed at once."""
    QTest.keyClicks(place.labels.list.new_name, "MISC")
    QTest.keyClick(place.labels.list.new_name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names(place) == ["PER", "LOC", "MISC"])
    current = place.labels.table.current
    assert current is not None
    assert current.name == "MISC"
    assert [label.key for label in labels(bad_store)] == ["1", "2", "3"]


def test_keys_and_colours_are_saved(
    qtbot: QtBot, place: CleanPlace, bad_store: Store, said: Said
) -> None:
    """A key of another label moves over, and that is told."""
    write(place, 1, KEY, "1")
    qtbot.waitUntil(lambda: place.labels.table.labels.index(1, KEY).data() == "1")
    qtbot.waitUntil(lambda: bool(said.notices))
    assert said.notices == ["1 now sets LOC; PER has no key. Undo: Ctrl+Z"]
    assert [label.key for label in labels(bad_store)] == ["", "1"]
    place.labels.list.set_colour("LOC", "#112233")
    qtbot.waitUntil(lambda: [label.colour for label in labels(bad_store)][1] == "#112233")


def test_a_key_is_typed_in_its_column(qtbot: QtBot, place: CleanPlace, bad_store: Store) -> None:
    """Right, F2, the key, Return."""
    table = place.labels.table
    table.setFocus()
    press(table, "Right", "F2")
    editor = focus()
    assert isinstance(editor, QLineEdit)
    QTest.keyClicks(editor, "q")
    press(editor, "Return")
    qtbot.waitUntil(lambda: [label.key for label in labels(bad_store)] == ["q", "2"])


def test_a_colour_that_is_hard_to_see_is_told(
    qtbot: QtBot, place: CleanPlace, bad_store: Store, said: Said
) -> None:
    """When it is chosen, and beside the label for as long as it has it."""
    place.labels.table.setFocus()
    press(place.labels.table, "Ctrl+Shift+C")
    dialog = place.findChild(QColorDialog)
    assert dialog is not None
    dialog.setCurrentColor("#ffee00")
    dialog.accept()
    qtbot.waitUntil(lambda: bool(said.notices))
    assert "drawn darker in the light theme" in said.notices[0]
    model = place.labels.table.labels
    qtbot.waitUntil(lambda: model.index(0, STATE).data() == "drawn darker in the light theme")
    place.labels.actions_by_name["colours"].trigger()
    qtbot.waitUntil(lambda: [one.colour for one in labels(bad_store)] == list(COLOURS[:2]))


def test_a_key_of_a_command_is_refused(
    qtbot: QtBot, place: CleanPlace, bad_store: Store, said: Said
) -> None:
    """It says why, and the key stays."""
    write(place, 0, KEY, "x")
    assert "belongs to a command" in said.notices[0]
    assert [label.key for label in labels(bad_store)] == ["1", "2"]


def test_a_key_that_became_a_command_is_refused(
    place: CleanPlace, bad_store: Store, said: Said
) -> None:
    """The keys in use now count, not those of the table."""
    bindings().set_keys("annotate.flag", ["q"])
    try:
        write(place, 0, KEY, "q")
        assert "belongs to a command" in said.notices[0]
    finally:
        bindings().use({})


def test_keys_are_given_by_the_program(
    qtbot: QtBot, place: CleanPlace, bad_store: Store, said: Said
) -> None:
    """First to labels that have none; then, if wanted, to all in their order."""
    write(place, 0, KEY, "")
    qtbot.waitUntil(lambda: [one.key for one in labels(bad_store)] == ["", "2"])
    place.labels.actions_by_name["keys"].trigger()
    qtbot.waitUntil(lambda: [one.key for one in labels(bad_store)] == ["1", "2"])
    place.labels.actions_by_name["keys"].trigger()
    qtbot.waitUntil(lambda: "Every label has a key already." in said.notices)
    place.labels.list.move_label(1)
    place.labels.actions_by_name["number"].trigger()
    qtbot.waitUntil(lambda: labels(bad_store).names == ("LOC", "PER"))
    qtbot.waitUntil(lambda: [one.key for one in labels(bad_store)] == ["1", "2"])


def test_order_can_be_changed(qtbot: QtBot, place: CleanPlace, bad_store: Store) -> None:
    """Alt and an arrow; the palette follows the order of the set."""
    place.labels.table.setFocus()
    place.labels.table.selectRow(1)
    press(place.labels.table, "Alt+Up")
    qtbot.waitUntil(lambda: labels(bad_store).names == ("LOC", "PER"))
    qtbot.waitUntil(lambda: names(place) == ["LOC", "PER"])
    press(place.labels.table, "Alt+Down")
    qtbot.waitUntil(lambda: labels(bad_store).names == ("PER", "LOC"))


def test_every_button_has_an_action(place: CleanPlace) -> None:
    """All of them stand in the table of actions, and can be found by name."""
    known = {row.name for row in TABLE}
    actions = place.labels.actions_by_name.values()
    assert {action.objectName() for action in actions} <= known
    assert {action.text() for action in actions} <= {one.text() for one in place.actions_of_place()}


def test_what_stands_in_the_tags_only_can_be_merged(
    qtbot: QtBot, place: CleanPlace, bad_store: Store
) -> None:
    """A misspelt label joins the right one; it cannot be renamed, for it is not in the set."""
    bad_store.submit(label.put_labels, labels(bad_store).without("PER")).result()
    place.labels.reload()
    qtbot.waitUntil(lambda: names(place) == ["LOC", "PER"])
    place.labels.table.selectRow(1)
    enabled = [name for name, button in place.labels.list.buttons.items() if button.isEnabled()]
    assert enabled == ["add", "merge", "colour", "keys", "delete"]
    place.labels.list.merge()
    wait_for_panel(qtbot, place)
    place.labels.list.change.go.click()
    qtbot.waitUntil(lambda: names(place) == ["LOC"])


def test_a_square_keeps_its_colour_in_a_selected_row(place: CleanPlace) -> None:
    """Otherwise two labels would look like one."""
    icon = swatch(COLOURS[0])
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        assert icon.pixmap(16, mode).toImage().pixelColor(8, 8).name() == COLOURS[0]
