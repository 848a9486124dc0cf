"""What the Train place asks of the window: a sentence with its entity, a filter, a place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from workbench.formats.reading import read_corpus
from workbench.operations.exchange import import_corpus
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.main_window import MainWindow
from workbench.ui.session import Session
from workbench.ui.train.place import TrainPlace


@pytest.fixture
def session(open_window: MainWindow, corpus_file: Callable[..., Path]) -> Session:
    """The window with twelve sentences, the Train place in front."""
    found = open_window.session
    assert found is not None
    found.context.store.submit(import_corpus, read_corpus([corpus_file(12)])).result()
    open_window.show_place("train")
    return found


def places(session: Session) -> tuple[TrainPlace, AnnotatePlace]:
    train, annotate = session.place("train"), session.place("annotate")
    assert isinstance(train, TrainPlace)
    assert isinstance(annotate, AnnotatePlace)
    return train, annotate


@pytest.mark.parametrize(("start", "end"), [(5, 6), (0, 1), (2, 5)])
def test_a_mistake_opens_with_the_cursor_on_its_entity(
    qtbot: QtBot, session: Session, start: int, end: int
) -> None:
    """Not at the beginning of the sentence, though that was looked at before."""
    train, annotate = places(session)
    train.open_requested.emit(4, start, end)
    qtbot.waitUntil(lambda: annotate.desk.sentence_id == 4)
    qtbot.waitUntil(lambda: annotate.editor.cursor_state.selected == range(start, end))
    assert annotate.isVisible()
    train.open_requested.emit(7, 0, 0)
    qtbot.waitUntil(lambda: annotate.desk.sentence_id == 7)
    train.open_requested.emit(4, start, end)
    qtbot.waitUntil(lambda: annotate.desk.sentence_id == 4)
    qtbot.waitUntil(lambda: annotate.editor.cursor_state.selected == range(start, end))


def test_a_place_beyond_the_sentence_does_no_harm(qtbot: QtBot, session: Session) -> None:
    """The sentence may be shorter than it was when it was scored."""
    train, annotate = places(session)
    train.open_requested.emit(4, 90, 95)
    qtbot.waitUntil(lambda: annotate.desk.sentence_id == 4)
    assert annotate.editor.cursor_state.span.stop <= 6


def test_a_filter_lists_its_sentences(qtbot: QtBot, session: Session) -> None:
    """A warning's label, or the hard list."""
    train, annotate = places(session)
    train.filter_requested.emit("label:LOC")
    assert annotate.isVisible()
    qtbot.waitUntil(lambda: annotate.panel.field.text() == "label:LOC")


def test_a_warning_leads_to_clean(session: Session) -> None:
    """Bad tags and duplicates are mended there."""
    train, _ = places(session)
    train.place_requested.emit("clean")
    assert session.place("clean").isVisible()
