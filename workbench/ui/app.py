"""Starts the window."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from workbench.crashes import Watch
from workbench.ui.endings import Endings
from workbench.ui.main_window import MainWindow
from workbench.ui.services import Services
from workbench.ui.theme import follow_system, new_application
from workbench.ui.trouble.hooks import catch_everything, let_go

COLLECT_EVERY_MS = 1000
LOOK_BACK_AFTER_MS = 500


def run_window(services: Services, path: Path | None = None, *, sample: bool = False) -> int:
    """Show the window, on a project if one is given; the exit status when it is closed."""
    watch = Watch()
    app = make_application()
    window = MainWindow(services)
    catch_everything(window.notify)
    endings = Endings(window, app)
    timer = collect_garbage_on_this_thread(window)
    window.show()
    look_back_soon(window)
    if path is not None:
        window.open_path(path)
    elif sample:
        window.action("file.sample").trigger()
    try:
        return app.exec()
    finally:
        timer.stop()
        endings.let_go()
        let_go()
        watch.end()


def make_application() -> QApplication:
    """The one application object, named so that the desktop knows it."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QGuiApplication.setDesktopFileName("ner-workbench")
    app = new_application(sys.argv[0])
    app.setApplicationName("ner-workbench")
    app.setApplicationDisplayName("NER Workbench")
    follow_system(app)
    return app


def look_back_soon(window: MainWindow) -> QTimer:
    """Look for crashes of earlier starts, after the first paint."""
    timer = QTimer(window)
    timer.setSingleShot(True)
    timer.setInterval(LOOK_BACK_AFTER_MS)
    timer.timeout.connect(lambda: _look_back(window))
    # A project that opens clears the bar.
    window.opened.connect(timer.start)
    timer.start()
    return timer


def _look_back(window: MainWindow) -> None:
    from workbench.ui.trouble.crashed import look_back

    look_back(window, window.notify)


def collect_garbage_on_this_thread(parent: QObject) -> QTimer:
    """Collect cycles only here: a collection in another thread would delete widgets there.

    There it may even wait for Python's lock while it holds one that Qt waits for here.
    """
    # Not by `gc.disable`: libraries turn the collector on again when they have read something.
    gc.set_threshold(0)
    # What was imported until now lives for ever; looking through it takes long, even once.
    gc.freeze()
    timer = QTimer(parent)
    timer.timeout.connect(_Collector())
    timer.start(COLLECT_EVERY_MS)
    return timer


class _Collector:
    """Collects young garbage each time, all of it every half minute."""

    def __init__(self) -> None:
        self._turn = 0

    def __call__(self) -> None:
        self._turn += 1
        gc.collect(2 if self._turn % 30 == 0 else 1)
