"""The preview shows what was read; Import puts it into the project."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from workbench.domain.sentence import Split
from workbench.formats.base import Progress, ReadOptions
from workbench.formats.corpus import CorpusFile
from workbench.operations.store import Store
from workbench.ui.context import Context
from workbench.ui.exchange import import_page, import_preview
from workbench.ui.exchange.file_table import SPLIT, SPLITS
from workbench.ui.exchange.import_form import MOST_LABELS
from workbench.ui.exchange.import_page import ImportPage
from workbench.ui.exchange.import_preview import Preview, look_at

MakeCorpus = Callable[..., Path]
Open = Callable[..., ImportPage]


@pytest.fixture
def opened(qtbot: QtBot, context: Context) -> Iterator[Open]:
    """Opens the import page on files; what it holds is let go of in the end."""
    pages: list[ImportPage] = []

    def open_page(*paths: Path) -> ImportPage:
        page = ImportPage(context)
        pages.append(page)
        qtbot.addWidget(page)
        page.resize(1100, 700)
        page.show()
        page.open_files(paths)
        return page

    yield open_page
    for page in pages:
        page.release()


@pytest.fixture
def read(qtbot: QtBot, opened: Open) -> Open:
    """Opens the page and waits until the files were read."""

    def open_and_read(*paths: Path) -> ImportPage:
        page = opened(*paths)
        qtbot.waitUntil(lambda: page.corpus is not None)
        return page

    return open_and_read


def press(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def press_import(qtbot: QtBot, page: ImportPage) -> None:
    with qtbot.waitSignal(page.imported):
        press(page.import_button)


def count(context: Context) -> int:
    return context.store.ask(lambda reader: reader.count()).result()


def cell(page: ImportPage, row: int, column: int) -> str:
    return str(page.files.files.index(row, column).data())


def offered(page: ImportPage) -> set[str]:
    """The choices of the form that can be seen."""
    return {name for name, (_, widget) in page.form._rows().items() if widget.isVisible()}


def message(page: ImportPage) -> str:
    return page.message.said.text() + page.message.complaint.text()


def answer(page: ImportPage, words: str) -> QPushButton:
    return next(button for button in page.message.answers if words in button.text())


def is_open(file: CorpusFile) -> bool:
    """Whether the temporary files behind a file that was read are still held."""
    return bool(file.sentences.close.alive or file.problems.close.alive)


@pytest.fixture
def odd_file(tmp_path: Path) -> Path:
    """Eight sentences; the second lines of six have a bad tag, one first line another one."""
    path = tmp_path / "odd.conll"
    sentence = "Ada\tB-PER\nsaw\tO\nOslo\tB-LOC\n\n"
    odd = "Ada\tB-PER\nsaw\tI-\nOslo\tB-LOC\n\n"
    path.write_text("Brit\tI-PER\nsaw\tO\n\n" + sentence + odd * 6, "utf-8")
    return path


def test_the_preview_says_what_was_recognised(
    context: Context, read: Open, corpus_file: MakeCorpus
) -> None:
    """Format, layout, scheme, counts and first sentences are there before the import."""
    page = read(corpus_file(12, "train.conll"))
    assert "12 sentences · 72 tokens · 24 entities · IOB2" in message(page)
    assert cell(page, 0, 1).startswith("Columns")
    assert "tag in column 2" in cell(page, 0, 2)
    assert cell(page, 0, 3) == "12"
    assert "token lines 72 read = 72 kept + 0 reported" in page.problems.accounts.text()
    assert "Ada saw 0 birds" in page.preview.accessibleDescription()
    assert page.import_button.text() == "Import 12 sentences"
    assert count(context) == 0


def test_import_puts_the_sentences_in(
    qtbot: QtBot, context: Context, read: Open, corpus_file: MakeCorpus
) -> None:
    """Import saves every sentence with the split that was chosen for its file."""
    page = read(corpus_file(12, "train.conll"))
    assert cell(page, 0, SPLIT) == "train"
    page.files.files.setData(page.files.files.index(0, SPLIT), Split.DEV)
    assert cell(page, 0, SPLIT) == "dev"
    press_import(qtbot, page)
    statistics = context.store.ask(lambda reader: reader.statistics()).result()
    assert statistics.sentences == 12
    assert statistics.splits[Split.DEV]["sentences"] == 12
    assert statistics.labels == {"PER": 12, "LOC": 12}


def test_a_split_is_chosen_by_mouse(qtbot: QtBot, read: Open, corpus_file: MakeCorpus) -> None:
    """A click on the split opens the list of splits; what is picked there holds."""
    page = read(corpus_file(3, "train.conll"))
    place = page.files.visualRect(page.files.files.index(0, SPLIT)).center()
    QTest.mouseClick(page.files.viewport(), Qt.MouseButton.LeftButton, pos=place)
    box = page.files.findChild(QComboBox)
    assert box is not None
    qtbot.waitUntil(lambda: box.view().isVisible())
    box.setCurrentIndex(SPLITS.index(Split.TEST))
    box.activated.emit(box.currentIndex())
    box.hidePopup()
    assert cell(page, 0, SPLIT) == "test"


def test_a_split_goes_to_all_selected_files(read: Open, corpus_file: MakeCorpus) -> None:
    """With several files selected, one choice is enough."""
    page = read(*(corpus_file(3 + i, f"part{i}.conll") for i in range(3)))
    page.files.selectAll()
    page.files.files.setData(page.files.files.index(1, SPLIT), Split.TRAIN)
    assert [cell(page, row, SPLIT) for row in range(3)] == ["train"] * 3


def test_tags_can_come_in_as_suggestions(
    qtbot: QtBot, project_store: Store, read: Open, corpus_file: MakeCorpus
) -> None:
    """As suggestions, the tags wait for a person; no entity is gold."""
    page = read(corpus_file(12))
    page.form.gold.setCurrentIndex(1)
    press_import(qtbot, page)
    statistics = project_store.ask(lambda reader: reader.statistics()).result()
    assert statistics.entities == 0
    assert statistics.suggestions == 24


# What can be chosen


def test_only_choices_that_matter_are_offered(
    read: Open, corpus_file: MakeCorpus, tmp_path: Path
) -> None:
    """Columns have columns and a scheme; spans and running text have other choices."""
    spans = tmp_path / "spans.jsonl"
    spans.write_text(
        json.dumps({"text": "Ada saw Oslo.", "label": [[0, 3, "PER"]]}) + "\n", "utf-8"
    )
    prose = tmp_path / "prose.txt"
    prose.write_text("Ada saw birds. Brit saw none.\n", "utf-8")
    assert offered(read(corpus_file(3))) == {
        *("gold", "format", "encoding", "scheme", "token", "tag")
    }
    assert offered(read(spans)) == {
        *("gold", "format", "encoding", "spans", "sentences", "tokens", "language")
    }
    # Nobody annotated it: there is nothing to take in as gold.
    text = read(prose)
    assert {"sentences", "tokens", "language"} <= offered(text)
    assert not {"gold", "scheme", "token", "tag", "spans"} & offered(text)


def test_the_language_matters_for_running_text_only(
    qtbot: QtBot, read: Open, tmp_path: Path
) -> None:
    """Who says that each line is a sentence is not asked for the language."""
    path = tmp_path / "prose.txt"
    path.write_text("Ada saw birds. Brit saw none.\nChen too.\n", "utf-8")
    page = read(path)
    with qtbot.waitSignal(page.form.changed):
        page.form.sentences.setCurrentIndex(page.form.sentences.findData("line"))
        assert "language" not in offered(page)
    qtbot.waitUntil(lambda: not page.busy)
    assert message(page).startswith("2 sentences")


def test_a_page_that_was_left_reads_no_more(
    read: Open, corpus_file: MakeCorpus, context: Context
) -> None:
    """What was changed right before leaving is not read any more."""
    page = read(corpus_file(3))
    page.form.token.setValue(1)
    page.release()
    assert not page.form._pause.isActive() and not context.tasks.pending


def test_the_format_can_be_overruled(qtbot: QtBot, read: Open, corpus_file: MakeCorpus) -> None:
    """Another format is tried at once; each line of columns is text then."""
    page = read(corpus_file(3))
    page.form.format.setCurrentIndex(page.form.format.findData("text"))
    qtbot.waitUntil(lambda: page.corpus is not None and cell(page, 0, 1) == "Plain text")
    assert "tag" not in offered(page)


def test_a_wrong_choice_can_be_corrected(qtbot: QtBot, read: Open, corpus_file: MakeCorpus) -> None:
    """A column that the file lacks is refused; its box is still there to set it right."""
    page = read(corpus_file(3))
    page.form.token.setValue(50)
    qtbot.waitUntil(page.message.complaint.isVisible)
    assert "token" in offered(page)
    page.form.token.setValue(0)
    qtbot.waitUntil(lambda: page.corpus is not None)


def test_thousands_of_labels_are_not_all_listed(read: Open, tmp_path: Path) -> None:
    """Where a column of words was taken for tags, the form stays short."""
    path = tmp_path / "wrong.conll"
    path.write_text("".join(f"w\tB-L{i}\n\n" * 2 for i in range(MOST_LABELS + 7)), "utf-8")
    page = read(path)
    labels = [label.text() for label in page.form.findChildren(QLabel)]
    assert "and 7 more" in labels
    assert len([text for text in labels if text.startswith("L")]) <= MOST_LABELS + 2


def test_several_changes_are_read_once(
    qtbot: QtBot, read: Open, corpus_file: MakeCorpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page waits for a pause before it reads again."""
    page = read(corpus_file(3))
    asked: list[ReadOptions] = []

    def watched(paths: Sequence[Path], options: ReadOptions, progress: Progress) -> Preview:
        asked.append(options)
        return look_at(paths, options, progress)

    monkeypatch.setattr(import_page, "look_at", watched)
    page.form.token.setValue(1)
    page.form.tag.setValue(1)
    page.form.tag.setValue(2)
    qtbot.waitUntil(lambda: bool(asked) and not page.busy)
    assert [(options.token, options.tag) for options in asked] == [(0, 1)]


def test_the_encoding_in_doubt_is_a_button_away(
    qtbot: QtBot, opened: Open, corpus_file: MakeCorpus
) -> None:
    """A file that is not UTF-8 is refused with its line; one click reads it as it is meant."""
    path = corpus_file(3)
    path.write_bytes(path.read_bytes() + "\nMalmö\tB-LOC\n".encode("latin-1"))
    page = opened(path)
    qtbot.waitUntil(page.message.complaint.isVisible)
    assert "NW-I01" in message(page)
    assert not page.import_button.isEnabled()
    press(answer(page, "latin-1"))
    qtbot.waitUntil(lambda: page.corpus is not None)
    assert page.import_button.isEnabled()
    assert page.form.encoding.currentData() == "latin-1"
    assert "Malmö" in page.preview.accessibleDescription()


# What is odd


def test_problems_are_listed_and_copied(read: Open, odd_file: Path) -> None:
    """Each odd line stands in the list with file, line and code, and can be copied."""
    page = read(odd_file)
    assert page.problems.heading.text() == "7 problems"
    assert page.problems.model.rowCount() == 7
    page.problems.copy()
    assert QGuiApplication.clipboard().text().startswith("odd.conll:1: orphan-inside: ")


def test_problems_are_filtered_by_kind(qtbot: QtBot, read: Open, odd_file: Path) -> None:
    """Every kind has its count, and choosing one lists those only."""
    page = read(odd_file)
    kinds = page.problems.kinds
    texts = [kinds.itemText(number) for number in range(kinds.count())]
    assert texts == ["All kinds (7)", "empty-type (6)", "orphan-inside (1)"]
    kinds.setCurrentIndex(2)
    qtbot.waitUntil(lambda: page.problems.model.rowCount() == 1)
    assert page.problems.model.problem(0).line == 1
    kinds.setCurrentIndex(0)
    assert page.problems.model.rowCount() == 7


def test_a_long_list_of_problems_is_cut_visibly(
    qtbot: QtBot, read: Open, odd_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only so many rows are held, and a line says how many more there are."""
    monkeypatch.setattr(import_preview, "MOST_PROBLEMS", 4)
    page = read(odd_file)
    assert page.problems.model.rowCount() == 4
    assert page.problems.more.text() == "The first 4 are listed; 3 more are not."
    page.problems.kinds.setCurrentIndex(1)
    qtbot.waitUntil(lambda: "2 more" in page.problems.more.text())
    assert page.problems.more.isVisible()


def test_without_problems_there_is_no_list(read: Open, corpus_file: MakeCorpus) -> None:
    """A clean file says so, and shows no empty table."""
    page = read(corpus_file(3))
    assert page.problems.heading.text() == "No problems: everything was understood"
    assert not page.problems.table.isVisible()


def test_enter_opens_the_file_at_the_line(qtbot: QtBot, read: Open, odd_file: Path) -> None:
    """Enter on a problem shows its line among its neighbours; Esc closes that window."""
    page = read(odd_file)
    table = page.problems.table
    table.setCurrentIndex(page.problems.model.index(1, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    view = page.problems.view
    assert view is not None
    qtbot.waitUntil(lambda: view.excerpt is not None)
    assert view.excerpt is not None
    line = page.problems.model.problem(1).line
    assert (view.excerpt.wanted, view.excerpt.line) == (line, "saw\tI-")
    assert view.text.textCursor().block().text() == "saw\tI-"
    QTest.mouseClick(view.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "saw\tI-"
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not view.isVisible()


def test_a_file_in_an_archive_cannot_be_opened(
    qtbot: QtBot, read: Open, odd_file: Path, tmp_path: Path
) -> None:
    """The unpacked file is gone; the window says that the archive must be unpacked."""
    packed = tmp_path / "odd.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(odd_file, "inner/odd.conll")
    page = read(packed)
    page.problems._open(page.problems.model.index(0, 0))
    view = page.problems.view
    assert view is not None
    qtbot.waitUntil(lambda: view.excerpt is not None)
    assert "Unpack odd.zip" in view.refusal.text()
    assert view.refusal.isVisible() and not view.text.isVisible()
    view.close()


def test_what_was_left_out_is_listed_with_its_reason(
    read: Open, corpus_file: MakeCorpus, tmp_path: Path
) -> None:
    """A folder's papers are named, with why they were passed over."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    corpus_file(3).rename(folder / "notes.conll")
    (folder / "README.md").write_text("about the data", "utf-8")
    page = read(folder)
    rows = range(page.files.files.rowCount())
    assert ("README.md", "left out") in [(cell(page, row, 0), cell(page, row, 1)) for row in rows]
    assert "1 file left out" in message(page)
    assert page.import_button.text() == "Import 3 sentences"


def test_a_file_that_is_no_corpus_is_refused_in_place(
    qtbot: QtBot, opened: Open, tmp_path: Path
) -> None:
    """The page says what is wrong and what to do, and nothing can be imported."""
    path = tmp_path / "empty.txt"
    path.write_bytes(b"")
    page = opened(path)
    qtbot.waitUntil(page.message.complaint.isVisible)
    assert "NW-I14" in message(page)
    assert not page.import_button.isEnabled()


# Cancel, and once more


class SlowReading:
    """Stands for `look_at`: reads until somebody cancels, then notes that it stopped."""

    def __init__(self) -> None:
        self.begun, self.stopped = Event(), Event()

    def __call__(self, paths: Sequence[Path], options: ReadOptions, progress: Progress) -> Preview:
        self.begun.set()
        try:
            while True:
                progress(3, 10)
        finally:
            self.stopped.set()


def test_reading_can_be_cancelled(
    qtbot: QtBot, opened: Open, corpus_file: MakeCorpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Esc stops the reading at once and says so; the page can read again."""
    slow = SlowReading()
    monkeypatch.setattr(import_page, "look_at", slow)
    page = opened(corpus_file(3))
    slow.begun.wait()
    qtbot.waitUntil(lambda: "30%" in page.progress.words.text())
    press(page.cancel_button)
    assert not page.busy and not page.progress.isVisible()
    assert message(page) == "Reading was cancelled. Nothing was changed."
    slow.stopped.wait()
    monkeypatch.setattr(import_page, "look_at", look_at)
    press(answer(page, "Read again"))
    qtbot.waitUntil(lambda: page.corpus is not None)


def test_cancel_leaves_where_nothing_is_under_way(
    qtbot: QtBot, read: Open, corpus_file: MakeCorpus
) -> None:
    """The same button that stops a reading leaves the page when there is nothing to stop."""
    page = read(corpus_file(3))
    with qtbot.waitSignal(page.left):
        press(page.cancel_button)


def test_a_cancelled_import_changes_nothing(
    qtbot: QtBot,
    context: Context,
    read: Open,
    corpus_file: MakeCorpus,
    held_import: Event,
) -> None:
    """Cancelled in its midst, the import is rolled back; the page says so and can try again."""
    page = read(corpus_file(30))
    press(page.import_button)
    assert page.busy and not page.form.isEnabled()
    press(page.cancel_button)
    assert "Cancelling" in page.progress.words.text()
    held_import.set()
    qtbot.waitUntil(lambda: not page.busy)
    assert message(page) == "The import was cancelled. Nothing was changed."
    assert count(context) == 0
    press_import(qtbot, page)
    assert count(context) == 30


def test_the_same_file_again_adds_nothing_unless_asked(
    qtbot: QtBot, context: Context, read: Open, corpus_file: MakeCorpus
) -> None:
    """The second import says that the file was there; a button adds it all the same."""
    path = corpus_file(6)
    press_import(qtbot, read(path))
    page = read(path)
    press(page.import_button)
    qtbot.waitUntil(lambda: bool(page.message.answers))
    assert message(page) == "Nothing was added: this file was imported before."
    assert count(context) == 6
    with qtbot.waitSignal(page.imported):
        press(answer(page, "Import again"))
    assert count(context) == 12


def test_leaving_lets_go_of_the_corpus(read: Open, corpus_file: MakeCorpus) -> None:
    """The temporary files behind what was read are closed when the page goes."""
    page = read(corpus_file(3))
    assert page.corpus is not None
    (file,) = page.corpus.files
    assert is_open(file)
    page.release()
    assert not is_open(file)


def test_another_reading_lets_go_of_the_last_one(
    qtbot: QtBot, read: Open, corpus_file: MakeCorpus
) -> None:
    """Reading anew closes what was read before."""
    page = read(corpus_file(3))
    before = page.corpus
    assert before is not None
    page.form.token.setValue(1)
    qtbot.waitUntil(lambda: page.corpus is not before and page.corpus is not None)
    assert not is_open(before.files[0])


def test_leaving_during_an_import_stops_it(
    qtbot: QtBot,
    context: Context,
    read: Open,
    corpus_file: MakeCorpus,
    held_import: Event,
) -> None:
    """When the project is closed in the midst, nothing is half imported, nothing stays open."""
    page = read(corpus_file(30))
    assert page.corpus is not None
    (file,) = page.corpus.files
    press(page.import_button)
    page.release()
    assert is_open(file)
    held_import.set()
    assert count(context) == 0
    qtbot.waitUntil(lambda: not is_open(file))


def test_chinese_is_shown_without_spaces(read: Open, tmp_path: Path) -> None:
    """Characters stand side by side in the first sentences, inside entities too."""
    path = tmp_path / "weibo.conll"
    path.write_text("北\tB-LOC\n京\tI-LOC\n很\tO\n大\tO\n\n", "utf-8")
    page = read(path)
    assert page.preview.accessibleDescription() == "北京很大"
