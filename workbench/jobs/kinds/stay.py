"""Stays, and answers what comes over standard input until that ends."""

from __future__ import annotations

import os
import time

from workbench.jobs.bases import check_model
from workbench.jobs.environment import OFFLINE
from workbench.jobs.kinds.assignment import Assignment
from workbench.jobs.protocol import Ready
from workbench.jobs.serving import serve as answer_requests


def serve(job: Assignment) -> None:
    """Load a model once and tag sentences with it."""
    check_model(job.spec.model or "")
    os.environ.update(OFFLINE)
    started = time.monotonic()
    from workbench.engines.resident import load_resident

    tag = load_resident(job.spec, job.host)
    job.host.answer(Ready(round(time.monotonic() - started, 3)))
    answer_requests(job.host, lambda examples: [(one.tags, one.scores) for one in tag(examples)])
