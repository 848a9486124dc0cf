"""The child process that trains and predicts: `python -m workbench.jobs.worker RUN_FOLDER`.

It reads its run folder and writes only there. Standard output carries JSON lines and nothing
else, standard input commands; the end of standard input means that the owner is gone. With
`--detached` commands come over a named pipe instead, and nobody need be there. `--probe`
prints the graphics cards that torch can use.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import sys
import time
import traceback
from pathlib import Path

from workbench.domain.errors import JobError, TrainingError, UsageError
from workbench.domain.reports import Report
from workbench.domain.run_reports import RunReport
from workbench.domain.training import CancelledError, JobKind, JobState, Spec
from workbench.files import is_complete, write_json
from workbench.jobs.awake import kept_awake
from workbench.jobs.bases import (
    Base,
    BaseKind,
    check_base,
    check_configuration_values,
    check_folder,
    check_model,
)
from workbench.jobs.detached import find_worker, hear_commands, note_worker
from workbench.jobs.embedding_files import obtain
from workbench.jobs.environment import LIBRARIES, OFFLINE, worker_command
from workbench.jobs.explain import explain
from workbench.jobs.host import WorkerHost, end_early, start_obeying
from workbench.jobs.machine import processor_name, versions
from workbench.jobs.meter import Meter
from workbench.jobs.predictions import read_sayings, write_sayings
from workbench.jobs.preflight import warnings_of
from workbench.jobs.protocol import Fault, Finished, Ready, message_to_line
from workbench.jobs.retry import next_attempt, read_retry, write_retry
from workbench.jobs.serving import read_token, serve
from workbench.jobs.spec import RunFolder, spec_to_json, write_predictions

NICENESS = 10
OUT_OF_MEMORY_SCORE = "800"
BAD_INPUT = 2
# Mistakes are looked at one by one on test; those on dev are kept to give an idea.
MISTAKES_ON_DEV = 200


def main(arguments: list[str]) -> int:
    """Run the job in the folder named; 0 done, stopped or cancelled, 1 failed, 2 bad input."""
    given = _read(arguments)
    out = _claim_standard_output()
    if given.probe:
        return _probe(out)
    folder = RunFolder(given.folder.resolve())
    if not given.again:
        other = find_worker(folder)
        if other is not None and other.pid != os.getpid():
            return _refuse_second(out, other.pid)
        _settle_in(folder, given.detached)
    meter = Meter(folder.spent_file)
    host = WorkerHost(out, folder.events, given.stopping, meter.beat)
    start_obeying(host, sys.stdin.fileno(), folder.remove_results)
    signal.signal(signal.SIGTERM, lambda number, frame: host.cut_off())
    status = _run_guarded(folder, host, meter)
    # Whoever copies the folder should not meet a pipe.
    folder.commands.unlink(missing_ok=True)
    return status


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m workbench.jobs.worker")
    parser.add_argument("folder", metavar="RUN_FOLDER", type=Path, nargs="?")
    parser.add_argument("--detached", action="store_true", help="hear commands on a named pipe")
    parser.add_argument("--probe", action="store_true", help="print the graphics cards")
    # What a worker tells the process that takes its place.
    parser.add_argument("--again", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--stopping", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if not given.probe and (given.folder is None or not given.folder.is_dir()):
        parser.error("RUN_FOLDER must be a folder")
    return given


def _settle_in(folder: RunFolder, detached: bool) -> None:
    """Lead a group of processes, be found by others, and step back behind the window."""
    with contextlib.suppress(OSError):
        os.setsid()
    note_worker(folder, os.getpid(), hear_commands(folder) if detached else None)
    _step_back()


def _refuse_second(out: int, pid: int) -> int:
    error = JobError(
        "NW-J25",
        f"Another process ({pid}) works on this run already.",
        "It was left alone.",
        "Wait until it ends, or cancel it.",
    )
    os.write(out, message_to_line(Finished(JobState.FAILED, Fault.of(error))))
    return BAD_INPUT


def _probe(out: int) -> int:
    from workbench.engines.hardware import gpu_names

    os.write(out, json.dumps({"gpus": gpu_names()}).encode() + b"\n")
    return 0


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


def _run_guarded(folder: RunFolder, host: WorkerHost, meter: Meter) -> int:
    """The boundary where the outcome of a job, whatever it is, becomes a message."""
    try:
        _run(folder, host, meter)
        host.check()
    except CancelledError:
        end_early(host, folder.remove_results)
        return 0
    except Exception as error:  # noqa: BLE001  # the boundary of job outcomes
        traceback.print_exc()
        # The frames of the failure hold the memory that ran out.
        failure = error.with_traceback(None)
    else:
        host.finish(JobState.STOPPED if host.stopping else JobState.DONE)
        return 0
    return _fail_or_go_on(folder, host, meter, failure)


def _fail_or_go_on(folder: RunFolder, host: WorkerHost, meter: Meter, failure: Exception) -> int:
    """Let a new process take this one's place, where that may help; otherwise say why it failed."""
    try:
        _go_on(folder, host, meter, failure)
    except CancelledError:
        end_early(host, folder.remove_results)
        return 0
    told = explain(failure)
    host.finish(JobState.FAILED, Fault.of(told))
    return told.exit_status


def _go_on(folder: RunFolder, host: WorkerHost, meter: Meter, failure: Exception) -> None:
    """Begin again where that may help, and do not return then."""
    with contextlib.suppress(JobError):
        before = read_retry(folder)
        retry = next_attempt(failure, before.apply(folder.spec()), before)
        if retry is not None:
            write_retry(folder, retry)
            meter.save()
            host.log(retry.notes[-1])
            host.check()
            _begin_again(folder, host)


def _begin_again(folder: RunFolder, host: WorkerHost) -> None:
    """Become a new process with the same number and the same pipes; the owner notices nothing."""
    os.dup2(host.out, 1)
    command = [*worker_command(folder.path), "--again"]
    os.execv(command[0], [*command, *(["--stopping"] if host.stopping else [])])


def _run(folder: RunFolder, host: WorkerHost, meter: Meter) -> None:
    spec = read_retry(folder).apply(folder.spec())
    os.environ.update(LIBRARIES)
    _choose_device(spec)
    if spec.kind == JobKind.TRAIN:
        with kept_awake():
            _train(folder, spec, host, meter)
    elif spec.kind == JobKind.RESCORE:
        _rescore(folder, spec, host, meter)
    elif spec.kind in (JobKind.EXPORT, JobKind.CONVERT):
        _exchange(folder, spec, host)
    elif spec.kind == JobKind.SERVE:
        _serve(spec, host)
    elif spec.kind == JobKind.PUSH:
        _push(spec, host)
    else:
        _apply(folder, spec, host, meter)


def _choose_device(spec: Spec) -> None:
    if spec.device == "cpu":
        os.environ["CUDA_VISIBLE_DEVICES"] = ""
    if spec.device != "gpu":
        return
    from workbench.engines.hardware import gpu_names

    if not gpu_names():
        raise TrainingError(
            "NW-T11",
            "There is no graphics card that could be used.",
            "The project is untouched.",
            'Let the device be "auto" or "cpu".',
        )


def _train(folder: RunFolder, spec: Spec, host: WorkerHost, meter: Meter) -> None:
    if folder.report_file.exists() and is_complete(folder.model):
        host.log("This run had reached its end before it broke off.")
        return
    data = folder.training_data()
    warnings = warnings_of(data, spec, folder.snapshot_notes())
    for text in warnings:
        host.log(text)
    base = _find_base(spec, host)
    from workbench.engines.base import Place
    from workbench.engines.registry import engine_named

    place = Place(
        base.folder or Path(),
        folder.model,
        folder.checkpoints,
        base.languages,
        _find_embeddings(spec, host),
    )
    trained = engine_named(spec.engine).train(spec, data, place, host)
    from workbench.engines.scoring import score

    if data.test:
        write_sayings(folder.test_predictions, data.test, trained.test)
    windowed = sum(one.windows > 1 for one in (*trained.dev, *trained.test))
    if windowed:
        host.log(f"{windowed} sentences of dev and test were read in windows.")
    spent = meter.spent()
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
        device_name=_device_name(trained.device),
        versions=versions(),
        peak_memory_mb=trained.peak_memory_mb or spent.peak_memory_mb,
        energy_joules=spent.joules,
        warnings=warnings,
        notes=(*read_retry(folder).notes, *trained.notes),
        preset=str(spec.options.get("preset", "")),
    )
    _keep_report(folder, report, host)
    # The last thing: until the report is there, a run that is killed goes on from these.
    shutil.rmtree(folder.checkpoints, ignore_errors=True)


def _device_name(device: str) -> str:
    if not device.startswith("cuda"):
        return processor_name()
    from workbench.engines.hardware import gpu_names

    return next(iter(gpu_names()), device)


def _apply(folder: RunFolder, spec: Spec, host: WorkerHost, meter: Meter) -> None:
    """Predict, and for an evaluation score against the gold of the snapshot."""
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
        seconds=meter.spent().seconds,
        device=host.device,
        test=test,
        settings=spec_to_json(spec),
        snapshot=folder.snapshot(),
    )
    _keep_report(folder, report, host)


def _rescore(folder: RunFolder, spec: Spec, host: WorkerHost, meter: Meter) -> None:
    """Score what a model said before against the gold of this snapshot."""
    host.started("cpu", 1)
    examples = folder.examples("input")
    said = read_sayings(folder.test_predictions)
    from workbench.engines.base import Prediction
    from workbench.engines.scoring import score

    kept = [said[example.id] for example in examples]
    predictions = [
        Prediction(one.tags, one.scores, one.unscored, one.cut, one.windows, one.pieces)
        for one in kept
    ]
    report = RunReport(
        run=folder.path.name,
        engine=spec.engine,
        base=spec.base,
        seconds=meter.spent().seconds,
        device=host.device,
        test=score(examples, predictions),
        settings=spec_to_json(spec),
        snapshot=folder.snapshot(),
    )
    _keep_report(folder, report, host)


def _keep_report(folder: RunFolder, report: RunReport, host: WorkerHost) -> None:
    host.check()
    write_json(folder.report_file, report.to_json())


def _find_embeddings(spec: Spec, host: WorkerHost) -> dict[str, tuple[Path, ...]]:
    """The files of the embeddings that flair is to stack, fetched where that was agreed to."""
    if spec.engine != "flair":
        return {}
    return obtain(spec.flair.embeddings, bool(spec.options.get("download")), host)


def _exchange(folder: RunFolder, spec: Spec, host: WorkerHost) -> None:
    """Write a model of ours as plain flair's one file, or turn such a file into a model of ours."""
    source = Path(spec.model or "")
    os.environ.update(OFFLINE)
    if spec.kind == JobKind.EXPORT:
        check_model(source)
    from workbench.engines.flair_exchange import convert, export_plain

    if spec.kind == JobKind.EXPORT:
        export_plain(source, folder.plain_model)
    else:
        agreed = str(spec.options.get("agreed", ""))
        convert(source, agreed, folder.model, host, check_configuration_values)


def _serve(spec: Spec, host: WorkerHost) -> None:
    """Load a model once and tag what comes over standard input until that ends."""
    check_model(spec.model or "")
    os.environ.update(OFFLINE)
    started = time.monotonic()
    from workbench.engines.resident import load_resident

    tag = load_resident(spec, host)
    host.answer(Ready(round(time.monotonic() - started, 3)))
    serve(host, lambda examples: [(one.tags, one.scores) for one in tag(examples)])


def _push(spec: Spec, host: WorkerHost) -> None:
    """Upload a folder; the token comes over standard input, and to this process alone."""
    token = read_token(host)
    from workbench.engines.hub import push

    push(Path(spec.model or ""), spec.options, token, host)


def _find_base(spec: Spec, host: WorkerHost) -> Base:
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
