"""Places in a text, by Qt's count and by Python's."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workbench.ui.annotate.list.filter_field import FilterField
from workbench.ui.utf16 import from_utf16, to_utf16


@given(st.text(), st.data())
def test_there_and_back(text: str, data: st.DataObject) -> None:
    """Every place is found again, and the end is the end."""
    at = data.draw(st.integers(0, len(text)))
    assert from_utf16(text, to_utf16(text, at)) == at
    assert to_utf16("a😀b", 2) == 3 and from_utf16("a😀b", 3) == 2


def test_signs_of_two_units_in_the_filter(qtbot: QtBot) -> None:
    """Proposals are asked for where the cursor stands, and written there."""
    field = FilterField()
    qtbot.addWidget(field)
    field.show()
    field.insert("😀😀 ")
    QTest.keyClicks(field, "sta")
    first = field.completions.first
    assert first is not None and first.shown == "status:"
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert field.text() == "😀😀 status:"
    assert field.cursorPosition() == len("😀😀 status:") + 2
