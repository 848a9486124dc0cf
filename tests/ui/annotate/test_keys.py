"""What the keys of the editor do, on a real project."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workbench.domain.entity import Entity, Origin, OriginKind
from workbench.domain.sentence import Sentence, Status
from workbench.operations.store import Store
from workbench.ui.annotate.editor.cursor import Cursor, select
from workbench.ui.annotate.place import AnnotatePlace

Press = Callable[..., Sentence]
ADA, GENEVA = Entity("PER", 0, 2), Entity("LOC", 4, 5)


def stored(store: Store, number: int = 0) -> Sentence:
    return store.ask(lambda reader: reader.sentence(list(reader.ids())[number])).result()


def test_a_digit_labels_the_token_under_the_cursor(place: AnnotatePlace, press: Press) -> None:
    """The cursor goes to `Monday` with the arrows; `2` makes it a LOC."""
    place.editor.set_cursor(Cursor(5))
    after = press("Right", "2")
    assert Entity("LOC", 6, 7) in after.entities


def test_a_digit_labels_the_selection(place: AnnotatePlace, press: Press) -> None:
    """Shift with the arrows selects several tokens, and the label covers them all."""
    place.editor.set_cursor(Cursor(5))
    assert Entity("PER", 5, 8) in press("Shift+Right", "Shift+Right", "1").entities


def test_a_digit_changes_the_entity_under_the_cursor(place: AnnotatePlace, press: Press) -> None:
    """The whole entity gets the other label, also from inside of it."""
    place.editor.set_cursor(Cursor(1))
    assert press("2").entities == (Entity("LOC", 0, 2),)


def test_a_label_on_a_suggestion_of_that_label_accepts_it(
    place: AnnotatePlace, press: Press
) -> None:
    """The suggester and its score are kept as the origin."""
    place.editor.set_cursor(Cursor(4))
    after = press("2")
    assert dict(after.origins)[GENEVA] == Origin(OriginKind.MODEL, "run-1", 0.71)


def test_y_and_n_answer_the_suggestion(place: AnnotatePlace, press: Press, filled: Store) -> None:
    """`y` makes it gold with its origin and score; `n` drops it."""
    after = press("Tab", "Tab", "Y")
    assert GENEVA in after.entities
    assert not after.suggestions
    assert stored(filled).tags == after.tags


def test_n_drops_the_suggestion(place: AnnotatePlace, press: Press) -> None:
    """Nothing becomes gold."""
    after = press("Tab", "Tab", "N")
    assert after.entities == (ADA,)
    assert not after.suggestions


def test_enter_accepts_all_and_goes_on(place: AnnotatePlace, press: Press, filled: Store) -> None:
    """The sentence is done with its suggestions as gold; the next one is shown."""
    after = press("Return")
    first = stored(filled)
    assert (first.status, first.entities) == (Status.DONE, (ADA, GENEVA))
    assert after.id == stored(filled, 1).id


def test_keys_in_quick_succession_act_one_after_the_other(
    place: AnnotatePlace, press: Press, filled: Store
) -> None:
    """Three times Enter without waiting finishes three sentences, not one three times."""
    after = press("Return", "Return", "A")
    assert after.id == stored(filled, 3).id
    assert [stored(filled, n).status for n in range(4)] == [Status.DONE] * 3 + [Status.NEW]


def test_a_label_typed_right_after_enter_meets_the_next_sentence(
    place: AnnotatePlace, press: Press, filled: Store
) -> None:
    """No key acts on a sentence that the person has left."""
    after = press("Return", "1")
    assert after.entities == (Entity("PER", 0, 1),)
    assert stored(filled).entities == (ADA, GENEVA)


def test_x_rejects_and_goes_on(place: AnnotatePlace, press: Press, filled: Store) -> None:
    """The sentence is out of training, the next one is shown."""
    after = press("X")
    assert stored(filled).status is Status.REJECTED
    assert after.id == stored(filled, 1).id


def test_space_skips_and_changes_nothing(place: AnnotatePlace, press: Press, filled: Store) -> None:
    """The next sentence is shown; the first is as it was."""
    before = stored(filled)
    assert press("Space").id == stored(filled, 1).id
    assert stored(filled) == before


def test_sentences_are_turned_like_pages(place: AnnotatePlace, press: Press, filled: Store) -> None:
    """PgDown and j go on, PgUp and k go back; at the end nothing is lost."""
    assert press("PgDown", "J", "PgUp").id == stored(filled, 1).id
    assert press("K", "K").id == stored(filled, 0).id


def test_f_flags_and_takes_the_flag_away(place: AnnotatePlace, press: Press) -> None:
    """Twice `f` is as before."""
    assert press("F").flagged
    assert not press("F").flagged


def test_del_removes_the_entity(place: AnnotatePlace, press: Press) -> None:
    """Tab goes to it, Del takes it away."""
    assert press("Tab", "Del").entities == ()


def test_alt_arrows_move_the_borders(place: AnnotatePlace, press: Press) -> None:
    """Alt moves the right border, Alt+Shift the left one; the entity stays selected."""
    assert press("Tab", "Alt+Right").entities == (Entity("PER", 0, 3),)
    assert press("Alt+Shift+Right").entities == (Entity("PER", 1, 3),)
    assert press("Alt+Left").entities == (Entity("PER", 1, 2),)
    assert press("Alt+Left").entities == (Entity("PER", 1, 2),)
    assert press("Alt+Shift+Left").entities == (ADA,)
    assert place.editor.cursor_state == select(0, 2)


def test_escape_clears_the_selection(place: AnnotatePlace, press: Press) -> None:
    """The cursor stays where it is."""
    press("Tab", "Esc")
    assert place.editor.cursor_state == Cursor(1)


def test_single_keys_are_letters_in_the_filter_field(
    qtbot: QtBot, place: AnnotatePlace, filled: Store
) -> None:
    """What is typed into the filter changes no sentence."""
    before = [stored(filled, n) for n in range(4)]
    place.panel.field.setFocus()
    QTest.keyClicks(place.panel.field, "xaf1")
    assert place.panel.field.text() == "xaf1"
    qtbot.waitUntil(lambda: place.panel.count.text().startswith("0 of"))
    assert [stored(filled, n) for n in range(4)] == before


def test_search_and_back(qtbot: QtBot, place: AnnotatePlace, press: Press) -> None:
    """Ctrl+F goes to the filter, Enter applies it and gives the keys back to the editor."""
    press("Ctrl+F")
    assert place.panel.field.hasFocus()
    QTest.keyClicks(place.panel.field, "Lima")
    QTest.keyClick(place.panel.field, Qt.Key.Key_Return)
    assert place.editor.hasFocus()
    qtbot.waitUntil(lambda: place.panel.count.text() == "1 of 4")


def test_zoom_changes_the_size_of_the_text(place: AnnotatePlace, press: Press) -> None:
    """Larger, smaller, and back to the first size."""
    first = place.editor.text_size
    press("Ctrl++", "Ctrl++")
    assert place.editor.text_size > first
    press("Ctrl+-", "Ctrl+-", "Ctrl+-")
    assert place.editor.text_size < first
    press("Ctrl+0")
    assert place.editor.text_size == first
