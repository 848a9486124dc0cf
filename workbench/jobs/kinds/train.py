"""Trains a model on the snapshot, and writes its report."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from workbench.domain.run_reports import RunReport
from workbench.domain.training import Spec
from workbench.files import is_complete
from workbench.jobs.awake import kept_awake
from workbench.jobs.bases import Base, BaseKind, check_base, check_folder
from workbench.jobs.confinement import close_network
from workbench.jobs.embedding_files import obtain
from workbench.jobs.environment import OFFLINE
from workbench.jobs.host import WorkerHost
from workbench.jobs.kinds.assignment import Assignment
from workbench.jobs.kinds.devices import device_name
from workbench.jobs.machine import versions
from workbench.jobs.predictions import write_sayings
from workbench.jobs.preflight import warnings_of
from workbench.jobs.retry import read_retry
from workbench.jobs.spec import spec_to_json

# Mistakes are looked at one by one on test; those on dev are kept to give an idea.
MISTAKES_ON_DEV = 200


def load_libraries() -> None:
    """Import what a training waits for longest."""
    from workbench.engines.transformers import engine, trainer

    del engine, trainer


def train(job: Assignment) -> None:
    """Train to the end, or go on where an earlier attempt broke off."""
    if job.folder.report_file.exists() and is_complete(job.folder.model):
        job.host.log("This run had reached its end before it broke off.")
    else:
        with kept_awake():
            _train(job)
    # The last thing: until the report is there, a run that is killed goes on from these.
    shutil.rmtree(job.folder.checkpoints, ignore_errors=True)


def _train(job: Assignment) -> None:
    folder, spec, host = job.folder, job.spec, job.host
    data = folder.training_data()
    warnings = warnings_of(data, spec, folder.snapshot_notes())
    for text in warnings:
        host.log(text)
    base = find_base(spec, host)
    from workbench.engines.base import Place
    from workbench.engines.registry import engine_named

    place = Place(
        base.folder or Path(),
        folder.model,
        folder.checkpoints,
        base.languages,
        find_embeddings(spec, host),
    )
    # All that may be fetched is here; what is read now may come from a stranger.
    close_network()
    trained = engine_named(spec.engine).train(spec, data, place, host)
    from workbench.engines.scoring.score import score

    write_sayings(folder.dev_predictions, data.dev, trained.dev)
    if data.test:
        write_sayings(folder.test_predictions, data.test, trained.test)
    windowed = sum(one.windows > 1 for one in (*trained.dev, *trained.test))
    if windowed:
        host.log(f"{windowed} sentences of dev and test were read in windows.")
    spent = job.meter.spent()
    report = RunReport(
        run=folder.path.name,
        engine=spec.engine,
        base=spec.base,
        seconds=spent.seconds,
        device=trained.device,
        epochs=trained.epochs,
        best_epoch=trained.best_epoch,
        dev=score(data.dev, trained.dev, MISTAKES_ON_DEV),
        test=score(data.test, trained.test) if data.test else None,
        settings=spec_to_json(folder.spec()),
        snapshot=folder.snapshot(),
        device_name=device_name(trained.device),
        versions=versions(),
        peak_memory_mb=trained.peak_memory_mb or spent.peak_memory_mb,
        energy_joules=spent.joules,
        warnings=warnings,
        notes=(*read_retry(folder).notes, *trained.notes),
        preset=str(spec.options.get("preset", "")),
    )
    job.keep_report(report)


def find_embeddings(spec: Spec, host: WorkerHost) -> dict[str, tuple[Path, ...]]:
    """The files of the embeddings that flair is to stack, fetched where that was agreed to."""
    if spec.engine != "flair":
        return {}
    return obtain(spec.flair.embeddings, bool(spec.options.get("download")), host)


def find_base(spec: Spec, host: WorkerHost) -> Base:
    """Check the base again where it will be read; fetch it when it is a hub name."""
    if spec.engine == "fake" or not spec.needs_base:
        return Base(BaseKind.FOLDER, spec.base, Path())
    base = check_base(spec.base)
    if base.kind != BaseKind.HUB:
        os.environ.update(OFFLINE)
        return base
    host.log(f"fetching {base.name}")
    from workbench.engines.encoders import fetch

    fetched = fetch(base.name)
    check_folder(fetched)
    return Base(base.kind, base.name, fetched)
