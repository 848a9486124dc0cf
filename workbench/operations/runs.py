"""Runs: the data a training sees, and its way through the states."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count, islice
from typing import Any

from workbench.domain.changes import Changes
from workbench.domain.checks import is_sound
from workbench.domain.errors import UsageError
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.schemes import IOB2, entities_to_tags
from workbench.domain.sentence import Sentence, Split, Status
from workbench.domain.training import Data, Example, JobState
from workbench.operations.context import with_context
from workbench.operations.store import Reader, Run, Transaction, run_value

LONGEST_TITLE = 100


@dataclass(frozen=True)
class TrainingData:
    """The done sentences of each split, and the label set. `bad_tags` were read as outside."""

    splits: Data
    labels: tuple[str, ...]
    bad_tags: int


def training_data(reader: Reader, context: int = 0) -> TrainingData:
    """Freeze what a training started now would see, with so many tokens of document context."""
    known = frozenset(reader.labels().names)
    bad = 0
    splits: dict[Split, tuple[Example, ...]] = {}
    for split in Split:
        sentences = list(gold_sentences(reader, split))
        bad += sum(_bad_tags(sentence, known) for sentence in sentences)
        splits[split] = tuple(to_example(sentence, known) for sentence in sentences)
    data = _around(reader, splits, context)
    return TrainingData(data, reader.labels().names, bad)


def _around(reader: Reader, splits: Mapping[Split, tuple[Example, ...]], size: int) -> Data:
    """The splits with their context, looked for once for all of them."""
    found = iter(with_context(reader, [one for split in Split for one in splits[split]], size))
    parts = {split: tuple(islice(found, len(splits[split]))) for split in Split}
    return Data(parts[Split.TRAIN], parts[Split.DEV], parts[Split.TEST])


def gold_sentences(reader: Reader, split: Split) -> Iterator[Sentence]:
    """The done sentences of a split."""
    done = Term(Field.STATUS, Status.DONE)
    return reader.sentences(reader.ids(Filter((done, Term(Field.SPLIT, split)))))


def gold_examples(reader: Reader, split: Split) -> tuple[Example, ...]:
    """The done sentences of a split with their tags, for an evaluation."""
    known = frozenset(reader.labels().names)
    return tuple(to_example(one, known) for one in gold_sentences(reader, split))


def to_example(sentence: Sentence, labels: frozenset[str]) -> Example:
    """Gold in IOB2; entities whose label is not in the label set are left out."""
    known = [entity for entity in sentence.entities if entity.label in labels]
    tags = entities_to_tags(known, len(sentence.tokens), IOB2)
    return Example(sentence.id, sentence.tokens, tags)


def _bad_tags(sentence: Sentence, labels: frozenset[str]) -> int:
    return sum(not is_sound(tag, sentence.scheme, labels) for tag in sentence.tags)


def untouched(reader: Reader, split: Split | None = None) -> tuple[Example, ...]:
    """The sentences that nobody has confirmed yet, without tags."""
    terms = [Term(Field.STATUS, Status.NEW)]
    if split is not None:
        terms.append(Term(Field.SPLIT, split))
    ids = reader.ids(Filter(tuple(terms)))
    return tuple(Example(one.id, one.tokens) for one in reader.sentences(ids))


def every(reader: Reader, split: Split | None = None) -> tuple[Example, ...]:
    """All sentences, or all of a split, without tags."""
    wanted = Filter((Term(Field.SPLIT, split),)) if split else Filter()
    sentences = reader.sentences(reader.ids(wanted))
    return tuple(Example(one.id, one.tokens) for one in sentences)


def next_run_name(reader: Reader, taken: Collection[str] = ()) -> str:
    """`run-1`, `run-2`, … in the order of their making, without the names in `taken`."""
    known = reader.run_names()
    numbers = count(len(known) + 1)
    return next(name for n in numbers if (name := f"run-{n}") not in known and name not in taken)


def put_run(transaction: Transaction, run: Run) -> Changes:
    """Note a new run, or a new state of a run."""
    transaction.put_run(run)
    return transaction.changes(f"{run.name} {run.state}")


def finish_run(
    transaction: Transaction,
    name: str,
    state: str,
    seconds: float | None = None,
    report: Mapping[str, Any] | None = None,
    error: Mapping[str, str] | None = None,
) -> Changes:
    """Take in how a run ended, with its report where it has one."""
    run = transaction.run(name)
    return put_run(
        transaction, replace(run, state=state, seconds=seconds, report=report, error=error)
    )


def name_run(transaction: Transaction, name: str, title: str) -> Changes:
    """Give a run a title to be known by; an empty one takes it away."""
    _note(transaction, name, title=" ".join(title.split())[:LONGEST_TITLE])
    return transaction.changes("name run")


def pin_run(transaction: Transaction, name: str, pinned: bool = True) -> Changes:
    """Let a run stand first in the list, or in its place again."""
    _note(transaction, name, pinned=pinned)
    return transaction.changes("pin run" if pinned else "unpin run")


def delete_run(transaction: Transaction, name: str) -> Changes:
    """Take a run off the list; UsageError NW-J26 while it is under way.

    Undo brings it back with its report. Its files are removed by `workflow.runs`.
    """
    run = transaction.run(name)
    if not JobState(run.state).ended:
        raise UsageError(
            "NW-J26",
            f"{name} cannot be deleted: it is {run.state}.",
            "Nothing was changed.",
            "Cancel it first.",
        )
    _note(transaction, name, deleted=True)
    return transaction.changes("delete run")


def _note(transaction: Transaction, name: str, **noted: object) -> None:
    """Change what a person noted about a run; what says nothing is left out."""
    transaction.run(name)
    value = {**transaction.value(run_value(name), {}), **noted}
    kept = {key: one for key, one in value.items() if one}
    transaction.put_value(run_value(name), kept or None)


def requeue_run(transaction: Transaction, name: str) -> Changes:
    """Note that a run that broke off waits to go on."""
    return put_run(transaction, replace(transaction.run(name), state=JobState.QUEUED, error=None))


def has_unfinished(reader: Reader) -> bool:
    """Whether any run has not ended, by what the project knows."""
    return any(not JobState(run.state).ended for run in reader.runs())
