"""Keys that bring the cursor to a token with few presses, on a real project."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.annotate.conftest import add, new_sentence, shown
from workbench.domain.entity import Entity
from workbench.domain.sentence import Sentence
from workbench.operations import edit
from workbench.operations.store import Store
from workbench.ui.annotate.editor.cursor import Cursor, select
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.context import Context

Press = Callable[..., Sentence]


def span(place: AnnotatePlace) -> tuple[int, int]:
    here = place.editor.cursor_state.span
    return here.start, here.stop


def test_a_full_stop_goes_to_the_next_likely_name(place: AnnotatePlace, press: Press) -> None:
    """What is tagged or suggested is passed over; a comma goes back; both go round."""
    press(".")
    assert span(place) == (6, 7)
    press(".")
    assert span(place) == (6, 7)
    press("PgDown", "PgDown", "PgDown", ".")
    assert span(place) == (2, 3)
    press(".")
    assert span(place) == (4, 5)
    press(",")
    assert span(place) == (2, 3)


def test_a_sentence_without_names_says_so(qtbot: QtBot, place: AnnotatePlace, press: Press) -> None:
    """Nothing moves."""
    press("PgDown", "PgDown")
    with qtbot.waitSignal(place.status_text) as said:
        press(".")
    assert "looks like a name" in said.args[0]
    assert place.editor.cursor_state == Cursor()


def test_a_text_tagged_elsewhere_is_a_likely_name(
    qtbot: QtBot, place: AnnotatePlace, press: Press, context: Context, filled: Store
) -> None:
    """The longest one, looked up behind everything else; the full stop selects it whole."""
    ids = filled.ask(lambda reader: list(reader.ids())).result()
    context.do(edit.put_entity, ids[1], Entity("PER", 1, 3))
    context.do(add, (new_sentence("then Brit saw Oslo there"),))
    qtbot.waitUntil(lambda: len(place.panel.model.ids) == 5)
    place.open_sentence(ids[0] + 4)
    qtbot.waitUntil(lambda: shown(place).tokens[0] == "then" and not place.known.looking)
    assert place.editor.ground.known == (range(2, 4),)
    press(".", ".")
    assert span(place) == (2, 4)


def test_out_of_sight_no_likely_names_are_looked_up(
    qtbot: QtBot, place: AnnotatePlace, press: Press
) -> None:
    """What was not asked before the place was hidden is asked when it is back."""
    qtbot.waitUntil(lambda: not place.known.looking)
    before = shown(place).id
    press("PgDown")
    qtbot.waitUntil(lambda: shown(place).id != before)
    place.hide()
    assert place.known.looking
    assert not place.known._later.isActive()
    place.show()
    place.activate()
    qtbot.waitUntil(lambda: not place.known.looking)


def test_shift_with_a_letter_goes_to_a_token(place: AnnotatePlace, press: Press) -> None:
    """To the next one that begins with it, going round; an entity is selected whole."""
    press("Shift+T")
    assert place.editor.cursor_state == Cursor(3)
    press("Shift+M")
    assert place.editor.cursor_state == select(6, 7)
    press("Shift+A")
    assert place.editor.cursor_state == select(0, 2)
    assert press("2").entities == (Entity("LOC", 0, 2),)


def test_a_letter_without_shift_is_still_a_label_or_command(
    place: AnnotatePlace, press: Press
) -> None:
    """`f` flags; it goes nowhere."""
    assert press("F").flagged
    assert place.editor.cursor_state == Cursor()


def test_control_with_arrows_jumps(place: AnnotatePlace, press: Press) -> None:
    """From stretch to stretch; with Shift whole stretches are selected."""
    press("Ctrl+Right")
    assert place.editor.cursor_state == Cursor(2)
    press("Ctrl+Shift+Right")
    assert place.editor.cursor_state.span == range(2, 4)
    press("Ctrl+Left")
    assert place.editor.cursor_state == Cursor(2)
    press("Ctrl+End")
    assert place.editor.cursor_state == Cursor(7)
    press("Ctrl+Shift+Home")
    assert place.editor.cursor_state.span == range(8)
    press("Ctrl+Home")
    assert place.editor.cursor_state == Cursor()


def test_home_and_end_stay_on_the_line(
    qtbot: QtBot, place: AnnotatePlace, context: Context, press: Press
) -> None:
    """As in any text."""
    place.editor.setFixedWidth(260)
    qtbot.waitUntil(lambda: place.editor.page is not None and len(place.editor.page.flow.lines) > 1)
    assert place.editor.page is not None
    line = place.editor.page.flow.lines[1]
    press("Down", "End")
    assert place.editor.cursor_state.position == line.stop - 1
    press("Home")
    assert place.editor.cursor_state.position == line.start


def test_letters_over_the_tokens(place: AnnotatePlace, press: Press, filled: Store) -> None:
    """G shows them; the letter typed next is no command but goes to its token."""
    press("G")
    letters = dict(place.editor.letters)
    assert letters["a"] == 2
    assert place.editor.lines.mark_line.hasFocus()
    place.editor.viewport().repaint()
    QTest.keyClick(place.editor.lines.mark_line, Qt.Key.Key_A)
    assert place.editor.cursor_state == Cursor(2)
    assert place.editor.letters == {}
    assert place.editor.hasFocus()
    assert filled.ask(lambda reader: reader.sentence(1).status).result() == "new"


def test_escape_takes_the_letters_away(place: AnnotatePlace, press: Press) -> None:
    """And so does any letter that stands nowhere."""
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_M):
        press("G")
        QTest.keyClick(place.editor.lines.mark_line, key)
        assert place.editor.letters == {}
        assert place.editor.cursor_state == Cursor()
        assert place.editor.hasFocus()


def test_a_slash_goes_to_a_token_by_its_letters(place: AnnotatePlace, press: Press) -> None:
    """Letter by letter; Enter stays there with the keys back in the editor, Esc goes back."""
    line = place.editor.lines.go_to_line
    press("/")
    QTest.keyClicks(line, "mo")
    assert place.editor.cursor_state == select(6, 7)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert place.editor.hasFocus()
    assert place.editor.cursor_state == select(6, 7)
    press("/")
    QTest.keyClicks(line, "we")
    assert place.editor.cursor_state == Cursor(2)
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert place.editor.cursor_state == select(6, 7)
    assert not line.isVisible()


def test_the_cursor_is_found_again_where_it_was_left(place: AnnotatePlace, press: Press) -> None:
    """Going on and coming back; a sentence that was not seen yet begins at its beginning."""
    press("Right", "Right", "Shift+Right")
    left = place.editor.cursor_state
    press("PgDown")
    assert place.editor.cursor_state == Cursor()
    press("PgUp")
    assert place.editor.cursor_state == left


@pytest.mark.parametrize("key", ["Del", "Backspace"])
def test_keys_that_take_away_act_on_what_a_jump_selected(
    place: AnnotatePlace, press: Press, key: str
) -> None:
    """Shift with a letter selects the entity, the key removes it."""
    assert press("Shift+A", key).entities == ()
