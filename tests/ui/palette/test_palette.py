"""The command palette: what is found, in which order, and what it does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity
from workbench.formats.reading import read_corpus
from workbench.operations.exchange import import_corpus
from workbench.operations.store import Transaction
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.main_window import MainWindow
from workbench.ui.palette.command_palette import CommandPalette
from workbench.ui.palette.entries import PaletteEntry, ranked, with_recent
from workbench.ui.palette.fuzzy import match


def entry(text: str, why_not: str = "") -> PaletteEntry:
    return PaletteEntry(text, text, lambda: None, why_not=why_not)


def texts(typed: str, *entries: PaletteEntry, recent: tuple[str, ...] = ()) -> list[str]:
    return [one.entry.text for one in ranked(typed, entries, recent)]


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("thm dark", "Dark theme", True),
        ("theme dar", "Dark theme", True),
        ("dt", "Dark theme", True),
        ("DARK", "Dark theme", True),
        ("td", "Dark theme", False),
        ("darkk", "Dark theme", False),
        ("", "Undo", True),
        ("strasse", "Straße", False),
        ("i", "İstanbul", False),
        ("日本", "日本語", True),
    ],
)
def test_letters_in_order_are_found(typed: str, text: str, found: bool) -> None:
    """Each typed word, its letters in order; the words in any order."""
    assert (match(typed, text) is not None) is found


def test_what_was_found_is_marked() -> None:
    """Letters that begin words are preferred over earlier ones."""
    found = match("dt", "Undo the dark theme")
    assert found is not None
    assert found.places == (9, 14)


def test_starts_of_words_come_first() -> None:
    """`st` means Start training rather than the letters somewhere in a word."""
    entries = (entry("Last edit"), entry("Start training"), entry("Smaller text"))
    assert texts("st", *entries)[0] == "Start training"
    assert texts("exp", entry("Next phrase"), entry("Export"))[0] == "Export"


def test_recent_comes_first_and_what_cannot_be_done_last() -> None:
    """Also where nothing is typed; without history the table's order stays."""
    entries = (entry("Undo", "there is nothing to undo"), entry("Export"), entry("Import"))
    assert texts("", *entries) == ["Export", "Import", "Undo"]
    assert texts("", *entries, recent=("Import",)) == ["Import", "Export", "Undo"]
    assert with_recent(["a", "b"], "b") == ["b", "a"]
    assert with_recent([str(n) for n in range(20)], "new")[:2] == ["new", "0"]


@pytest.fixture
def ready(qtbot: QtBot, open_window: MainWindow, corpus_file: Callable[..., object]) -> MainWindow:
    """The window on a project with sentences, the first one shown."""
    session = open_window.session
    assert session is not None
    corpus = read_corpus([corpus_file(8)])  # type: ignore[list-item]
    session.context.do(import_corpus, corpus)
    place = session.place("annotate")
    assert isinstance(place, AnnotatePlace)
    qtbot.waitUntil(lambda: place.desk.shown is not None and place.desk.ready)
    return open_window


def annotate(window: MainWindow) -> AnnotatePlace:
    assert window.session is not None
    place = window.session.place("annotate")
    assert isinstance(place, AnnotatePlace)
    return place


def names(palette: CommandPalette) -> list[str]:
    return [one.name for one in palette.shown()]


def choose(qtbot: QtBot, palette: CommandPalette, typed: str, name: str) -> None:
    """Type, wait until that entry is the first one, and press Enter."""
    QTest.keyClicks(palette.field, typed)
    qtbot.waitUntil(lambda: names(palette)[:1] == [name])
    QTest.keyClick(palette.field, Qt.Key.Key_Return)


def test_a_label_is_set_by_name(qtbot: QtBot, ready: MainWindow) -> None:
    """`set loc` puts LOC on what is under the cursor."""
    choose(qtbot, ready.show_palette(), "set loc", "label:LOC")
    shown = annotate(ready).desk
    qtbot.waitUntil(
        lambda: shown.shown is not None and Entity("LOC", 0, 1) in shown.shown.sentence.entities
    )


def save_filter(transaction: Transaction) -> Changes:
    faulty = ["nonsense", {"text": "flag:"}, {"name": 7}]
    good = {"name": "a second look", "text": "flag:", "order": "position"}
    transaction.put_value("saved_filters", [good, *faulty])
    return transaction.changes("save filter")


def test_a_saved_filter_is_applied_by_name(qtbot: QtBot, ready: MainWindow) -> None:
    """A stored one that is faulty is passed over."""
    assert ready.session is not None
    ready.session.context.do(save_filter)
    offered = "Filter: a second look"
    qtbot.waitUntil(lambda: offered in [one.text() for one in annotate(ready).actions_of_place()])
    choose(qtbot, ready.show_palette(), "second look", "filter:a second look")
    qtbot.waitUntil(lambda: annotate(ready).panel.field.text() == "flag:")


def test_a_sentence_is_reached_by_number(qtbot: QtBot, ready: MainWindow) -> None:
    """A number that no sentence has is said in the bar."""
    choose(qtbot, ready.show_palette(), "sentence 5", "sentence")
    desk = annotate(ready).desk
    qtbot.waitUntil(lambda: desk.shown is not None and desk.shown.sentence.id == 5)
    choose(qtbot, ready.show_palette(), "go to 4711", "sentence")
    qtbot.waitUntil(lambda: "no sentence 4711" in ready.bar.text.text())


def test_an_action_of_a_place_that_was_never_open_brings_it(
    qtbot: QtBot, ready: MainWindow
) -> None:
    """Training settings unfold in Train, which comes to the front."""
    choose(qtbot, ready.show_palette(), "training settings", "train.settings")
    assert ready.session is not None
    assert ready.stack.currentWidget() is ready.session.place("train")


def test_what_cannot_be_done_says_why_and_does_nothing(qtbot: QtBot, window: MainWindow) -> None:
    """Without a project, export is listed with the reason; Enter leaves the palette open."""
    palette = window.show_palette()
    QTest.keyClicks(palette.field, "export")
    first = palette.shown()[0]
    assert (first.name, first.why_not) == ("file.export", "open a project first")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()
    palette.close()


def test_what_was_used_comes_first_next_time(qtbot: QtBot, window: MainWindow) -> None:
    """Also in the next window of the same person."""
    palette = window.show_palette()
    QTest.keyClicks(palette.field, "light th")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    again = window.show_palette()
    assert names(again)[0] == "view.theme_light"
    again.close()


def test_arrows_move_in_the_list_while_one_types(qtbot: QtBot, window: MainWindow) -> None:
    """Down and Up choose; letters still go to the field."""
    palette = window.show_palette()
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    item = palette.list.currentItem()
    assert item is not None
    assert palette.list.indexOfTopLevelItem(item) == 1
    QTest.keyClicks(palette.field, "undo")
    assert names(palette)[0] == "edit.undo"
    palette.close()


def test_letters_are_painted_for_every_alphabet(qtbot: QtBot) -> None:
    """Emoji before the letters found do not shift the bold ones; nothing is lost."""
    palette = CommandPalette(lambda _typed: [entry("😀 Größe 日本 <b>fett</b> & mehr")])
    qtbot.addWidget(palette)
    palette.field.setText("fett")
    assert not palette.grab().isNull()
    assert len(palette.shown()) == 1
    palette.field.setText("nichts davon")
    assert palette.shown() == []
    assert not palette.nothing.isHidden()
    QApplication.processEvents()
