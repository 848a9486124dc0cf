"""Splitting a label in the window, by keys."""

from __future__ import annotations

from typing import Protocol

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from workbench.domain.changes import Changes
from workbench.domain.labels import LabelSet
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Status
from workbench.operations import edit, history, label_split
from workbench.operations.label_split import Decision, Mention
from workbench.operations.store import NewSentence, Store, Transaction
from workbench.ui.clean.labels.split_page import SplitPage
from workbench.ui.clean.labels.split_stage import (
    MentionContext,
    SplitStage,
    digit_of,
    shown_mention,
)
from workbench.ui.clean.labels.split_targets import TargetField, read_targets, target_problem
from workbench.ui.clean.labels.table import STATE
from workbench.ui.clean.place import CleanPlace
from workbench.ui.context import Context

TEXTS = ("In Oslo", "To Rome", "By Oslo", "At Lima", "Is Oslo")


class Said(Protocol):
    notices: list[str]


def add_towns(transaction: Transaction) -> Changes:
    """Beside four towns that are there: Oslo, Lima, New and Rome."""
    sentences = (
        NewSentence(tuple(text.split()), ("O", "B-LOC"), IOB2, Status.NEW, None, "towns.txt")
        for text in TEXTS
    )
    transaction.add(sentences)
    return transaction.changes("towns")


@pytest.fixture
def page(qtbot: QtBot, place: CleanPlace, bad_store: Store) -> SplitPage:
    """The split of LOC, with the focus in the field of its targets."""
    bad_store.submit(add_towns).result()
    place.tabs.setCurrentWidget(place.labels)
    qtbot.waitUntil(lambda: place.labels.table.current is not None)
    place.labels.table.setFocus()
    place.labels.table.selectRow(1)
    press(place.labels.table, "Ctrl+Shift+M")
    split = place.labels.split
    qtbot.waitUntil(lambda: split.queue.current is not None and split.field.hasFocus())
    # Without a window manager, the list of what it offers would stay the active window.
    split.field.setCompleter(None)  # type: ignore[arg-type]
    return split


def press(widget: QWidget, *keys: str) -> None:
    for key in keys:
        combination = QKeySequence(key)[0]  # type: ignore[index]
        QTest.keyClick(widget, combination.key(), combination.keyboardModifiers())


def decide(qtbot: QtBot, page: SplitPage, *keys: str) -> None:
    """Press keys, each when the mention it is for is shown."""
    for key in keys:
        qtbot.waitUntil(lambda: page.stage.ready and page.stage.hasFocus())
        press(page.stage, key)


def name_targets(page: SplitPage, text: str) -> None:
    page.field.setFocus()
    page.field.clear()
    QTest.keyClicks(page.field, text)
    press(page.field, "Return")


def tags(store: Store) -> list[str]:
    def question(reader: object) -> list[Sentence]:
        return list(reader.sentences(reader.ids()))  # type: ignore[attr-defined]

    return [tag for one in store.ask(question).result() for tag in one.tags if tag != "O"]


def test_a_label_is_split_by_keys(
    qtbot: QtBot, page: SplitPage, bad_store: Store, context: Context, said: Said
) -> None:
    """Targets, digits, Ctrl+Return, Return: one step, and one undo."""
    before = tags(bad_store)
    name_targets(page, "CITY, TOWN")
    assert page.stage.hasFocus()
    assert [button.text() for button in page.stage.choices] == ["1  CITY", "2  TOWN", "0  Keep LOC"]
    decide(qtbot, page, "1", "Shift+2", "Shift+1", "2", "2", "0")
    assert page.queue.counts() == {"TOWN": 5, "CITY": 3, "LOC": 1}
    assert page.progress.text() == "9 of 9 decided"
    press(page.stage, "Ctrl+Return")
    qtbot.waitUntil(page.panel.isVisible)
    assert page.panel.counts.rows == ["LOC 9 → 1", "CITY 0 → 3", "TOWN 0 → 5"]
    assert "LOC stays: 1 of its entities keep it." in page.panel.lines.text()
    qtbot.waitUntil(page.panel.go.hasFocus)
    press(page.panel.go, "Return")
    qtbot.waitUntil(lambda: bool(said.notices))
    assert said.notices == [
        "Split LOC: 8 entities with a new label. LOC stays: some entities still have it. "
        "Undo: Ctrl+Z"
    ]
    assert (tags(bad_store).count("B-TOWN"), tags(bad_store).count("B-CITY")) == (4, 3)
    context.do(history.undo)
    qtbot.waitUntil(lambda: tags(bad_store) == before)


def test_the_old_label_goes_away_when_none_is_left(
    qtbot: QtBot, page: SplitPage, place: CleanPlace, bad_store: Store, said: Said
) -> None:
    """If the person agrees, and that is said before."""
    name_targets(page, "CITY, TOWN")
    decide(qtbot, page, "Shift+1", "Shift+2", "Shift+1", "Shift+2")
    qtbot.waitUntil(lambda: "Every mention is decided" in page.stage.hint.text())
    press(page.stage, "Ctrl+Return")
    qtbot.waitUntil(page.panel.go.hasFocus)
    assert "LOC goes away" in page.panel.lines.text()
    press(page.panel.go, "Return")
    qtbot.waitUntil(lambda: [row.name for row in place.labels.table.labels.rows][:1] == ["PER"])
    qtbot.waitUntil(
        lambda: [row.name for row in place.labels.table.labels.rows] == ["PER", "CITY", "TOWN"]
    )
    assert "LOC is gone." in said.notices[-1]


def test_leaving_keeps_the_decisions(
    qtbot: QtBot, page: SplitPage, place: CleanPlace, bad_store: Store, said: Said
) -> None:
    """Esc asks nothing; the label says that a split was begun, and it goes on where it was."""
    name_targets(page, "CITY, TOWN")
    decide(qtbot, page, "1", "2")
    press(page.stage, "Esc")
    assert said.notices == ["2 decisions on LOC kept until you apply or discard them."]
    table = place.labels.table
    qtbot.waitUntil(lambda: table.labels.index(1, STATE).data() == "split begun: 2 decisions kept")
    assert tags(bad_store).count("B-LOC") == 8
    place.labels.start_split("LOC")
    qtbot.waitUntil(lambda: page.queue.decided == 2)
    assert page.desk.targets == ("CITY", "TOWN")


def test_decisions_are_written_down_soon(qtbot: QtBot, page: SplitPage, bad_store: Store) -> None:
    """Without leaving: a program that ends loses nothing that was decided a second ago."""
    name_targets(page, "CITY, TOWN")
    decide(qtbot, page, "1")
    kept = [Decision(1, 2, 3, "CITY")]
    qtbot.waitUntil(
        lambda: list(bad_store.ask(label_split.unfinished, "LOC").result().decisions) == kept
    )


def test_skip_back_and_discard(qtbot: QtBot, page: SplitPage, bad_store: Store, said: Said) -> None:
    """Space leaves a mention for later, Backspace goes back; discarding asks first."""
    name_targets(page, "CITY, TOWN")
    first = page.queue.current
    decide(qtbot, page, "Space")
    second = page.queue.current
    assert second != first
    decide(qtbot, page, "1", "Backspace")
    assert page.queue.current == second
    qtbot.waitUntil(lambda: page.stage.hint.text().startswith("Decided: CITY"))
    press(page.stage, "Ctrl+Shift+Backspace")
    assert page.panel.title.text() == "Discard 1 decision on LOC?"
    qtbot.waitUntil(page.panel.go.hasFocus)
    press(page.panel.go, "Return")
    assert page.queue.decided == 0
    assert page.queue.current == first
    qtbot.waitUntil(lambda: not bad_store.ask(label_split.unfinished, "LOC").result().decisions)


def test_one_tick_decides_the_same_for_all(qtbot: QtBot, page: SplitPage) -> None:
    """For who cannot press Shift with a digit; and a button does what its digit does."""
    name_targets(page, "CITY")
    page.stage.same.setChecked(True)
    qtbot.waitUntil(lambda: page.stage.ready)
    QTest.mouseClick(page.stage.choices[0], Qt.MouseButton.LeftButton)
    assert page.queue.groups[0].labels == ["CITY"] * 4
    assert page.groups.groups.index(0, 2).data() == "✓ CITY"


def test_a_text_can_be_chosen(qtbot: QtBot, page: SplitPage) -> None:
    """A click on it shows its first mention."""
    index = page.groups.groups.index(2, 0)
    area = page.groups.visualRect(index)
    QTest.mouseClick(page.groups.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    assert page.queue.at == (2, 0)
    qtbot.waitUntil(lambda: page.stage.ready)
    assert page.stage.place.text() == "“Rome”: 1 of 2"


def test_the_queue_follows_the_project(qtbot: QtBot, page: SplitPage, context: Context) -> None:
    """An edit elsewhere is read anew; decisions on what is still there stay."""
    name_targets(page, "CITY")
    decide(qtbot, page, "1")
    context.do(edit.clear_tokens, 3, 0, 2)
    qtbot.waitUntil(lambda: len(page.queue) == 8)
    assert page.queue.decided == 1


def test_a_label_that_cannot_be_is_refused(page: SplitPage, said: Said) -> None:
    """The targets stay as they were."""
    name_targets(page, "CITY, O")
    assert said.notices == ["'O' is no name for a label."]
    assert page.desk.targets == ()


def test_a_target_that_was_decided_for_stays(qtbot: QtBot, page: SplitPage) -> None:
    """Else its decisions would hang in the air."""
    name_targets(page, "CITY, TOWN")
    decide(qtbot, page, "2")
    name_targets(page, "VILLAGE")
    assert page.desk.targets == ("VILLAGE", "TOWN")


def test_the_field_is_read_name_by_name() -> None:
    """Each once, without blanks around it and without the label that is split."""
    assert read_targets(" A,B , A,,OLD, C D ", "OLD") == ("A", "B", "C D")
    assert target_problem(("A", "O")).endswith(".")
    assert target_problem(("A", "C D")) == ""


def test_the_field_offers_labels_behind_the_last_comma(qtbot: QtBot) -> None:
    """What stands before it is kept."""
    field = TargetField()
    qtbot.addWidget(field)
    field.show_targets("LOC", ("CITY",), ("PER", "LOC", "PRODUCT"))
    QTest.keyClicks(field, ", pr")
    assert field.completer().currentCompletion() == "CITY, PRODUCT"


def test_the_mention_is_in_sight_in_a_long_sentence(qtbot: QtBot) -> None:
    """And only the tokens around it are laid out, however long the sentence is."""
    stage = SplitStage()
    qtbot.addWidget(stage)
    stage.resize(300, 320)
    with qtbot.waitExposed(stage):
        stage.show()
    tokens = tuple(f"word{number}" for number in range(2000))
    sentence = Sentence(1, tokens, ("O",) * 2000)
    mention = Mention(1, 1000, 1002, "word1000 word1001")
    shown = shown_mention(sentence, mention, "A")
    assert shown.tokens[0] == shown.tokens[-1] == "…"
    assert [shown.tokens[at] for at in shown.entities[0].positions] == ["word1000", "word1001"]
    assert len(shown.tokens) < 150
    stage.set_targets("LOC", ("CITY",), LabelSet())
    stage.show_mention(mention, MentionContext(sentence, "before", "after"), "")

    def chip_is_in_sight() -> bool:
        area = stage.text.first_chip.translated(stage.text.pos()).toRect()
        top = stage.view.verticalScrollBar().value()
        return top > 0 and top <= area.top() and area.bottom() <= top + stage.view.height()

    qtbot.waitUntil(chip_is_in_sight)


@pytest.mark.parametrize(
    ("key", "shift", "digit"),
    [(Qt.Key.Key_1, False, 1), (Qt.Key.Key_0, True, 0), (Qt.Key.Key_Exclam, True, None)],
)
def test_digits_are_known_with_shift(key: Qt.Key, shift: bool, digit: int | None) -> None:
    """A key without a scan code is known by its character only."""
    modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    assert digit_of(QKeyEvent(QKeyEvent.Type.KeyPress, key, modifier)) == digit


def test_digits_are_known_by_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Shift and 2 make a quotation mark, and where 1 makes an ampersand without Shift."""
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")
    press, modifier = QKeyEvent.Type.KeyPress, Qt.KeyboardModifier
    quote = QKeyEvent(press, Qt.Key.Key_QuoteDbl, modifier.ShiftModifier, 11, 0, 0, '"')
    ampersand = QKeyEvent(press, Qt.Key.Key_Ampersand, modifier.NoModifier, 10, 0, 0, "&")
    nought = QKeyEvent(press, Qt.Key.Key_ParenRight, modifier.ShiftModifier, 19, 0, 0, ")")
    other = QKeyEvent(press, Qt.Key.Key_Q, modifier.NoModifier, 24, 0, 0, "q")
    assert [digit_of(event) for event in (quote, ampersand, nought, other)] == [2, 1, 0, None]
