"""The real window on a project, for scripts that measure or press keys in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEventLoop

from workbench import bootstrap
from workbench.ui.app import collect_garbage_on_this_thread
from workbench.ui.main_window import MainWindow

# The smallest screen that the program is made for.
SMALL = (1280, 720)


@contextmanager
def opened_window(project: Path, size: tuple[int, int] | None = None) -> Iterator[MainWindow]:
    """The window as the program shows it, with a project open; its jobs end with the block.

    An application must be there. Nothing of the window runs on after the block.
    """
    window = MainWindow(bootstrap.window_services())
    timer = collect_garbage_on_this_thread(window)
    if size is not None:
        window.resize(*size)
    with opened(window, project):
        try:
            yield window
        finally:
            timer.stop()


@contextmanager
def opened(window: MainWindow, project: Path) -> Iterator[None]:
    """Show a window with a project open, and close both after the block."""
    window.show()
    loop = QEventLoop()
    window.open_path(project, loop.quit)
    loop.exec()
    try:
        yield
    finally:
        _end_quietly(window)


def _end_quietly(window: MainWindow) -> None:
    """Cancel what runs and close the project, as the window does when it is closed."""
    if window.session is not None:
        window.session.cut_jobs()
    loop = QEventLoop()
    window.close_project(loop.quit)
    loop.exec()
    window.close()
