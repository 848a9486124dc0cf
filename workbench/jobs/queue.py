"""The queue of jobs as a value: what may follow what, and which job is next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

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


@dataclass(frozen=True, slots=True)
class Job:
    """A run by its name, and where it stands."""

    name: str
    state: JobState = JobState.QUEUED

    def may_become(self, state: JobState) -> bool:
        return state in NEXT.get(self.state, frozenset())


@dataclass(frozen=True, slots=True)
class Queue:
    """Jobs in the order they were asked for; one runs at a time.

    Every step returns a new queue; ValueError when the table of states forbids it.
    """

    jobs: tuple[Job, ...] = ()

    def __iter__(self) -> Iterator[Job]:
        return iter(self.jobs)

    @property
    def active(self) -> Job | None:
        """The job that runs or is stopping."""
        running = (JobState.RUNNING, JobState.STOPPING)
        return next((job for job in self.jobs if job.state in running), None)

    @property
    def next(self) -> Job | None:
        """The job to start now; None while one is active or none waits."""
        if self.active:
            return None
        return next((job for job in self.jobs if job.state == JobState.QUEUED), None)

    def job(self, name: str) -> Job:
        """The job of that name; KeyError when there is none."""
        for job in self.jobs:
            if job.name == name:
                return job
        raise KeyError(name)

    def add(self, name: str) -> Queue:
        """Put a job at the end."""
        if any(job.name == name for job in self.jobs):
            raise ValueError(f"{name} is in the queue already")
        return Queue((*self.jobs, Job(name)))

    def move(self, name: str, state: JobState) -> Queue:
        """Bring a job into another state."""
        job = self.job(name)
        if not job.may_become(state):
            raise ValueError(f"{name} is {job.state}, it cannot become {state}")
        if state == JobState.RUNNING and self.active:
            raise ValueError(f"{self.active.name} is running")
        return Queue(tuple(replace(j, state=state) if j.name == name else j for j in self.jobs))

    def remove(self, name: str) -> Queue:
        """Forget a job that has ended or waits."""
        if self.job(name) == self.active:
            raise ValueError(f"{name} is running")
        return Queue(tuple(job for job in self.jobs if job.name != name))
