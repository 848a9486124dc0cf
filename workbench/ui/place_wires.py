"""How the window hears of what a place wishes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget


def connect_wishes(place: QWidget, slots: Mapping[str, Callable[..., object]]) -> None:
    """Connect the signals that the place has, by their names: not every place wishes everything."""
    for name, slot in slots.items():
        signal = getattr(place, name, None)
        if isinstance(signal, SignalInstance):
            signal.connect(slot)
