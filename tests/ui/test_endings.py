"""U05 and U08: how the window ends, and where garbage is collected."""

from __future__ import annotations

import gc
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from tests.faults import invariants
from tests.faults.endings import Ending
from workbench import bootstrap
from workbench.formats.reading import read_corpus
from workbench.operations.exchange import import_corpus
from workbench.operations.label import add_labels
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.app import collect_garbage_on_this_thread
from workbench.ui.endings import Endings
from workbench.ui.main_window import MainWindow

ONE_SQLITE = """
import sys
from pathlib import Path
from workbench import bootstrap
import workbench.ui.main_window
project = bootstrap.create_project(Path(sys.argv[1]), ("PER",))
maps = Path("/proc/self/maps").read_text()
files = {line.split()[-1] for line in maps.splitlines() if "sqlite" in line.lower()}
print(sorted(Path(file).name for file in files), "PySide6.QtSql" in sys.modules)
project.close()
"""


def test_u05_closing_with_a_dialog_open_keeps_every_edit(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No question is asked: what was shown as saved is saved."""
    asked: list[object] = []
    monkeypatch.setattr(QMessageBox, "question", lambda *words: asked.append(words))
    path = tmp_path / "work.nerproj"
    with qtbot.waitSignal(window.opened, timeout=60_000):
        window.create_path(path, ("PER",))
    assert window.session is not None
    with qtbot.waitSignal(window.notify.was_saved, timeout=60_000):
        window.session.context.do(add_labels, ("LOC",))
    dialog = QDialog(window)
    dialog.open()
    window.close()
    assert not asked and not window.isVisible()
    with bootstrap.open_project(path) as project:
        assert project.ask(lambda reader: reader.labels().names).result() == ("PER", "LOC")


@pytest.mark.skipif(sys.platform == "win32", reason="no signals on this system")
def test_u05_a_signal_ends_the_window_whatever_is_open(tmp_path: Path) -> None:
    """Real signals to real windows: each edit shown as saved is there, nothing is asked or left."""
    moments = {"in_close_question": signal.SIGHUP, "while_typing": signal.SIGTERM}
    endings = [Ending(tmp_path / moment, moment, kind) for moment, kind in moments.items()]
    ended = [one.finish() for one in endings]
    assert [one.wrong for one in ended if one.wrong] == []
    assert all("saved L2" in one.said for one in ended)


def test_u05_the_end_of_the_session_saves_what_was_typed(
    qtbot: QtBot, window: MainWindow, corpus_file: Callable[..., Path], tmp_path: Path
) -> None:
    """What stands in a field is in the project, and the close that follows asks nothing."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    path = tmp_path / "work.nerproj"
    with bootstrap.create_project(path) as project, read_corpus([corpus_file(2)]) as corpus:
        project.submit(import_corpus, corpus).result()
    with qtbot.waitSignal(window.opened, timeout=60_000):
        window.open_path(path)
    session = window.session
    assert session is not None
    place = session.place("annotate")
    assert isinstance(place, AnnotatePlace)
    qtbot.waitUntil(lambda: place.desk.shown is not None)
    window.activateWindow()
    place.details.note.setFocus()
    place.details.note.setPlainText("typed")
    endings = Endings(window, app)
    try:
        endings.prepare()
        notes = [
            one.note for one in session.context.store.ask(invariants.sentences).result().values()
        ]
        assert "typed" in notes and not window.asks
    finally:
        endings.let_go()


def test_u08_garbage_is_collected_in_the_window_s_thread_only(
    qtbot: QtBot, window: MainWindow
) -> None:
    """A thread that makes much of it does not collect: widgets would be deleted there.

    Nor after something has turned the collector on, as srsly does when it has read msgpack.
    """
    collectors: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        collectors.append(threading.get_ident())

    def litter() -> None:
        for _ in range(20_000):
            circle: list[object] = []
            circle.append(circle)

    gc.set_threshold(700, 10, 10)
    timer = collect_garbage_on_this_thread(window)
    gc.callbacks.append(note)
    gc.enable()
    try:
        thread = threading.Thread(target=litter)
        thread.start()
        thread.join()
        assert collectors == []
        timer.timeout.emit()
        assert set(collectors) == {threading.get_ident()}
    finally:
        gc.callbacks.remove(note)
        timer.stop()


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="no /proc on this system")
def test_c06_one_sqlite_is_in_the_process(tmp_path: Path) -> None:
    """A second copy of the library would break the locks of the first."""
    command = [sys.executable, "-c", ONE_SQLITE, str(tmp_path / "p.nerproj")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    names, qt_sql = said.strip().rsplit(" ", 1)
    assert qt_sql == "False"
    assert names.count("libsqlite3") <= 1
