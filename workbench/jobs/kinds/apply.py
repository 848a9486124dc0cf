"""Uses a trained model: predicts, evaluates, and scores again what it said before."""

from __future__ import annotations

import os

from workbench.domain.errors import UsageError
from workbench.domain.reports import Report
from workbench.domain.run_reports import RunReport
from workbench.domain.training import JobKind
from workbench.jobs.bases import check_model
from workbench.jobs.environment import OFFLINE
from workbench.jobs.kinds.assignment import Assignment
from workbench.jobs.predictions import read_sayings
from workbench.jobs.spec import spec_to_json, write_predictions


def apply(job: Assignment) -> None:
    """Predict, and for an evaluation score against the gold of the snapshot."""
    folder, spec = job.folder, job.spec
    if spec.model is None:
        raise UsageError("NW-U20", "No model was named.", "Nothing was done.", "Name a model.")
    card = check_model(spec.model)
    os.environ.update(OFFLINE)
    examples = folder.examples("input")
    from workbench.engines.registry import engine_named

    predictions = engine_named(card.engine).predict(spec, examples, job.host)
    job.host.check()
    write_predictions(folder, examples, [(item.tags, item.scores) for item in predictions])
    test: Report | None = None
    if spec.kind == JobKind.EVALUATE:
        from workbench.engines.scoring.score import score

        test = score(examples, predictions)
    job.keep_report(_report(job, card.engine, card.base, test))


def rescore(job: Assignment) -> None:
    """Score what a model said before against the gold of this snapshot."""
    job.host.started("cpu", 1)
    examples = job.folder.examples("input")
    said = read_sayings(job.folder.test_predictions)
    from workbench.engines.base import Prediction
    from workbench.engines.scoring.score import score

    kept = [said[example.id] for example in examples]
    predictions = [
        Prediction(one.tags, one.scores, one.unscored, one.cut, one.windows, one.pieces)
        for one in kept
    ]
    report = _report(job, job.spec.engine, job.spec.base, score(examples, predictions))
    job.keep_report(report)


def _report(job: Assignment, engine: str, base: str, test: Report | None) -> RunReport:
    return RunReport(
        run=job.folder.path.name,
        engine=engine,
        base=base,
        seconds=job.meter.spent().seconds,
        device=job.host.device,
        test=test,
        settings=spec_to_json(job.spec),
        snapshot=job.folder.snapshot(),
    )
