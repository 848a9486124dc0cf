"""Probable label errors are listed, and answered with one key each."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.clean.conftest import add_odd
from tests.ui.clean.errors.conftest import PER, WIDER, KeepCases, case_of, sentences_of
from workbench.domain.entity import Entity
from workbench.domain.label_errors import LabelError, LabelErrorAnswer, LabelErrorKind, rerank
from workbench.domain.sentence import Sentence
from workbench.operations import edit, history
from workbench.operations.store import Store
from workbench.ui.clean.errors import inspection, inspector
from workbench.ui.clean.errors.error_table import CHANGE, KIND, SCORE, WHY
from workbench.ui.clean.errors.errors_page import ErrorsPage
from workbench.ui.clean.errors.words import ANSWERED, EVERY
from workbench.ui.clean.place import LABEL_ERRORS, CleanPlace
from workbench.ui.context import Context


def row(page: ErrorsPage, number: int) -> list[str]:
    columns = (KIND, CHANGE, SCORE, WHY)
    return [str(page.model.index(number, column).data()) for column in columns]


def why(page: ErrorsPage, number: int) -> str:
    return row(page, number)[-1]


def press(page: ErrorsPage, key: Qt.Key) -> None:
    QTest.keyClick(page.table, key)


def reach(qtbot: QtBot, page: ErrorsPage, number: int) -> None:
    qtbot.waitUntil(lambda: page.table.row == number)


def at(store: Store, sentence: int) -> Sentence:
    return store.ask(lambda reader: reader.sentence(sentence)).result()


def test_the_most_probable_come_first_with_reason_and_counts(
    page: ErrorsPage, gold_place: CleanPlace
) -> None:
    """Kind, gold and proposal, score and first reason; the tab and the kinds have counts."""
    assert row(page, 0) == ["label", "PER → LOC", "0.95", "3 of 3 models say so, 0.95"]
    assert row(page, 1)[1] == "Oslo → in Oslo" or row(page, 1)[1] == "Lima → in Lima"
    assert row(page, 2)[1] == "none → PER"
    assert row(page, 3)[1] == "LOC → none"
    assert gold_place.tabs.tabText(LABEL_ERRORS) == "Label errors  46"
    assert page.title.text() == "All of them: 60 cases, 46 probably wrong"
    assert page.kinds.item(1, 1).text() == "15"  # type: ignore[union-attr]


def test_the_pane_tells_every_reason_beside_both_readings(page: ErrorsPage) -> None:
    """The sentence twice, with what differs marked, and all that speaks against gold."""
    assert page.pane.reasons.text() == (
        "• 3 of 3 models say so, 0.95\n• tagged LOC 41 of 43 times elsewhere"
    )
    assert "Ada0 met friends in Oslo" in page.pane.gold.accessibleDescription()


def test_an_answer_during_a_reading_is_not_offered_again(
    qtbot: QtBot,
    page: ErrorsPage,
    cases: list[LabelError],
    gold_place: CleanPlace,
    context: Context,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A list that was read before an answer, and arrives after it, is read again."""
    begun, go_on = threading.Event(), threading.Event()

    def slow(store: Store) -> inspection.Inspection:
        found = inspection.read_inspection(store)
        begun.set()
        assert go_on.wait(60)
        return found

    monkeypatch.setattr(inspector, "read_inspection", slow)
    context.do(add_odd)
    qtbot.waitUntil(begun.is_set)
    press(page, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: cases[0].key in page.inspection.answers)
    with qtbot.waitSignal(gold_place.inspector.found):
        go_on.set()
    assert cases[0].key in page.inspection.answers
    assert page.table.current == cases[1]


def test_one_key_fixes_and_undo_returns_it(
    qtbot: QtBot, page: ErrorsPage, cases: list[LabelError], gold_store: Store, context: Context
) -> None:
    """Gold becomes the proposal, the next case is current; undo opens the case and goes there."""
    press(page, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: why(page, 0) == "✓ fixed")
    assert at(gold_store, cases[0].sentence).entities[0] == Entity("LOC", 0, 1)
    qtbot.waitUntil(lambda: page.table.row == 1)
    assert page.tally.text() == "Fixed 1 of 1 looked at."
    context.do(history.undo)
    qtbot.waitUntil(lambda: page.table.row == 0)
    assert at(gold_store, cases[0].sentence).entities[0] == PER
    qtbot.waitUntil(lambda: why(page, 0).startswith("3 of 3"))
    assert page.tally.text() == ""


def test_one_key_keeps_and_the_count_goes_down(
    qtbot: QtBot, page: ErrorsPage, cases: list[LabelError], gold_store: Store
) -> None:
    """Gold stays as it is, the row says so, and no later list has the case again."""
    press(page, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: why(page, 0) == "✓ kept")
    assert at(gold_store, cases[0].sentence).entities[0] == PER
    qtbot.waitUntil(lambda: page.title.text() == "All of them: 59 cases, 45 probably wrong")
    page.kinds.choose("label")
    page.kinds.choose(EVERY)
    assert page.model.rowCount() == 59
    assert page.model.row_of(cases[0].key) == -1


def test_one_key_flags_with_a_note(
    qtbot: QtBot, page: ErrorsPage, cases: list[LabelError], gold_store: Store
) -> None:
    """The sentence has the flag, and its note says what is unclear."""
    press(page, Qt.Key.Key_F)
    qtbot.waitUntil(lambda: row(page, 0)[0] == "⚑ label")
    assert why(page, 0) == "⚑ flagged"
    found = at(gold_store, cases[0].sentence)
    assert found.flagged
    assert found.note == "unclear: Ada0: PER or LOC"


def test_an_answer_is_taken_back_by_a_key(qtbot: QtBot, page: ErrorsPage) -> None:
    """A kept case waits again; it is found among the answered ones."""
    press(page, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: why(page, 0) == "✓ kept")
    page.kinds.choose(ANSWERED)
    assert page.model.rowCount() == 1
    assert page.buttons["error_withdraw"].isEnabled()
    qtbot.waitUntil(lambda: page.table.line is not None)
    press(page, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: page.tally.text() == "")
    assert page.inspection.waiting[0].score == 0.95


def test_enter_opens_the_sentence_at_the_span(
    qtbot: QtBot, page: ErrorsPage, gold_place: CleanPlace, cases: list[LabelError]
) -> None:
    """What gold has is selected, or what it lacks."""
    for number, borders in ((0, [0, 1]), (2, [1, 2])):
        page.table.selectRow(number)
        with qtbot.waitSignal(gold_place.open_requested) as opened:
            press(page, Qt.Key.Key_Return)
        assert opened.args == [cases[number].sentence, *borders]


def test_cases_are_filtered_by_kind_and_label(page: ErrorsPage) -> None:
    """Both filters have counts and work together."""
    page.kinds.choose("missed")
    assert {one.kind for one in page.model.cases} == {LabelErrorKind.MISSED}
    assert page.labels.itemText(1) == "PER (15)"
    page.kinds.choose(EVERY)
    page.labels.choose("PER")
    assert page.model.rowCount() == 30
    page.kinds.choose("borders")
    assert page.model.rowCount() == 0
    page.labels.choose("")
    assert {one.proposed for one in page.model.cases} == {WIDER}


def test_the_rest_is_ranked_again_after_enough_answers(
    qtbot: QtBot, page: ErrorsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list is put in a new order at once, without what was answered, and says so."""
    monkeypatch.setattr(inspection, "RANKED_AGAIN_AFTER", 3)
    asked: list[int] = []

    def noted(
        cases: Sequence[LabelError], answers: Mapping[str, LabelErrorAnswer]
    ) -> tuple[LabelError, ...]:
        asked.append(len(answers))
        return rerank(cases, answers)

    monkeypatch.setattr(inspection, "rerank", noted)
    for number, key in enumerate((Qt.Key.Key_Y, Qt.Key.Key_N, Qt.Key.Key_N)):
        reach(qtbot, page, number)
        press(page, key)
    qtbot.waitUntil(lambda: "Re-ranked after 3 answers." in page.tally.text())
    assert asked == [3]
    assert page.tally.text() == "Fixed 1 of 3 looked at. Re-ranked after 3 answers."
    assert page.model.rowCount() == 57
    assert page.table.row == 0


def test_undo_after_a_new_order_returns_the_case(
    qtbot: QtBot,
    page: ErrorsPage,
    cases: list[LabelError],
    context: Context,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A case that the new order had left out is listed again, and current."""
    monkeypatch.setattr(inspection, "RANKED_AGAIN_AFTER", 2)
    for number in range(2):
        reach(qtbot, page, number)
        press(page, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: page.model.rowCount() == 58)
    context.do(history.undo)
    qtbot.waitUntil(lambda: page.table.current is not None and page.table.current == cases[1])
    assert page.model.rowCount() == 59


def test_a_case_that_changed_elsewhere_is_refused_kindly(
    qtbot: QtBot, page: ErrorsPage, cases: list[LabelError], context: Context
) -> None:
    """It says so in its row, cannot be answered, and counts no more."""
    context.do(edit.remove_entity, cases[0].sentence, PER)
    qtbot.waitUntil(lambda: why(page, 0) == "changed since")
    assert page.title.text() == "All of them: 59 cases, 45 probably wrong"
    assert not page.buttons["error_fix"].isEnabled()
    with qtbot.waitSignal(context.notify.noticed) as said:
        press(page, Qt.Key.Key_Y)
    assert "NW-L35" in said.args[0].text
    assert "1 change since then" in page.bar.text.text()


def test_too_few_sentences_say_how_many_it_takes(
    qtbot: QtBot, place: CleanPlace, project_store: Store
) -> None:
    """Nothing can be started before there is enough gold to learn from."""
    place.tabs.setCurrentWidget(place.errors)
    qtbot.waitUntil(lambda: place.errors.empty.text.text() != "")
    assert "It takes 50 sentences" in place.errors.empty.text.text()
    assert "So far 4 sentences are." in place.errors.empty.text.text()
    assert not place.errors.bar.again.isEnabled()


def test_before_the_first_look_the_page_says_what_it_does(
    qtbot: QtBot, gold_place: CleanPlace
) -> None:
    """With enough gold, one button or key starts it."""
    gold_place.tabs.setCurrentWidget(gold_place.errors)
    qtbot.waitUntil(lambda: gold_place.errors.empty.text.text() != "")
    assert gold_place.errors.empty.text.text().startswith("Models learn from one part")
    assert gold_place.errors.bar.again.isEnabled()
    assert gold_place.errors.bar.again.text() == "Look for label errors"
    assert gold_place.errors.hasFocus()


def test_kept_answers_survive_another_inspection(
    qtbot: QtBot,
    page: ErrorsPage,
    gold_store: Store,
    keep_cases: KeepCases,
    context: Context,
) -> None:
    """The same case, found again with another proposal, does not wait again."""
    press(page, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: why(page, 0) == "✓ kept")
    first = sentences_of(gold_store)[0]
    keep_cases([case_of(first, 0, 0.99), case_of(first, 1, 0.5)])
    context.do(add_odd)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert page.model.cases[0].score == 0.5


def test_the_filters_stay_while_cases_are_answered(qtbot: QtBot, page: ErrorsPage) -> None:
    """Kind and label stay chosen, and what was answered stays in sight."""
    page.kinds.choose("label")
    page.labels.choose("LOC")
    qtbot.waitUntil(lambda: page.table.line is not None)
    press(page, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: why(page, 0) == "✓ fixed")
    assert (page.kinds.current_key, page.labels.label) == ("label", "LOC")
    assert page.model.rowCount() == 15
