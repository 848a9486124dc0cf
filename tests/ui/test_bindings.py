"""The Qt bindings are sound on this Python."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject

CALLS = 1000


def test_calls_that_return_none_do_not_use_it_up() -> None:
    """PySide6 6.12.0 dropped a reference to None at each call; Python 3.11 died of it."""
    item = QObject()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        item.setObjectName("x")
    assert sys.getrefcount(None) > before - CALLS // 2
