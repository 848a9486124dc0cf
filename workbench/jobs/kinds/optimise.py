"""Makes smaller and quicker variants of a trained model, and measures them on its test set."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from workbench.domain.variants import Variants
from workbench.jobs.bases import check_model
from workbench.jobs.environment import OFFLINE
from workbench.jobs.kinds.assignment import Assignment
from workbench.jobs.machine import processor_name


def optimise(job: Assignment) -> None:
    """Write the variants into the folder `variants` of the job, and their table as its answer."""
    spec, host = job.spec, job.host
    check_model(spec.model or "")
    os.environ.update(OFFLINE)
    from workbench.engines.exported.making import make_and_measure
    from workbench.engines.exported.measuring import REPEATS
    from workbench.engines.exported.session import usable_cores

    threads = spec.threads or usable_cores()
    examples = job.folder.examples("input")
    rows = make_and_measure(spec, examples, job.folder.path / "variants", host, threads)
    table = Variants(
        rows,
        len(examples),
        int(spec.options.get("repeats", REPEATS)),
        threads,
        processor_name(),
        datetime.now(UTC).isoformat(timespec="seconds"),
    )
    job.keep_answer(table.to_json())
