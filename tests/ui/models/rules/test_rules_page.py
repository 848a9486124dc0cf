"""The page of rules, with keys and mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workbench.domain.rules import Rule
from workbench.operations import history, label, rules
from workbench.operations.store import Store
from workbench.ui.context import Context
from workbench.ui.models.rules.model import HITS, ON, PRECISION, REMARK
from workbench.ui.models.rules.page import NONE, RulesPage
from workbench.ui.notify import Notice

PATIENCE_MS = 20_000


@pytest.fixture
def page(qtbot: QtBot, filled_store: Store, context: Context) -> RulesPage:
    """The page over 30 done sentences and 6 untagged ones, with its labels read."""
    made = RulesPage(context)
    qtbot.addWidget(made)
    made.resize(1100, 640)
    made.show()
    made.activate()
    qtbot.waitUntil(lambda: context.tasks.pending == 0, timeout=PATIENCE_MS)
    return made


def put(qtbot: QtBot, page: RulesPage, context: Context, *wanted: Rule) -> None:
    """Keep rules, and wait until they are counted."""
    for rule in wanted:
        context.do(rules.put_rule, rule)
    qtbot.waitUntil(lambda: len(page.model.rules) == len(wanted), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: context.tasks.pending == 0, timeout=PATIENCE_MS)


def cell(page: RulesPage, row: int, column: int) -> str:
    return str(page.model.index(row, column).data())


def kept(store: Store) -> tuple[Rule, ...]:
    return store.ask(rules.rules).result()


def type_pattern(page: RulesPage, text: str) -> None:
    page.form.pattern.setFocus()
    page.form.pattern.selectAll()
    QTest.keyClicks(page.form.pattern, text)


def test_without_a_rule_it_says_what_to_do(page: RulesPage) -> None:
    """Nothing can be removed."""
    assert page.stack.currentIndex() == NONE
    assert not page.buttons["models.rule_remove"].isEnabled()
    assert page.buttons["models.rule_new"].isEnabled()


def test_a_new_rule_shows_its_hits_while_it_is_typed(
    qtbot: QtBot, page: RulesPage, context: Context, filled_store: Store
) -> None:
    """Ins, type, Return: kept, counted and measured; undo takes it back."""
    QTest.keyClick(page, Qt.Key.Key_Insert)
    qtbot.waitUntil(lambda: page.current is not None, timeout=PATIENCE_MS)
    assert page.form.pattern.hasFocus()
    type_pattern(page, r"\bA\w+|birds")
    # In 36 sentences there are birds, and Ada in six of them.
    qtbot.waitUntil(lambda: len(page.hits.hits) == 42, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: page.said.text() == "42 hits", timeout=PATIENCE_MS)
    assert kept(filled_store)[0].pattern != r"\bA\w+|birds"
    QTest.keyClick(page.form.pattern, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: cell(page, 0, HITS) == "42", timeout=PATIENCE_MS)
    assert cell(page, 0, PRECISION) == "14 % of 35"
    assert kept(filled_store) == (Rule("PER 1", "PER", r"\bA\w+|birds"),)
    for _ in range(2):
        context.do(history.undo)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == NONE, timeout=PATIENCE_MS)


def test_an_expression_that_cannot_be_used_is_told_and_not_kept(
    qtbot: QtBot, page: RulesPage, context: Context, filled_store: Store
) -> None:
    """The sentence stands below the line; what was typed stays there to be corrected."""
    put(qtbot, page, context, Rule("a", "PER", "Ada"))
    type_pattern(page, "(?=Ada)")
    qtbot.waitUntil(lambda: "NW-L10" in page.said.text(), timeout=PATIENCE_MS)
    assert page.hits.hits == []
    QTest.keyClick(page.form.pattern, Qt.Key.Key_Return)
    assert kept(filled_store)[0].pattern == "Ada"
    assert page.form.pattern.text() == "(?=Ada)"


def test_the_preview_says_what_stands_there_and_opens_the_sentence(
    qtbot: QtBot, page: RulesPage, context: Context
) -> None:
    """Gold of the same label, gold of another one; a double click opens the sentence."""
    put(qtbot, page, context, Rule("a", "LOC", "Ada|Geneva"))
    said = [str(page.hits.index(row, 1).data()) for row in range(2)]
    assert said == ["≠ now PER", "= LOC already"]
    with qtbot.waitSignal(page.open_requested) as opened:
        page.preview.selectRow(1)
        QTest.keyClick(page.preview, Qt.Key.Key_Return)
    assert opened.args == [1, 5, 6]


def test_hits_that_cut_a_token_are_told(qtbot: QtBot, page: RulesPage, context: Context) -> None:
    """In the table and in the preview."""
    put(qtbot, page, context, Rule("a", "LOC", "Gen|Lima"))
    qtbot.waitUntil(lambda: "cut" in cell(page, 0, REMARK), timeout=PATIENCE_MS)
    assert cell(page, 0, REMARK) == "⚠ 12 cut a token"
    assert "12 hits cut a token" in page.said.text()


def test_space_switches_and_del_removes(
    qtbot: QtBot, page: RulesPage, context: Context, filled_store: Store
) -> None:
    """A rule that is off has no figures."""
    put(qtbot, page, context, Rule("a", "PER", "Ada"), Rule("b", "PER", "Brit"))
    page.table.setFocus()
    page.table.selectRow(0)
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not page.model.rules[0].enabled, timeout=PATIENCE_MS)
    assert cell(page, 0, HITS) == "–"
    tick = page.model.index(0, ON)
    page.model.setData(tick, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    qtbot.waitUntil(lambda: page.model.rules[0].enabled, timeout=PATIENCE_MS)
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: [one.name for one in kept(filled_store)] == ["b"])


def test_a_name_that_is_taken_is_refused(
    qtbot: QtBot, page: RulesPage, context: Context, filled_store: Store
) -> None:
    """The line shows the rule as it is kept."""
    put(qtbot, page, context, Rule("a", "PER", "Ada"), Rule("b", "PER", "Brit"))
    notices: list[Notice] = []
    context.notify.noticed.connect(notices.append)
    page.table.selectRow(1)
    page.form.name.setText("a")
    page.form.name.editingFinished.emit()
    qtbot.waitUntil(lambda: any("NW-L13" in one.text for one in notices), timeout=PATIENCE_MS)
    assert [one.name for one in kept(filled_store)] == ["a", "b"]
    qtbot.waitUntil(lambda: page.form.name.text() in ("a", "b"))


def test_a_rule_whose_label_is_gone_says_so(
    qtbot: QtBot, page: RulesPage, context: Context
) -> None:
    """It suggests nothing until it gets another label."""
    put(qtbot, page, context, Rule("a", "LOC", "Lima"))
    context.do(label.delete, "LOC")
    qtbot.waitUntil(lambda: cell(page, 0, REMARK) == "⚠ no such label", timeout=PATIENCE_MS)


def test_the_rules_suggest(
    qtbot: QtBot, page: RulesPage, context: Context, filled_store: Store
) -> None:
    """By a click, as sure as gold says they are."""
    put(qtbot, page, context, Rule("a", "PER", "Ada"))
    QTest.mouseClick(page.buttons["models.rules_suggest"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: filled_store.ask(lambda reader: reader.suggesters()).result() == ["rules"],
        timeout=PATIENCE_MS,
    )
    found = filled_store.ask(lambda reader: reader.sentence(31)).result().suggestions
    assert [one.score for one in found] == [pytest.approx((5 + 1.8) / 7, abs=1e-4)]


def test_a_field_left_at_once_after_return_is_kept_once(
    qtbot: QtBot, page: RulesPage, context: Context, filled_store: Store
) -> None:
    """A new name is no second rule, and nobody is told that it is taken."""
    put(qtbot, page, context, Rule("a", "PER", "Ada"))
    notices: list[Notice] = []
    context.notify.noticed.connect(notices.append)
    page.form.name.setText("b")
    page.form.name.editingFinished.emit()
    page.form.name.editingFinished.emit()
    qtbot.waitUntil(lambda: context.tasks.pending == 0, timeout=PATIENCE_MS)
    assert [one.name for one in kept(filled_store)] == ["b"]
    assert notices == []
