"""Ends that come from outside: a signal of the system, or the end of the session."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterable
from contextlib import suppress
from types import FrameType

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, Qt, QTimer
from PySide6.QtWidgets import QApplication

from workbench import log
from workbench.operations.store import Reader
from workbench.ui.main_window import MainWindow

SIGNALS = ("SIGTERM", "SIGHUP", "SIGINT")
# After so many seconds a thread that still reads a file is not waited for any more.
PATIENCE = 10.0
# Seconds that the session waits for what is being saved.
SAVING = 2.0
# A session that does not end after all: from then on the window asks again what it has to ask.
ASKS_AGAIN_MS = 60_000


class Endings(QObject):
    """Closes the window as a person would, but asks nothing.

    A signal wakes Qt's loop through a pair of sockets; in its handler nothing could be done
    safely, and while the loop sleeps, Python would not even call it.
    """

    def __init__(self, window: MainWindow, app: QApplication) -> None:
        super().__init__(window)
        self._window = window
        self._app = app
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._hear)
        self._former_fd = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._former = {number: signal.signal(number, _note) for number in _heard()}
        app.commitDataRequest.connect(self.prepare, Qt.ConnectionType.DirectConnection)

    def let_go(self) -> None:
        """Leave signals to whoever had them before."""
        for number, handler in self._former.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._former_fd)
        self._app.commitDataRequest.disconnect(self.prepare)
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()

    def prepare(self, _manager: object = None) -> None:
        """The session is about to end: what was typed is saved, and the close will ask nothing."""
        self._window.asks = False
        QTimer.singleShot(ASKS_AGAIN_MS, self, self._ask_again)
        field = QApplication.focusWidget()
        if field is not None:
            # Fields hand over what was typed when they are left.
            field.clearFocus()
            field.setFocus()
        if self._window.session is not None:
            with suppress(TimeoutError):
                self._window.session.context.store.ask(_nothing).result(timeout=SAVING)

    def end(self) -> None:
        """Close the project, and leave every loop, also those of dialogs."""
        overdue = threading.Timer(PATIENCE, os._exit, (1,))
        overdue.daemon = True
        overdue.start()
        self._window.asks = False
        self._window.close()
        # A window that is asking whether to close is not closed a second time.
        self._window.shut_down()
        QCoreApplication.exit(0)

    def _hear(self) -> None:
        wanted = set(self._reader.recv(4096)) & set(self._former)
        if wanted:
            log.record("ended", by=signal.Signals(min(wanted)).name)
            self.end()

    def _ask_again(self) -> None:
        self._window.asks = True


def _heard() -> Iterable[signal.Signals]:
    """The signals that this system has and that nobody wants ignored, as nohup does."""
    there = (getattr(signal, name) for name in SIGNALS if hasattr(signal, name))
    return [number for number in there if signal.getsignal(number) is not signal.SIG_IGN]


def _note(_number: int, _frame: FrameType | None) -> None:
    """The number lies in the socket already."""


def _nothing(_reader: Reader) -> None:
    """Answered once everything before it is done."""
