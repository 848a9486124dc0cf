"""Runs after their start: what earlier owners left, going on, deletion, and room on the disk.

These functions wait for the store: call them outside of the window's thread.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from workbench.domain.changes import Changes
from workbench.domain.errors import UsageError
from workbench.domain.training import JobState
from workbench.jobs.detached import find_worker, last_word
from workbench.jobs.explain import CUT_OFF
from workbench.jobs.protocol import Finished, LineReader, Message
from workbench.jobs.retry import read_retry, write_retry
from workbench.jobs.spec import RunFolder, read_events
from workbench.jobs.supervisor import settle
from workbench.operations.runs import delete_run, finish_run, requeue_run
from workbench.operations.store import Run, Store, Transaction
from workbench.workflow.training import Prepared, take_in_training

# The setting that keeps the order of the runs that wait.
ORDER = "queue"
RESUMABLE = (JobState.LOST, JobState.FAILED)
WAY_ON = {
    JobState.DONE: "Start a new run.",
    JobState.STOPPED: "Start a new run.",
    JobState.CANCELLED: "Start it again; a cancelled run keeps nothing.",
}


@dataclass(frozen=True)
class Living:
    """A run whose worker goes on without an owner; `offset` is how far `told` was read."""

    run: Run
    told: tuple[Message, ...]
    offset: int


@dataclass(frozen=True)
class Unfinished:
    """What an earlier owner of the project left: runs that wait, in order, and that run."""

    queued: tuple[Prepared, ...] = ()
    living: tuple[Living, ...] = ()


def take_up(store: Store) -> Unfinished:
    """See what became of the runs that have not ended, and take in those that have by now.

    Nobody else can have the project open, so nobody else follows them.
    """
    runs = store.ask(lambda reader: reader.runs()).result()
    left = [run for run in runs if not JobState(run.state).ended]
    queued = [run for run in left if run.state == JobState.QUEUED]
    living = []
    for run in left:
        folder = RunFolder(store.runs_folder / run.folder)
        if find_worker(folder) is not None:
            living.append(_living(run, folder))
        elif run not in queued:
            _take_in_left(store, run, folder)
    alive = {one.run.name for one in living}
    waiting = _in_order(store, [run for run in queued if run.name not in alive])
    return Unfinished(tuple(_prepared(store, run) for run in waiting), tuple(living))


def _living(run: Run, folder: RunFolder) -> Living:
    data = folder.events.read_bytes() if folder.events.exists() else b""
    # Half a line stays for later.
    whole = data[: data.rfind(b"\n") + 1]
    return Living(run, tuple(LineReader().feed(whole)), len(whole))


def _take_in_left(store: Store, run: Run, folder: RunFolder) -> None:
    """Note how a run ended while nobody followed it."""
    if not folder.path.is_dir():
        store.submit(finish_run, run.name, JobState.LOST, error=asdict(CUT_OFF)).result()
        return
    last = last_word(read_events(folder)[0]) or Finished(JobState.LOST, CUT_OFF)
    ended = settle(folder, last, None)
    take_in_training(store, run.name, ended.state, asdict(ended.error) if ended.error else None)


def _in_order(store: Store, queued: list[Run]) -> list[Run]:
    order: list[str] = store.ask(lambda reader: reader.setting(ORDER, [])).result()
    places = {name: place for place, name in enumerate(order)}
    return sorted(queued, key=lambda run: places.get(run.name, len(places)))


def _prepared(store: Store, run: Run) -> Prepared:
    return Prepared(run, store.runs_folder / run.folder, ())


def keep_order(store: Store, waiting: Iterable[str]) -> Changes:
    """Remember in which order runs wait."""
    return store.submit(_remember_order, list(waiting)).result()


def _remember_order(transaction: Transaction, names: list[str]) -> Changes:
    transaction.put_setting(ORDER, names)
    return transaction.changes("")


def prepare_resuming(store: Store, name: str) -> Prepared:
    """Let a run that broke off wait to go on from its last checkpoint.

    UsageError NW-J23 where its state forbids that, NW-J24 without its folder, NW-J25 while
    its process is still there.
    """
    run = store.ask(lambda reader: reader.run(name)).result()
    folder = RunFolder(store.runs_folder / run.folder)
    _check_resumable(run, folder)
    folder.spec()
    if folder.retry_file.exists():
        # The person may have mended the machine; what was learned of its memory stays.
        write_retry(folder, replace(read_retry(folder), cards_lost=0))
    store.submit(requeue_run, name).result()
    again = store.ask(lambda reader: reader.run(name)).result()
    return Prepared(again, folder.path, ())


def _check_resumable(run: Run, folder: RunFolder) -> None:
    if find_worker(folder) is not None:
        raise UsageError(
            "NW-J25",
            f"The process of {run.name} is still at work.",
            "It was left alone.",
            "Wait until it ends, or cancel it.",
        )
    if run.state not in RESUMABLE:
        raise UsageError(
            "NW-J23",
            f"{run.name} cannot be resumed: it is {run.state}.",
            "Nothing was changed.",
            WAY_ON.get(JobState(run.state), "Wait until it ends."),
        )
    if not folder.spec_file.exists():
        raise UsageError(
            "NW-J24",
            f"{run.name} cannot be resumed: its folder is gone.",
            "Nothing was changed.",
            "Start a new run.",
        )


def disk_use(store: Store) -> Mapping[str, int]:
    """How many bytes the files of each run take."""
    runs = store.ask(lambda reader: reader.runs()).result()
    return {run.name: folder_size(store.runs_folder / run.folder) for run in runs}


def folder_size(folder: Path) -> int:
    """The bytes of all files of a folder; 0 where there is none."""
    size = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            # A worker may remove a checkpoint meanwhile.
            with suppress(OSError):
                size += Path(parent, name).lstat().st_size
    return size


def remove_run(store: Store, name: str) -> Changes:
    """Take a run off the list and remove its files; its report comes back with undo."""
    run = store.ask(lambda reader: reader.run(name)).result()
    folder = store.runs_folder / run.folder
    changes = store.submit(delete_run, name).result()
    delete_run_files(folder)
    return changes


def delete_run_files(folder: Path) -> None:
    """Remove the folder of a run."""
    shutil.rmtree(folder, ignore_errors=True)
