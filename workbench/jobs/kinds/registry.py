"""Which function does which kind of job."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from workbench.domain.training import JobKind
from workbench.jobs.environment import LIBRARIES
from workbench.jobs.kinds.apply import apply, rescore
from workbench.jobs.kinds.assignment import Assignment
from workbench.jobs.kinds.curve import measure
from workbench.jobs.kinds.devices import choose_device
from workbench.jobs.kinds.exchange import convert, export, push
from workbench.jobs.kinds.inspect import inspect
from workbench.jobs.kinds.instant import teach
from workbench.jobs.kinds.optimise import optimise
from workbench.jobs.kinds.rank import rank
from workbench.jobs.kinds.stay import serve
from workbench.jobs.kinds.train import train

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
    JobKind.OPTIMISE: optimise,
}


def do(job: Assignment) -> None:
    """Do a job to its end; libraries and devices are told beforehand what they may use."""
    os.environ.update(LIBRARIES)
    choose_device(job.spec)
    WORK[job.spec.kind](job)
