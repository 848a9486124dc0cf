"""The queue lets jobs go only the ways of its table, one at a time in each lane."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.training import JobState
from workbench.jobs.queue import Job, Lane, Queue


def test_jobs_run_in_order_and_one_at_a_time() -> None:
    """The next job is the oldest that waits, once nothing is active."""
    queue = Queue().add("a").add("b")
    assert queue.next == Job("a")
    queue = queue.move("a", JobState.RUNNING)
    assert queue.next is None
    queue = queue.move("a", JobState.STOPPING)
    assert queue.active == Job("a", JobState.STOPPING)
    queue = queue.move("a", JobState.STOPPED)
    assert queue.next == Job("b")


def test_a_second_job_does_not_run_beside_the_first() -> None:
    """Starting while another runs is refused."""
    queue = Queue().add("a").add("b").move("a", JobState.RUNNING)
    with pytest.raises(ValueError, match="running"):
        queue.move("b", JobState.RUNNING)


def test_a_name_is_taken_once() -> None:
    """The same run cannot be queued twice."""
    with pytest.raises(ValueError, match="already"):
        Queue().add("a").add("a")


def test_a_running_job_is_not_forgotten() -> None:
    """Only a job that waits or has ended can be removed."""
    queue = Queue().add("a").move("a", JobState.RUNNING)
    with pytest.raises(ValueError, match="running"):
        queue.remove("a")
    assert queue.move("a", JobState.LOST).remove("a") == Queue()


@given(st.lists(st.sampled_from(JobState), max_size=6))
def test_an_end_is_an_end(states: list[JobState]) -> None:
    """Whatever is tried, no job leaves a state that is an end."""
    queue = Queue().add("a")
    for state in states:
        before = queue.job("a")
        if before.may_become(state):
            queue = queue.move("a", state)
            assert not before.state.ended
        else:
            with pytest.raises(ValueError, match="cannot become"):
                queue.move("a", state)


def test_each_lane_has_a_job() -> None:
    """One on the graphics card and one on the processor at the same time, and no third."""
    queue = Queue().add("a", Lane.GPU).add("b", Lane.GPU).add("c", Lane.CPU)
    queue = queue.move("a", JobState.RUNNING)
    assert queue.next is not None and queue.next.name == "c"
    queue = queue.move("c", JobState.RUNNING)
    assert queue.next is None and queue.active == queue.job("a")
    assert queue.active_in(Lane.CPU) == queue.job("c")
    with pytest.raises(ValueError, match="a is running"):
        queue.move("b", JobState.RUNNING)
    assert queue.move("a", JobState.DONE).next == queue.job("b")


def test_what_waits_changes_places() -> None:
    """Before another one that waits, or last of all; what runs stays where it is."""
    queue = Queue().add("run").add("a").add("b").add("c").move("run", JobState.RUNNING)
    assert [job.name for job in queue.put_before("c", "a").waiting] == ["c", "a", "b"]
    assert [job.name for job in queue.put_before("a", None).waiting] == ["b", "c", "a"]
    assert queue.put_before("a", "a") == queue
    for name, other in (("run", "a"), ("a", "run")):
        with pytest.raises(ValueError, match="run does not wait"):
            queue.put_before(name, other)


def test_a_job_may_be_running_already() -> None:
    """One that goes on from an earlier window takes its lane."""
    queue = Queue().add("a", Lane.CPU, JobState.RUNNING).add("b")
    assert queue.next is None and queue.active == queue.job("a")
