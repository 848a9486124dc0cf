"""Slow work ends on the GUI thread, or is forgotten."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from workbench.ui.tasks import Tasks


class FakeView(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.results: list[object] = []

    def take(self, result: object) -> None:
        self.results.append(result)

    def in_between(self) -> Callable[[int], object]:
        """As views write it where there is more to say than the result."""
        return lambda result: self.take(result + 1)


def test_work_runs_elsewhere_and_ends_here(qtbot: QtBot, tasks: Tasks) -> None:
    """The work sees another thread, its callback the thread of the window."""
    ended: list[tuple[int, int]] = []
    tasks.run(threading.get_ident, lambda there: ended.append((there, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(ended))
    there, here = ended[0]
    assert here == threading.get_ident() != there


def test_a_failure_reaches_failed(qtbot: QtBot, tasks: Tasks) -> None:
    """An exception is handed over whole, and `done` is not called."""
    done: list[object] = []
    failed: list[BaseException] = []
    tasks.run(lambda: 1 // 0, done.append, failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], ZeroDivisionError)
    assert done == []


def test_what_nobody_handles_went_wrong(qtbot: QtBot, tasks: Tasks) -> None:
    """Without `failed`, the default hears of a failing task and of a failing callback."""
    heard: list[BaseException] = []
    tasks.went_wrong.connect(heard.append)
    tasks.run(lambda: 1 // 0, lambda _: None)
    qtbot.waitUntil(lambda: len(heard) == 1)
    tasks.run(lambda: 1, lambda one: one // 0)
    qtbot.waitUntil(lambda: len(heard) == 2)


def test_a_cancelled_future_is_silent(qtbot: QtBot, tasks: Tasks) -> None:
    """Nobody is told of what was cancelled."""
    heard: list[object] = []
    tasks.went_wrong.connect(heard.append)
    future: Future[int] = Future()
    tasks.follow(future, heard.append)
    future.cancel()
    future.set_running_or_notify_cancel()
    after: list[int] = []
    tasks.run(lambda: 1, after.append)
    qtbot.waitUntil(lambda: after == [1])
    assert heard == []


def test_a_dropped_task_is_forgotten(qtbot: QtBot, tasks: Tasks) -> None:
    """After drop and after cancel_all no callback comes any more."""
    first: Future[int] = Future()
    second: Future[int] = Future()
    heard: list[int] = []
    tasks.follow(first, heard.append).drop()
    tasks.follow(second, heard.append)
    tasks.cancel_all()
    first.set_result(1)
    second.set_result(2)
    tasks.run(lambda: 3, heard.append)
    qtbot.waitUntil(lambda: heard == [3])
    assert tasks.pending == 0


LISTENERS: dict[str, Callable[[FakeView], Callable[[int], object]]] = {
    "method": lambda view: view.take,
    "partial": lambda view: partial(view.take),
    "small function": lambda view: view.in_between(),
}


@pytest.mark.parametrize("kind", LISTENERS)
def test_a_dead_view_is_not_called(qtbot: QtBot, tasks: Tasks, kind: str) -> None:
    """A view deleted while its answer was under way is left alone, however it listens."""
    view = FakeView()
    listener = LISTENERS[kind](view)
    wrong: list[BaseException] = []
    tasks.went_wrong.connect(wrong.append)
    future: Future[int] = Future()
    tasks.follow(future, listener)
    delete(view)
    future.set_result(1)
    after: list[int] = []
    tasks.run(lambda: 2, after.append)
    qtbot.waitUntil(lambda: after == [2])
    assert view.results == []
    assert wrong == []


def test_close_may_be_called_twice(tasks: Tasks, caplog: pytest.LogCaptureFixture) -> None:
    """A task that ends after the window was closed does no harm: futures log such failures."""
    future: Future[int] = Future()
    results: list[int] = []
    tasks.follow(future, results.append)
    tasks.close()
    tasks.close()
    future.set_result(1)
    assert results == []
    assert caplog.records == []


def test_answers_arrive_one_by_one(qtbot: QtBot, tasks: Tasks) -> None:
    """Each is handed over in order, then the end; found in another thread, told in this one."""
    heard: list[object] = []
    ended: Future[None] = Future()

    def ask(found: Callable[[int], object]) -> Future[None]:
        def work() -> None:
            for answer in range(3):
                found(answer)
            ended.set_result(None)

        threading.Thread(target=work).start()
        return ended

    tasks.follow_steps(ask, heard.append, lambda _: heard.append("end"))
    qtbot.waitUntil(lambda: "end" in heard)
    assert heard == [0, 1, 2, "end"]
    assert tasks.pending == 0


def test_a_dropped_question_in_steps_is_cancelled(tasks: Tasks) -> None:
    """Nobody goes on looking for what nobody wants."""
    question: Future[None] = Future()
    ticket = tasks.follow_steps(lambda _: question, lambda _: None, lambda _: None)
    ticket.drop()
    assert question.cancelled()
