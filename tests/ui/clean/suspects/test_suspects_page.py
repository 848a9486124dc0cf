"""Inconsistent tags are ranked, and answered with one key each."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workbench.operations import history
from workbench.operations.store import Store
from workbench.ui.clean.place import INCONSISTENT, CleanPlace
from workbench.ui.clean.suspects.suspect_lines import Standing
from workbench.ui.clean.suspects.suspect_table import ALIKE, HERE, USUAL
from workbench.ui.context import Context

LABEL_ROW, MISSED_ROW = 0, 1
OTHER, MISSED = 6, 7


class Said(Protocol):
    notices: list[str]


def look(qtbot: QtBot, place: CleanPlace) -> None:
    """Open the tab, wait for the analysis and for the rows."""
    place.tabs.setCurrentWidget(place.suspects)
    qtbot.waitUntil(lambda: place.analyst.analysis is not None)
    qtbot.waitUntil(lambda: place.suspects.model.line_at(0) is not None)
    place.suspects.table.setFocus()


def row(place: CleanPlace, number: int) -> list[str]:
    model = place.suspects.model
    return [str(model.index(number, column).data()) for column in (HERE, USUAL, ALIKE)]


def standing(place: CleanPlace, number: int) -> Standing | None:
    line = place.suspects.model.line_at(number)
    return line.standing if line is not None else None


def tags(store: Store, number: int) -> str:
    return store.ask(lambda reader: " ".join(reader.sentence(number).tags)).result()


def press(place: CleanPlace, key: Qt.Key) -> None:
    QTest.keyClick(place.suspects.table, key)


def test_words_tagged_unlike_elsewhere_are_ranked_with_their_reason(
    qtbot: QtBot, odd_place: CleanPlace
) -> None:
    """Each with its label here, the usual one, and the counts; the kinds have counts too."""
    look(qtbot, odd_place)
    found = {(*row(odd_place, number),) for number in range(odd_place.suspects.model.rowCount())}
    assert ("ORG", "→ LOC", "5× LOC, 1× none, 1× ORG") in found
    assert ("no entity", "→ LOC", "5× LOC, 1× none, 1× ORG") in found
    kinds = odd_place.suspects.kinds
    names = [kinds.item(i, 0) for i in range(kinds.rowCount())]
    assert [one.text() for one in names if one] == ["All of them", "Another label", "Missed entity"]
    assert odd_place.tabs.tabText(INCONSISTENT) == "Inconsistent  2"


def test_the_reason_is_said_in_words(qtbot: QtBot, odd_place: CleanPlace) -> None:
    """For the current words: all their labels, and the one here."""
    look(qtbot, odd_place)
    odd_place.suspects.kinds.choose("label")
    qtbot.waitUntil(lambda: odd_place.suspects.reason.text() != "")
    assert odd_place.suspects.reason.text() == (
        "\u2068Oslo\u2069: 5× LOC, 1× no entity, 1× ORG; here ORG."
    )


def test_one_key_tags_as_usual_and_goes_on(
    qtbot: QtBot, odd_place: CleanPlace, odd_store: Store, context: Context
) -> None:
    """The edit is saved, the row says so, the next one is current; undo opens it again."""
    look(qtbot, odd_place)
    odd_place.suspects.kinds.choose("label")
    qtbot.waitUntil(lambda: standing(odd_place, 0) is Standing.OPEN)
    press(odd_place, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: standing(odd_place, 0) is Standing.TAKEN)
    assert tags(odd_store, OTHER) == "O O B-LOC O"
    assert row(odd_place, 0)[1] == "✓ LOC"
    assert not odd_place.suspects.buttons["take_usual"].isEnabled()
    context.do(history.undo)
    qtbot.waitUntil(lambda: standing(odd_place, 0) is Standing.OPEN)
    assert tags(odd_store, OTHER) == "O O B-ORG O"


def test_answers_go_on_to_the_next_open_row(qtbot: QtBot, odd_place: CleanPlace) -> None:
    """From the first to the second with one key."""
    look(qtbot, odd_place)
    assert odd_place.suspects.table.currentIndex().row() == 0
    press(odd_place, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: odd_place.suspects.table.currentIndex().row() == 1)


def test_one_key_keeps_what_is_correct(
    qtbot: QtBot, odd_place: CleanPlace, odd_store: Store, context: Context
) -> None:
    """It is remembered in the project: a new analysis leaves it out, undo brings it back."""
    look(qtbot, odd_place)
    odd_place.suspects.kinds.choose("missed")
    qtbot.waitUntil(lambda: standing(odd_place, 0) is Standing.OPEN)
    press(odd_place, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: standing(odd_place, 0) is Standing.KEPT)
    assert tags(odd_store, MISSED) == "O O O O"
    with qtbot.waitSignal(odd_place.analyst.found):
        QTest.keyClick(odd_place, Qt.Key.Key_F5)
    assert odd_place.tabs.tabText(INCONSISTENT) == "Inconsistent  1"
    context.do(history.undo)
    with qtbot.waitSignal(odd_place.analyst.found):
        odd_place.analyst.start()
    assert odd_place.tabs.tabText(INCONSISTENT) == "Inconsistent  2"


def test_a_missed_entity_is_set_with_the_same_key(
    qtbot: QtBot, odd_place: CleanPlace, odd_store: Store
) -> None:
    """Where nothing was, the usual label comes."""
    look(qtbot, odd_place)
    odd_place.suspects.kinds.choose("missed")
    qtbot.waitUntil(lambda: standing(odd_place, 0) is Standing.OPEN)
    press(odd_place, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: tags(odd_store, MISSED) == "O B-LOC O O")


def test_one_key_flags_and_takes_the_flag_away(
    qtbot: QtBot, odd_place: CleanPlace, odd_store: Store
) -> None:
    """The sentence gets the flag; the row shows it with a sign."""
    look(qtbot, odd_place)
    odd_place.suspects.kinds.choose("label")
    qtbot.waitUntil(lambda: standing(odd_place, 0) is Standing.OPEN)
    press(odd_place, Qt.Key.Key_F)
    qtbot.waitUntil(lambda: row(odd_place, 0)[0] == "⚑ ORG")
    press(odd_place, Qt.Key.Key_F)
    qtbot.waitUntil(lambda: row(odd_place, 0)[0] == "ORG")


def test_enter_opens_the_sentence(qtbot: QtBot, odd_place: CleanPlace) -> None:
    """The place asks for the sentence of the current words."""
    look(qtbot, odd_place)
    odd_place.suspects.kinds.choose("missed")
    qtbot.waitUntil(lambda: standing(odd_place, 0) is Standing.OPEN)
    with qtbot.waitSignal(odd_place.open_requested) as opened:
        press(odd_place, Qt.Key.Key_Return)
    assert opened.args == [MISSED, 0, 0]


def test_a_change_elsewhere_is_hinted_at_quietly(
    qtbot: QtBot, odd_place: CleanPlace, context: Context
) -> None:
    """The results stay; the line above says that they are older than the project."""
    look(qtbot, odd_place)
    bar = odd_place.suspects.bar
    assert "Changed since" not in bar.text.text()
    context.do(history.undo)
    qtbot.waitUntil(lambda: "Changed since" in bar.text.text())
    qtbot.waitUntil(lambda: standing(odd_place, 0) is Standing.CHANGED)


def test_an_analysis_can_be_stopped(qtbot: QtBot, odd_place: CleanPlace) -> None:
    """Nothing comes of it, and the line says that nothing was looked at."""
    odd_place.analyst.start()
    bar = odd_place.quality.bar
    assert bar.again.text() == "Stop"
    bar.again.click()
    assert not odd_place.analyst.is_running
    assert bar.text.text() == "Nothing was looked at yet."
    assert odd_place.analyst.analysis is None
