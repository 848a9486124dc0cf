"""The Models place in the whole window."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.models.conftest import PATIENCE_MS, TAGS, write_model
from workbench.formats.reading import read_corpus
from workbench.operations.exchange import import_corpus
from workbench.ui.main_window import MainWindow
from workbench.ui.models.place import MODELS, ModelsPlace
from workbench.ui.models.resident import Phase
from workbench.ui.notify import Notice
from workbench.workflow.models import import_model, use_model


def test_the_project_closes_while_a_model_is_tried(
    qtbot: QtBot, open_window: MainWindow, tmp_path: Path
) -> None:
    """Ctrl+4, import, type: the worker is gone with the project."""
    QTest.keyClick(open_window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert open_window.session is not None
    place = cast(ModelsPlace, open_window.session.place("models"))
    qtbot.waitUntil(place.isVisible)
    place.desk.take_in(write_model(tmp_path / "mine", ("PER", "LOC"), TAGS))
    qtbot.waitUntil(lambda: place.table.current is not None, timeout=PATIENCE_MS)
    QTest.keyClicks(place.box.field, "Ada")
    qtbot.waitUntil(lambda: place.resident.standing.phase is Phase.READY, timeout=PATIENCE_MS)
    with qtbot.waitSignal(open_window.closed_project, timeout=PATIENCE_MS):
        open_window.close_project()
    assert not place.resident.running


def test_the_suggester_can_be_asked_from_anywhere(
    qtbot: QtBot, open_window: MainWindow, tmp_path: Path
) -> None:
    """Ctrl+J: without a suggester it says so; with one, its suggestions arrive."""
    session = open_window.session
    assert session is not None
    notices: list[Notice] = []
    open_window.notify.noticed.connect(notices.append)
    QTest.keyClick(open_window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: any("suggester" in one.text for one in notices), timeout=PATIENCE_MS)
    store = session.context.store
    import_model(store, write_model(tmp_path / "mine", ("PER", "LOC"), TAGS))
    use_model(store, "mine")
    (tmp_path / "plain.txt").write_text("Ada saw birds.\n", "utf-8")
    store.submit(import_corpus, read_corpus([tmp_path / "plain.txt"])).result()
    with qtbot.waitSignal(session.runner.suggested, timeout=PATIENCE_MS):
        QTest.keyClick(open_window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert store.ask(lambda reader: reader.suggesters()).result() == ["mine"]


def test_dictionaries_and_rules_are_two_keys_away(
    qtbot: QtBot, open_window: MainWindow, tmp_path: Path
) -> None:
    """Ctrl+4, Alt+2, a term; Alt+3, a rule; Ctrl+L is back at the models."""
    session = open_window.session
    assert session is not None
    (tmp_path / "plain.txt").write_text("Ada saw Oslo.\n", "utf-8")
    store = session.context.store
    store.submit(import_corpus, read_corpus([tmp_path / "plain.txt"])).result()
    QTest.keyClick(open_window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    place = cast(ModelsPlace, session.place("models"))
    qtbot.waitUntil(place.isVisible)
    QTest.keyClick(place.table, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: place.dictionaries.labels.rowCount() == 2, timeout=PATIENCE_MS)
    QTest.keyClick(place.dictionaries.labels, Qt.Key.Key_Insert)
    QTest.keyClicks(place.dictionaries.field, "Oslo")
    QTest.keyClick(place.dictionaries.field, Qt.Key.Key_Return)
    terms = place.dictionaries.model
    qtbot.waitUntil(lambda: terms.rowCount() == 1, timeout=PATIENCE_MS)
    QTest.keyClick(place.dictionaries.table, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(place.rules.isVisible)
    qtbot.waitUntil(lambda: open_window.tasks.pending == 0, timeout=PATIENCE_MS)
    QTest.keyClick(place.rules.table, Qt.Key.Key_Insert)
    qtbot.waitUntil(lambda: place.rules.current is not None, timeout=PATIENCE_MS)
    QTest.keyClick(place.rules.form.pattern, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert place.tabs.currentIndex() == MODELS
