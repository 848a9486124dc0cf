"""The program as a person starts it: a process of its own, a real X server, real keys."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from workbench import bootstrap
from workbench.domain.entity import Entity
from workbench.domain.sentence import Sentence, Status
from workbench.formats.reading import read_corpus
from workbench.operations.exchange import import_corpus

LACKING = [tool for tool in ("Xvfb", "xdotool") if shutil.which(tool) is None]
pytestmark = [
    pytest.mark.xvfb,
    pytest.mark.skipif(bool(LACKING), reason=f"not installed: {', '.join(LACKING)}"),
]
PATIENCE = 90.0
HEAVY = frozenset({"torch", "transformers", "flair", "numpy", "seqeval", "sklearn"})

# Runs the window as `workbench PROJECT` does, and tells what happens in it line by line.
DRIVER = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog
from workbench.bootstrap import open_window
from workbench.ui.app import make_application
from workbench.ui.main_window import MainWindow

app = make_application()

def tell(**what):
    print(json.dumps(what), flush=True)

seen = []

def once(what, **told):
    if what not in seen:
        seen.append(what)
        tell(**told)

def look():
    for window in app.topLevelWidgets():
        if isinstance(window, MainWindow):
            look_at(window)
        elif isinstance(window, QFileDialog) and window.isVisible():
            once("file", window=int(window.winId()))

def look_at(window):
    if window.session is None or window.session.place("annotate").desk.shown is None:
        return
    if "main" not in seen:
        hub = window.session.context.hub
        hub.changed.connect(lambda changes: tell(changed=changes.operation))
    once("main", window=int(window.winId()), modules=sorted(sys.modules))
    dialog = window.exchange.dialog
    if dialog is not None and dialog.export_button.isEnabled():
        once("export", window=int(dialog.winId()))
    if dialog is not None and dialog.written:
        once("written", sentences=dialog.written.sentences)

timer = QTimer()
timer.timeout.connect(look)
timer.start(50)
sys.exit(open_window(Path(sys.argv[1])))
"""
Environment = dict[str, str]


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Environment]:
    """An X server of its own, and an environment without the settings of anybody else."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        display = f":{server.stdout.readline().strip()}"
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        own = {"HOME": str(tmp_path), "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        yield kept | own
        server.terminate()


@pytest.fixture
def project(tmp_path: Path, corpus_file: Callable[..., Path]) -> Path:
    """A project with six sentences that nobody has tagged yet."""
    path = tmp_path / "birds.nerproj"
    store = bootstrap.create_project(path, ("PER", "LOC"))
    corpus = read_corpus([corpus_file(6, "plain.txt", tagged=False)])
    store.submit(import_corpus, corpus).result()
    store.close()
    return path


class Seat:
    """A person before the screen: sees the window open, presses keys, sees what is saved."""

    def __init__(self, process: subprocess.Popen[str], screen: Environment) -> None:
        self._process = process
        self._screen = screen
        opened = self._hear()
        self.modules = frozenset(name.partition(".")[0] for name in opened["modules"])
        self._window = str(opened["window"])
        self._xdotool("windowfocus", self._window)

    def press(self, key: str) -> str:
        """Press a key; the name of the operation that was saved by it."""
        self._xdotool("key", key)
        return str(self._hear()["changed"])

    def open(self, key: str) -> str:
        """Press a key that opens a dialog, and turn to it; its window's number."""
        self._xdotool("key", key)
        dialog = str(self._hear()["window"])
        self._xdotool("windowfocus", "--sync", dialog)
        return dialog

    def write(self, text: str) -> int:
        """Type a file's name and Enter; how many sentences were written and compared."""
        self._xdotool("key", "ctrl+a")
        self._xdotool("type", text)
        self._xdotool("key", "Return")
        return int(self._hear()["sentences"])

    def close(self, dialog: str) -> None:
        """Close a dialog by Esc, and turn to the main window again."""
        self._xdotool("windowfocus", "--sync", dialog)
        self._xdotool("key", "Escape")
        self._xdotool("windowfocus", "--sync", self._window)

    def leave(self) -> None:
        """Quit by key and wait until the program has ended."""
        self._xdotool("key", "ctrl+q")
        assert self._process.wait(PATIENCE) == 0

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the window is gone"
        return dict(json.loads(line))

    def _xdotool(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self._screen, check=True, timeout=PATIENCE)


@contextmanager
def seated(project: Path, screen: Environment) -> Iterator[Seat]:
    """The program on that project; it is ended when it hangs."""
    with subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(project)], stdout=subprocess.PIPE, text=True, env=screen
    ) as process:
        timer = Timer(PATIENCE, process.kill)
        timer.start()
        try:
            yield Seat(process, screen)
        finally:
            timer.cancel()
            process.kill()


def stored(project: Path) -> Sentence:
    """The first sentence as the project file holds it."""
    store = bootstrap.open_project(project)
    try:
        return store.ask(lambda reader: next(iter(reader.sentences(reader.ids())))).result()
    finally:
        store.close()


def test_the_window_loads_nothing_heavy(project: Path, screen: Environment) -> None:
    """After the first paint on an open project, no engine and no array library is there."""
    with seated(project, screen) as seat:
        seat.leave()
    assert "workbench" in seat.modules
    assert not seat.modules & HEAVY


def test_keys_label_and_accept(project: Path, screen: Environment) -> None:
    """A digit labels the token under the cursor, Enter calls the sentence done; both are kept."""
    with seated(project, screen) as seat:
        seat.press("1")
        seat.press("Return")
        seat.leave()
    sentence = stored(project)
    assert sentence.entities == (Entity("PER", 0, 1),)
    assert sentence.status is Status.DONE


def test_undo_reaches_through_a_restart(project: Path, screen: Environment) -> None:
    """What was labelled before the window was closed is taken back by Ctrl+Z in the next one."""
    with seated(project, screen) as seat:
        seat.press("1")
        seat.leave()
    assert stored(project).entities
    with seated(project, screen) as seat:
        seat.press("ctrl+z")
        seat.leave()
    assert not stored(project).entities


def test_an_export_by_keys(project: Path, screen: Environment, tmp_path: Path) -> None:
    """Ctrl+E, Enter, a name and Enter write a file that was read back and compared."""
    target = tmp_path / "out.conll"
    with seated(project, screen) as seat:
        seat.press("1")
        dialog = seat.open("ctrl+e")
        seat.open("Return")
        assert seat.write(str(target)) == 6
        seat.close(dialog)
        seat.leave()
    assert target.read_text("utf-8").startswith("Ada\tB-PER\nsaw\tO\n")
