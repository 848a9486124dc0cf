"""The page of dictionaries, with keys and mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from workbench.domain.dictionaries import DictionaryTerm, LearnOptions
from workbench.domain.mentions import TermList
from workbench.operations import dictionaries, history, label
from workbench.operations.mentions import save_term_list
from workbench.operations.store import Store
from workbench.ui.context import Context
from workbench.ui.models.dictionaries.learn_dialog import LearnDialog
from workbench.ui.models.dictionaries.model import CONFIDENCE, HITS, PRECISION, TERM
from workbench.ui.models.dictionaries.page import NO_TERM, TERMS, DictionariesPage
from workbench.ui.notify import Notice

PATIENCE_MS = 20_000


@pytest.fixture
def page(qtbot: QtBot, filled_store: Store, context: Context) -> DictionariesPage:
    """The page over 30 done sentences and 6 untagged ones, with its labels read."""
    made = DictionariesPage(context)
    qtbot.addWidget(made)
    made.resize(1100, 640)
    made.show()
    made.activate()
    qtbot.waitUntil(lambda: made.labels.rowCount() == 2, timeout=PATIENCE_MS)
    return made


def texts(page: DictionariesPage, column: int = TERM) -> list[str]:
    rows = range(page.model.rowCount())
    return [str(page.model.index(row, column).data()) for row in rows]


def put(page: DictionariesPage, context: Context, name: str, *terms: DictionaryTerm) -> None:
    context.do(dictionaries.put_terms, name, terms)


def told(context: Context) -> list[Notice]:
    notices: list[Notice] = []
    context.notify.noticed.connect(notices.append)
    return notices


def test_an_empty_dictionary_says_what_to_do(page: DictionariesPage) -> None:
    """Nothing can be pressed that needs a term."""
    assert page.stack.currentIndex() == NO_TERM
    assert not page.buttons["models.term_remove"].isEnabled()
    assert not page.buttons["models.terms_export"].isEnabled()
    assert page.buttons["models.terms_learn"].isEnabled()


def test_a_typed_term_is_there_at_once_and_undo_takes_it_back(
    qtbot: QtBot, page: DictionariesPage, context: Context
) -> None:
    """Ins leads to the field, Return takes the term in; its hits are counted."""
    QTest.keyClick(page.labels, Qt.Key.Key_Insert)
    assert page.field.hasFocus()
    QTest.keyClicks(page.field, "Ada")
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    # Ada stands in 5 done sentences and in 1 open one.
    qtbot.waitUntil(lambda: texts(page, HITS) == ["6"], timeout=PATIENCE_MS)
    assert texts(page) == ["Ada"]
    assert texts(page, PRECISION) == ["100 % of 5"]
    assert page.labels.item(0, 1).text() == "1"  # type: ignore[union-attr]
    context.do(history.undo)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == NO_TERM, timeout=PATIENCE_MS)


def test_terms_are_edited_in_place(qtbot: QtBot, page: DictionariesPage, context: Context) -> None:
    """Text, confidence and case; what is no number is told and changes nothing."""
    put(page, context, "PER", DictionaryTerm("Ada"), DictionaryTerm("Brit"))
    qtbot.waitUntil(lambda: texts(page) == ["Ada", "Brit"], timeout=PATIENCE_MS)
    notices = told(context)
    page.model.setData(page.model.index(0, CONFIDENCE), "much")
    assert "number" in notices[-1].text
    page.model.setData(page.model.index(0, CONFIDENCE), "0,25")
    qtbot.waitUntil(lambda: texts(page, CONFIDENCE) == ["0.25", "1.00"], timeout=PATIENCE_MS)
    page.model.setData(page.model.index(1, TERM), "Aaron")
    qtbot.waitUntil(lambda: texts(page) == ["Aaron", "Ada"], timeout=PATIENCE_MS)
    page.model.setData(page.model.index(1, CONFIDENCE), "7")
    qtbot.waitUntil(lambda: "NW-L11" in notices[-1].text, timeout=PATIENCE_MS)


def test_del_removes_the_selected_terms(
    qtbot: QtBot, page: DictionariesPage, context: Context
) -> None:
    """Only in the table: in a field Del belongs to the text."""
    put(page, context, "PER", *(DictionaryTerm(one) for one in ("Ada", "Brit", "Chen")))
    qtbot.waitUntil(lambda: len(texts(page)) == 3, timeout=PATIENCE_MS)
    page.table.setFocus()
    page.table.selectAll()
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == NO_TERM, timeout=PATIENCE_MS)


def test_learning_fills_all_dictionaries(
    qtbot: QtBot, page: DictionariesPage, filled_store: Store
) -> None:
    """The dialog asks how; a town that was tagged once is left out at two."""
    QTest.keyClick(page.labels, Qt.Key.Key_L)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, LearnDialog)
    assert dialog.options == LearnOptions()
    QTest.mouseClick(dialog.learn, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(texts(page)) == 6, timeout=PATIENCE_MS)
    assert page.stack.currentIndex() == TERMS
    page.labels.choose("LOC")
    assert "Geneva" in texts(page)
    qtbot.waitUntil(lambda: "gold" in page.figures.text(), timeout=PATIENCE_MS)
    assert page.figures.text().startswith("5 terms · 36 hits · right 100 %")


def test_a_list_comes_in_and_goes_out(
    qtbot: QtBot, page: DictionariesPage, context: Context, tmp_path: Path
) -> None:
    """With its weights; what goes out comes in again; a broken line is told."""
    notices = told(context)
    (tmp_path / "names.txt").write_text("Ada\t0.5\nBrit\n", "utf-8")
    page.desk.take_in(tmp_path / "names.txt")
    qtbot.waitUntil(lambda: texts(page, CONFIDENCE) == ["0.50", "1.00"], timeout=PATIENCE_MS)
    page.desk.write(tmp_path / "out.csv")
    qtbot.waitUntil((tmp_path / "out.csv").exists, timeout=PATIENCE_MS)
    page.labels.choose("LOC")
    page.desk.take_in(tmp_path / "out.csv")
    qtbot.waitUntil(lambda: texts(page, CONFIDENCE) == ["0.50", "1.00"], timeout=PATIENCE_MS)
    (tmp_path / "bad.txt").write_text("Ada\tvery\n", "utf-8")
    page.desk.take_in(tmp_path / "bad.txt")
    qtbot.waitUntil(lambda: any("NW-L12" in one.text for one in notices), timeout=PATIENCE_MS)


def test_a_key_lets_the_dictionaries_suggest(
    qtbot: QtBot, page: DictionariesPage, context: Context, filled_store: Store
) -> None:
    """On the untouched sentences; without a term it says what is missing."""
    notices = told(context)
    QTest.keyClick(page.labels, Qt.Key.Key_G)
    qtbot.waitUntil(lambda: any("NW-L15" in one.text for one in notices), timeout=PATIENCE_MS)
    put(page, context, "PER", DictionaryTerm("Ada", 0.7), DictionaryTerm("Brit"))
    qtbot.waitUntil(lambda: len(texts(page)) == 2, timeout=PATIENCE_MS)
    QTest.keyClick(page.labels, Qt.Key.Key_G)
    qtbot.waitUntil(lambda: any("2 suggestions" in one.text for one in notices))
    assert filled_store.ask(lambda reader: reader.suggesters()).result() == ["dictionary"]
    assert notices[-1].undo


def test_very_many_suggestions_are_one_step_for_undo(
    qtbot: QtBot,
    page: DictionariesPage,
    context: Context,
    filled_store: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They are written page by page, so that a gesture never waits for all of them."""
    monkeypatch.setattr("workbench.ui.models.matching.desk.PAGE", 2)
    notices = told(context)
    put(page, context, "LOC", *(DictionaryTerm(one) for one in ("Geneva", "Lima")))
    qtbot.waitUntil(lambda: page.labels.item(1, 1).text() == "2")  # type: ignore[union-attr]
    page.matching.suggest()
    qtbot.waitUntil(lambda: any("6 suggestions" in one.text for one in notices))
    context.do(history.undo)
    qtbot.waitUntil(lambda: filled_store.ask(lambda reader: reader.suggesters()).result() == [])


def test_a_conflict_leads_to_its_term(
    qtbot: QtBot, page: DictionariesPage, context: Context
) -> None:
    """Two labels want Ada; a double click on the one that gives way shows it."""
    put(page, context, "PER", DictionaryTerm("Ada"), DictionaryTerm("Brit"))
    put(page, context, "LOC", DictionaryTerm("Aaa"), DictionaryTerm("Ada", 0.5))
    qtbot.waitUntil(page.conflicts.isVisible, timeout=PATIENCE_MS)
    assert "1 conflict" in page.conflicts.title.text()
    table = page.conflicts.table
    cells = [table.item(0, column).text() for column in range(4)]  # type: ignore[union-attr]
    assert cells[:2] == ["Ada  (PER)", "Ada  (LOC)"]
    assert cells[3] == "6 ×"
    table.itemActivated.emit(table.item(0, 1))
    assert page.labels.current_key == "LOC"
    assert page.table.current_text == "Ada"


def test_a_renamed_label_takes_its_terms_along(
    qtbot: QtBot, page: DictionariesPage, context: Context
) -> None:
    """The list of labels follows."""
    put(page, context, "PER", DictionaryTerm("Ada"))
    qtbot.waitUntil(lambda: texts(page) == ["Ada"], timeout=PATIENCE_MS)
    context.do(label.rename, "PER", "HUMAN")
    qtbot.waitUntil(lambda: page.title.text() == "HUMAN", timeout=PATIENCE_MS)
    assert texts(page) == ["Ada"]


def test_the_list_can_be_searched_and_sorted(
    qtbot: QtBot, page: DictionariesPage, context: Context
) -> None:
    """By part of a term; by confidence, the surest first."""
    terms = [DictionaryTerm(one, share) for one, share in (("a", 0.2), ("B", 0.9), ("ab", 0.5))]
    put(page, context, "PER", *terms)
    qtbot.waitUntil(lambda: texts(page) == ["a", "ab", "B"], timeout=PATIENCE_MS)
    page.table.sortByColumn(CONFIDENCE, Qt.SortOrder.DescendingOrder)
    assert texts(page) == ["B", "ab", "a"]
    QTest.keyClicks(page.finder, "A")
    assert texts(page) == ["ab", "a"]


def test_a_list_of_terms_that_the_project_keeps_can_be_taken_in(
    qtbot: QtBot, page: DictionariesPage, context: Context
) -> None:
    """Import offers it beside files."""
    context.do(save_term_list, TermList("crew", "", ("Ada", "Brit")))
    qtbot.waitUntil(lambda: context.tasks.pending == 0, timeout=PATIENCE_MS)
    QTest.keyClick(page.labels, Qt.Key.Key_I)
    menu = page.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert [one.text() for one in menu.actions()] == ["From a file…", "The list crew (2)"]
    menu.actions()[1].trigger()
    menu.close()
    qtbot.waitUntil(lambda: texts(page) == ["Ada", "Brit"], timeout=PATIENCE_MS)


def test_counting_leaves_a_cell_that_is_being_edited_alone(
    qtbot: QtBot, page: DictionariesPage, context: Context
) -> None:
    """What is typed is not lost when the hits arrive."""
    put(page, context, "PER", DictionaryTerm("Ada"))
    qtbot.waitUntil(lambda: texts(page, HITS) == ["6"], timeout=PATIENCE_MS)
    page.table.edit(page.model.index(0, TERM))
    assert page.table.state() == page.table.State.EditingState
    with qtbot.waitSignal(page.matching.counted, timeout=PATIENCE_MS):
        page.matching.count()
    assert page.table.state() == page.table.State.EditingState
