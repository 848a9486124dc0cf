"""Runs: the data a training sees, and its way through the states."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from workbench.domain.changes import Changes
from workbench.domain.checks import is_sound
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.schemes import IOB2, entities_to_tags
from workbench.domain.sentence import Sentence, Split, Status
from workbench.domain.training import Data, Example, JobState
from workbench.operations.store import Reader, Run, Transaction

CUT_OFF = {
    "code": "NW-J07",
    "happened": "The program was closed or ended while this run was under way.",
    "safe": "The project is untouched.",
    "next_step": "Start the run again.",
}


@dataclass(frozen=True)
class TrainingData:
    """The done sentences of each split, and the label set. `bad_tags` were read as outside."""

    splits: Data
    labels: tuple[str, ...]
    bad_tags: int


def training_data(reader: Reader) -> TrainingData:
    """Freeze what a training started now would see."""
    known = frozenset(reader.labels().names)
    bad = 0
    splits: dict[Split, tuple[Example, ...]] = {}
    for split in Split:
        sentences = list(gold_sentences(reader, split))
        bad += sum(_bad_tags(sentence, known) for sentence in sentences)
        splits[split] = tuple(to_example(sentence, known) for sentence in sentences)
    data = Data(splits[Split.TRAIN], splits[Split.DEV], splits[Split.TEST])
    return TrainingData(data, reader.labels().names, bad)


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
    known = {run.name for run in reader.runs()}
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


def lose_unfinished(transaction: Transaction) -> Changes:
    """Note as lost the runs that an earlier owner of the project left under way.

    Nobody else can have the project open, so nobody follows them any more.
    """
    lost = [run for run in transaction.runs() if not JobState(run.state).ended]
    for run in lost:
        transaction.put_run(replace(run, state=JobState.LOST, error=CUT_OFF))
    return transaction.changes("runs lost", runs=len(lost))
