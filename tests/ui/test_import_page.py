"""The preview shows what was read; Import puts it into the project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from workbench.domain.sentence import Split
from workbench.operations.store import Store
from workbench.ui.context import Context
from workbench.ui.import_page import ImportPage

MakeCorpus = Callable[..., Path]


def opened(qtbot: QtBot, context: Context, *paths: Path) -> ImportPage:
    page = ImportPage(context)
    qtbot.addWidget(page)
    page.open_files(paths)
    return page


def read(qtbot: QtBot, page: ImportPage) -> None:
    qtbot.waitUntil(lambda: page.corpus is not None)


def press_import(qtbot: QtBot, page: ImportPage) -> None:
    with qtbot.waitSignal(page.imported):
        QTest.mouseClick(page.import_button, Qt.MouseButton.LeftButton)


def test_the_preview_says_what_was_recognised(
    qtbot: QtBot, context: Context, corpus_file: MakeCorpus
) -> None:
    """Layout, scheme, counts and the first sentences are there before anything is imported."""
    page = opened(qtbot, context, corpus_file(12, "train.conll"))
    read(qtbot, page)
    assert "12 sentences" in page._summary.text()
    assert "IOB2" in page._summary.text()
    cell = page.files.item(0, 1)
    assert cell is not None
    assert "tag in column 2" in cell.text()
    assert "Ada saw 0 birds" in page.preview.accessibleDescription()
    assert context.store.ask(lambda reader: reader.count()).result() == 0


def test_import_puts_the_sentences_in(
    qtbot: QtBot, context: Context, corpus_file: MakeCorpus
) -> None:
    """Import saves every sentence with the split that was chosen for its file."""
    page = opened(qtbot, context, corpus_file(12, "train.conll"))
    read(qtbot, page)
    box = page.files.cellWidget(0, 4)
    assert isinstance(box, QComboBox)
    assert box.currentText() == "train"
    box.setCurrentText("dev")
    press_import(qtbot, page)
    statistics = context.store.ask(lambda reader: reader.statistics()).result()
    assert statistics.sentences == 12
    assert statistics.splits[Split.DEV]["sentences"] == 12
    assert statistics.labels == {"PER": 12, "LOC": 12}


def test_tags_can_come_in_as_suggestions(
    qtbot: QtBot, context: Context, project_store: Store, corpus_file: MakeCorpus
) -> None:
    """As suggestions, the tags wait for a person; no entity is gold."""
    page = opened(qtbot, context, corpus_file(12))
    read(qtbot, page)
    page.form.gold.setCurrentIndex(1)
    press_import(qtbot, page)
    statistics = project_store.ask(lambda reader: reader.statistics()).result()
    assert statistics.entities == 0
    assert statistics.suggestions == 24


def test_problems_are_listed_and_copied(qtbot: QtBot, context: Context, tmp_path: Path) -> None:
    """Each odd line stands in the list with file, line and code, and can be copied."""
    path = tmp_path / "odd.conll"
    path.write_text("Ada\tB-PER\nsaw\tO\nOslo\tB-LOC\n\nBrit\tI-\nsaw\tO\n", "utf-8")
    page = opened(qtbot, context, path)
    read(qtbot, page)
    assert page.problems.rowCount() == 1
    page._copy_problems()
    assert QGuiApplication.clipboard().text().startswith("odd.conll:5: ")


def test_a_file_that_is_no_corpus_is_refused_in_place(
    qtbot: QtBot, context: Context, tmp_path: Path
) -> None:
    """The page says what is wrong and what to do, and nothing can be imported."""
    path = tmp_path / "empty.txt"
    path.write_bytes(b"")
    page = opened(qtbot, context, path)
    page.show()
    qtbot.waitUntil(page._error.isVisible)
    assert "NW-I14" in page._error.text()
    assert not page.import_button.isEnabled()


def test_a_correction_reads_again(qtbot: QtBot, context: Context, corpus_file: MakeCorpus) -> None:
    """Another encoding is tried at once; a wrong one is refused, the right one repairs it."""
    path = corpus_file(3)
    path.write_bytes(path.read_text("utf-8").replace("Oslo", "Malmö").encode("latin-1"))
    text = path.read_bytes() + "Zoë\tB-PER\n".encode("latin-1")
    path.write_bytes(text)
    page = opened(qtbot, context, path)
    page.show()
    qtbot.waitUntil(page._error.isVisible)
    assert "NW-I01" in page._error.text()
    page.form.encoding.setCurrentText("latin-1")
    read(qtbot, page)
    assert page.import_button.isEnabled()
