"""The try-it box: what a model finds is marked as it is typed, by one worker that stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Workers
from tests.ui.models.conftest import PATIENCE_MS
from workbench.jobs.protocol import Tagged
from workbench.operations.store import Store
from workbench.ui.models import try_box
from workbench.ui.models.marks import mark_at, read_answer
from workbench.ui.models.place import ModelsPlace
from workbench.ui.models.resident import Phase
from workbench.workflow.trying import to_tokens

WaitFor = Callable[[ModelsPlace, Phase], None]


def found(place: ModelsPlace) -> list[tuple[str, str]]:
    return [(mark.label, mark.text) for mark in place.box.reading.marks]


def test_entities_are_marked_as_one_types(qtbot: QtBot, place: ModelsPlace) -> None:
    """Typed key by key; the marks lie where the words stand, with labels and confidence."""
    place.table.selectRow(1)
    QTest.keyClicks(place.box.field, "Ada saw Oslo")
    qtbot.waitUntil(lambda: found(place) == [("PER", "Ada"), ("LOC", "Oslo")], timeout=PATIENCE_MS)
    marked = [one.cursor.selectedText() for one in place.box.field.extraSelections()]
    assert marked == ["Ada", "Oslo"]
    assert place.box.reading.marks[0].tip == "PER · 90%"
    assert place.box.state.text().startswith("Entities: 2 · tokens: 3 · ")
    assert place.box.found.tip_at(place.box.found.first_chip.center()) == "PER · 90%"
    QTest.keyClicks(place.box.field, " Ada")
    qtbot.waitUntil(lambda: len(found(place)) == 3, timeout=PATIENCE_MS)


def test_an_emptied_box_shows_nothing(qtbot: QtBot, place: ModelsPlace, wait_for: WaitFor) -> None:
    """Also where an answer is still on its way."""
    place.table.selectRow(1)
    place.box.field.setPlainText("Ada")
    wait_for(place, Phase.READY)
    qtbot.waitUntil(lambda: len(found(place)) == 1, timeout=PATIENCE_MS)
    place.box.field.clear()
    qtbot.waitUntil(lambda: not found(place), timeout=PATIENCE_MS)
    assert place.box.field.extraSelections() == []


def test_another_model_takes_over(qtbot: QtBot, place: ModelsPlace) -> None:
    """The old worker ends before the new one begins; the text is read again."""
    place.box.field.setPlainText("Ada")
    qtbot.waitUntil(lambda: found(place) == [("LOC", "Ada")], timeout=PATIENCE_MS)
    place.table.selectRow(1)
    assert found(place) == []
    qtbot.waitUntil(lambda: found(place) == [("PER", "Ada")], timeout=PATIENCE_MS)


def test_while_it_loads_the_window_lives(
    qtbot: QtBot, place: ModelsPlace, workers: Workers, wait_for: WaitFor
) -> None:
    """Loading is said and shown; typing goes on; only the newest text is asked about."""
    workers.options = {"hold": "load"}
    place.box.field.setPlainText("Ada")
    wait_for(place, Phase.LOADING)
    assert place.box.bar.isVisible() and "run-2" in place.box.state.text()
    QTest.keyClicks(place.box.field, " and so on")
    assert "and so on" in place.box.field.toPlainText()
    place.box.let_go()
    assert not place.resident.running


def test_a_worker_that_dies_can_be_started_again(
    qtbot: QtBot, place: ModelsPlace, filled_store: Store, wait_for: WaitFor
) -> None:
    """What happened is said, and a button tries again."""
    model = filled_store.runs_folder / "run-2" / "model"
    kept = (model / "dictionary.json").read_bytes()
    (model / "dictionary.json").write_bytes(b"{" * len(kept))
    place.box.field.setPlainText("Ada")
    wait_for(place, Phase.FAILED)
    assert place.box.state.property("role") == "bad" and place.box.again_button.isVisible()
    (model / "dictionary.json").write_bytes(kept)
    place.box.again_button.click()
    qtbot.waitUntil(lambda: found(place) == [("LOC", "Ada")], timeout=PATIENCE_MS)
    assert not place.box.again_button.isVisible()


def test_the_worker_ends_when_the_place_is_left_for_long(
    qtbot: QtBot, place: ModelsPlace, wait_for: WaitFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And starts again with the next word."""
    place.box.field.setPlainText("Ada")
    wait_for(place, Phase.READY)
    assert place.resident.running
    place.box.leave_after(10)
    place.hide()
    qtbot.waitUntil(lambda: not place.resident.running, timeout=PATIENCE_MS)
    place.show()
    QTest.keyClicks(place.box.field, " Ada")
    wait_for(place, Phase.READY)


def test_a_longer_text_measures_the_speed(
    qtbot: QtBot, place: ModelsPlace, filled_store: Store
) -> None:
    """It stands in the list from then on."""
    place.box.field.setPlainText("Ada saw birds. " * try_box.ENOUGH_TOKENS)
    qtbot.waitUntil(
        lambda: place.table.current is not None and place.table.current.note.speed > 0,
        timeout=PATIENCE_MS,
    )


def test_marks_follow_signs_outside_of_the_first_plane() -> None:
    """Emoji are two positions of the editor; Chinese has no spaces."""
    text = "😀 Łódź 在北京。"
    typed = to_tokens(text)
    tags = tuple(
        "B-LOC" if token in ("Łódź", "北京", "北") else "O" for token in typed.sentences[0]
    )
    answer = Tagged(1, (tags,), ((0.5,) * len(tags),), 0.01)
    marks = read_answer(typed, answer).marks
    assert (marks[0].text, marks[0].start, marks[0].end) == ("Łódź", 3, 7)
    assert all(
        text.encode("utf-16-le")[2 * m.start : 2 * m.end].decode("utf-16-le") == m.text
        for m in marks
    )
    assert mark_at(marks, 4) == marks[0] and mark_at(marks, 0) is None


def test_the_mouse_over_an_entity_tells_how_sure_the_model_is(
    qtbot: QtBot, place: ModelsPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the text itself; elsewhere there is no tip."""
    tips: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda point, text, widget: tips.append(text))
    place.box.field.setPlainText("Ada saw")
    qtbot.waitUntil(lambda: len(found(place)) == 1, timeout=PATIENCE_MS)
    field = place.box.field
    for position in (1, 6):
        cursor = field.textCursor()
        cursor.setPosition(position)
        point = field.cursorRect(cursor).center()
        event = QHelpEvent(QEvent.Type.ToolTip, point, field.viewport().mapToGlobal(point))
        field.viewportEvent(event)
    assert tips == ["<qt>LOC · 90%</qt>", ""]
    assert place.box.found.tip_at(QPointF(-1, -1)) == ""


def test_what_was_made_for_a_worker_is_removed(
    qtbot: QtBot, place: ModelsPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the window closes before the worker was even started."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    place.resident.ask([["Ada"]])
    place.box.let_go()
    # First it is made, in another thread; then it goes.
    qtbot.waitUntil(lambda: place.resident.prepared, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not list(tmp_path.glob("workbench-try-*")), timeout=PATIENCE_MS)
