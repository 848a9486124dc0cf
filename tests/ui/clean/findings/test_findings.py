"""Findings by kind, their repair, and undo."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from workbench.domain.checks import FindingKind
from workbench.operations import history
from workbench.operations.store import Store
from workbench.ui.clean.findings.case_model import AFTER, BEFORE, CONTEXT
from workbench.ui.clean.place import CleanPlace
from workbench.ui.context import Context

LEFT = Qt.MouseButton.LeftButton


class Said(Protocol):
    notices: list[str]


def tags(store: Store) -> list[str]:
    return store.ask(
        lambda reader: [" ".join(one.tags) for one in reader.sentences(reader.ids())]
    ).result()


def counts(place: CleanPlace) -> dict[str, str]:
    kinds = place.findings.kinds
    cells = [(kinds.item(row, 0), kinds.item(row, 1)) for row in range(kinds.rowCount())]
    return {name.text(): number.text() for name, number in cells if name and number}


def choose(qtbot: QtBot, place: CleanPlace, kind: FindingKind) -> None:
    """Choose a kind and wait until its cases are there."""
    kinds = [group.kind for group in place.findings.kinds.groups]
    place.findings.kinds.setCurrentCell(kinds.index(kind), 0)
    assert place.findings.model.kind is kind
    qtbot.waitUntil(lambda: place.findings.model.case_at(0) is not None)


def click(qtbot: QtBot, button: QWidget) -> None:
    qtbot.waitUntil(button.isEnabled)
    QTest.mouseClick(button, LEFT)


def test_kinds_are_listed_with_their_counts(place: CleanPlace) -> None:
    """Each kind once, and all of them in the tab's title."""
    assert counts(place) == {
        "Wrong outside mark": "3",
        "Inside without a begin": "1",
        "Label changes inside": "1",
    }
    assert place.tabs.tabText(0) == "Bad tags  5"


def test_a_case_is_shown_in_context_with_its_repair(qtbot: QtBot, place: CleanPlace) -> None:
    """The token in its sentence, its tag, and what the repair writes."""
    choose(qtbot, place, FindingKind.ORPHAN_INSIDE)
    model = place.findings.model
    texts = [str(model.index(0, column).data()) for column in (CONTEXT, BEFORE, AFTER)]
    assert texts == ["In [Rome] it rains .", "I-LOC", "→ B-LOC"]


def test_another_policy_shows_another_repair(qtbot: QtBot, place: CleanPlace) -> None:
    """The preview follows the choice, and so does the repair."""
    choose(qtbot, place, FindingKind.TYPE_SWITCH)
    box = place.findings.policy
    assert box.count() == 3
    box.setCurrentIndex(1)
    box.activated.emit(1)
    model = place.findings.model
    qtbot.waitUntil(lambda: model.index(0, AFTER).data() == "→ I-LOC")


def test_all_of_a_kind_are_repaired_and_undone(
    qtbot: QtBot, place: CleanPlace, bad_store: Store, context: Context, said: Said
) -> None:
    """One click repairs them, the window says so, one undo restores every tag."""
    before = tags(bad_store)
    choose(qtbot, place, FindingKind.OUTSIDE_MARK)
    click(qtbot, place.findings.button("repair_kind"))
    qtbot.waitUntil(lambda: "Wrong outside mark" not in counts(place))
    assert said.notices == ["Repaired 3 tags in 2 sentences. Nothing is left. Undo: Ctrl+Z"]
    assert tags(bad_store)[0] == "B-PER O B-LOC O"
    context.do(history.undo)
    qtbot.waitUntil(lambda: counts(place).get("Wrong outside mark") == "3")
    assert tags(bad_store) == before


def test_only_the_selected_cases_are_repaired(
    qtbot: QtBot, place: CleanPlace, bad_store: Store
) -> None:
    """Without a selection the button waits for one."""
    choose(qtbot, place, FindingKind.OUTSIDE_MARK)
    button = place.findings.button("repair_selected")
    assert not button.isEnabled()
    place.findings.table.selectRow(0)
    assert button.text() == "Repair selected (1)"
    click(qtbot, button)
    qtbot.waitUntil(lambda: counts(place)["Wrong outside mark"] == "2")
    assert tags(bad_store)[1] == "B-PER o B-LOC 0"


def test_everything_is_repaired_with_the_chosen_policies(
    qtbot: QtBot, place: CleanPlace, bad_store: Store
) -> None:
    """Nothing is left to find, and the place says that every tag is fine."""
    choose(qtbot, place, FindingKind.TYPE_SWITCH)
    place.findings.policy.setCurrentIndex(1)
    place.findings.policy.activated.emit(1)
    click(qtbot, place.findings.button("repair_all"))
    qtbot.waitUntil(place.findings.empty.isVisible)
    assert place.findings.empty.text() == "Every tag is fine."
    assert tags(bad_store)[2:] == ["B-LOC I-LOC O O O", "O B-LOC O O O"]
    assert place.tabs.tabText(0) == "Bad tags"


def test_ignored_cases_stay_as_they_are_and_are_not_reported(
    qtbot: QtBot, place: CleanPlace, bad_store: Store, context: Context
) -> None:
    """Until undo brings them back."""
    before = tags(bad_store)
    choose(qtbot, place, FindingKind.ORPHAN_INSIDE)
    place.findings.table.selectRow(0)
    click(qtbot, place.findings.button("ignore"))
    qtbot.waitUntil(lambda: "Inside without a begin" not in counts(place))
    assert tags(bad_store) == before
    context.do(history.undo)
    qtbot.waitUntil(lambda: "Inside without a begin" in counts(place))


def test_enter_and_double_click_open_the_sentence(
    qtbot: QtBot, place: CleanPlace, bad_store: Store
) -> None:
    """The place asks for the sentence of the current case."""
    choose(qtbot, place, FindingKind.ORPHAN_INSIDE)
    place.findings.table.selectRow(0)
    last = bad_store.ask(lambda reader: list(reader.ids())[3]).result()
    with qtbot.waitSignal(place.open_requested) as opened:
        QTest.keyClick(place.findings.table, Qt.Key.Key_Return)
    assert opened.args == [last, 0, 0]
    with qtbot.waitSignal(place.open_requested) as opened:
        place.findings.table.doubleClicked.emit(place.findings.model.index(0, 0))
    assert opened.args == [last, 0, 0]
