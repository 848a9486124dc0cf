"""Runs: the data a training sees, and its way through the states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from workbench.domain.changes import Changes
from workbench.domain.checks import is_sound
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.schemes import IOB2, entities_to_tags
from workbench.domain.sentence import Sentence, Split, Status
from workbench.operations.store import Reader, Run, Transaction


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence as a run sees it: gold in valid IOB2."""

    id: int
    tokens: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True)
class TrainingData:
    """The done sentences of each split. `bad_tags` were read as outside."""

    train: tuple[Example, ...]
    dev: tuple[Example, ...]
    test: tuple[Example, ...]
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
        splits[split] = tuple(example(sentence, known) for sentence in sentences)
    return TrainingData(
        splits[Split.TRAIN], splits[Split.DEV], splits[Split.TEST], reader.labels().names, bad
    )


def gold_sentences(reader: Reader, split: Split) -> Iterator[Sentence]:
    """The done sentences of a split."""
    done = Term(Field.STATUS, Status.DONE)
    return reader.sentences(reader.ids(Filter((done, Term(Field.SPLIT, split)))))


def example(sentence: Sentence, labels: frozenset[str]) -> Example:
    """Gold in IOB2; entities whose label is not in the label set are left out."""
    known = [entity for entity in sentence.entities if entity.label in labels]
    tags = entities_to_tags(known, len(sentence.tokens), IOB2)
    return Example(sentence.id, sentence.tokens, tags)


def _bad_tags(sentence: Sentence, labels: frozenset[str]) -> int:
    return sum(not is_sound(tag, sentence.scheme, labels) for tag in sentence.tags)


def next_run_name(reader: Reader) -> str:
    """`run-1`, `run-2`, … in the order of their making."""
    return f"run-{len(reader.runs()) + 1}"


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
