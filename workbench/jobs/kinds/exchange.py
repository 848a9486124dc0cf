"""Takes models to other programs and from them."""

from __future__ import annotations

import os
from pathlib import Path

from workbench.jobs.bases import check_model
from workbench.jobs.configurations import check_configuration_values
from workbench.jobs.environment import OFFLINE
from workbench.jobs.kinds.assignment import Assignment
from workbench.jobs.serving import read_token


def export(job: Assignment) -> None:
    """Write a model of ours as plain flair's one file."""
    source = Path(job.spec.model or "")
    os.environ.update(OFFLINE)
    check_model(source)
    from workbench.engines.flair.exchange import export_plain

    export_plain(source, job.folder.plain_model)


def convert(job: Assignment) -> None:
    """Turn plain flair's one file into a model of ours."""
    os.environ.update(OFFLINE)
    from workbench.engines.flair.exchange import convert as convert_plain

    source, agreed = Path(job.spec.model or ""), str(job.spec.options.get("agreed", ""))
    convert_plain(source, agreed, job.folder.model, job.host, check_configuration_values)


def push(job: Assignment) -> None:
    """Upload a folder; the token comes over standard input, and to this process alone."""
    token = read_token(job.host)
    from workbench.engines.hub import push as upload

    upload(Path(job.spec.model or ""), job.spec.options, token, job.host)
