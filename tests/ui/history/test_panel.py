"""The history beside the places: operations, their sentences, the states of one sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity
from workbench.domain.sentence import Sentence, Status
from workbench.formats.reading import read_corpus
from workbench.operations import edit
from workbench.operations.exchange import import_corpus
from workbench.operations.store import HistoryEntry, Store, Transaction
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.history.list import HistoryList
from workbench.ui.history.model import ORIGIN, PAGE
from workbench.ui.history.sentence import SentenceHistory
from workbench.ui.main_window import MainWindow
from workbench.ui.services import Services

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SENTENCES = 12


def store_of(window: MainWindow) -> Store:
    assert window.session is not None
    return window.session.context.store


def annotate(window: MainWindow) -> AnnotatePlace:
    assert window.session is not None
    place = window.session.place("annotate")
    assert isinstance(place, AnnotatePlace)
    return place


def do(qtbot: QtBot, window: MainWindow, *operation: object) -> None:
    assert window.session is not None
    with qtbot.waitSignal(window.session.context.hub.changed):
        window.session.context.do(*operation)  # type: ignore[arg-type]


def first(window: MainWindow) -> Sentence:
    return store_of(window).ask(lambda reader: reader.sentence(1)).result()


def standing(window: MainWindow) -> list[str]:
    """The operations that stand, the latest first."""
    entries = store_of(window).ask(lambda reader: reader.history()).result()
    return [one.operation for one in entries if not one.undone]


@pytest.fixture
def worked(qtbot: QtBot, open_window: MainWindow, corpus_file: Callable[..., Path]) -> MainWindow:
    """The window after an import and four edits, the first sentence on the desk."""
    do(qtbot, open_window, import_corpus, read_corpus([corpus_file(SENTENCES)]))
    do(qtbot, open_window, edit.set_flag, [1], True)
    do(qtbot, open_window, edit.put_entity, 1, Entity("LOC", 3, 5))
    do(qtbot, open_window, edit.set_status, [1, 2, 3], Status.REJECTED)
    do(qtbot, open_window, edit.set_note, 1, "see <b>there</b> & back")
    place = annotate(open_window)
    place.open_sentence(1)
    qtbot.waitUntil(lambda: place.desk.ready and place.desk.shown is not None)
    return open_window


def entries(operations: HistoryList) -> list[HistoryEntry | None]:
    return operations.model.rows


def latest_is_undone(operations: HistoryList) -> bool:
    latest = entries(operations)[0]
    return latest is not None and latest.undone


@pytest.fixture
def operations(qtbot: QtBot, worked: MainWindow) -> HistoryList:
    """The history, opened by its key."""
    QTest.keyClick(annotate(worked).editor, Key.Key_H, CONTROL)
    assert worked.history.panel is not None
    made = worked.history.panel.operations
    qtbot.waitUntil(lambda: len(entries(made)) == 6)
    return made


@pytest.fixture
def states(qtbot: QtBot, worked: MainWindow, operations: HistoryList) -> SentenceHistory:
    """The second tab."""
    assert worked.history.panel is not None
    worked.history.panel.setCurrentWidget(worked.history.panel.sentence)
    made = worked.history.panel.sentence
    qtbot.waitUntil(lambda: made.versions.topLevelItemCount() == 5)
    return made


def test_every_operation_is_listed_latest_first(operations: HistoryList) -> None:
    """What, when, by whom, how many sentences; at the end the beginning."""
    rows = entries(operations)
    assert [one and one.sentences for one in rows] == [1, 3, 1, 1, SENTENCES, None]
    texts = [operations.model.index(n).data() for n in range(len(rows))]
    assert texts[0] == "Note"
    assert texts[4:] == ["Import", "As the project was made"]
    assert ":" in operations.model.index(0).data(ORIGIN)


def test_ctrl_h_shows_and_hides(qtbot: QtBot, worked: MainWindow, operations: HistoryList) -> None:
    """Shown, it has the keys; hidden, the editor has them again. Esc goes back as well."""
    assert operations.table.hasFocus()
    QTest.keyClick(operations.table, Key.Key_Escape)
    assert annotate(worked).editor.hasFocus()
    assert worked.history.isVisible()
    QTest.keyClick(annotate(worked).editor, Key.Key_H, CONTROL)
    assert not worked.history.isVisible()
    assert annotate(worked).editor.hasFocus()


def test_the_list_follows_the_work(
    qtbot: QtBot, worked: MainWindow, operations: HistoryList
) -> None:
    """An edit appears, an undo strikes it out."""
    do(qtbot, worked, edit.set_flag, [2], True)
    qtbot.waitUntil(lambda: len(entries(operations)) == 7)
    worked.action("edit.undo").trigger()
    qtbot.waitUntil(lambda: latest_is_undone(operations))
    assert operations.model.index(0).data().startswith("↶ ")
    assert operations.model.index(0).data(ORIGIN).endswith("undone")


def test_going_back_says_how_many_before(
    qtbot: QtBot, worked: MainWindow, operations: HistoryList
) -> None:
    """Two operations are undone by one button, then redone from the latest row."""
    operations.choose(2)
    assert operations.go_to.text() == "Undo 2 operations"
    assert "Undo note (1 sentence)" in operations.go_to.toolTip()
    QTest.mouseClick(operations.go_to, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Undid 2 operations" in worked.bar.text.text())
    assert len(standing(worked)) == 3
    assert first(worked).note == ""
    qtbot.waitUntil(lambda: latest_is_undone(operations))
    operations.choose(0)
    assert operations.go_to.text() == "Redo 2 operations"
    QTest.keyClick(operations.table, Key.Key_Backspace, CONTROL)
    qtbot.waitUntil(lambda: "Redid 2 operations" in worked.bar.text.text())
    assert len(standing(worked)) == 5


def test_back_to_the_beginning(qtbot: QtBot, worked: MainWindow, operations: HistoryList) -> None:
    """The last row undoes everything, the import too."""
    operations.choose(5)
    QTest.mouseClick(operations.go_to, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: standing(worked) == [])
    assert store_of(worked).ask(lambda reader: reader.count()).result() == 0


def test_where_the_project_is_nothing_can_be_undone(operations: HistoryList) -> None:
    """The latest operation that stands is where one is already."""
    operations.choose(0)
    assert not operations.go_to.isEnabled()


def test_words_find_operations(qtbot: QtBot, operations: HistoryList) -> None:
    """By name, or by who did it."""
    QTest.keyClicks(operations.words, "import")
    qtbot.waitUntil(lambda: [one and one.operation for one in entries(operations)] == ["import"])
    operations.words.clear()
    qtbot.waitUntil(lambda: len(entries(operations)) == 6)


def test_the_sentences_of_an_operation_are_listed_and_opened(
    qtbot: QtBot, worked: MainWindow, operations: HistoryList
) -> None:
    """Enter lists them; a click on one shows it in the editor."""
    operations.choose(1)
    operations.table.setFocus()
    QTest.keyClick(operations.table, Key.Key_Return)
    qtbot.waitUntil(lambda: operations.sentences.topLevelItemCount() == 3)
    assert "3 sentences" in operations.sentences_title.text()
    item = operations.sentences.topLevelItem(2)
    assert item is not None
    area = operations.sentences.visualItemRect(item)
    QTest.mouseClick(operations.sentences.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    desk = annotate(worked).desk
    qtbot.waitUntil(lambda: desk.shown is not None and desk.shown.sentence.id == 3)


def test_the_states_of_the_sentence_say_what_changed(states: SentenceHistory) -> None:
    """Each operation with its differences; data is plain text."""
    assert ("→", "note", "none → see <b>there</b> & back") in states.shown_lines()
    states.choose(2)
    lines = states.shown_lines()
    assert any(sign == "+" and text.startswith("LOC ") for sign, text, _ in lines)
    assert any(sign == "→" and change == "O → B-LOC" for sign, _, change in lines)
    states.choose(4)
    assert [sign for sign, _, _ in states.shown_lines()] == ["+", "+"]


def test_a_past_state_is_restored(
    qtbot: QtBot, worked: MainWindow, states: SentenceHistory
) -> None:
    """The sentence is as it came in; the notice offers to undo that."""
    states.choose(4)
    states.versions.setFocus()
    QTest.keyClick(states.versions, Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: "restored" in worked.bar.text.text())
    restored = first(worked)
    assert (restored.flagged, restored.note, restored.status) == (False, "", Status.DONE)
    assert not worked.bar.undo.isHidden()
    QTest.mouseClick(worked.bar.undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: first(worked).note != "")


def test_the_present_state_cannot_be_restored(states: SentenceHistory) -> None:
    """There would be nothing to do."""
    states.choose(0)
    assert not states.restore_button.isEnabled()


def test_the_second_tab_follows_the_sentence_at_hand(
    qtbot: QtBot, worked: MainWindow, states: SentenceHistory
) -> None:
    """Another sentence has another history."""
    annotate(worked).open_sentence(5)
    qtbot.waitUntil(lambda: states.versions.topLevelItemCount() == 1)
    assert "4" in states.title.text()


def test_an_undo_offered_by_a_notice_goes_with_the_next_edit(
    qtbot: QtBot, worked: MainWindow
) -> None:
    """It would take back something else than what the notice tells of."""
    worked.notify.done("Something was done.")
    assert not worked.bar.undo.isHidden()
    do(qtbot, worked, edit.set_flag, [4], True)
    assert worked.bar.undo.isHidden()
    assert worked.bar.isVisible()


def test_the_history_is_there_after_a_restart(
    qtbot: QtBot, worked: MainWindow, operations: HistoryList, services: Services
) -> None:
    """Left open it is open again, with the journal of the project that is opened."""
    path = store_of(worked).path
    with qtbot.waitSignal(worked.closed_project):
        worked.close_project()
    assert worked.history.panel is None
    assert not worked.history.isVisible()
    with qtbot.waitSignal(worked.opened):
        worked.open_path(path)
    assert worked.history.isVisible()
    worked.close()
    second = MainWindow(services)
    qtbot.addWidget(second)
    second.show()
    assert not second.history.isVisible()
    with qtbot.waitSignal(second.opened):
        second.open_path(path)
    panel = second.history.panel
    assert panel is not None
    qtbot.waitUntil(lambda: len(entries(panel.operations)) == 6)
    second.close()


def flags(transaction: Transaction, number: int) -> Changes:
    transaction.put_value("guideline", {"": str(number)})
    return transaction.changes("flag" if number == 3 else f"write {number}")


def test_a_long_journal_is_read_as_far_as_one_looks(
    qtbot: QtBot, worked: MainWindow, operations: HistoryList
) -> None:
    """Pages come when one scrolls; a search goes through all of it, and the choice stays."""
    session = worked.session
    assert session is not None
    for number in range(PAGE + 60):
        session.context.store.submit(flags, number)
    do(qtbot, worked, flags, -1)
    qtbot.waitUntil(lambda: len(entries(operations)) == PAGE)
    operations.table.scrollToBottom()
    qtbot.waitUntil(lambda: len(entries(operations)) == PAGE + 60 + 1 + 5 + 1)
    assert entries(operations)[-1] is None
    QTest.keyClicks(operations.words, "flag")
    qtbot.waitUntil(lambda: [e and e.operation for e in entries(operations)] == ["flag", "flag"])
    operations.choose(1)
    chosen = entries(operations)[1]
    do(qtbot, worked, edit.set_flag, [2], True)
    qtbot.waitUntil(lambda: len(entries(operations)) == 3)
    assert entries(operations)[operations.chosen_row() or 0] == chosen
