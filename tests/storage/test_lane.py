"""One thread does all work of a project: what is short first, what nobody waits for last."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError

import pytest

from workbench.storage.lane import Lane


@pytest.fixture
def lane() -> Iterator[Lane]:
    lane = Lane("test")
    yield lane
    lane.close()


def counting(name: str, done: list[str], steps: int) -> Callable[[], bool]:
    def step() -> bool:
        done.append(name)
        return done.count(name) < steps

    return step


def test_idle_work_comes_after_everything_else(lane: Lane) -> None:
    """Work first, then steps by turns, then the idle steps, whatever was given first."""
    done: list[str] = []
    hold = threading.Event()
    lane.run(hold.wait)
    idle = lane.run_in_steps(counting("idle", done, 2), idle=True)
    lane.run_in_steps(counting("a", done, 2))
    lane.run_in_steps(counting("b", done, 2))
    lane.run(lambda: done.append("work"))
    hold.set()
    idle.result()
    assert done == ["work", "a", "b", "a", "b", "idle", "idle"]


def test_steps_are_given_up_for_good(lane: Lane) -> None:
    """Also those that come later, and the one that is in the middle; work still goes on."""
    inside, hold = threading.Event(), threading.Event()

    def step() -> bool:
        inside.set()
        hold.wait()
        return True

    running = lane.run_in_steps(step)
    waiting = lane.run_in_steps(step, idle=True)
    inside.wait()
    lane.give_up_steps()
    hold.set()
    for future in (running, waiting, lane.run_in_steps(step)):
        with pytest.raises(CancelledError):
            future.result()
    assert lane.run(lambda: 7).result() == 7
