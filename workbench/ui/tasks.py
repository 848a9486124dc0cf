"""Slow work elsewhere, its outcome on the GUI thread.

No QObject is touched by another thread: finished futures go into a queue and wake the
GUI through a pair of sockets. This is one of the three boundaries that catch everything.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QSocketNotifier, Signal
from shiboken6 import isValid

T = TypeVar("T")
Done = Callable[[T], object]
Failed = Callable[[BaseException], object]

WORKERS = 2


@dataclass(eq=False)
class Ticket:
    """A task under way; once dropped, neither of its callbacks is called."""

    future: Future[Any]
    done: Callable[[Any], object]
    failed: Failed
    dropped: bool = False

    def drop(self) -> None:
        self.dropped = True

    @property
    def wanted(self) -> bool:
        """Whether somebody still listens: not dropped, and the listening widget lives."""
        owner = getattr(self.done, "__self__", None)
        return not self.dropped and (not isinstance(owner, QObject) or isValid(owner))


class _Mailbox:
    """Where other threads leave finished work; holds no QObject."""

    def __init__(self) -> None:
        self.reader, self._writer = socket.socketpair()
        self.reader.setblocking(False)
        self._writer.setblocking(False)
        self._finished: SimpleQueue[tuple[Future[Any], Ticket]] = SimpleQueue()

    def post(self, future: Future[Any], ticket: Ticket) -> None:
        self._finished.put((future, ticket))
        # A full buffer means that the GUI has been woken already; a closed one, that it is gone.
        with suppress(OSError):
            self._writer.send(b"\0")

    def take(self) -> list[tuple[Future[Any], Ticket]]:
        with suppress(BlockingIOError):
            self.reader.recv(4096)
        letters = []
        with suppress(Empty):
            while True:
                letters.append(self._finished.get_nowait())
        return letters

    def close(self) -> None:
        self.reader.close()
        self._writer.close()


class Tasks(QObject):
    """Follows futures; `went_wrong` carries what nobody else handles."""

    went_wrong = Signal(object)
    busy_changed = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(WORKERS, "workbench-task")
        self._mailbox = _Mailbox()
        self._open: set[Ticket] = set()
        self._closed = False
        self._notifier = QSocketNotifier(
            self._mailbox.reader.fileno(), QSocketNotifier.Type.Read, self
        )
        self._notifier.activated.connect(self._deliver)

    @property
    def pending(self) -> int:
        """How many tasks are under way."""
        return len(self._open)

    def follow(self, future: Future[T], done: Done[T], failed: Failed | None = None) -> Ticket:
        """Call `done` with the future's result, or `failed` with its exception, later."""
        ticket = Ticket(future, done, failed or self.went_wrong.emit)
        self._open.add(ticket)
        mailbox = self._mailbox
        future.add_done_callback(lambda finished: mailbox.post(finished, ticket))
        self.busy_changed.emit(self.pending)
        return ticket

    def run(self, work: Callable[[], T], done: Done[T], failed: Failed | None = None) -> Ticket:
        """Do `work` in another thread; it must not touch any widget."""
        return self.follow(self._pool.submit(work), done, failed)

    def cancel_all(self) -> None:
        """Forget everything under way: no callback of it is called any more."""
        for ticket in self._open:
            ticket.drop()
        self._open.clear()
        self.busy_changed.emit(0)

    def close(self) -> None:
        """Forget everything and let the threads end; safe to call twice."""
        if self._closed:
            return
        self._closed = True
        self.cancel_all()
        self._notifier.setEnabled(False)
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._mailbox.close()

    def _deliver(self) -> None:
        for future, ticket in self._mailbox.take():
            self._open.discard(ticket)
            if ticket.wanted:
                self._hand_over(future, ticket)
        self.busy_changed.emit(self.pending)

    def _hand_over(self, future: Future[Any], ticket: Ticket) -> None:
        try:
            error = future.exception()
            if error is not None:
                ticket.failed(error)
            else:
                ticket.done(future.result())
        except CancelledError:
            return
        except Exception as error:  # noqa: BLE001 - the boundary where any task may fail
            self.went_wrong.emit(error)
