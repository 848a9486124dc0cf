"""Workers that outlive their owner are found, told what to do, and never doubled."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil
import pytest

from workbench.domain.training import JobState
from workbench.jobs.detached import (
    EventTail,
    find_worker,
    kill_group,
    last_word,
    note_worker,
    tell,
)
from workbench.jobs.environment import worker_command, worker_environment
from workbench.jobs.protocol import (
    CANCEL_LINE,
    STOP_LINE,
    Finished,
    Log,
    Started,
    line_to_message,
    message_to_line,
)
from workbench.jobs.spec import RunFolder, read_events

MakeRun = Callable[..., RunFolder]


@contextmanager
def detached(run: RunFolder, holding: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker without pipes, once it says that it waits."""
    process = subprocess.Popen(
        [*worker_command(run.path), "--detached"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=worker_environment(),
    )
    try:
        tail = EventTail(run)
        while Log(f"holding at {holding}") not in tail.read():
            assert process.poll() is None
            os.sched_yield()
        yield process
        process.wait(timeout=30)
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    ("line", "state"), [(STOP_LINE, JobState.STOPPED), (CANCEL_LINE, JobState.CANCELLED)]
)
def test_a_worker_without_an_owner_obeys(line: bytes, state: JobState, make_run: MakeRun) -> None:
    """Over a named pipe in its folder; the end of its input means nothing to it."""
    run = make_run(hold="step", hold_step=6)
    with detached(run, "step") as process:
        found = find_worker(run)
        assert found is not None and found.pid == process.pid
        assert os.getpgid(process.pid) == process.pid
        assert tell(run, line)
    assert last_word(read_events(run)[0]) == Finished(state)
    assert find_worker(run) is None and not tell(run, line)
    assert not run.commands.exists()


def test_a_worker_without_an_owner_begins_anew_as_well(make_run: MakeRun) -> None:
    """Out of memory: the process that takes its place hears the same pipe."""
    run = make_run(hold="evaluate", memory_for=8)
    with detached(run, "evaluate"):
        assert tell(run, CANCEL_LINE)
    assert last_word(read_events(run)[0]) == Finished(JobState.CANCELLED)


def test_a_second_worker_is_refused(make_run: MakeRun) -> None:
    """One run folder has one worker; the events of the first are left alone."""
    run = make_run(hold="step")
    with detached(run, "step"):
        before = run.events.read_bytes()
        done = subprocess.run(
            worker_command(run.path),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=worker_environment(),
            check=False,
        )
        last = line_to_message(done.stdout)
        assert isinstance(last, Finished) and last.error is not None
        assert last.error.code == "NW-J25" and done.returncode == 2
        assert run.events.read_bytes() == before
        assert tell(run, CANCEL_LINE)


def test_a_number_that_was_given_away_is_not_the_worker(make_run: MakeRun) -> None:
    """A process of the same number that began at another time is somebody else's."""
    run = make_run()
    note_worker(run, os.getpid())
    assert find_worker(run) is not None
    noted = json.loads(run.worker_file.read_bytes())
    run.worker_file.write_text(json.dumps({**noted, "started": noted["started"] - 60}))
    assert find_worker(run) is None
    run.worker_file.write_text("{")
    assert find_worker(run) is None


def test_a_killed_worker_is_gone_with_its_group(make_run: MakeRun) -> None:
    """Force ends all that a worker started."""
    run = make_run(hold="step", deaf=True)
    with detached(run, "step") as process:
        kill_group(process.pid)
        process.wait(timeout=5)
    assert find_worker(run) is None
    assert last_word(read_events(run)[0]) is None
    kill_group(process.pid)
    assert not psutil.pid_exists(process.pid)


def test_the_tail_waits_for_whole_lines(make_run: MakeRun) -> None:
    """Half a line is read when its end has come."""
    run = make_run()
    tail = EventTail(run)
    assert tail.read() == []
    line = message_to_line(Log("x"))
    run.events.write_bytes(line + line[:5])
    assert tail.read() == [Log("x")]
    with run.events.open("ab") as events:
        events.write(line[5:])
    assert tail.read() == [Log("x")]


def test_the_last_word_is_that_of_the_last_attempt() -> None:
    """How an earlier attempt ended does not count."""
    lost, done = Finished(JobState.LOST), Finished(JobState.DONE)
    started = Started(1, "cpu", 1)
    assert last_word([started, lost, started, Log("x")]) is None
    assert last_word([started, lost, started, done]) == done
    assert last_word([]) is None
