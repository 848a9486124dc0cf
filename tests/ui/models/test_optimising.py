"""Variants of a model in the window: made by a job, shown in a table, chosen with a button."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.ui.models.conftest import PATIENCE_MS
from workbench.domain.variants import ORIGINAL, Spread, Variant, Variants
from workbench.operations.models import model_notes
from workbench.operations.split import draw_splits
from workbench.operations.store import Store
from workbench.ui.context import Context
from workbench.ui.models.dialogs import OptimiseDialog
from workbench.ui.models.place import ModelsPlace
from workbench.ui.models.variants import describe_measuring
from workbench.ui.notify import Notice
from workbench.workflow.suggesting import VARIANTS, model_in_use


@pytest.fixture
def notices(context: Context) -> list[Notice]:
    heard: list[Notice] = []
    context.notify.noticed.connect(heard.append)
    return heard


def optimise(qtbot: QtBot, place: ModelsPlace) -> None:
    """By the key, and the button of the question."""
    place.table.setFocus()
    QTest.keyClick(place.table, Qt.Key.Key_O)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), OptimiseDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, OptimiseDialog)
    QTest.mouseClick(dialog.button, Qt.MouseButton.LeftButton)


def test_variants_are_made_shown_and_chosen(
    qtbot: QtBot, place: ModelsPlace, filled_store: Store
) -> None:
    """By a worker of its own; from then on the chosen one answers, and the choice is kept."""
    filled_store.submit(draw_splits).result()
    optimise(qtbot, place)
    table = place.details.variants
    qtbot.waitUntil(lambda: "int8" in table.buttons, timeout=PATIENCE_MS)
    model = place.table.current
    assert model is not None and model.variants is not None
    assert model.variants.names == (ORIGINAL, "int8")
    assert [row.changed for row in model.variants.rows] == [0, 0]
    assert place.desk.optimising.shares == {}
    assert not (filled_store.runs_folder / f"optimise-{model.name}").exists()
    QTest.mouseClick(table.buttons["int8"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: model_notes_of(filled_store, model.name) == "int8")
    qtbot.waitUntil(lambda: not table.buttons["int8"].isEnabled(), timeout=PATIENCE_MS)
    folder = model_in_use(filled_store, model.name).folder
    assert folder.parts[-2:] == (VARIANTS, "int8")


def model_notes_of(store: Store, name: str) -> str:
    notes = store.ask(model_notes).result()
    return notes[name].variant if name in notes else ""


def test_without_a_test_set_nothing_is_made(
    qtbot: QtBot, place: ModelsPlace, notices: list[Notice]
) -> None:
    """One notice says what is missing."""
    optimise(qtbot, place)
    qtbot.waitUntil(lambda: any("test sentences" in one.text for one in notices))
    assert place.desk.optimising.shares == {}


def test_a_variant_that_loses_is_marked_by_more_than_colour(
    qtbot: QtBot, place: ModelsPlace
) -> None:
    """A loss of F1 beyond 0.003 bears a sign, and the fastest says so in words."""
    rows = tuple(
        Variant(name, size, Spread(ms, ms, ms), Spread(ms, ms, ms), f1, changed)
        for name, size, ms, f1, changed in (
            (ORIGINAL, 4_000_000, 9.0, 0.9, 0),
            ("onnx", 4_000_000, 5.0, 0.9, 0),
            ("int8", 1_000_000, 2.0, 0.89, 7),
        )
    )
    model = place.table.current
    assert model is not None
    table = Variants(rows, 100, 5, 2, "a processor", "2026-11-22")
    place.details.show_model(replace(model, variants=table))
    texts = [label.text() for label in place.details.variants.findChildren(QLabel)]
    assert "0.890 (-0.010 !)" in texts and "8 bits · fastest" in texts
    assert describe_measuring(table, str) in texts
    assert Variants.from_json(table.to_json()) == table
