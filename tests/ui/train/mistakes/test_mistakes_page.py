"""Mistakes are looked at, opened, and answered by keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.train.conftest import confused, missed, report_of, run_of, spurious
from workbench.domain.entity import Entity
from workbench.domain.sentence import Sentence
from workbench.operations.history import undo
from workbench.operations.mistakes import HARD_FILTER
from workbench.operations.store import Store
from workbench.ui.notify import Notice
from workbench.ui.train.mistakes.page import MistakesPage
from workbench.ui.train.mistakes.table import ANSWER, CONTEXT, GOLD, KIND, SAID
from workbench.ui.train.place import TrainPlace

PER = Entity("PER", 0, 1)


@pytest.fixture
def page(
    qtbot: QtBot, place: TrainPlace, filled_store: Store, put_runs: Callable[..., None]
) -> MistakesPage:
    """The mistakes of a run on the first sentences, the table in front."""
    ids = filled_store.ask(lambda reader: list(reader.ids())).result()
    mistakes = (missed(ids[0]), spurious(ids[1]), confused(ids[2]), missed(ids[3], "LOC", 5, 6))
    put_runs(run_of("run-1", report_of(mistakes)))
    place.reload()
    view = place.view
    qtbot.waitUntil(lambda: view.run is not None)
    view.tabs.setCurrentWidget(view.mistakes)
    qtbot.waitUntil(lambda: "Ada" in text(view.mistakes, 0, CONTEXT))
    view.mistakes.table.setFocus()
    return view.mistakes


def text(page: MistakesPage, row: int, column: int) -> str:
    return str(page.model.index(row, column).data() or "")


def press(page: MistakesPage, key: Qt.Key) -> None:
    page.table.setFocus()
    QTest.keyClick(page.table, key)


def sentence_at(page: MistakesPage, store: Store, row: int) -> Sentence:
    wanted = page.model.mistakes[row].sentence
    return store.ask(lambda reader: reader.sentence(wanted)).result()


def test_a_row_says_what_differs(page: MistakesPage) -> None:
    """Kind, gold, prediction with its confidence, and the words in their line."""
    assert [text(page, 2, column) for column in (KIND, GOLD, SAID)] == [
        "wrong type",
        "Chen · PER",
        "Chen · LOC · 0.55",
    ]
    assert "[Chen]" in text(page, 2, CONTEXT)
    assert text(page, 0, SAID) == "–"
    assert page.counts.text() == "4 of 4 mistakes"


def test_gold_was_wrong(qtbot: QtBot, page: MistakesPage, filled_store: Store) -> None:
    """G puts the prediction in place of gold, says so in the row, and goes on to the next."""
    press(page, Qt.Key.Key_G)
    qtbot.waitUntil(lambda: text(page, 0, ANSWER) == "✓ gold wrong")
    assert PER not in sentence_at(page, filled_store, 0).entities
    qtbot.waitUntil(lambda: page.table.row == 1)
    assert page.rescore_button.isVisible()
    filled_store.submit(undo).result()
    assert PER in sentence_at(page, filled_store, 0).entities


def test_model_was_wrong(qtbot: QtBot, page: MistakesPage, filled_store: Store) -> None:
    """M keeps gold; H puts the sentence on the hard list as well."""
    press(page, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: text(page, 0, ANSWER) == "✕ model wrong")
    assert PER in sentence_at(page, filled_store, 0).entities
    qtbot.waitUntil(lambda: page.table.row == 1)
    press(page, Qt.Key.Key_H)
    qtbot.waitUntil(lambda: "hard" in text(page, 1, ANSWER))
    assert sentence_at(page, filled_store, 1).note.startswith("hard:")
    assert not page.rescore_button.isVisible()


def test_the_guideline_is_unclear(qtbot: QtBot, page: MistakesPage, filled_store: Store) -> None:
    """U flags the sentence; Backspace lets the mistake wait again."""
    press(page, Qt.Key.Key_U)
    qtbot.waitUntil(lambda: "unclear" in text(page, 0, ANSWER))
    assert sentence_at(page, filled_store, 0).flagged
    page.table.selectRow(0)
    press(page, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: text(page, 0, ANSWER) == "")


def test_what_cannot_be_corrected_is_refused_quietly(
    qtbot: QtBot, page: MistakesPage, place: TrainPlace
) -> None:
    """An answer that has corrected gold cannot be withdrawn but by undo."""
    notices: list[Notice] = []
    place._context.notify.noticed.connect(notices.append)
    press(page, Qt.Key.Key_G)
    qtbot.waitUntil(lambda: text(page, 0, ANSWER) != "")
    page.table.selectRow(0)
    press(page, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: bool(notices))
    assert "[NW-U76]" in notices[0].text


def test_enter_opens_the_entity(qtbot: QtBot, page: MistakesPage, place: TrainPlace) -> None:
    """The sentence, and from where to where the entity reaches."""
    page.table.selectRow(3)
    with qtbot.waitSignal(place.open_requested) as opened:
        press(page, Qt.Key.Key_Return)
    assert opened.args == [page.model.mistakes[3].sentence, 5, 6]


def test_mistakes_are_filtered(qtbot: QtBot, page: MistakesPage) -> None:
    """By kind, by label on either side, and by answer; the counts follow."""
    filters = page.filters
    filters.kind.setCurrentIndex(filters.kind.findData("missed"))
    assert [one.label for one in page.model.mistakes] == ["PER", "LOC"]
    filters.label.setCurrentIndex(filters.label.findData("LOC"))
    assert len(page.model.mistakes) == 1
    filters.kind.setCurrentIndex(0)
    # Taken for LOC, said to be LOC, missed as LOC.
    assert len(page.model.mistakes) == 3
    filters.label.setCurrentIndex(0)
    page.table.selectRow(0)
    press(page, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: text(page, 0, ANSWER) != "")
    filters.answer.setCurrentIndex(filters.answer.findData("waiting"))
    assert len(page.model.mistakes) == 3
    filters.answer.setCurrentIndex(filters.answer.findData("model-wrong"))
    assert len(page.model.mistakes) == 1
    assert page.counts.text() == "1 of 4 mistakes"


def test_a_cell_of_the_matrix_lists_its_mistakes(
    qtbot: QtBot, page: MistakesPage, place: TrainPlace
) -> None:
    """Confused, missed and spurious ones, each from its cell."""
    place.view.show_cell("PER", "LOC")
    assert place.view.tabs.currentWidget() is page
    qtbot.waitUntil(lambda: text(page, 0, KIND) == "wrong type")
    assert len(page.model.mistakes) == 1
    place.view.show_cell("LOC", "")
    assert len(page.model.mistakes) == 1
    place.view.show_cell("", "LOC")
    assert page.filters.label.currentText() == "spurious LOC"
    assert len(page.model.mistakes) == 1


def test_the_pane_shows_both_sides(page: MistakesPage) -> None:
    """The current mistake's sentence, as gold has it and as the model said."""
    page.table.selectRow(2)
    assert "Chen" in page.pane.gold.accessibleDescription()
    assert not page.pane.said.first_chip.isNull()
    assert page.pane.words.text().startswith("#")


def test_the_report_says_what_was_answered(
    qtbot: QtBot, page: MistakesPage, place: TrainPlace
) -> None:
    """How many, and how; and offers to score again."""
    press(page, Qt.Key.Key_M)
    report = place.view.report
    qtbot.waitUntil(lambda: bool(report.answered.text()))
    assert report.answered.text() == "Mistakes answered: 1 (1 model was wrong). Waiting: 3."


def test_the_hard_list_is_shown(qtbot: QtBot, page: MistakesPage, place: TrainPlace) -> None:
    """As a filter of the sentence list."""
    with qtbot.waitSignal(place.filter_requested) as wanted:
        page.actions_by_name["hard_list"].trigger()
    assert wanted.args == [HARD_FILTER]


def test_a_run_without_mistakes_says_so(
    qtbot: QtBot, place: TrainPlace, put_runs: Callable[..., None]
) -> None:
    """An empty list is no riddle."""
    put_runs(run_of("run-1", report_of()))
    place.reload()
    qtbot.waitUntil(lambda: place.view.run is not None)
    place.view.tabs.setCurrentWidget(place.view.mistakes)
    assert place.view.mistakes.empty.isVisible()
    assert not place.view.mistakes.buttons["gold_wrong"].isEnabled()


def test_the_rescoring_is_asked_of_the_runner(
    qtbot: QtBot, page: MistakesPage, place: TrainPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the list and from the report."""
    asked: list[str] = []
    monkeypatch.setattr(place.runner, "rescore", asked.append)
    page.actions_by_name["rescore"].trigger()
    place.view.report.rescore_button.click()
    assert asked == ["run-1", "run-1"]
