"""The child process that trains and predicts: `python -m workbench.jobs.worker RUN_FOLDER`.

It reads its run folder and writes only there. Standard output carries JSON lines and nothing
else, standard input commands; the end of standard input means that the owner is gone.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import time
import traceback
from pathlib import Path

from workbench.domain.errors import UsageError
from workbench.domain.reports import Report
from workbench.domain.run_reports import RunReport
from workbench.domain.training import CancelledError, JobKind, JobState, Spec
from workbench.files import write_json
from workbench.jobs.bases import Base, BaseKind, check_base, check_folder, check_model
from workbench.jobs.environment import LIBRARIES, OFFLINE
from workbench.jobs.explain import explain
from workbench.jobs.host import WorkerHost, start_obeying
from workbench.jobs.preflight import preflight
from workbench.jobs.protocol import Fault
from workbench.jobs.spec import RunFolder, spec_to_json, write_predictions

NICENESS = 10
OUT_OF_MEMORY_SCORE = "800"
BAD_INPUT = 2


def main(arguments: list[str]) -> int:
    """Run the job in the folder named; 0 done, stopped or cancelled, 1 failed, 2 bad input."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        sys.stderr.write("usage: python -m workbench.jobs.worker RUN_FOLDER\n")
        return BAD_INPUT
    folder = RunFolder(Path(arguments[0]).resolve())
    host = WorkerHost(_claim_standard_output(), folder.events)
    start_obeying(host, sys.stdin.fileno(), folder.remove_results)
    signal.signal(signal.SIGTERM, lambda number, frame: host.cancel())
    _step_back()
    return _run_guarded(folder, host)


def _claim_standard_output() -> int:
    """Keep standard output for messages; what libraries print goes to standard error."""
    out = os.dup(1)
    os.dup2(2, 1)
    return out


def _step_back() -> None:
    """Yield the processor to the window, and be the first to go when memory runs out."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(OUT_OF_MEMORY_SCORE, "ascii")


def _run_guarded(folder: RunFolder, host: WorkerHost) -> int:
    """The boundary where the outcome of a job, whatever it is, becomes a message."""
    try:
        _run(folder, host)
        host.check()
    except CancelledError:
        folder.remove_results()
        host.finish(JobState.CANCELLED)
        return 0
    except Exception as error:  # noqa: BLE001  # the boundary of job outcomes
        traceback.print_exc()
        told = explain(error)
        host.finish(JobState.FAILED, Fault.of(told))
        return told.exit_status
    host.finish(JobState.STOPPED if host.stopping else JobState.DONE)
    return 0


def _run(folder: RunFolder, host: WorkerHost) -> None:
    spec = folder.spec()
    os.environ.update(LIBRARIES)
    if spec.kind == JobKind.TRAIN:
        _train(folder, spec, host)
    else:
        _apply(folder, spec, host)


def _train(folder: RunFolder, spec: Spec, host: WorkerHost) -> None:
    begun = time.monotonic()
    data = folder.training_data()
    for warning in preflight(data.train, data.dev, data.test, spec):
        host.log(warning.text)
    base = _find_base(spec, host)
    from workbench.engines.base import Place
    from workbench.engines.registry import engine_named

    place = Place(base.folder or Path(), folder.model, folder.checkpoints, base.languages)
    trained = engine_named(spec.engine).train(spec, data, place, host)
    from workbench.engines.scoring import score

    report = RunReport(
        run=folder.path.name,
        engine=spec.engine,
        base=spec.base,
        seconds=time.monotonic() - begun,
        device=trained.device,
        epochs=trained.epochs,
        best_epoch=trained.best_epoch,
        dev=score(data.dev, trained.dev),
        test=score(data.test, trained.test) if data.test else None,
        settings=spec_to_json(spec),
        snapshot=folder.snapshot(),
    )
    shutil.rmtree(folder.checkpoints, ignore_errors=True)
    _keep_report(folder, report, host)


def _apply(folder: RunFolder, spec: Spec, host: WorkerHost) -> None:
    """Predict, and for an evaluation score against the gold of the snapshot."""
    begun = time.monotonic()
    if spec.model is None:
        raise UsageError("NW-U20", "No model was named.", "Nothing was done.", "Name a model.")
    card = check_model(spec.model)
    os.environ.update(OFFLINE)
    examples = folder.examples("input")
    from workbench.engines.registry import engine_named

    predictions = engine_named(card.engine).predict(spec, examples, host)
    host.check()
    write_predictions(folder, examples, [(item.tags, item.scores) for item in predictions])
    test: Report | None = None
    if spec.kind == JobKind.EVALUATE:
        from workbench.engines.scoring import score

        test = score(examples, predictions)
    report = RunReport(
        run=folder.path.name,
        engine=card.engine,
        base=card.base,
        seconds=time.monotonic() - begun,
        device=host.device,
        test=test,
        settings=spec_to_json(spec),
        snapshot=folder.snapshot(),
    )
    _keep_report(folder, report, host)


def _keep_report(folder: RunFolder, report: RunReport, host: WorkerHost) -> None:
    host.check()
    write_json(folder.report_file, report.to_json())


def _find_base(spec: Spec, host: WorkerHost) -> Base:
    """Check the base again where it will be read; fetch it when it is a hub name."""
    if spec.engine == "fake":
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
