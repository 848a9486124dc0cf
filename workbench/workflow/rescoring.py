"""What a run said of its test set, scored against the gold of today.

After mistakes were answered with "gold was wrong", the figures of a run are those of a test
set that has changed. These functions wait for the store: call them outside of the window's
thread.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from workbench.domain.changes import Changes
from workbench.domain.errors import NOTHING_CHANGED, JobError, UsageError
from workbench.domain.run_reports import Rescored
from workbench.domain.training import JobKind, Spec
from workbench.jobs.predictions import read_sayings, write_sayings
from workbench.jobs.spec import RunFolder, create_run_folder
from workbench.operations.rescoring import GoldOfToday, gold_of_today, keep_rescored
from workbench.operations.store import Store
from workbench.workflow.comparing import kept_answers
from workbench.workflow.suggesting import fresh_folder


@dataclass(frozen=True)
class PreparedRescoring:
    """A job (JobKind.RESCORE) that waits to be started in `folder`."""

    run: str
    folder: Path
    gold: GoldOfToday

    @property
    def sentences(self) -> int:
        return len(self.gold.examples)


def prepare_rescoring(store: Store, run: str) -> PreparedRescoring:
    """Freeze today's gold of a run's test set, with what the run said of it.

    UsageError NW-U71 where the run kept nothing, NW-U72 where no sentence is left.
    """
    answers = kept_answers(store, run)
    gold = store.ask(gold_of_today, answers.examples).result()
    if not gold.examples:
        raise UsageError(
            "NW-U72",
            f"No sentence of the test set of {run} is still there, done, with the same tokens.",
            NOTHING_CHANGED,
            "Train again on the sentences of today.",
        )
    said = read_sayings(answers.folder.test_predictions)
    before = answers.folder.spec()
    spec = Spec(kind=JobKind.RESCORE, engine=before.engine, base=before.base, labels=before.labels)
    path = fresh_folder(store.runs_folder, f"rescore-{run}")
    folder = create_run_folder(path, spec, {"input": gold.examples})
    kept = [said[example.id] for example in gold.examples]
    write_sayings(folder.test_predictions, gold.examples, kept)
    return PreparedRescoring(run, path, gold)


def take_in_rescoring(store: Store, prepared: PreparedRescoring) -> Changes:
    """Keep the new figures beside those of the run, and remove the folder of the job."""
    found = RunFolder(prepared.folder).report()
    if found is None or found.test is None:
        raise JobError(
            "NW-J21",
            f"The rescoring of {prepared.run} left no figures.",
            "The project and the report of the run are untouched.",
            "Rescore again.",
        )
    gold = prepared.gold
    rescored = Rescored(
        datetime.now(UTC).isoformat(timespec="seconds"),
        found.test,
        gone=gold.gone,
        retokenised=gold.retokenised,
        unconfirmed=gold.unconfirmed,
        changed=gold.changed,
    )
    changes = store.submit(keep_rescored, prepared.run, rescored.to_json()).result()
    shutil.rmtree(prepared.folder, ignore_errors=True)
    return changes
