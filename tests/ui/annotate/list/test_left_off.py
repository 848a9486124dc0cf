"""A project that is opened again goes on where it was left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from pytestqt.qtbot import QtBot

from workbench.formats.reading import read_corpus
from workbench.operations.exchange import import_corpus
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.main_window import MainWindow


def annotate(window: MainWindow) -> AnnotatePlace:
    assert window.session is not None
    return cast("AnnotatePlace", window.session.place("annotate"))


def sentence_of(window: MainWindow) -> int | None:
    return annotate(window).desk.sentence_id


def test_sentence_filter_and_panes_come_back(
    qtbot: QtBot, open_window: MainWindow, corpus_file: Callable[..., Path]
) -> None:
    """After closing and opening a project in the same window."""
    window, place = open_window, annotate(open_window)
    place._context.do(import_corpus, read_corpus([corpus_file(30)]))
    qtbot.waitUntil(lambda: place.panel.count.text() == "30 of 30")
    place.show_filter("Geneva")
    qtbot.waitUntil(lambda: place.panel.count.text() == "6 of 30")
    qtbot.waitUntil(lambda: place.desk.shown is not None)
    wanted = place.panel.model.ids[4]
    place.open_sentence(wanted)
    qtbot.waitUntil(lambda: sentence_of(window) == wanted)
    place.fold("list", True)
    path = place._context.store.path
    with qtbot.waitSignal(window.closed_project):
        window.close_project()
    with qtbot.waitSignal(window.opened):
        window.open_path(path)
    again = annotate(window)
    qtbot.waitUntil(lambda: sentence_of(window) == wanted)
    assert again.panel.field.text() == "Geneva"
    assert again.panel.isHidden() and not again.details.isHidden()
