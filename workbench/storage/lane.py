"""The one thread in which every read and write of a project runs, in order."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")
# Does one step; whether there are more.
Step = Callable[[], bool]


class Lane:
    """A single worker thread; work is done in the order in which it was given.

    What is done in steps waits between two steps for everything else; the idle work, which
    nobody waits for, is done when there is nothing else at all.
    """

    def __init__(self, name: str) -> None:
        self._given = threading.Condition()
        self._work: deque[tuple[Future[Any], Callable[[], Any]]] = deque()
        self._steps: deque[tuple[Future[None], Step]] = deque()
        self._idle: deque[tuple[Future[None], Step]] = deque()
        self._closed = False
        self._steps_ended = False
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)
        self._thread.start()

    @property
    def closed(self) -> bool:
        return self._closed

    def run(self, work: Callable[[], T]) -> Future[T]:
        """Queue work; its result or exception arrives in the future."""
        future: Future[T] = Future()
        with self._given:
            self._check_open()
            self._work.append((future, work))
            self._given.notify()
        return future

    def run_in_steps(self, step: Step, idle: bool = False) -> Future[None]:
        """Call `step` while it says that there is more; a cancelled future ends that."""
        future: Future[None] = Future()
        with self._given:
            self._check_open()
            if self._steps_ended:
                future.cancel()
                return future
            (self._idle if idle else self._steps).append((future, step))
            self._given.notify()
        return future

    def give_up_steps(self) -> None:
        """End everything that is done in steps, also what is given later."""
        with self._given:
            self._steps_ended = True
            for future, _ in (*self._steps, *self._idle):
                future.cancel()

    def close(self) -> None:
        """Finish what was queued, give up what is done in steps, then end the thread."""
        with self._given:
            if self._closed:
                return
            self._closed = True
            self._given.notify()
        self._thread.join()

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError("the lane is closed")

    def _loop(self) -> None:
        while self._wait():
            if self._work:
                _finish(*self._work.popleft())
            else:
                self._advance(self._steps or self._idle)
        self.give_up_steps()

    def _wait(self) -> bool:
        """Wait for something to do; False when the lane is closed and nothing is left."""
        with self._given:
            while not (self._work or self._steps or self._idle or self._closed):
                self._given.wait()
            return bool(self._work) or not self._closed

    def _advance(self, steps: deque[tuple[Future[None], Step]]) -> None:
        """Do the next step of whoever has waited longest."""
        future, step = steps.popleft()
        # Not running, as futures mean it: one that is may not be cancelled any more.
        if future.cancelled():
            return
        try:
            more = step()
        except BaseException as error:  # noqa: BLE001 - a boundary: the caller gets it
            if future.set_running_or_notify_cancel():
                future.set_exception(error)
            return
        if more and not self._steps_ended:
            steps.append((future, step))
        elif more:
            future.cancel()
        elif future.set_running_or_notify_cancel():
            future.set_result(None)


def _finish(future: Future[T], work: Callable[[], T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = work()
    except BaseException as error:  # noqa: BLE001 - a boundary: the caller gets it in the future
        future.set_exception(error)
    else:
        future.set_result(result)
