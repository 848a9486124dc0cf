"""The Qt bindings keep Python's own objects alive."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

CALLS = 1000


class FakeSender(QObject):
    sent = Signal()


def lost_references(call: Callable[[], object]) -> list[int]:
    before = [sys.getrefcount(one) for one in (True, False, None)]
    for _ in range(CALLS):
        call()
    after = [sys.getrefcount(one) for one in (True, False, None)]
    return [first - last for first, last in zip(before, after, strict=True)]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="there these objects live for ever")
def test_calls_lose_no_reference(qtbot: QtBot) -> None:
    """PySide6 6.12.0 lost one of None or True at each call, and aborted after some thousands."""
    widget, sender = QWidget(), FakeSender()
    qtbot.addWidget(widget)
    for call in (sender.sent.emit, lambda: widget.setToolTip("tip"), widget.isVisible):
        assert max(lost_references(call)) < CALLS // 2
