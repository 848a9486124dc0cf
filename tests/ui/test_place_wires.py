"""How the window hears of what a place wishes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from workbench.ui.place_wires import connect_wishes


class FakePlace(QWidget):
    """Wishes to open a sentence, and has something else under another name."""

    open_requested = Signal(int)
    filter_requested = "no signal"


def test_a_place_is_heard_where_it_has_a_wish(qtbot: QtBot) -> None:
    """What is missing, or no signal, is left alone."""
    place = FakePlace()
    qtbot.addWidget(place)
    heard: list[object] = []
    connect_wishes(
        place,
        {
            "open_requested": heard.append,
            "filter_requested": heard.append,
            "place_requested": heard.append,
        },
    )
    place.open_requested.emit(7)
    assert heard == [7]
