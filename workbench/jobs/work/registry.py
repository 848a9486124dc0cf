"""Which function does which kind of job."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from workbench.domain.training import JobKind
from workbench.jobs.environment import LIBRARIES
from workbench.jobs.work.apply import apply, rescore
from workbench.jobs.work.assignment import Assignment
from workbench.jobs.work.curve import measure
from workbench.jobs.work.devices import choose_device
from workbench.jobs.work.exchange import convert, export, push
from workbench.jobs.work.inspect import inspect
from workbench.jobs.work.instant import teach
from workbench.jobs.work.rank import rank
from workbench.jobs.work.stay import serve
from workbench.jobs.work.train import train

WORK: Mapping[JobKind, Callable[[Assignment], None]] = {
    JobKind.TRAIN: train,
    JobKind.PREDICT: apply,
    JobKind.EVALUATE: apply,
    JobKind.RESCORE: rescore,
    JobKind.EXPORT: export,
    JobKind.CONVERT: convert,
    JobKind.SERVE: serve,
    JobKind.PUSH: push,
    JobKind.INSTANT: teach,
    JobKind.RANK: rank,
    JobKind.INSPECT: inspect,
    JobKind.CURVE: measure,
}


def do(job: Assignment) -> None:
    """Do a job to its end; libraries and devices are told beforehand what they may use."""
    os.environ.update(LIBRARIES)
    choose_device(job.spec)
    WORK[job.spec.kind](job)
