"""The shell: start page, projects, import by dropping, undo and redo, palette, themes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import cast

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton, QSplitter
from pytestqt.qtbot import QtBot

from workbench.domain.errors import WorkbenchError
from workbench.domain.training import JobKind
from workbench.operations.label import add_labels
from workbench.ui import theme
from workbench.ui.clean.place import CleanPlace
from workbench.ui.exchange.import_page import ImportPage
from workbench.ui.keys.sheet import KeysSheet
from workbench.ui.main_window import MainWindow
from workbench.ui.process import JobBoard, JobRequest
from workbench.ui.services import Services

MakeCorpus = Callable[..., Path]


def drop(window: MainWindow, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place = QPointF(400, 300)
    window.dropEvent(QDropEvent(place, Qt.DropAction.CopyAction, mime, buttons, keys))


def count(window: MainWindow) -> int:
    assert window.session is not None
    return window.session.context.store.ask(lambda reader: reader.count()).result()


def import_page_of(window: MainWindow) -> ImportPage | None:
    return window.exchange.page


def import_by_drop(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    drop(window, path)
    page = window.exchange.page
    assert page is not None
    qtbot.waitUntil(lambda: page.corpus is not None)
    with qtbot.waitSignal(page.imported):
        QTest.mouseClick(page.import_button, Qt.MouseButton.LeftButton)


def told(window: MainWindow, words: str) -> Callable[[], bool]:
    return lambda: window.bar.isVisible() and words in window.bar.text.text()


def test_without_a_project_only_the_start_page_is_there(window: MainWindow) -> None:
    """No rail, no dead places; what needs a project is disabled."""
    assert window.stack.currentWidget() is window.start_page
    assert not window.rail.isVisible()
    assert not window.action("edit.undo").isEnabled()
    assert window.action("file.open").isEnabled()


def test_a_new_project_shows_annotate(open_window: MainWindow) -> None:
    """The title names the project, the rail is there, and Annotate is checked."""
    assert open_window.windowTitle() == "work.nerproj — NER Workbench"
    assert open_window.rail.isVisible()
    assert open_window.action("view.annotate").isChecked()


def test_dropped_files_are_previewed_then_imported(
    qtbot: QtBot, open_window: MainWindow, corpus_file: MakeCorpus
) -> None:
    """Dropping a corpus on the window leads to its preview; Import saves it."""
    import_by_drop(qtbot, open_window, corpus_file(9))
    assert count(open_window) == 9
    assert open_window.exchange.page is None
    qtbot.waitUntil(lambda: "100% done (9 of 9)" in open_window.status.done.text())


def test_dropping_without_a_project_makes_one(
    qtbot: QtBot,
    window: MainWindow,
    corpus_file: MakeCorpus,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The person says where the project shall lie, then sees the preview."""
    chosen = str(tmp_path / "dropped"), ""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: chosen)
    with qtbot.waitSignal(window.opened):
        drop(window, corpus_file(3))
    assert (tmp_path / "dropped.nerproj").exists()
    page = window.exchange.page
    assert page is not None
    qtbot.waitUntil(lambda: page.corpus is not None)


def test_undo_and_redo_by_key(
    qtbot: QtBot, open_window: MainWindow, corpus_file: MakeCorpus
) -> None:
    """Ctrl+Z takes the import back and says so, Ctrl+Shift+Z brings it again."""
    import_by_drop(qtbot, open_window, corpus_file(9))
    open_window.action("edit.undo").trigger()
    qtbot.waitUntil(told(open_window, "Undid import (9 sentences)"))
    assert count(open_window) == 0
    open_window.action("edit.redo").trigger()
    qtbot.waitUntil(told(open_window, "Redid import (9 sentences)"))
    assert count(open_window) == 9


def test_ctrl_s_answers(qtbot: QtBot, open_window: MainWindow) -> None:
    """Ctrl+S has nothing to do, and says that everything is saved."""
    QTest.keyClick(open_window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(told(open_window, "Everything is saved."))


def test_an_edit_shows_saved_after_commit(qtbot: QtBot, open_window: MainWindow) -> None:
    """The status bar says saved when the operation has returned."""
    assert open_window.session is not None
    open_window.status.saved.clear()
    open_window.session.context.do(add_labels, ["BIRD"])
    qtbot.waitUntil(lambda: "saved" in open_window.status.saved.text())


def test_a_project_that_is_none_is_refused_in_the_bar(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    """A text file under a project's name is a quiet bar with a code; the window goes on."""
    path = tmp_path / "no.nerproj"
    path.write_text("this is no database at all, only words", "utf-8")
    window.open_path(path)
    qtbot.waitUntil(told(window, "[NW-S"))
    assert window.session is None


def test_recent_projects_are_offered(
    qtbot: QtBot, open_window: MainWindow, services: Services
) -> None:
    """After closing, the start page lists the project, and a click opens it again."""
    with qtbot.waitSignal(open_window.closed_project):
        open_window.action("file.close").trigger()
    buttons = open_window.start_page.findChildren(QPushButton)
    button = next(button for button in buttons if button.text() == "work")
    with qtbot.waitSignal(open_window.opened):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert open_window.session is not None


def test_another_project_takes_the_place(
    qtbot: QtBot, open_window: MainWindow, tmp_path: Path
) -> None:
    """Opening a second project closes the first, whose file is free then."""
    assert open_window.session is not None
    first = open_window.session.path
    with qtbot.waitSignal(open_window.opened):
        open_window.create_path(tmp_path / "second.nerproj", ())
    assert open_window.session.path.name == "second.nerproj"
    with qtbot.waitSignal(open_window.opened):
        drop(open_window, first)
    assert open_window.session.path == first


def test_the_palette_runs_an_action(qtbot: QtBot, open_window: MainWindow) -> None:
    """Ctrl+K, a few letters and Enter do what the action does."""
    palette = open_window.show_palette()
    QTest.keyClicks(palette.field, "dark th")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert theme.theme().choice == "dark"


def test_the_keys_sheet_opens(qtbot: QtBot, window: MainWindow) -> None:
    """F1 shows all keys on one sheet."""
    window.action("help.keys").trigger()
    sheet = window.findChild(KeysSheet)
    assert sheet is not None
    assert len(sheet.shown_names()) > 20
    sheet.close()


def test_the_theme_is_remembered(
    qtbot: QtBot, window: MainWindow, services: Services, qapp: QApplication
) -> None:
    """A chosen theme is there again in the next window."""
    window.action("view.theme_dark").trigger()
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == theme.DARK.window
    window.close()
    theme.apply_theme(qapp, "light")
    second = MainWindow(services)
    qtbot.addWidget(second)
    assert theme.is_dark()
    second.close()


def test_export_is_read_back(
    qtbot: QtBot,
    open_window: MainWindow,
    corpus_file: MakeCorpus,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ctrl+E leads to a dialog that writes what came in and says that it was compared."""
    path = corpus_file(4)
    import_by_drop(qtbot, open_window, path)
    out = tmp_path / "out.conll"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    open_window.action("file.export").trigger()
    dialog = open_window.exchange.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.export_button.isEnabled)
    QTest.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "4 sentences written, read back" in dialog.proof.text())
    assert out.read_text("utf-8").strip() == path.read_text("utf-8").strip()
    QTest.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    assert open_window.exchange.dialog is None


def test_the_filter_of_the_list_can_be_exported(
    qtbot: QtBot, open_window: MainWindow, corpus_file: MakeCorpus
) -> None:
    """What the list shows is offered to the export by the words that were typed."""
    import_by_drop(qtbot, open_window, corpus_file(12))
    assert open_window.session is not None
    place = open_window.session.place("annotate")
    place.show_filter("Ada")  # type: ignore[attr-defined]
    open_window.action("file.export").trigger()
    dialog = open_window.exchange.dialog
    assert dialog is not None
    assert dialog.form.only_listed.text().endswith(": Ada")
    dialog.form.only_listed.setChecked(True)
    qtbot.waitUntil(lambda: dialog.counts.text().startswith("2 sentences"))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_closing_the_project_takes_page_and_dialog_away(
    qtbot: QtBot, open_window: MainWindow, corpus_file: MakeCorpus
) -> None:
    """Neither an import page nor an export dialog outlives its project."""
    import_by_drop(qtbot, open_window, corpus_file(4))
    drop(open_window, corpus_file(5, "more.conll"))
    open_window.action("file.export").trigger()
    page, dialog = open_window.exchange.page, open_window.exchange.dialog
    assert page is not None and dialog is not None
    with qtbot.waitSignal(open_window.closed_project):
        open_window.close_project()
    assert import_page_of(open_window) is None and open_window.exchange.dialog is None
    assert open_window.stack.currentWidget() is open_window.start_page


def test_another_place_leaves_the_preview(
    qtbot: QtBot, open_window: MainWindow, corpus_file: MakeCorpus
) -> None:
    """Who goes on to another place has left the import; nothing of it stays open."""
    drop(open_window, corpus_file(4))
    assert open_window.exchange.page is not None
    open_window.action("view.clean").trigger()
    assert import_page_of(open_window) is None
    assert count(open_window) == 0


def test_an_import_goes_on_behind_another_place(
    qtbot: QtBot,
    open_window: MainWindow,
    corpus_file: MakeCorpus,
    held_import: Event,
) -> None:
    """Once begun it is not lost by looking elsewhere or by dropping more; its end is told."""
    drop(open_window, corpus_file(4))
    page = open_window.exchange.page
    assert page is not None
    qtbot.waitUntil(lambda: page.corpus is not None)
    QTest.mouseClick(page.import_button, Qt.MouseButton.LeftButton)
    open_window.action("view.clean").trigger()
    drop(open_window, corpus_file(5, "more.conll"))
    assert told(open_window, "Wait until the import")()
    assert import_page_of(open_window) is page
    held_import.set()
    qtbot.waitUntil(told(open_window, "Imported 4 sentences"))
    assert open_window.action("view.clean").isChecked()
    assert import_page_of(open_window) is None
    assert count(open_window) == 4


@pytest.mark.parametrize("pack", ["folder", "archive"])
def test_folders_and_archives_are_imported(
    qtbot: QtBot,
    open_window: MainWindow,
    corpus_file: MakeCorpus,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pack: str,
) -> None:
    """A folder can be chosen from the menu, an archive dropped: all their files come in."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number, name in ((3, "train.conll"), (2, "dev.conll")):
        corpus_file(number, name).rename(folder / name)
    if pack == "folder":
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
        open_window.action("file.import_folder").trigger()
    else:
        drop(open_window, Path(shutil.make_archive(str(folder), "zip", folder)))
    page = open_window.exchange.page
    assert page is not None
    qtbot.waitUntil(lambda: page.corpus is not None)
    with qtbot.waitSignal(page.imported):
        QTest.mouseClick(page.import_button, Qt.MouseButton.LeftButton)
    assert count(open_window) == 5


def test_closing_asks_only_while_a_training_runs(
    qtbot: QtBot, open_window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With a training that would end, a no keeps the window open; one that waits is kept anyway."""
    asked: list[object] = []

    def refuse(*arguments: object) -> QMessageBox.StandardButton:
        asked.append(arguments)
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "question", refuse)
    assert open_window.session is not None
    board = open_window.session.board
    monkeypatch.setattr(board, "_start_next", lambda: None)
    board.add(JobRequest("run-1", "run-1", JobKind.TRAIN, tmp_path))
    with monkeypatch.context() as running:
        running.setattr(JobBoard, "trains", True)
        assert not open_window.close()
    assert len(asked) == 1
    assert open_window.close()
    assert len(asked) == 1


def test_closing_while_a_project_opens_leaves_it_free(
    qtbot: QtBot, window: MainWindow, services: Services, tmp_path: Path
) -> None:
    """A window closed too early does not keep the project's file to itself."""
    path = tmp_path / "early.nerproj"
    services.create_project(path, ()).close()
    window.open_path(path)
    window.close()
    qtbot.waitUntil(lambda: _can_open(services, path))


def _can_open(services: Services, path: Path) -> bool:
    try:
        services.open_project(path).close()
    except WorkbenchError:
        return False
    return True


@pytest.mark.parametrize("name", ["annotate", "clean", "train"])
def test_every_place_opens_by_key(qtbot: QtBot, open_window: MainWindow, name: str) -> None:
    """Ctrl+1 to Ctrl+3 show the places, which answer on an empty project."""
    open_window.action(f"view.{name}").trigger()
    assert open_window.session is not None
    assert open_window.stack.currentWidget() is open_window.session.place(name)
    qtbot.waitUntil(lambda: open_window.tasks.pending == 0)


def test_the_borders_of_a_place_are_remembered(
    qtbot: QtBot, open_window: MainWindow, tmp_path: Path
) -> None:
    """A column made wider is as wide when the project is opened again."""
    assert open_window.session is not None
    splitter = open_window.session.place("annotate").findChild(QSplitter, "columns")
    assert splitter is not None
    splitter.setSizes([420, 500, 300])
    wanted = splitter.sizes()
    with qtbot.waitSignal(open_window.closed_project):
        open_window.close_project()
    with qtbot.waitSignal(open_window.opened):
        open_window.open_path(tmp_path / "work.nerproj")
    again = open_window.session.place("annotate").findChild(QSplitter, "columns")
    assert again is not None and again is not splitter
    qtbot.waitUntil(lambda: again.sizes() == wanted)


def test_a_file_dialog_that_was_left_changes_nothing(
    qtbot: QtBot, open_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cancelled is silent: no import page, no message."""
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args, **_named: ([], ""))
    shown = open_window.stack.currentWidget()
    QTest.keyClick(open_window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert open_window.stack.currentWidget() is shown
    assert not open_window.bar.isVisible()


def test_clean_has_the_keys_when_it_comes_to_the_front(
    qtbot: QtBot, open_window: MainWindow
) -> None:
    """So that Ctrl+R and its like act at once, not only after a click into the page."""
    open_window.action("view.clean").trigger()
    assert open_window.session is not None
    place = cast(CleanPlace, open_window.session.place("clean"))
    for page in (place.findings, place.quality):
        place.tabs.setCurrentWidget(page)
        focus = open_window.focusWidget()
        assert focus is page or page.isAncestorOf(focus)
