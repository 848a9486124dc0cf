"""The end of a job, whatever it was, as an error that a person can read."""

from __future__ import annotations

import errno
import os
import signal

from workbench.domain.errors import JobError, WorkbenchError
from workbench.domain.training import JobState
from workbench.jobs.protocol import Fault, Finished
from workbench.jobs.retry import is_card_full, is_card_lost, is_memory_full

SAFE = "The project is untouched."
LOG = "Look at worker.log in the run's folder, then resume the run or start it again."
SMALLER = "Choose a shorter maximum length or a smaller base, and start the run again."
CARD = "Restart the machine and resume the run, or train on the CPU."
# Of a run whose owner went away; whatever is on the disk stays.
CUT_OFF = Fault(
    "NW-J07",
    "The program was closed or ended while this run was under way.",
    SAFE,
    "Resume the run, or start it again.",
)


def explain(error: Exception) -> WorkbenchError:
    """Turn what a worker met into a coded error; those that are coded stay as they are."""
    if isinstance(error, WorkbenchError):
        return error
    if is_card_lost(error):
        return JobError("NW-T10", "The graphics card failed twice.", SAFE, CARD)
    if is_card_full(error):
        happened = "The graphics card ran out of memory, even with a batch of 1."
        return JobError("NW-T03", happened, SAFE, SMALLER)
    if is_memory_full(error):
        happened = "The machine ran out of memory, even with a batch of 1."
        return JobError("NW-T04", happened, SAFE, SMALLER)
    # safetensors has the system's words, and no number.
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    if full or os.strerror(errno.ENOSPC) in str(error):
        return JobError(
            "NW-T06", "The disk is full.", SAFE, "Free some space, and start the run again."
        )
    return JobError(
        "NW-J02",
        f"The work broke off: {type(error).__name__}: {error}".rstrip(".") + ".",
        SAFE,
        LOG,
    )


def judge_end(last: Finished | None, return_code: int | None) -> Finished:
    """How a job ended, by its last message or, without one, by its process's return code.

    `return_code` is that of `subprocess`: negative for a signal; None where nobody knows it.
    """
    if last is not None:
        return last
    if return_code is None:
        happened = "The run's process ended without a last word; it may have been killed."
        return Finished(JobState.LOST, Fault.of(JobError("NW-J06", happened, SAFE, LOG)))
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
