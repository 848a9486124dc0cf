"""Suggestions of several suggesters: seen side by side, answered one by one or together."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.annotate.conftest import add, new_sentence, settle, shown
from workbench.domain.entity import Entity, Origin, OriginKind, Suggestion
from workbench.domain.sentence import Sentence
from workbench.operations.store import Store
from workbench.ui.annotate.editor.cursor import select
from workbench.ui.annotate.editor.sentence_page import badge_text
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.annotate.span_table import LABEL, ORIGIN, SURFACE

Press = Callable[..., Sentence]
TEXT = "Ada met Bo of New York University in Lima ."
PER, ORG, CITY, LIMA = (
    Entity("PER", 0, 1),
    Entity("ORG", 4, 7),
    Entity("LOC", 4, 6),
    Entity("LOC", 8, 9),
)
OFFERED = (
    Suggestion(PER, "run-1", 0.95),
    Suggestion(PER, "run-2", 0.9),
    Suggestion(ORG, "run-2", 0.7),
    Suggestion(CITY, "run-1", 0.8),
    Suggestion(LIMA, "rules", 0.3),
)


@pytest.fixture
def filled(project_store: Store) -> Store:
    """One sentence on which three suggesters do not agree, and one without suggestions."""
    sentences = (new_sentence(TEXT, suggestions=OFFERED), new_sentence("Nobody came ."))
    project_store.submit(add, sentences).result()
    return project_store


def spans(place: AnnotatePlace) -> list[tuple[Entity, bool]]:
    assert place.editor.shown is not None
    return [(chip.entity, chip.is_gold) for chip in place.editor.shown.chips]


def test_the_surest_are_shown_and_say_what_they_hide(place: AnnotatePlace) -> None:
    """One chip for each stretch; the badge counts the other proposals."""
    assert spans(place) == [(PER, False), (CITY, False), (LIMA, False)]
    assert place.editor.shown is not None
    texts = [badge_text(chip) for chip in place.editor.shown.chips]
    assert texts == ["PER? 0.95", "LOC? 0.80 +1", "LOC? 0.30"]


def test_c_shows_what_else_is_proposed(place: AnnotatePlace, press: Press) -> None:
    """One after the other; the one that is seen is the one that is accepted."""
    press("Tab", "Tab", "C")
    assert spans(place)[1] == (ORG, False)
    assert place.editor.cursor_state == select(4, 7)
    press("C")
    assert spans(place)[1] == (CITY, False)
    after = press("C", "Y")
    assert after.entities == (ORG,)
    assert dict(after.origins)[ORG] == Origin(OriginKind.MODEL, "run-2", 0.7)


def test_y_leads_on_to_the_next_suggestion(place: AnnotatePlace, press: Press) -> None:
    """So that a sentence is answered with one key for each suggestion."""
    after = press("Tab", "Y")
    assert place.editor.cursor_state == select(4, 6)
    assert after.entities == (PER,)
    assert {found.entity for found in press("N").suggestions} == {ORG, LIMA}
    assert place.editor.cursor_state in (select(8, 9), select(4, 7))


def test_an_entity_is_rejected_whoever_proposes_it(place: AnnotatePlace, press: Press) -> None:
    """It does not come back under the name of the next suggester."""
    after = press("Tab", "N")
    assert PER not in {found.entity for found in after.suggestions}


def test_the_table_says_who_proposes_what(place: AnnotatePlace) -> None:
    """Votes for the same entity stand together, the surest first."""
    model = place.details.offers.table.spans
    rows = [
        tuple(model.index(row, column).data() for column in (SURFACE, LABEL, ORIGIN))
        for row in range(model.rowCount())
    ]
    assert rows == [
        ("Ada", "PER?", "run-1, 0.95"),
        ("", "", "run-2, 0.90"),
        ("New York", "LOC?", "run-1, 0.80"),
        ("New York University", "ORG?", "run-2, 0.70"),
        ("Lima", "LOC?", "rules, 0.30"),
    ]
    assert place.details.offers.title.text() == "Suggestions  5  by 3 suggesters"


def test_a_row_brings_its_proposal_to_the_front(
    qtbot: QtBot, place: AnnotatePlace, press: Press
) -> None:
    """A click shows it in the editor; Accept takes this suggester's score."""
    table = place.details.offers.table
    area = table.visualRect(table.spans.index(3, SURFACE))
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    assert spans(place)[1] == (ORG, False)
    QTest.mouseClick(place.details.offers.accept, Qt.MouseButton.LeftButton)
    settle(qtbot, place)
    assert shown(place).entities == (ORG,)


def test_shift_enter_accepts_what_is_sure(place: AnnotatePlace, press: Press) -> None:
    """From the threshold on; the others stay, and so does the sentence."""
    first = shown(place).id
    after = press("Shift+Return")
    assert after.id == first
    assert after.entities == (PER,)
    assert len(after.suggestions) == 3
    place.details.offers.threshold.setValue(0.75)
    assert press("Shift+Enter").entities == (PER, CITY)


def test_shift_del_rejects_all(place: AnnotatePlace, press: Press) -> None:
    """Nothing becomes gold."""
    after = press("Shift+Del")
    assert (after.suggestions, after.entities) == ((), ())
    assert not place.details.offers.isVisible()


def test_the_buttons_do_as_the_keys(qtbot: QtBot, place: AnnotatePlace) -> None:
    """Accept the sure ones, reject all others."""
    offers = place.details.offers
    QTest.mouseClick(offers.sure, Qt.MouseButton.LeftButton)
    settle(qtbot, place)
    assert shown(place).entities == (PER,)
    QTest.mouseClick(offers.reject_all, Qt.MouseButton.LeftButton)
    settle(qtbot, place)
    assert shown(place).suggestions == ()


def test_d_and_s_go_to_what_is_doubtful(place: AnnotatePlace, press: Press) -> None:
    """Below the threshold, going round; also to proposals that others hide."""
    press("D")
    assert place.editor.current_chip is not None
    assert place.editor.current_chip.entity in (CITY, ORG)
    press("S")
    assert place.editor.cursor_state == select(8, 9)
    place.details.offers.threshold.setValue(0.5)
    press("D", "D")
    assert place.editor.cursor_state == select(8, 9)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (("PgDown", "Shift+Return"), "is sure"),
        (("PgDown", "Shift+Del"), "no suggestion"),
        (("PgDown", "D"), "is doubtful"),
        (("PgDown", "Y"), "no suggestion under the cursor"),
    ],
)
def test_where_nothing_is_suggested_the_keys_say_so(
    qtbot: QtBot, place: AnnotatePlace, press: Press, keys: tuple[str, ...], said: str
) -> None:
    """In the status bar."""
    with qtbot.waitSignal(place.status_text) as heard:
        press(*keys)
    assert said in heard.args[0]


def test_a_span_selected_by_hand_accepts_what_was_proposed_for_it(
    place: AnnotatePlace, press: Press
) -> None:
    """Also where that proposal was hidden: who set it counts, not who drew it."""
    assert place.label_palette.isEnabled()
    place.editor.set_cursor(select(4, 7))
    place.commands.set_label("ORG")
    after = press()
    assert dict(after.origins)[ORG].kind is OriginKind.MODEL


def test_enter_counts_what_was_taken(
    qtbot: QtBot, place: AnnotatePlace, press: Press, filled: Store
) -> None:
    """The journal keeps the honest counts."""
    press("Tab", "N", "Return")
    entry = filled.ask(lambda reader: reader.history(1)).result()[0]
    assert entry.operation == "accept sentence"
    assert dict(entry.details).items() >= {"suggested": 4, "taken": 2, "unedited": 0}.items()


def test_the_box_says_how_much_was_taken_as_it_was(
    qtbot: QtBot, place: AnnotatePlace, press: Press, project_store: Store
) -> None:
    """Only where something is suggested, and once something has been accepted."""
    box = place.details.offers
    assert not box.totals.isVisibleTo(box)
    project_store.submit(add, (new_sentence(TEXT, suggestions=OFFERED),)).result()
    press("Return")
    place.open_sentence(3)
    qtbot.waitUntil(lambda: shown(place).id == 3)
    place.editor.set_cursor(select(0, 1))
    qtbot.waitUntil(lambda: box.totals.isVisibleTo(box))
    assert box.totals.text() == "Taken as suggested so far: 3 of 4"
