"""Splitting and joining entities and tokens, and the lock, by keys and mouse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.annotate.conftest import settle, shown
from workbench.domain.entity import Entity
from workbench.domain.sentence import Sentence
from workbench.operations import history
from workbench.ui.annotate.editor.cursor import Cursor, select
from workbench.ui.annotate.editor.overlay_lines import likely_cut
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.context import Context

Press = Callable[..., Sentence]
LEFT = Qt.MouseButton.LeftButton


def middle_of(place: AnnotatePlace, token: int) -> QPoint:
    assert place.editor.page is not None
    return place.editor.page.token_area(token).center().toPoint()


def drag(place: AnnotatePlace, first: int, last: int) -> None:
    view = place.editor.viewport()
    QTest.mousePress(view, LEFT, pos=middle_of(place, first))
    QTest.mouseMove(view, middle_of(place, last))
    QTest.mouseRelease(view, LEFT, pos=middle_of(place, last))


def test_b_splits_the_entity_at_the_cursor(place: AnnotatePlace, press: Press) -> None:
    """The second half is selected; m joins them again."""
    after = press("Right", "B")
    assert after.entities == (Entity("PER", 0, 1), Entity("PER", 1, 2))
    assert place.editor.cursor_state == select(1, 2)
    assert press("M").entities == (Entity("PER", 0, 2),)
    assert place.editor.cursor_state == select(0, 2)


def test_m_joins_with_the_next_entity(place: AnnotatePlace, press: Press) -> None:
    """All between them becomes a part of it."""
    press("Tab", "Tab", "Y")
    place.editor.set_cursor(Cursor(0))
    assert press("M").entities == (Entity("PER", 0, 5),)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (("B",), "move it into the entity"),
        (("Ctrl+Right", "B"), "no entity under the cursor"),
        (("Ctrl+Right", "M"), "no entity under the cursor"),
        (("M",), "no other entity"),
        (("Alt+M",), "Select the tokens"),
        (("Ctrl+End", "Alt+B"), "one character"),
        (("C",), "Nothing else"),
        (("L",), "Set a label first"),
    ],
)
def test_what_cannot_be_done_is_said(
    qtbot: QtBot, place: AnnotatePlace, press: Press, keys: tuple[str, ...], said: str
) -> None:
    """In the status bar, and nothing changes."""
    before = shown(place)
    with qtbot.waitSignal(place.status_text) as heard:
        press(*keys)
    assert said in heard.args[0]
    assert shown(place) == before


def test_alt_b_cuts_a_token(qtbot: QtBot, place: AnnotatePlace, press: Press) -> None:
    """The arrows move the caret, Enter cuts there; the entity lies on both halves."""
    press("Right", "Alt+B")
    line = place.editor.lines.cut_line
    assert line.text() == "Lovelace"
    assert line.cursorPosition() == 4
    QTest.keyClick(line, Qt.Key.Key_X)
    assert line.text() == "Lovelace"
    QTest.keyClick(line, Qt.Key.Key_Left)
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle(qtbot, place)
    assert shown(place).tokens[:4] == ("Ada", "Lov", "elace", "went")
    assert shown(place).entities == (Entity("PER", 0, 3),)
    assert place.editor.hasFocus()


def test_alt_m_makes_one_token(
    qtbot: QtBot, place: AnnotatePlace, press: Press, context: Context
) -> None:
    """Of the selected ones; one undo brings them back."""
    before = shown(place)
    after = press("Shift+Right", "Alt+M")
    assert after.tokens[:2] == ("AdaLovelace", "went")
    assert after.entities == (Entity("PER", 0, 1),)
    assert after.suggestions[0].entity == Entity("LOC", 3, 4)
    context.do(history.undo)
    qtbot.waitUntil(lambda: shown(place).tokens == before.tokens)
    assert shown(place) == before


def test_escape_and_the_edges_cut_nothing(qtbot: QtBot, place: AnnotatePlace, press: Press) -> None:
    """Esc leaves the token whole; so does Enter with the caret at its end."""
    before = shown(place)
    for keys in ((Qt.Key.Key_Escape,), (Qt.Key.Key_End, Qt.Key.Key_Return)):
        press("Alt+B")
        for key in keys:
            QTest.keyClick(place.editor.lines.cut_line, key)
        settle(qtbot, place)
        assert shown(place) == before
        assert not place.editor.lines.cut_line.isVisible()


@pytest.mark.parametrize(
    ("text", "at"), [("U.S.-based", 1), ("iPhone6", 1), ("Nov12", 3), ("abcd", 2), ("👩‍🚀x", 3)]
)
def test_the_caret_stands_where_a_cut_is_likely(text: str, at: int) -> None:
    """Between letters and signs, words and numbers, small and capital letters."""
    assert likely_cut(text) == at


def test_the_lock_labels_what_the_mouse_selects(
    qtbot: QtBot, place: AnnotatePlace, press: Press
) -> None:
    """l locks the label used last; a drag and a click get it; the palette shows it; Esc ends it."""
    press("Ctrl+Right", "2", "L")
    locked = [
        button.text()
        for button in place.label_palette.findChildren(QPushButton)
        if "locked" in button.accessibleName()
    ]
    assert locked == ["2  LOC"]
    drag(place, 5, 6)
    settle(qtbot, place)
    assert Entity("LOC", 5, 7) in shown(place).entities
    QTest.mouseClick(place.editor.viewport(), LEFT, pos=middle_of(place, 7))
    settle(qtbot, place)
    assert Entity("LOC", 7, 8) in shown(place).entities
    press("Esc")
    before = shown(place)
    drag(place, 3, 3)
    settle(qtbot, place)
    assert shown(place) == before


def test_another_label_takes_the_lock_over(
    qtbot: QtBot, place: AnnotatePlace, press: Press
) -> None:
    """A click on an entity only selects it, its new label is what is locked then."""
    press("Ctrl+Right", "2", "L")
    QTest.mouseClick(place.editor.viewport(), LEFT, pos=middle_of(place, 0))
    settle(qtbot, place)
    assert shown(place).entities[0] == Entity("PER", 0, 2)
    press("Ctrl+Right", "1")
    assert place.commands.lock.label == "PER"
    press("L")
    assert place.commands.lock.label == ""


def edge_of(place: AnnotatePlace, token: int, right: bool) -> QPoint:
    assert place.editor.page is not None
    area = place.editor.page.token_area(token)
    x = area.right() - 1 if right else area.left() + 1
    return QPoint(round(x), round(area.center().y()))


@pytest.mark.parametrize(
    ("edge", "right", "target", "moved"),
    [
        (1, True, 3, Entity("PER", 0, 4)),
        (1, True, 0, Entity("PER", 0, 1)),
        (0, False, 1, Entity("PER", 1, 2)),
    ],
)
def test_a_border_is_dragged(
    qtbot: QtBot, place: AnnotatePlace, edge: int, right: bool, target: int, moved: Entity
) -> None:
    """It snaps to tokens; the entity keeps its label."""
    view = place.editor.viewport()
    QTest.mouseMove(view, QPoint(2, 2))
    QTest.mouseMove(view, edge_of(place, edge, right))
    assert view.cursor().shape() == Qt.CursorShape.SizeHorCursor
    QTest.mousePress(view, LEFT, pos=edge_of(place, edge, right))
    QTest.mouseMove(view, middle_of(place, target))
    QTest.mouseRelease(view, LEFT, pos=middle_of(place, target))
    settle(qtbot, place)
    assert shown(place).entities == (moved,)


def test_a_border_stops_at_other_gold(qtbot: QtBot, place: AnnotatePlace, press: Press) -> None:
    """Dragged as far as the mouse likes."""
    place.editor.set_cursor(Cursor(3))
    press("2")
    view = place.editor.viewport()
    QTest.mousePress(view, LEFT, pos=edge_of(place, 1, True))
    QTest.mouseMove(view, middle_of(place, 7))
    QTest.mouseRelease(view, LEFT, pos=middle_of(place, 7))
    settle(qtbot, place)
    assert shown(place).entities == (Entity("PER", 0, 3), Entity("LOC", 3, 4))
