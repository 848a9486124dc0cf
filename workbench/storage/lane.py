"""The one thread in which every read and write of a project runs, in order."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class Lane:
    """A single worker thread; work is done in the order in which it was given."""

    def __init__(self, name: str) -> None:
        self._work: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None]
        self._work = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)
        self._closed = False
        self._thread.start()

    def run(self, work: Callable[[], T]) -> Future[T]:
        """Queue work; its result or exception arrives in the future."""
        if self._closed:
            raise RuntimeError("the lane is closed")
        future: Future[T] = Future()
        self._work.put((future, work))
        return future

    def close(self) -> None:
        """Finish what was queued, then end the thread."""
        if not self._closed:
            self._closed = True
            self._work.put(None)
            self._thread.join()

    def _loop(self) -> None:
        while (item := self._work.get()) is not None:
            future, work = item
            if future.set_running_or_notify_cancel():
                _finish(future, work)
            del future, work, item


def _finish(future: Future[T], work: Callable[[], T]) -> None:
    try:
        result = work()
    except BaseException as error:  # noqa: BLE001 - a boundary: the caller gets it in the future
        future.set_exception(error)
    else:
        future.set_result(result)
