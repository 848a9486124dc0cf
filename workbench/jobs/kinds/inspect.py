"""Looks for label errors in the gold of the snapshot."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from workbench.domain.entity import Entity
from workbench.domain.schemes import IOB2, tags_to_entities
from workbench.jobs.bases import check_embedded
from workbench.jobs.environment import OFFLINE
from workbench.jobs.kinds.assignment import Assignment
from workbench.jobs.predictions import read_sayings
from workbench.jobs.spec import RunFolder


def inspect(job: Assignment) -> None:
    """Find them with models that did not see what they judge, and write answer.json.

    The option `seed` decides how gold is cut into folds; `encoder` may be false to go without
    the embedded encoder.
    """
    os.environ.update(OFFLINE)
    folder, options = job.folder, job.spec.options
    from workbench.engines.hardware import choose_hardware
    from workbench.engines.inspection.search import find_label_errors

    hardware = choose_hardware(job.spec)
    job.host.started("cpu", hardware.threads)
    found = find_label_errors(
        folder.examples("train"),
        job.host,
        encoder=_encoder(bool(options.get("encoder", True))),
        sayings=_sayings(folder),
        seed=int(options.get("seed", 13)),
    )
    job.keep_answer(
        {
            "cases": [case.to_json() for case in found.cases],
            "sentences": found.sentences,
            "folds": found.folds,
            "seconds": round(job.meter.spent().seconds, 1),
        }
    )


def _encoder(wanted: bool) -> Path | None:
    return check_embedded() if wanted else None


def _sayings(folder: RunFolder) -> Mapping[int, frozenset[Entity]]:
    """What a run said of sentences of the snapshot, where that was put beside it."""
    if not folder.test_predictions.exists():
        return {}
    said = read_sayings(folder.test_predictions)
    return {number: frozenset(tags_to_entities(one.tags, IOB2)) for number, one in said.items()}
