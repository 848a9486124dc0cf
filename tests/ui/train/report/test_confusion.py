"""The confusion matrix leads to the mistakes of a cell."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.train.conftest import report_of, spurious
from workbench.domain.reports import NONE, Confusion
from workbench.ui.train.report.confusion import ConfusionMap, describe
from workbench.ui.train.report.confusion_page import ConfusionPage

CONFUSION = Confusion(("LOC", "PER", NONE), ((9, 1, 2), (0, 8, 0), (0, 3, 0)))


@pytest.fixture
def shown(qtbot: QtBot) -> ConfusionMap:
    made = ConfusionMap()
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show_confusion(CONFUSION)
    made.show()
    return made


def test_the_picture_is_told_in_words() -> None:
    """Missed and spurious have their names; what is right is left out."""
    assert describe(CONFUSION) == "LOC taken for PER: 1; LOC missed: 2; PER spurious: 3"


def test_cells_are_opened_by_keys(qtbot: QtBot, shown: ConfusionMap) -> None:
    """Arrows move, Enter opens; an empty cell opens nothing, and arrows end at the border."""
    opened: list[tuple[str, str]] = []
    shown.cell_opened.connect(lambda gold, said: opened.append((gold, said)))
    shown.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(shown, key)
    assert opened == [("LOC", "PER")]
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(shown, key)
    assert opened[-1] == ("LOC", NONE)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(shown, key)
    assert len(opened) == 2


def test_a_cell_is_opened_by_a_click(qtbot: QtBot, shown: ConfusionMap) -> None:
    """Where it is painted."""
    left, top, width, height = shown._frame()
    place = QPoint(round(left + 1.5 * width), round(top + 2.5 * height))
    with qtbot.waitSignal(shown.cell_opened) as opened:
        QTest.mouseClick(shown, Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == [NONE, "PER"]


def test_only_entities_lead_to_mistakes(qtbot: QtBot) -> None:
    """None has no name there; tokens are no mistakes of the list."""
    page = ConfusionPage()
    qtbot.addWidget(page)
    page.show_report(report_of([spurious(1, "PER")]))
    with qtbot.waitSignal(page.mistakes_wanted) as wanted:
        page.map.cell_opened.emit(NONE, "PER")
    assert wanted.args == ["", "PER"]
    # All of these are right.
    with qtbot.assertNotEmitted(page.mistakes_wanted):
        page.map.cell_opened.emit("PER", "PER")
    page.unit.setCurrentIndex(1)
    with qtbot.assertNotEmitted(page.mistakes_wanted):
        page.map.cell_opened.emit("O", "PER")
