"""What counts as sure, in the window: per label, by hand, and what is hidden."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.annotate.conftest import add, new_sentence, settle, shown
from workbench.domain.entity import Entity, Origin, OriginKind, Suggestion
from workbench.domain.sentence import Sentence
from workbench.domain.thresholds import Judged, Thresholds, measure
from workbench.operations.store import Store
from workbench.operations.thresholds import note_measured, thresholds_of
from workbench.ui.annotate.editor.tips import describe_chip
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.annotate.thresholds.dialog import ThresholdDialog

Press = Callable[..., Sentence]
ADA, TOWN, LIMA = Entity("PER", 0, 1), Entity("LOC", 4, 6), Entity("LOC", 8, 9)
COLLEGE = Entity("ORG", 4, 7)
OFFERED = (
    Suggestion(ADA, "run-1", 0.7),
    Suggestion(TOWN, "run-1", 0.8),
    Suggestion(COLLEGE, "instant", 0.6),
    Suggestion(COLLEGE, "rules", 0.7),
    Suggestion(LIMA, "run-1", 0.4),
)


@pytest.fixture
def filled(project_store: Store) -> Store:
    """A sentence with five suggestions; run-1 was measured to be good at persons only."""
    sentences = (new_sentence("Ada met Bo of New York University in Lima .", (), OFFERED),)
    project_store.submit(add, (*sentences, new_sentence("Nobody came ."))).result()
    good = [Judged("PER", 0.6, True)] * 30
    poor = [Judged("LOC", 0.85, False), Judged("LOC", 0.95, True)] * 20
    project_store.submit(note_measured, "run-1", measure([*good, *poor])).result()
    return project_store


def entities(place: AnnotatePlace) -> list[Entity]:
    assert place.editor.shown is not None
    return [chip.entity for chip in place.editor.shown.chips]


def test_labels_have_thresholds_of_their_own(place: AnnotatePlace, press: Press) -> None:
    """Persons are sure from 0.6 on, towns from 0.95, the unmeasured by the one number."""
    assert press("Shift+Return").entities == (ADA,)


def test_votes_decide_what_is_seen_and_taken(place: AnnotatePlace, press: Press) -> None:
    """Two who agree outweigh one whose scores were worth little; Enter takes what is seen."""
    assert entities(place) == [ADA, COLLEGE, LIMA]
    first = shown(place).id
    press("Return")
    after = place._context.store.ask(lambda reader: reader.sentence(first)).result()
    assert after.entities == (ADA, COLLEGE, LIMA)
    assert dict(after.origins)[COLLEGE] == Origin(OriginKind.MODEL, "rules", 0.7)


def test_enter_takes_the_variant_that_was_brought_to_the_front(
    place: AnnotatePlace, press: Press
) -> None:
    """What is accepted is what is seen."""
    first = shown(place).id
    press("Tab", "Tab", "C", "Return")
    after = place._context.store.ask(lambda reader: reader.sentence(first)).result()
    assert after.entities == (ADA, TOWN, LIMA)


def test_the_votes_are_told(qtbot: QtBot, place: AnnotatePlace, press: Press) -> None:
    """Beside the sentence and in the tip: who, how sure, and what else."""
    press("Tab", "Tab")
    box = place.details.offers
    qtbot.waitUntil(lambda: not box.votes.isHidden())
    assert box.votes.text().startswith("rules 0.70 · instant 0.60  together 0.")
    assert "or New York LOC (run-1 0.80)" in box.votes.text()
    chip, shown_now = place.editor.current_chip, place.editor.shown
    assert chip is not None and shown_now is not None
    assert "not sure: below 0.90" in describe_chip(shown_now, chip)
    press("Tab")
    qtbot.waitUntil(box.votes.isHidden)


def test_what_is_doubtful_can_be_hidden(
    qtbot: QtBot, place: AnnotatePlace, press: Press, filled: Store
) -> None:
    """Neither seen nor accepted then; the box says how many there are."""
    press("Alt+D")
    assert entities(place) == [ADA]
    assert place.details.offers.title.text() == "Suggestions  1  and 4 hidden"
    assert place.details.offers.hide_doubtful.isChecked()
    first = shown(place).id
    press("Return")
    after = filled.ask(lambda reader: reader.sentence(first)).result()
    assert after.entities == (ADA,)
    entry = filled.ask(lambda reader: reader.history(1)).result()[0]
    assert dict(entry.details).items() >= {"suggested": 1, "taken": 1, "unedited": 1}.items()


def test_all_hidden_is_told_and_can_be_shown_again(
    qtbot: QtBot, place: AnnotatePlace, press: Press
) -> None:
    """A click on the switch brings everything back."""
    box = place.details.offers
    box.threshold.setValue(1.0)
    press("Shift+Return", "Alt+D")
    assert box.title.text() == "Suggestions  0  and 4 hidden"
    QTest.mouseClick(
        box.hide_doubtful, Qt.MouseButton.LeftButton, pos=box.hide_doubtful.rect().center()
    )
    settle(qtbot, place)
    qtbot.waitUntil(lambda: len(shown(place).suggestions) == 4)


def test_a_number_can_be_set_by_hand(
    qtbot: QtBot, place: AnnotatePlace, press: Press, filled: Store
) -> None:
    """In a dialog that shows what was measured; it comes before that."""
    press("Alt+S")
    dialog = place.findChild(ThresholdDialog)
    assert dialog is not None
    assert dialog.measured["PER"].text() == "0.60 (100% right of 30 seen)"
    dialog.by_hand["LOC"].setValue(0.3)
    dialog.accept()
    qtbot.waitUntil(lambda: thresholds_of_store(filled) == {"LOC": 0.3})
    focus(qtbot, place)
    assert press("Shift+Return").entities == (ADA, TOWN, LIMA)


def test_it_can_be_measured_again(
    qtbot: QtBot, place: AnnotatePlace, press: Press, filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dialog shows what came of it, and what was typed meanwhile stays."""

    def measured(store: Store) -> Thresholds:
        answers = [Judged("LOC", 0.5, True)] * 20
        store.submit(note_measured, "instant", measure(answers)).result()
        return store.ask(thresholds_of).result()

    monkeypatch.setattr("workbench.workflow.thresholds.measure_again", measured)
    press("Alt+S")
    dialog = place.findChild(ThresholdDialog)
    assert dialog is not None
    assert dialog.suggester.isHidden()
    dialog.by_hand["PER"].setValue(0.2)
    QTest.mouseClick(dialog.measure, Qt.MouseButton.LeftButton)
    assert not dialog.measure.isEnabled()
    qtbot.waitUntil(dialog.measure.isEnabled)
    assert not dialog.suggester.isHidden()
    assert dialog.measured["LOC"].text() == "0.50 (100% right of 20 seen)"
    assert dialog.chosen.by_hand == {"PER": 0.2}
    dialog.reject()


def test_without_thresholds_of_labels_one_number_holds(
    qtbot: QtBot, place: AnnotatePlace, press: Press
) -> None:
    """The switch in the dialog; the fields of labels rest then."""
    press("Alt+S")
    dialog = place.findChild(ThresholdDialog)
    assert dialog is not None
    dialog.per_label.setChecked(False)
    assert not dialog.by_hand["LOC"].isEnabled()
    dialog.fixed.setValue(0.75)
    dialog.accept()
    settle(qtbot, place)
    qtbot.waitUntil(lambda: place.details.offers.threshold.value() == 0.75)
    focus(qtbot, place)
    assert press("Shift+Return").entities == (TOWN,)


def focus(qtbot: QtBot, place: AnnotatePlace) -> None:
    """Back from the dialog: no window manager gives the window its focus again."""
    place.activateWindow()
    place.editor.setFocus()
    qtbot.waitUntil(place.editor.hasFocus)
    settle(qtbot, place)


def thresholds_of_store(store: Store) -> dict[str, float]:
    return dict(store.ask(thresholds_of).result().by_hand)
