"""List, details, palette and empty states of the Annotate place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity
from workbench.domain.filters import Order
from workbench.domain.sentence import Sentence, Split, Status
from workbench.operations import edit, history
from workbench.operations.store import NewSentence, Store, Transaction
from workbench.ui.annotate.details import mention_line
from workbench.ui.annotate.editor.cursor import Cursor, select
from workbench.ui.annotate.list.sentence_model import MARKS, PAGE, STATE, TEXT
from workbench.ui.annotate.place import NO_MATCH, NO_SENTENCES, AnnotatePlace
from workbench.ui.context import Context

Press = Callable[..., Sentence]
LEFT = Qt.MouseButton.LeftButton


def settle(qtbot: QtBot, place: AnnotatePlace) -> None:
    qtbot.waitUntil(lambda: place.desk.ready and place.desk.shown is not None)


def cell(place: AnnotatePlace, row: int, column: int) -> str:
    return str(place.panel.model.index(row, column).data() or "")


def shown(place: AnnotatePlace) -> Sentence:
    assert place.desk.shown is not None
    return place.desk.shown.sentence


def test_the_list_shows_text_state_and_counts(qtbot: QtBot, place: AnnotatePlace) -> None:
    """Rows arrive from the store; the suggestion is counted."""
    qtbot.waitUntil(lambda: cell(place, 0, TEXT).startswith("Ada"))
    assert cell(place, 0, STATE) == "○"
    assert cell(place, 0, MARKS) == "1?"
    qtbot.waitUntil(lambda: place.panel.count.text() == "4 of 4")


def test_an_edit_is_seen_in_the_list(qtbot: QtBot, place: AnnotatePlace, press: Press) -> None:
    """Done and flagged show at once, and nothing jumps."""
    press("F", "Return")
    qtbot.waitUntil(lambda: cell(place, 0, STATE) == "●⚑")
    assert place.panel.table.currentIndex().row() == 1


def test_choosing_a_row_opens_the_sentence(qtbot: QtBot, place: AnnotatePlace) -> None:
    """By mouse or by the arrows in the list."""
    place.panel.table.selectRow(3)
    qtbot.waitUntil(lambda: shown(place).tokens[0] == "Chen")


def test_the_current_sentence_stays_when_the_list_changes(
    qtbot: QtBot, place: AnnotatePlace
) -> None:
    """A filter that leaves it out does not take it from the editor."""
    before = shown(place).id
    place.show_filter("Lima")
    qtbot.waitUntil(lambda: place.panel.count.text() == "1 of 4")
    assert shown(place).id == before
    place.show_filter("")
    qtbot.waitUntil(lambda: place.panel.count.text() == "4 of 4")
    assert place.panel.table.currentIndex().row() == 0


def test_a_filter_from_elsewhere_opens_its_first_sentence(
    qtbot: QtBot, place: AnnotatePlace
) -> None:
    """Who asks another place for sentences sees one of them."""
    assert "Lima" not in shown(place).tokens
    place.open_filter("Lima")
    qtbot.waitUntil(lambda: place.desk.shown is not None and "Lima" in shown(place).tokens)


def test_a_wrong_term_is_named_under_the_field(qtbot: QtBot, place: AnnotatePlace) -> None:
    """The list stays as it was; correcting the term makes the line go away."""
    place.show_filter("status:nope")
    assert "status:nope" in place.panel.problem.text()
    assert place.panel.problem.isVisible()
    qtbot.waitUntil(lambda: place.panel.count.text() == "4 of 4")
    place.show_filter("status:new")
    assert not place.panel.problem.isVisible()


def test_quick_filters_write_into_the_field(qtbot: QtBot, place: AnnotatePlace) -> None:
    """What is picked can be read and changed as text."""
    place.panel.quick.picked.emit("suggested", "")
    assert place.panel.field.text() == "suggested:"
    qtbot.waitUntil(lambda: place.panel.count.text() == "1 of 4")


def test_the_list_can_be_ordered(qtbot: QtBot, place: AnnotatePlace) -> None:
    """By length the shortest or longest sentence comes first, and the order button says so."""
    menu = place.panel.order_button.menu()
    assert menu is not None
    menu.actions()[list(Order).index(Order.LENGTH)].trigger()
    ids = list(place.panel.model.ids)
    qtbot.waitUntil(lambda: list(place.panel.model.ids) != ids)
    assert "length" in place.panel.order_button.text()


def test_nothing_matches(qtbot: QtBot, place: AnnotatePlace, context: Context) -> None:
    """Where no sentence is shown and none matches, the editor says what to do."""
    place.desk.clear()
    place.show_filter("zzz")
    qtbot.waitUntil(lambda: place.editor.empty_text == NO_MATCH)


def test_an_empty_project_says_what_to_do_first(qtbot: QtBot, empty_place: AnnotatePlace) -> None:
    """No sentence at all: import."""
    qtbot.waitUntil(lambda: empty_place.editor.empty_text == NO_SENTENCES)
    assert not empty_place.label_palette.isEnabled()


def test_sentences_that_come_in_are_shown(
    qtbot: QtBot, empty_place: AnnotatePlace, context: Context
) -> None:
    """After an import the first sentence is on the desk without another click."""
    context.do(add_one, "Finn came .")
    settle(qtbot, empty_place)
    assert shown(empty_place).tokens == ("Finn", "came", ".")


def add_one(transaction: Transaction, text: str) -> Changes:
    from workbench.domain.schemes import IOB2

    tokens = tuple(text.split())
    sentence = NewSentence(tokens, ("O",) * len(tokens), IOB2, Status.NEW, None, "x.txt")
    transaction.add([sentence])
    return transaction.changes("add")


def test_an_undone_import_leaves_the_desk(
    qtbot: QtBot, empty_place: AnnotatePlace, context: Context
) -> None:
    """A sentence that is gone is not shown any longer."""
    context.do(add_one, "Finn came .")
    settle(qtbot, empty_place)
    context.do(history.undo)
    qtbot.waitUntil(lambda: empty_place.desk.shown is None)
    assert empty_place.editor.empty_text == NO_SENTENCES


def test_a_change_from_elsewhere_is_shown(
    qtbot: QtBot, place: AnnotatePlace, context: Context
) -> None:
    """Undo or a repair in another place shows in the editor by itself."""
    context.do(edit.put_entity, shown(place).id, Entity("LOC", 6, 7))
    qtbot.waitUntil(lambda: Entity("LOC", 6, 7) in shown(place).entities)
    context.do(history.undo)
    qtbot.waitUntil(lambda: Entity("LOC", 6, 7) not in shown(place).entities)


def test_details_list_entities_with_their_origin(qtbot: QtBot, place: AnnotatePlace) -> None:
    """A click on a row selects the entity in the editor."""
    (row,) = place.details.entities.spans.rows
    assert (row.surface, row.label, row.said) == ("Ada Lovelace", "PER", "imported")
    place.details.entities.clicked_span.emit(row.start, row.end)
    assert place.editor.cursor_state == select(0, 2)


def test_details_say_how_the_same_text_is_tagged(qtbot: QtBot, place: AnnotatePlace) -> None:
    """For the entity under the cursor, counted over the project."""
    place.editor.set_cursor(select(0, 2))
    qtbot.waitUntil(lambda: place.details.same_text.text() == "same text: 1×  PER 1")
    assert mention_line("x", {"MISC": 2, "ORG": 39}) == "same text: 41×  ORG 39 · MISC 2"


@pytest.mark.parametrize("accepted", [True, False])
def test_suggestions_are_answered_in_the_details(
    qtbot: QtBot, place: AnnotatePlace, accepted: bool
) -> None:
    """The buttons act on the chosen suggestion."""
    button = place.details.offers.accept if accepted else place.details.offers.reject
    QTest.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: not shown(place).suggestions)
    assert (Entity("LOC", 4, 5) in shown(place).entities) is accepted


def test_a_note_is_saved_when_the_sentence_is_left(
    qtbot: QtBot, place: AnnotatePlace, press: Press, filled: Store
) -> None:
    """What was typed belongs to the sentence it was typed for."""
    first = shown(place).id
    place.details.note.setFocus()
    QTest.keyClicks(place.details.note, "who?")
    place.editor.setFocus()
    press("PgDown")
    stored = filled.ask(lambda reader: reader.sentence(first)).result()
    assert stored.note == "who?"
    assert place.details.note.toPlainText() == ""
    press("PgUp")
    assert place.details.note.toPlainText() == "who?"


def test_state_is_changed_in_the_details(qtbot: QtBot, place: AnnotatePlace) -> None:
    """Status, split and flag."""
    place.details.status_chosen.emit(Status.DONE)
    place.details.split_chosen.emit(Split.DEV)
    place.details.flag.click()
    qtbot.waitUntil(lambda: shown(place).flagged)
    assert (shown(place).status, shown(place).split) == (Status.DONE, Split.DEV)


def test_the_palette_sets_labels(qtbot: QtBot, place: AnnotatePlace) -> None:
    """A click on a label labels what is selected and gives the keys back to the editor."""
    place.editor.set_cursor(Cursor(6, 6))
    button = next(
        found
        for found in place.label_palette.findChildren(QPushButton)
        if found.accessibleName() == "Label LOC"
    )
    QTest.mouseClick(button, LEFT)
    settle(qtbot, place)
    assert Entity("LOC", 6, 7) in shown(place).entities
    assert place.editor.hasFocus()


def test_the_end_of_the_list_is_said(qtbot: QtBot, place: AnnotatePlace, press: Press) -> None:
    """Accepting the last sentence stays on it and says so."""
    place.panel.table.selectRow(3)
    qtbot.waitUntil(lambda: shown(place).tokens[0] == "Chen")
    with qtbot.waitSignal(place.status_text) as said:
        press("Return")
    assert "last sentence" in said.args[0]
    assert shown(place).status is Status.DONE


def test_every_action_says_its_name_and_key(place: AnnotatePlace) -> None:
    """Tooltips name the shortcut, so that it can be learnt where it acts."""
    for action in place.actions_of_place():
        assert action.text()
        for key in action.shortcuts():
            assert key.toString() in action.toolTip().replace("Enter", "Enter, Return")


def test_the_list_holds_no_more_than_a_few_pages(
    qtbot: QtBot, empty_place: AnnotatePlace, context: Context
) -> None:
    """Only the page that is painted is fetched; any row can be reached by its id."""
    context.do(add_many, 3 * PAGE)
    qtbot.waitUntil(lambda: len(empty_place.panel.model.ids) == 3 * PAGE)
    settle(qtbot, empty_place)
    model = empty_place.panel.model
    qtbot.waitUntil(lambda: model.row_at(0) is not None)
    assert model.index(2 * PAGE, TEXT).data() == "…"
    qtbot.waitUntil(lambda: model.index(2 * PAGE, TEXT).data() == f"number {2 * PAGE}")
    assert model.row_of(model.ids[700]) == 700


def add_many(transaction: Transaction, number: int) -> Changes:
    from workbench.domain.schemes import IOB2

    transaction.add(
        NewSentence(("number", str(n)), ("O", "O"), IOB2, Status.NEW, None, "x.txt")
        for n in range(number)
    )
    return transaction.changes("add")


def test_a_filter_lets_go_of_what_no_longer_matches(
    qtbot: QtBot, context: Context, place: AnnotatePlace, press: Press
) -> None:
    """Moving on drops the accepted sentence from the list; the next one is at hand, undo lists
    the first again."""
    place.show_filter("status:new")
    qtbot.waitUntil(lambda: place.panel.count.text() == "4 of 4")
    press("Return")
    assert shown(place).tokens[0] == "Brit"
    qtbot.waitUntil(lambda: place.panel.count.text() == "3 of 4")
    assert place.panel.table.currentIndex().row() == 0
    place.commands.step(1)
    qtbot.waitUntil(lambda: shown(place).tokens[0] == "Nobody")
    context.do(history.undo)
    qtbot.waitUntil(lambda: place.panel.count.text() == "4 of 4")
    assert shown(place).tokens[0] == "Nobody"


def test_enter_in_the_filter_leads_to_the_first_hit(qtbot: QtBot, place: AnnotatePlace) -> None:
    """Typing leaves the sentence at hand alone; Enter goes to what was found."""
    QTest.keyClicks(place.panel.field, "Lima")
    qtbot.waitUntil(lambda: place.panel.count.text() == "1 of 4")
    assert shown(place).tokens[0] == "Ada"
    QTest.keyClick(place.panel.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown(place).tokens[0] == "Chen")
    assert place.panel.table.currentIndex().row() == 0
