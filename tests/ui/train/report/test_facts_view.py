"""Settings and data of a run can be copied."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workbench.ui.train.report.facts_view import FactsView


def test_chosen_lines_are_copied(qtbot: QtBot) -> None:
    """Name and value with a tab between them, a line each; groups are unfolded."""
    view = FactsView()
    qtbot.addWidget(view)
    view.show_facts([("Notes", [("", "A note.")]), ("Machine", [("device", "cpu")])])
    assert view.topLevelItemCount() == 2
    machine = view.topLevelItem(1)
    assert machine is not None and machine.isExpanded()
    view.selectAll()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Notes\nA note.\nMachine\ndevice\tcpu"
