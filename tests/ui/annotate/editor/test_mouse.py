"""Dragging beyond the edge, shift-click, and what zero-width tokens look like."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workbench.domain.entity import Entity
from workbench.domain.labels import LabelSet
from workbench.domain.schemes import IOB2, entities_to_tags
from workbench.domain.sentence import Sentence
from workbench.ui.annotate.editor.cursor import Cursor, border_at, chips_of
from workbench.ui.annotate.editor.editor import Editor
from workbench.ui.annotate.editor.shown import Shown, display_text

LABELS = LabelSet().with_names(["PER", "LOC"])
LEFT = Qt.MouseButton.LeftButton
LONGEST = 1238


def shown(text: str, *entities: Entity) -> Shown:
    tokens = tuple(text.split())
    return Shown(Sentence(1, tokens, entities_to_tags(entities, len(tokens), IOB2)), LABELS)


@pytest.fixture
def editor(qtbot: QtBot) -> Editor:
    made = Editor()
    qtbot.addWidget(made)
    made.resize(500, 260)
    with qtbot.waitExposed(made):
        made.show()
    return made


def middle_of(editor: Editor, token: int) -> QPoint:
    assert editor.page is not None
    return editor.page.token_area(token).center().toPoint()


def test_dragging_beyond_the_edge_scrolls(qtbot: QtBot, editor: Editor) -> None:
    """Down to the last token and back up to the first, as long as the button is held."""
    editor.show_sentence(shown("word " * 200))
    view, bar = editor.viewport(), editor.verticalScrollBar()
    QTest.mousePress(view, LEFT, pos=middle_of(editor, 3))
    QTest.mouseMove(view, QPoint(480, view.height() + 200))
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())
    qtbot.waitUntil(lambda: editor.cursor_state.span == range(3, 200))
    QTest.mouseMove(view, QPoint(20, -200))
    qtbot.waitUntil(lambda: bar.value() == 0)
    qtbot.waitUntil(lambda: editor.cursor_state.span.start == 0)
    with qtbot.waitSignal(editor.selection_finished):
        QTest.mouseRelease(view, LEFT, pos=QPoint(20, 10))


def test_shift_click_extends_the_selection(qtbot: QtBot, editor: Editor) -> None:
    """From where the cursor was to the token that is clicked; that completes it."""
    editor.show_sentence(shown("Ada went to New York today"))
    editor.set_cursor(Cursor(3))
    with qtbot.waitSignal(editor.selection_finished):
        QTest.mouseClick(
            editor.viewport(), LEFT, Qt.KeyboardModifier.ShiftModifier, middle_of(editor, 5)
        )
    assert editor.cursor_state.span == range(3, 6)


@pytest.mark.parametrize(
    ("token", "text"),
    [
        ("\u200b", "U+200B"),
        ("\ufe0f", "U+FE0F"),
        ("\u3164", "U+3164"),
        ("\u0301", "\u25cc\u0301"),
        ("a\u200bb", "a\ufffdb"),
        ("\U0001f469\u200d\U0001f680", "\U0001f469\u200d\U0001f680"),
        ("", "∅"),
    ],
)
def test_every_token_can_be_seen(token: str, text: str) -> None:
    """What shows nothing is named, a mark stands on a circle, emoji sequences stay whole."""
    assert display_text(token) == text


def test_a_border_goes_no_further_than_there_is_room() -> None:
    """Not over other gold, and never past the entity's other end."""
    tags = entities_to_tags([Entity("PER", 1, 3), Entity("LOC", 5, 6)], 8, IOB2)
    chips = chips_of(Sentence(1, tuple("abcdefgh"), tags))
    first, second = chips
    assert border_at(chips, first, 8, right=True, token=7) == Entity("PER", 1, 5)
    assert border_at(chips, first, 8, right=True, token=0) == Entity("PER", 1, 2)
    assert border_at(chips, first, 8, right=False, token=7) == Entity("PER", 2, 3)
    assert border_at(chips, second, 8, right=False, token=0) == Entity("LOC", 3, 6)


def test_keys_are_quick_on_the_longest_sentence(editor: Editor) -> None:
    """A step of the cursor over 1,238 tokens is hardly more work than one over 40."""

    def calls(length: int) -> int:
        editor.show_sentence(
            shown("Geneva " * length, *(Entity("PER", n, n + 2) for n in range(0, length - 2, 6)))
        )
        QTest.keyClick(editor, Qt.Key.Key_Right)
        editor.viewport().repaint()
        counted = 0

        def count(_frame: object, event: str, _argument: object) -> None:
            nonlocal counted
            counted += event == "call"

        sys.setprofile(count)
        try:
            QTest.keyClick(editor, Qt.Key.Key_Right)
            editor.viewport().repaint()
        finally:
            sys.setprofile(None)
        return counted

    assert 0 < calls(LONGEST) < 3 * calls(40)


def test_a_capital_that_is_the_key_of_a_label_is_typed(qtbot: QtBot, editor: Editor) -> None:
    """Shift with any other letter goes to a token."""
    capital = LabelSet((replace(LABELS.labels[0], key="G"),))
    editor.show_sentence(replace(shown("Ada went to Geneva"), labels=capital))
    with qtbot.waitSignal(editor.typed) as typed:
        QTest.keyClicks(editor, "G", Qt.KeyboardModifier.ShiftModifier)
    assert typed.args == ["G"]
    assert editor.cursor_state == Cursor()
    QTest.keyClick(editor, Qt.Key.Key_W, Qt.KeyboardModifier.ShiftModifier)
    assert editor.cursor_state == Cursor(1)


@pytest.mark.parametrize("width", [40, 90, 200])
def test_a_very_narrow_editor_still_works(editor: Editor, width: int) -> None:
    """One token on a line, the small lines cut to what there is; nothing fails."""
    editor.show_sentence(shown("Ada Lovelace went to Geneva", Entity("PER", 0, 2)))
    editor.resize(width, 120)
    editor.set_cursor(Cursor(4))
    for act in (editor.lines.show_marks, editor.lines.go_to, lambda: editor.lines.cut(4)):
        act()
        editor.viewport().repaint()
        assert editor.lines.are_open
        editor.zoom(2)
        assert not editor.lines.are_open
