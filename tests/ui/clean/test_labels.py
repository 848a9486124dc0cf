"""The label set: add, rename, merge, delete, keys, colours."""

from __future__ import annotations

from typing import Protocol

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workbench.domain.labels import LabelSet
from workbench.operations import history
from workbench.operations.store import Store
from workbench.ui.clean.label_table import COUNT, KEY, NAME
from workbench.ui.clean.place import CleanPlace
from workbench.ui.context import Context


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


def test_renaming_goes_through_the_project(
    qtbot: QtBot, place: CleanPlace, bad_store: Store, context: Context, said: Said
) -> None:
    """Every entity is renamed in one step, which is told and can be undone."""
    write(place, 0, NAME, "PERSON")
    qtbot.waitUntil(lambda: names(place) == ["PERSON", "LOC"])
    assert said.notices == ["Renamed PER to PERSON in 3 entities. Undo: Ctrl+Z"]
    first = bad_store.ask(lambda reader: next(reader.sentences(reader.ids()))).result()
    assert first.tags[0] == "B-PERSON"
    context.do(history.undo)
    qtbot.waitUntil(lambda: names(place) == ["PER", "LOC"])


def test_a_name_that_is_taken_is_refused(
    qtbot: QtBot, place: CleanPlace, bad_store: Store, said: Said
) -> None:
    """Renaming never merges by accident."""
    write(place, 0, NAME, "LOC")
    qtbot.waitUntil(lambda: bool(said.notices))
    assert "NW-U12" in said.notices[0]
    assert labels(bad_store).names == ("PER", "LOC")


def test_merging_joins_two_labels(qtbot: QtBot, place: CleanPlace, bad_store: Store) -> None:
    """The menu says how many entities there will be; the other label is gone afterwards."""
    place.labels.table.selectRow(0)
    menu = place.labels.buttons["merge"].menu()
    assert menu is not None
    (choice,) = menu.actions()
    assert choice.text() == "LOC  (7 entities after it)"
    choice.trigger()
    qtbot.waitUntil(lambda: names(place) == ["LOC"])
    assert labels(bad_store).names == ("LOC",)


def test_deleting_makes_entities_outside(
    qtbot: QtBot, place: CleanPlace, bad_store: Store, context: Context
) -> None:
    """Undo brings the label and its entities back."""
    place.labels.table.selectRow(1)
    place.labels.delete()
    qtbot.waitUntil(lambda: names(place) == ["PER"])
    first = bad_store.ask(lambda reader: next(reader.sentences(reader.ids()))).result()
    assert "B-LOC" not in first.tags
    context.do(history.undo)
    qtbot.waitUntil(lambda: names(place) == ["PER", "LOC"])


def test_adding_appends_a_label_with_its_key(
    qtbot: QtBot, place: CleanPlace, bad_store: Store
) -> None:
    """The new one is chosen, so that its key or colour can be changed at once."""
    QTest.keyClicks(place.labels.new_name, "MISC")
    QTest.keyClick(place.labels.new_name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names(place) == ["PER", "LOC", "MISC"])
    current = place.labels.table.current
    assert current is not None
    assert current.name == "MISC"
    assert [label.key for label in labels(bad_store)] == ["1", "2", "3"]


def test_keys_and_colours_are_saved(qtbot: QtBot, place: CleanPlace, bad_store: Store) -> None:
    """A key of another label moves over."""
    write(place, 1, KEY, "1")
    qtbot.waitUntil(lambda: place.labels.table.labels.index(1, KEY).data() == "1")
    place.labels.set_colour("LOC", "#112233")
    qtbot.waitUntil(lambda: [label.colour for label in labels(bad_store)][1] == "#112233")


def test_a_key_of_a_command_is_refused(
    qtbot: QtBot, place: CleanPlace, bad_store: Store, said: Said
) -> None:
    """It says why, and the key stays."""
    write(place, 0, KEY, "x")
    assert "belongs to a command" in said.notices[0]
    assert [label.key for label in labels(bad_store)] == ["1", "2"]


def test_order_can_be_changed(qtbot: QtBot, place: CleanPlace, bad_store: Store) -> None:
    """The palette follows the order of the set."""
    place.labels.table.selectRow(1)
    place.labels.move_label(-1)
    qtbot.waitUntil(lambda: labels(bad_store).names == ("LOC", "PER"))
