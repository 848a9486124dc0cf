"""Everything that nobody caught comes here: it is noted, and told where somebody can read it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from workbench import log
from workbench.ui.notify import Notifier

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def catch_everything(notify: Notifier) -> None:
    """Catch what slots, threads and finalizers let through, and what Qt complains of."""
    sys.excepthook = hook_for(notify)
    threading.excepthook = _note_thread
    sys.unraisablehook = _note_unraisable
    qInstallMessageHandler(_note_message)


def let_go() -> None:
    """Put everything back as Python and Qt have it."""
    sys.excepthook = sys.__excepthook__
    threading.excepthook = threading.__excepthook__
    sys.unraisablehook = sys.__unraisablehook__
    qInstallMessageHandler(None)


def hook_for(notify: Notifier) -> Hook:
    """An exception hook that tells the person, and leaves an interrupt alone."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            QApplication.quit()
            return
        sys.__excepthook__(kind, error, trace)
        notify.error(error)

    return hook


def _note_thread(failed: threading.ExceptHookArgs) -> None:
    threading.__excepthook__(failed)
    if failed.exc_value is not None:
        log.record_failure(failed.exc_value, "thread")


def _note_unraisable(failed: sys.UnraisableHookArgs) -> None:
    sys.__unraisablehook__(failed)
    if failed.exc_value is not None:
        log.record_failure(failed.exc_value, "finalizer")


def _note_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """What Qt says goes to standard error as ever; the log gets no word of it."""
    print(text, file=sys.stderr)
    if kind is not QtMsgType.QtDebugMsg:
        log.record("qt", kind=kind.name, category=context.category, line=context.line)
