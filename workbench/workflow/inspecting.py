"""An inspection of gold from the store to a job folder, and what it found back to the project.

What was found is no part of the project's history: it lies as one file in the folder of runs,
and a setting says which inspection that is. These functions wait for the store: call them
outside of the window's thread.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from workbench.domain.changes import Changes
from workbench.domain.errors import NOTHING_CHANGED, JobError, UsageError
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.label_errors import SMALLEST_GOLD, LabelError
from workbench.domain.sentence import Status
from workbench.domain.training import Example, JobKind, JobState, Spec
from workbench.files import read_json, write_json
from workbench.jobs.predictions import read_sayings, write_sayings
from workbench.jobs.spec import RunFolder, create_run_folder
from workbench.operations.label_errors import standing
from workbench.operations.runs import to_example
from workbench.operations.store import HistoryEntry, Reader, Run, Store, Transaction
from workbench.workflow.suggesting import fresh_folder

FILE = "inspection.json"
SETTING = "inspection"
FOLDER = "inspect"
# Cases of earlier inspections that no longer stand are kept to learn from, so many at most.
MOST_PAST = 2_000
# A count of changes goes no further: by then the inspection is old anyway.
MOST_CHANGED = 5_000
_AT_ONCE = 256
_DONE = Filter((Term(Field.STATUS, Status.DONE),))


@dataclass(frozen=True)
class PreparedInspection:
    """A job (JobKind.INSPECT) that waits to be started in `folder`."""

    folder: Path
    sentences: int


@dataclass(frozen=True)
class InspectionState:
    """The inspection that the project has: when it was, of how many sentences.

    `changed` counts the done sentences that were changed or confirmed since, as far as
    `MOST_CHANGED`.
    """

    finished: str
    sentences: int
    seconds: float
    changed: int = 0


@dataclass(frozen=True)
class _Gold:
    """Confirmed sentences, and the journal's number up to which they were read."""

    examples: tuple[Example, ...]
    sequence: int


def prepare_inspection(store: Store, seed: int = 13) -> PreparedInspection:
    """Freeze all confirmed sentences in a job folder, with what the latest run said of them.

    UsageError NW-L30 where there are fewer than `SMALLEST_GOLD`, NW-L31 where they hold no
    entity.
    """
    gold = store.ask(_gold).result()
    _check(gold.examples)
    labels = store.ask(lambda reader: reader.labels().names).result()
    options = {"seed": seed, "sequence": gold.sequence}
    path = fresh_folder(store.runs_folder, FOLDER)
    spec = Spec(kind=JobKind.INSPECT, labels=labels, options=options)
    folder = create_run_folder(path, spec, {"train": gold.examples})
    _add_sayings(store, folder, gold.examples)
    return PreparedInspection(path, len(gold.examples))


def take_in_inspection(store: Store, folder: Path) -> tuple[LabelError, ...]:
    """Keep what a finished job found, remove its folder, and give all cases, best first.

    JobError NW-L32 where the job left no answer that can be read.
    """
    job = RunFolder(folder)
    answer = _answer(job)
    before = _read_cases(store.runs_folder / FILE)
    found = answer.cases
    past = _past(store, before, {case.key for case in found})
    kept = {"cases": [case.to_json() for case in found], "past": [one.to_json() for one in past]}
    write_json(store.runs_folder / FILE, kept)
    state = InspectionState(_now(), answer.sentences, answer.seconds)
    setting = {**asdict(state), "sequence": job.spec().options.get("sequence", 0)}
    store.submit(_remember, setting).result()
    shutil.rmtree(folder, ignore_errors=True)
    return (*_with_standing(store, found), *past)


def kept_inspection(store: Store) -> tuple[LabelError, ...]:
    """What the last inspection found, best first; empty where there was none.

    Cases that no longer fit their sentence are there too, and do not stand: `rerank` learns
    from those that were answered, and leaves them out.
    """
    if store.ask(lambda reader: reader.setting(SETTING)).result() is None:
        return ()
    return _with_standing(store, _read_cases(store.runs_folder / FILE))


def inspection_state(store: Store) -> InspectionState | None:
    """When the last inspection was, and how much of gold is newer; None where there was none."""
    kept = store.ask(lambda reader: reader.setting(SETTING)).result()
    if not isinstance(kept, dict):
        return None
    changed = store.ask(_changed_since, int(kept["sequence"])).result()
    return InspectionState(kept["finished"], kept["sentences"], kept["seconds"], changed)


def _gold(reader: Reader) -> _Gold:
    known = frozenset(reader.labels().names)
    found = (to_example(one, known) for one in reader.sentences(reader.ids(_DONE)))
    last = reader.next_steps().undo
    return _Gold(tuple(one for one in found if one.tokens), last.sequence if last else 0)


def _check(examples: Sequence[Example]) -> None:
    if len(examples) < SMALLEST_GOLD:
        raise UsageError(
            "NW-L30",
            f"{len(examples)} sentences are done; to look for label errors takes {SMALLEST_GOLD}.",
            NOTHING_CHANGED,
            "Confirm more sentences first.",
        )
    if not any(tag != "O" for example in examples for tag in example.tags):
        raise UsageError(
            "NW-L31",
            "The sentences that are done hold no entity.",
            NOTHING_CHANGED,
            "Annotate some entities first.",
        )


def _add_sayings(store: Store, folder: RunFolder, examples: Sequence[Example]) -> None:
    """Put beside the snapshot what the latest run said of those sentences that it did not see."""
    tokens = {example.id: example.tokens for example in examples}
    for run in reversed(store.ask(lambda reader: reader.runs()).result()):
        kept = RunFolder(store.runs_folder / run.folder)
        if not (_has_sayings(run, kept)):
            continue
        # The run may have seen another text; a job that cannot read it goes without.
        with suppress(JobError):
            said = read_sayings(kept.test_predictions)
            frozen = {one.id: one.tokens for one in kept.examples("test")}
            same = [
                one for one in examples if one.id in said and frozen.get(one.id) == tokens[one.id]
            ]
            write_sayings(folder.test_predictions, same, [said[one.id] for one in same])
            return


def _has_sayings(run: Run, folder: RunFolder) -> bool:
    return run.state in (JobState.DONE, JobState.STOPPED) and folder.test_predictions.exists()


@dataclass(frozen=True)
class _Answer:
    cases: tuple[LabelError, ...]
    sentences: int
    seconds: float


def _answer(folder: RunFolder) -> _Answer:
    try:
        data = read_json(folder.answer_file)
        cases = tuple(map(LabelError.from_json, data["cases"]))
        return _Answer(cases, int(data["sentences"]), float(data["seconds"]))
    except (JobError, KeyError, TypeError, ValueError) as error:
        raise JobError(
            "NW-L32",
            f"The search for label errors left no answer that can be read ({error!r}).",
            "The project and what was found before are untouched.",
            "Look for label errors again.",
        ) from error


def _read_cases(path: Path) -> tuple[LabelError, ...]:
    """The cases in a kept file, past ones too; none where it is gone or damaged.

    What is lost can be found again by a new inspection.
    """
    try:
        data = read_json(path)
        cases = map(LabelError.from_json, data["cases"])
        past = map(LabelError.from_json, data["past"])
        return (*cases, *(replace(case, stands=False) for case in past))
    except (JobError, KeyError, TypeError, ValueError):
        return ()


def _past(store: Store, before: Iterable[LabelError], found: set[str]) -> tuple[LabelError, ...]:
    """Earlier cases that stand no more, and are not found again either."""
    gone = (case for case in _with_standing(store, before) if not case.stands)
    return tuple(islice((case for case in gone if case.key not in found), MOST_PAST))


def _with_standing(store: Store, cases: Iterable[LabelError]) -> tuple[LabelError, ...]:
    """The cases, each with whether its sentence is still as it was inspected."""
    listed = tuple(cases)
    asked = [case for case in listed if case.stands]
    still = frozenset(key for page in _pages(asked) for key in store.ask(standing, page).result())
    return tuple(replace(case, stands=case.key in still) for case in listed)


def _pages(cases: Sequence[LabelError]) -> Iterator[Sequence[LabelError]]:
    """A few cases at a time, so that other questions need not wait."""
    for start in range(0, len(cases), _AT_ONCE):
        yield cases[start : start + _AT_ONCE]


def _changed_since(reader: Reader, sequence: int) -> int:
    """How many done sentences are different by operations after that one, or by their undo."""
    touched: set[int] = set()
    for entry in _newer(reader, sequence):
        touched.update(reader.operation_sentences(entry.sequence, MOST_CHANGED))
        if len(touched) >= MOST_CHANGED:
            break
    return len(reader.matching(_DONE, touched))


def _newer(reader: Reader, sequence: int) -> Iterator[HistoryEntry]:
    """What was done after an operation, and what was done before and is undone by now."""
    before: int | None = None
    while page := reader.history(before=before):
        for entry in page:
            if entry.sequence <= sequence and not entry.undone:
                return
            if not entry.dropped and (entry.sequence > sequence) != entry.undone:
                yield entry
        before = page[-1].sequence


def _remember(transaction: Transaction, setting: Mapping[str, Any]) -> Changes:
    transaction.put_setting(SETTING, dict(setting))
    return transaction.changes("")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
