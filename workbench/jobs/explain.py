"""The end of a job, whatever it was, as an error that a person can read."""

from __future__ import annotations

import errno
import signal

from workbench.domain.errors import JobError, WorkbenchError
from workbench.domain.training import JobState
from workbench.jobs.protocol import Fault, Finished

SAFE = "The project is untouched."
LOG = "Look at worker.log in the run's folder, and start the run again."
SMALLER = "Choose a smaller batch or a shorter maximum length, and start the run again."


def explain(error: Exception) -> WorkbenchError:
    """Turn what a worker met into a coded error; those that are coded stay as they are."""
    if isinstance(error, WorkbenchError):
        return error
    # torch.OutOfMemoryError, known by name: torch is not imported here.
    if type(error).__name__ == "OutOfMemoryError" or "CUDA out of memory" in str(error):
        return JobError("NW-T03", "The graphics card ran out of memory.", SAFE, SMALLER)
    if isinstance(error, MemoryError):
        return JobError("NW-T04", "The machine ran out of memory.", SAFE, SMALLER)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return JobError(
            "NW-T06", "The disk is full.", SAFE, "Free some space, and start the run again."
        )
    return JobError(
        "NW-J02",
        f"The run broke off: {type(error).__name__}: {error}".rstrip(".") + ".",
        SAFE,
        LOG,
    )


def judge_end(last: Finished | None, return_code: int) -> Finished:
    """How a job ended, by its last message or, without one, by its process's return code.

    `return_code` is that of `subprocess`: negative for a signal.
    """
    if last is not None:
        return last
    if return_code < 0:
        return Finished(JobState.LOST, Fault.of(_killed(-return_code)))
    happened = f"The run's process ended without a last word (exit status {return_code})."
    return Finished(JobState.LOST, Fault.of(JobError("NW-J06", happened, SAFE, LOG)))


def _killed(number: int) -> JobError:
    name = _signal_name(number)
    if name == "SIGBUS":
        return JobError("NW-M05", "A model file changed while it was in use (SIGBUS).", SAFE, LOG)
    hint = "" if name != "SIGKILL" else " Often that means that memory ran out."
    return JobError("NW-J01", f"The run's process was killed by {name}.{hint}", SAFE, LOG)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
