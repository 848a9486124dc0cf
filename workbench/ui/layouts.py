"""How a person arranged the places, kept from one start to the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget


@runtime_checkable
class Folding(Protocol):
    """A place with panes that can be folded away."""

    def folds(self) -> Mapping[str, bool]: ...
    def fold(self, name: str, folded: bool) -> None: ...


def save_layouts(settings: QSettings, places: Mapping[str, QWidget]) -> None:
    """Note where the borders inside these places are, and which panes are folded away."""
    for name, place in places.items():
        if isinstance(place, Folding):
            for pane, folded in place.folds().items():
                settings.setValue(f"fold/{name}/{pane}", int(folded))
        for splitter in _named_splitters(place):
            settings.setValue(_key(name, splitter), splitter.saveState())


def restore_layout(settings: QSettings, name: str, place: QWidget) -> None:
    """Put the borders inside a place where they were; one that is unknown stays as it is."""
    for splitter in _named_splitters(place):
        state = settings.value(_key(name, splitter))
        if isinstance(state, QByteArray):
            splitter.restoreState(state)
    if isinstance(place, Folding):
        for pane in place.folds():
            place.fold(pane, str(settings.value(f"fold/{name}/{pane}", 0)) == "1")


def save_window(settings: QSettings, window: QMainWindow) -> None:
    """Note where the window is, and its docks."""
    settings.setValue("geometry", window.saveGeometry())
    settings.setValue("docks", window.saveState())


def restore_window(settings: QSettings, window: QMainWindow) -> bool:
    """Put the window where it was; whether its docks are where they were, too."""
    geometry, docks = settings.value("geometry"), settings.value("docks")
    if isinstance(geometry, QByteArray):
        window.restoreGeometry(geometry)
    return isinstance(docks, QByteArray) and window.restoreState(docks)


def _named_splitters(place: QWidget) -> list[QSplitter]:
    """A splitter without a name is not remembered."""
    return [one for one in place.findChildren(QSplitter) if one.objectName()]


def _key(name: str, splitter: QSplitter) -> str:
    return f"layout/{name}/{splitter.objectName()}"
