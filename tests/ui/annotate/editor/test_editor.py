"""Mouse, painting and layout of the editor."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workbench.domain.checks import Finding, FindingKind
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.labels import LabelSet
from workbench.domain.schemes import IOB2, entities_to_tags
from workbench.domain.sentence import Sentence
from workbench.ui.annotate.editor.cursor import Cursor, select
from workbench.ui.annotate.editor.editor import Editor
from workbench.ui.annotate.editor.shown import Shown, display_text
from workbench.ui.annotate.editor.tips import describe_token, plain_tip

LABELS = LabelSet().with_names(["PER", "LOC"])
LEFT = Qt.MouseButton.LeftButton


def shown(text: str, *entities: Entity, suggestions: tuple[Suggestion, ...] = ()) -> Shown:
    tokens = tuple(text.split())
    tags = entities_to_tags(entities, len(tokens), IOB2)
    return Shown(Sentence(1, tokens, tags, suggestions=suggestions), LABELS)


@pytest.fixture
def editor(qtbot: QtBot) -> Editor:
    made = Editor()
    qtbot.addWidget(made)
    made.resize(700, 400)
    with qtbot.waitExposed(made):
        made.show()
    return made


def middle_of(editor: Editor, token: int) -> QPoint:
    assert editor.page is not None
    offset = editor.verticalScrollBar().value()
    return editor.page.token_area(token).center().toPoint() - QPoint(0, offset)


def test_a_click_selects_one_token(editor: Editor) -> None:
    """The click snaps to the token it hits."""
    editor.show_sentence(shown("Ada went to Geneva"))
    QTest.mouseClick(editor.viewport(), LEFT, pos=middle_of(editor, 2))
    assert editor.cursor_state.selected == range(2, 3)


def test_a_click_on_an_entity_selects_all_of_it(editor: Editor) -> None:
    """So does a click on a suggestion; a double click takes the one token."""
    hint = Suggestion(Entity("LOC", 4, 6), "run-1", 0.5)
    editor.show_sentence(
        shown("Ada Lovelace went to New York", Entity("PER", 0, 2), suggestions=(hint,))
    )
    QTest.mouseClick(editor.viewport(), LEFT, pos=middle_of(editor, 1))
    assert editor.cursor_state == select(0, 2)
    QTest.mouseClick(editor.viewport(), LEFT, pos=middle_of(editor, 5))
    assert editor.current_chip is not None
    assert editor.current_chip.suggestion == hint
    QTest.mouseDClick(editor.viewport(), LEFT, pos=middle_of(editor, 1))
    assert editor.cursor_state.selected == range(1, 2)


def test_dragging_selects_from_token_to_token(editor: Editor) -> None:
    """Also backwards."""
    editor.show_sentence(shown("Ada went to Geneva today"))
    QTest.mousePress(editor.viewport(), LEFT, pos=middle_of(editor, 3))
    QTest.mouseMove(editor.viewport(), middle_of(editor, 1))
    QTest.mouseRelease(editor.viewport(), LEFT, pos=middle_of(editor, 1))
    assert editor.cursor_state.selected == range(1, 4)


def test_the_cursor_stays_in_the_same_sentence_only(editor: Editor) -> None:
    """After an edit it is where it was; another sentence begins at its first token."""
    first = shown("Ada went to Geneva")
    editor.show_sentence(first)
    editor.set_cursor(Cursor(3))
    editor.show_sentence(shown("Ada went to Geneva", Entity("LOC", 3, 4)))
    assert editor.cursor_state == Cursor(3)
    editor.show_sentence(Shown(Sentence(2, ("a", "b"), ("O", "O")), LABELS))
    assert editor.cursor_state == Cursor()


def test_arrows_go_as_they_are_seen_in_right_to_left_text(editor: Editor) -> None:
    """Left leads onwards there, right leads back."""
    editor.show_sentence(shown("في جنيف يوم الاثنين"))
    QTest.keyClick(editor, Qt.Key.Key_Left)
    assert editor.cursor_state.position == 1
    QTest.keyClick(editor, Qt.Key.Key_Right)
    assert editor.cursor_state.position == 0


def test_down_goes_to_the_next_line(editor: Editor) -> None:
    """And up comes back."""
    editor.show_sentence(shown("word " * 60))
    QTest.keyClick(editor, Qt.Key.Key_Down)
    assert editor.page is not None
    assert editor.page.flow.line_of(editor.cursor_state.position) == 1
    QTest.keyClick(editor, Qt.Key.Key_Up)
    assert editor.cursor_state.position == 0


def test_a_sentence_of_1238_tokens_is_laid_out_to_its_end(editor: Editor) -> None:
    """Ctrl+End shows the end."""
    entities = [Entity("PER", start, start + 2) for start in range(0, 1236, 6)]
    long = shown("Geneva " * 1238, *entities)
    editor.show_sentence(long)
    editor.viewport().repaint()
    QTest.keyClick(editor, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    area = editor.viewport().rect()
    assert area.contains(middle_of(editor, 1237))


def test_strange_tokens_are_painted(editor: Editor) -> None:
    """Emoji, combining marks, nothing but a control sign, a very long token, no token at all."""
    tokens = ("👩‍🚀", "e\u0301\u0323", "\u200b", "x" * 3000, "<b>", "")
    editor.show_sentence(Shown(Sentence(1, tokens, ("O",) * 6), LABELS))
    editor.viewport().repaint()
    editor.show_sentence(Shown(Sentence(2, (), ()), LABELS))
    editor.viewport().repaint()
    assert display_text("\u200b") == "U+200B"
    assert display_text("a\nb") == "a�b"


def test_bad_tags_are_named_in_plain_text() -> None:
    """The tooltip says the tag and its repair; text that looks like markup stays text."""
    finding = Finding(FindingKind.UNKNOWN_TAG, 0, "VMISC", "B-MISC")
    bad = Shown(Sentence(1, ("<b>x",), ("VMISC",)), LABELS, {0: finding})
    said = describe_token(bad, 0)
    assert "VMISC" in said
    assert "B-MISC" in said
    assert "<b>" not in plain_tip(said)


@pytest.mark.parametrize("text", ["no match", ""])
def test_an_empty_editor_shows_its_words(editor: Editor, text: str) -> None:
    """Nothing to show is not a fault; keys do nothing then."""
    editor.empty_text = text
    editor.show_sentence(None)
    editor.viewport().repaint()
    QTest.keyClick(editor, Qt.Key.Key_Right)
    QTest.keyClick(editor, Qt.Key.Key_1)
    assert editor.current_chip is None
