"""A window that is ended from outside: `python -m tests.faults.ending_driver PROJECT MOMENT`.

It edits again and again, says "saved LABEL" of each edit that the window showed as saved, and
"ready" once it has come to its moment and some edits are saved.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMenu

from workbench import bootstrap
from workbench.operations.label import add_labels
from workbench.ui import app as ui_app
from workbench.ui import questions
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.main_window import MainWindow
from workbench.ui.project_files import ask_open_project

# Labels make the window slower, and a window that waits for its turn need not add hundreds.
MOST, PAUSE_MS = 40, 5
HEARD = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
TYPED = "typed at the end"


def while_saving(window: MainWindow) -> None:
    """In the middle of edits."""


def in_file_dialog(window: MainWindow) -> None:
    ask_open_project(window)


def in_close_question(window: MainWindow) -> None:
    """While a person is asked whether closing may end a training."""
    type(window)._may_end_jobs = _asks  # type: ignore[method-assign, assignment]
    window.close()


def _asks(window: MainWindow) -> bool:
    return questions.may_end_training(window) or not window.asks


def in_menu(window: MainWindow) -> None:
    menu = QMenu(window)
    menu.addAction("one")
    menu.exec()


def while_typing(window: MainWindow) -> None:
    """A note that was typed and not saved yet."""
    note = _annotate(window).details.note
    note.setFocus()
    note.setPlainText(TYPED)


def _annotate(window: MainWindow) -> AnnotatePlace:
    assert window.session is not None
    place = window.session.place("annotate")
    assert isinstance(place, AnnotatePlace)
    return place


MOMENTS: dict[str, Callable[[MainWindow], None]] = {
    one.__name__: one
    for one in (while_saving, in_file_dialog, in_close_question, in_menu, while_typing)
}


class Editor:
    """Adds a label as soon as the one before it is saved."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._numbers = itertools.count()
        self.edit()

    def edit(self) -> None:
        session = self._window.session
        if session is None:
            return
        label = f"L{next(self._numbers)}"
        session.context.do(add_labels, (label,), done=lambda _: self._saved(label))

    def _saved(self, label: str) -> None:
        print(f"saved {label}", flush=True)
        if label == "L2":
            print("ready", flush=True)
        if label != f"L{MOST}":
            QTimer.singleShot(PAUSE_MS, self.edit)


def main(project: Path, moment: str) -> int:
    """Run the window as the program does."""
    for number in HEARD:
        # What runs tests in the background may ignore some of them, and so would the window.
        signal.signal(number, signal.SIG_DFL)
    services = replace(
        bootstrap.window_services(),
        remember=lambda path: None,
        state_file=project.with_name("window.ini"),
    )
    QTimer.singleShot(0, ui_app.make_application(), lambda: _wait(moment))
    return ui_app.run_window(services, project)


def _wait(moment: str) -> None:
    window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))
    editors: list[Editor] = []

    def look() -> None:
        if window.session is None or _annotate(window).desk.shown is None:
            return
        timer.stop()
        editors.append(Editor(window))
        MOMENTS[moment](window)

    timer = QTimer(window, interval=10)
    timer.timeout.connect(look)
    timer.start()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
