"""Starts the window."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from workbench.ui.main_window import MainWindow
from workbench.ui.notify import Notifier
from workbench.ui.services import Services
from workbench.ui.theme import follow_system, new_application

COLLECT_EVERY_MS = 1000


def run_window(services: Services, path: Path | None = None, *, sample: bool = False) -> int:
    """Show the window, on a project if one is given; the exit status when it is closed."""
    app = make_application()
    window = MainWindow(services)
    catch_everything(window.notify)
    timer = collect_garbage_on_this_thread(window)
    window.show()
    if path is not None:
        window.open_path(path)
    elif sample:
        window.action("file.sample").trigger()
    try:
        return app.exec()
    finally:
        timer.stop()
        sys.excepthook = sys.__excepthook__


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


def catch_everything(notify: Notifier) -> None:
    """Hand what no one caught to the notifier: a slot that fails must not be silent."""
    sys.excepthook = hook_for(notify)


def hook_for(
    notify: Notifier,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """An exception hook that tells the person, and leaves an interrupt alone."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            QApplication.quit()
            return
        sys.__excepthook__(kind, error, trace)
        notify.error(error)

    return hook


def collect_garbage_on_this_thread(parent: QObject) -> QTimer:
    """Collect cycles only here: a collection in another thread would delete widgets there."""
    gc.disable()
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
