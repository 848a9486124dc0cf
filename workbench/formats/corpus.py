"""Files that were read together, with their counts."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from workbench.domain.detection import Transitions
from workbench.domain.entity import Entity
from workbench.domain.schemes import IOB2, OUT, Scheme, begins
from workbench.domain.sentence import Split
from workbench.formats.base import (
    Account,
    Counts,
    Layout,
    Problem,
    RawSentence,
    Skipped,
)
from workbench.formats.spool import Spool

_BUCKETS = 256


class Fingerprints:
    """How often sentences repeat, in eight bytes a sentence."""

    def __init__(self) -> None:
        self._buckets = [array("q") for _ in range(_BUCKETS)]

    def add(self, *several: str) -> None:
        """Note the tokens of sentences, joined."""
        buckets = self._buckets
        for tokens in several:
            value = hash(tokens)
            buckets[value % _BUCKETS].append(value)

    @staticmethod
    def duplicates(several: Sequence[Fingerprints]) -> int:
        """How many sentences have the tokens of an earlier one."""
        repeated = 0
        for buckets in zip(*(one._buckets for one in several), strict=True):
            distinct: set[int] = set()
            for bucket in buckets:
                repeated += len(bucket)
                distinct.update(bucket)
            repeated -= len(distinct)
        return repeated


@dataclass
class Part:
    """The sentences of one file that share a split, in figures."""

    sentences: int = 0
    tokens: int = 0
    transitions: Transitions = field(default_factory=Counter)


@dataclass(frozen=True)
class CorpusFile:
    """One file, read; `name` is how it is shown.

    `split` is that of sentences that name none themselves; `parts` are by the split that
    sentences name. `scheme` is set where the format fixes it; else the corpus shares one.
    `digest` is the SHA-256 of the content.
    """

    path: Path
    name: str
    split: Split | None
    layout: Layout
    sentences: Spool[RawSentence]
    problems: Spool[Problem]
    problem_counts: Counter[str]
    parts: Mapping[Split | None, Part]
    fingerprints: Fingerprints
    accounts: tuple[Account, ...] = ()
    scheme: Scheme | None = None
    digest: str = ""
    file: Path = Path()


@dataclass(frozen=True)
class Corpus:
    """Files that were read together; `scheme` is that of files that fix none."""

    files: tuple[CorpusFile, ...]
    scheme: Scheme
    skipped: tuple[Skipped, ...] = ()

    @property
    def sentences(self) -> Iterator[RawSentence]:
        return (sentence for file in self.files for sentence in file.sentences)

    @property
    def problems(self) -> Iterator[Problem]:
        return (problem for file in self.files for problem in file.problems)

    @cached_property
    def problem_counts(self) -> Mapping[str, int]:
        """How many problems there are of each code, the most frequent first."""
        total: Counter[str] = Counter()
        for file in self.files:
            total.update(file.problem_counts)
        return dict(total.most_common())

    @property
    def format(self) -> str:
        """The formats' name, such as `columns`; several are joined with a comma."""
        return ", ".join(sorted({file.layout.format for file in self.files}))

    @cached_property
    def duplicates(self) -> int:
        """How many sentences have the tokens of an earlier one."""
        return Fingerprints.duplicates([file.fingerprints for file in self.files])

    @cached_property
    def splits(self) -> Mapping[Split | None, Counts]:
        """The counts of each split that occurs."""
        found: dict[Split | None, list[Counts]] = {}
        for file in self.files:
            for split, part in file.parts.items():
                counts = count(part, self.scheme_of(file))
                found.setdefault(split or file.split, []).append(counts)
        order = (*Split, None)
        return {split: add(found[split]) for split in order if split in found}

    @cached_property
    def counts(self) -> Counts:
        """The counts over all splits."""
        return add(self.splits.values())

    def scheme_of(self, file: CorpusFile) -> Scheme:
        """The scheme that a file's tags are written in."""
        return file.scheme or self.scheme

    def entities(self, file: CorpusFile, sentence: RawSentence) -> tuple[Entity, ...]:
        return sentence.entities(self.scheme_of(file))

    def with_split(self, number: int, split: Split | None) -> Corpus:
        """The same corpus with another split for one of its files."""
        files = list(self.files)
        files[number] = replace(files[number], split=split)
        return replace(self, files=tuple(files))

    def __enter__(self) -> Corpus:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the temporary files."""
        for file in self.files:
            file.sentences.close()
            file.problems.close()


def count(part: Part, scheme: Scheme = IOB2) -> Counts:
    """Count the entities of a part from how its tags follow each other."""
    labels: Counter[str] = Counter()
    for (before, tag), number in part.transitions.items():
        if tag is None:
            continue
        here = scheme.parse(tag) or OUT
        last = (scheme.parse(before) or OUT) if before is not None else OUT
        if begins(last, here):
            labels[here.label] += number
    return Counts(part.sentences, part.tokens, labels.total(), dict(labels.most_common()))


def add(several: Iterable[Counts]) -> Counts:
    """The sum of counts."""
    parts = list(several)
    labels: Counter[str] = Counter()
    for part in parts:
        labels.update(part.labels)
    return Counts(
        sum(part.sentences for part in parts),
        sum(part.tokens for part in parts),
        labels.total(),
        dict(labels.most_common()),
    )
