"""The queue of jobs as a value: what may follow what, and which job is next in which lane."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from workbench.domain.training import JobState

NEXT: Mapping[JobState, frozenset[JobState]] = {
    JobState.QUEUED: frozenset({JobState.RUNNING, JobState.CANCELLED}),
    JobState.RUNNING: frozenset(
        {
            JobState.STOPPING,
            JobState.DONE,
            JobState.STOPPED,
            JobState.CANCELLED,
            JobState.FAILED,
            JobState.LOST,
        }
    ),
    JobState.STOPPING: frozenset(
        {
            JobState.DONE,
            JobState.STOPPED,
            JobState.CANCELLED,
            JobState.FAILED,
            JobState.LOST,
        }
    ),
}
ACTIVE = (JobState.RUNNING, JobState.STOPPING)


class Lane(StrEnum):
    """What a job keeps busy; in each lane one runs at a time."""

    GPU = "gpu"
    CPU = "cpu"
    NET = "net"
    # Rankings and inspections, which are short and should not wait for a training.
    SIDE = "side"
    # A model that goes through the untouched sentences; it makes way for trainings by itself.
    SUGGEST = "suggest"


@dataclass(frozen=True, slots=True)
class Job:
    """A run by its name, where it stands, and its lane."""

    name: str
    state: JobState = JobState.QUEUED
    lane: Lane = Lane.CPU

    def may_become(self, state: JobState) -> bool:
        return state in NEXT.get(self.state, frozenset())


@dataclass(frozen=True, slots=True)
class Queue:
    """Jobs in the order they are to run; one runs at a time in each lane.

    Every step returns a new queue; ValueError when the table of states forbids it.
    """

    jobs: tuple[Job, ...] = ()

    def __iter__(self) -> Iterator[Job]:
        return iter(self.jobs)

    @property
    def active(self) -> Job | None:
        """The job that runs or is stopping; the first one where several do."""
        return next((job for job in self.jobs if job.state in ACTIVE), None)

    @property
    def next(self) -> Job | None:
        """The job to start now; None while no free lane has one that waits."""
        busy = {job.lane for job in self.jobs if job.state in ACTIVE}
        return next((job for job in self.waiting if job.lane not in busy), None)

    @property
    def waiting(self) -> tuple[Job, ...]:
        """The jobs that have not started, in their order."""
        return tuple(job for job in self.jobs if job.state is JobState.QUEUED)

    def job(self, name: str) -> Job:
        """The job of that name; KeyError when there is none."""
        for job in self.jobs:
            if job.name == name:
                return job
        raise KeyError(name)

    def active_in(self, lane: Lane) -> Job | None:
        """The job that runs or is stopping in a lane."""
        return next((job for job in self.jobs if job.state in ACTIVE and job.lane is lane), None)

    def add(self, name: str, lane: Lane = Lane.CPU, state: JobState = JobState.QUEUED) -> Queue:
        """Put a job at the end; one that goes on from elsewhere may be running already."""
        if any(job.name == name for job in self.jobs):
            raise ValueError(f"{name} is in the queue already")
        return Queue((*self.jobs, Job(name, state, lane)))

    def move(self, name: str, state: JobState) -> Queue:
        """Bring a job into another state."""
        job = self.job(name)
        if not job.may_become(state):
            raise ValueError(f"{name} is {job.state}, it cannot become {state}")
        before = self.active_in(job.lane)
        if state == JobState.RUNNING and before:
            raise ValueError(f"{before.name} is running")
        return Queue(tuple(replace(j, state=state) if j.name == name else j for j in self.jobs))

    def put_before(self, name: str, other: str | None) -> Queue:
        """Let a waiting job run before another waiting one, or last of all (None)."""
        job, mark = self.job(name), self.job(other) if other is not None else None
        for one in (job, mark):
            if one is not None and one.state is not JobState.QUEUED:
                raise ValueError(f"{one.name} does not wait any more")
        if job == mark:
            return self
        rest = [one for one in self.jobs if one != job]
        place = len(rest) if mark is None else rest.index(mark)
        return Queue((*rest[:place], job, *rest[place:]))

    def remove(self, name: str) -> Queue:
        """Forget a job that has ended or waits."""
        if self.job(name).state in ACTIVE:
            raise ValueError(f"{name} is running")
        return Queue(tuple(job for job in self.jobs if job.name != name))
