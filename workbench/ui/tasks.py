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
from functools import partial
from queue import Empty, SimpleQueue
from types import FunctionType
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
    # What gets the answers of a question in steps; such a question ends when it is dropped.
    step: Callable[[Any], object] | None = None

    def drop(self) -> None:
        self.dropped = True
        if self.step is not None:
            self.future.cancel()

    @property
    def wanted(self) -> bool:
        """Whether somebody still listens: not dropped, and the listening widget lives."""
        return not self.dropped and listens(self.done)


def listens(callback: Callable[..., object]) -> bool:
    """Whether the object of Qt lives whose method this is, or that made this small function."""
    owner = _owner(callback)
    return not isinstance(owner, QObject) or isValid(owner)


def _owner(callback: Callable[..., object]) -> object:
    if isinstance(callback, partial):
        return _owner(callback.func)
    if isinstance(callback, FunctionType):
        held = zip(callback.__code__.co_freevars, callback.__closure__ or (), strict=True)
        return next((cell.cell_contents for name, cell in held if name == "self"), None)
    return getattr(callback, "__self__", None)


@dataclass(frozen=True)
class _Letter:
    """News of a task: one more answer, or that it has ended."""

    ticket: Ticket
    answer: Any = None
    ended: bool = True


class _Mailbox:
    """Where other threads leave finished work; holds no QObject."""

    def __init__(self) -> None:
        self.reader, self._writer = socket.socketpair()
        self.reader.setblocking(False)
        self._writer.setblocking(False)
        self._letters: SimpleQueue[_Letter] = SimpleQueue()

    def post(self, letter: _Letter) -> None:
        self._letters.put(letter)
        # A full buffer means that the GUI has been woken already; a closed one, that it is gone.
        with suppress(OSError):
            self._writer.send(b"\0")

    def take(self) -> list[_Letter]:
        with suppress(BlockingIOError):
            self.reader.recv(4096)
        letters = []
        with suppress(Empty):
            while True:
                letters.append(self._letters.get_nowait())
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
        self.closed = False
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
        return self._await(ticket)

    def follow_steps(
        self,
        ask: Callable[[Callable[[T], object]], Future[None]],
        step: Callable[[T], object],
        done: Done[None],
        failed: Failed | None = None,
    ) -> Ticket:
        """Call `step` with each answer of what `ask` begins, and `done` after the last one.

        `ask` is given what takes the answers, in whatever thread they are found.
        """
        mailbox = self._mailbox
        # The answers come with the ticket, so it has to be there before the question.
        ticket = Ticket(Future(), done, failed or self.went_wrong.emit, step=step)
        ticket.future = ask(lambda answer: mailbox.post(_Letter(ticket, answer, ended=False)))
        return self._await(ticket)

    def _await(self, ticket: Ticket) -> Ticket:
        self._open.add(ticket)
        mailbox = self._mailbox
        ticket.future.add_done_callback(lambda _: mailbox.post(_Letter(ticket)))
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
        if self.closed:
            return
        self.closed = True
        self.cancel_all()
        self._notifier.setEnabled(False)
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._mailbox.close()

    def _deliver(self) -> None:
        for letter in self._mailbox.take():
            if letter.ended:
                self._open.discard(letter.ticket)
            if letter.ticket.wanted:
                self._hand_over(letter)
        self.busy_changed.emit(self.pending)

    def _hand_over(self, letter: _Letter) -> None:
        ticket, future = letter.ticket, letter.ticket.future
        try:
            if not letter.ended:
                assert ticket.step is not None
                ticket.step(letter.answer)
                return
            error = future.exception()
            if error is not None:
                ticket.failed(error)
            else:
                ticket.done(future.result())
        except CancelledError:
            return
        except Exception as error:  # noqa: BLE001 - the boundary where any task may fail
            self.went_wrong.emit(error)
