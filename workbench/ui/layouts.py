"""How a person arranged the places, kept from one start to the next."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QSplitter, QWidget


def save_layouts(settings: QSettings, places: Mapping[str, QWidget]) -> None:
    """Note where the borders inside these places are."""
    for name, place in places.items():
        for splitter in _named_splitters(place):
            settings.setValue(_key(name, splitter), splitter.saveState())


def restore_layout(settings: QSettings, name: str, place: QWidget) -> None:
    """Put the borders inside a place where they were; one that is unknown stays as it is."""
    for splitter in _named_splitters(place):
        state = settings.value(_key(name, splitter))
        if isinstance(state, QByteArray):
            splitter.restoreState(state)


def _named_splitters(place: QWidget) -> list[QSplitter]:
    """A splitter without a name is not remembered."""
    return [one for one in place.findChildren(QSplitter) if one.objectName()]


def _key(name: str, splitter: QSplitter) -> str:
    return f"layout/{name}/{splitter.objectName()}"
