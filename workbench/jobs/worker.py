"""The child process that trains and predicts: `python -m workbench.jobs.worker RUN_FOLDER`.

It reads its run folder and writes only there. Standard output carries JSON lines and nothing
else, standard input commands; the end of standard input means that the owner is gone. With
`--detached` commands come over a named pipe instead, and nobody need be there. With `--warm`
it loads its libraries first, and is told its run folder over standard input. `--probe` prints
the graphics cards that torch can use.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
import traceback
from pathlib import Path

from workbench.domain.errors import JobError
from workbench.domain.training import CancelledError, JobState
from workbench.jobs.confinement import confine
from workbench.jobs.detached import find_worker, hear_commands, note_worker
from workbench.jobs.environment import worker_command
from workbench.jobs.explain import explain
from workbench.jobs.host import WorkerHost, end_early, start_obeying
from workbench.jobs.kinds.assignment import Assignment
from workbench.jobs.kinds.devices import gpu_names
from workbench.jobs.kinds.registry import do
from workbench.jobs.kinds.train import load_libraries
from workbench.jobs.meter import Meter
from workbench.jobs.protocol import Fault, Finished, message_to_line
from workbench.jobs.retry import next_attempt, read_retry, write_retry
from workbench.jobs.spec import RunFolder
from workbench.jobs.warm import move_in, wait_for_folder

NICENESS = 10
OUT_OF_MEMORY_SCORE = "800"
BAD_INPUT = 2


def main(arguments: list[str]) -> int:
    """Run the job in the folder named; 0 done, stopped or cancelled, 1 failed, 2 bad input."""
    given = _read(arguments)
    out = _claim_standard_output()
    if given.probe:
        return _probe(out)
    if not given.again:
        _step_back()
    path = wait_for_folder(load_libraries) if given.warm else given.folder
    if path is None:
        return 0
    folder = RunFolder(path.resolve())
    if given.warm:
        move_in(folder, out)
    if not given.again:
        other = find_worker(folder)
        if other is not None and other.pid != os.getpid():
            return _refuse_second(out, other.pid)
        _settle_in(folder, given.detached)
    confine(folder)
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
    parser.add_argument("--warm", action="store_true", help="be told RUN_FOLDER when ready")
    parser.add_argument("--probe", action="store_true", help="print the graphics cards")
    # What a worker tells the process that takes its place.
    parser.add_argument("--again", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--stopping", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if not (given.probe or given.warm) and (given.folder is None or not given.folder.is_dir()):
        parser.error("RUN_FOLDER must be a folder")
    return given


def _settle_in(folder: RunFolder, detached: bool) -> None:
    """Lead a group of processes, and be found by others."""
    with contextlib.suppress(OSError):
        os.setsid()
    note_worker(folder, os.getpid(), hear_commands(folder) if detached else None)


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
    do(Assignment(folder, spec, host, meter))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
