"""What the readers of exchange formats hand over, as frozen values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from workbench.domain.entity import Entity
from workbench.domain.schemes import Scheme, tags_to_entities
from workbench.domain.sentence import Split

Separator = Literal["tab", "spaces", "mixed"]
SplitChoice = Split | Literal["auto"] | None

AUTO: Literal["auto"] = "auto"
COLUMNS = "columns"
CHARACTERS = "characters"
FORMATS = (AUTO, COLUMNS, CHARACTERS)


@dataclass(frozen=True, slots=True)
class RawSentence:
    """Tokens and tags exactly as a file has them; token `i` stands on line `line + i`.

    `tags` is None when no token of the sentence has a tag; a single missing tag is "".
    """

    tokens: tuple[str, ...]
    tags: tuple[str, ...] | None
    document: str
    line: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something odd on one line (counted from 1) of a file; `code` is a stable short name."""

    file: str
    line: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """How a column file is laid out; columns count from 0, `tag` is None without tags.

    `segment_index` says that each token cell is a character and its index in its word.
    """

    encoding: str
    separator: Separator
    token: int
    tag: int | None
    columns: int
    segment_index: bool = False

    @property
    def format(self) -> str:
        return CHARACTERS if self.segment_index else COLUMNS


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """One file, read; `name` is how it is shown, `comment_lines` counts those left out."""

    path: Path
    name: str
    split: Split | None
    layout: ColumnLayout
    sentences: tuple[RawSentence, ...]
    problems: tuple[Problem, ...] = ()
    comment_lines: int = 0


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that was left out, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person said about the files; `auto` and None mean: find out.

    A negative column counts from the end. `split` None gives every file no split.
    """

    format: str = AUTO
    encoding: str = AUTO
    token: int | None = None
    tag: int | None = None
    scheme: Scheme | None = None
    split: SplitChoice = AUTO


@dataclass(frozen=True)
class Counts:
    """Sizes of a set of sentences, entities in conlleval's reading."""

    sentences: int
    tokens: int
    entities: int
    labels: Mapping[str, int]


@dataclass(frozen=True)
class Corpus:
    """Files that were read together and share one scheme."""

    files: tuple[CorpusFile, ...]
    scheme: Scheme
    skipped: tuple[Skipped, ...] = ()

    @property
    def sentences(self) -> tuple[RawSentence, ...]:
        return tuple(sentence for file in self.files for sentence in file.sentences)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(problem for file in self.files for problem in file.problems)

    @property
    def format(self) -> str:
        """The formats' name, such as `columns`; several are joined with a comma."""
        return ", ".join(sorted({file.layout.format for file in self.files}))

    @cached_property
    def duplicates(self) -> int:
        """How many sentences have the tokens of an earlier one."""
        return len(self.sentences) - len({sentence.tokens for sentence in self.sentences})

    @cached_property
    def splits(self) -> Mapping[Split | None, Counts]:
        """The counts of each split that occurs."""
        parts: dict[Split | None, list[RawSentence]] = {}
        for file in self.files:
            parts.setdefault(file.split, []).extend(file.sentences)
        order = (*Split, None)
        return {split: count(parts[split], self.scheme) for split in order if split in parts}

    @cached_property
    def counts(self) -> Counts:
        """The counts over all splits."""
        parts = self.splits.values()
        labels: Counter[str] = Counter()
        for part in parts:
            labels.update(part.labels)
        return Counts(
            sum(part.sentences for part in parts),
            sum(part.tokens for part in parts),
            labels.total(),
            _by_frequency(labels),
        )

    def entities(self, sentence: RawSentence) -> tuple[Entity, ...]:
        return tags_to_entities(sentence.tags or (), self.scheme)


def count(sentences: Iterable[RawSentence], scheme: Scheme) -> Counts:
    """Count sentences, tokens, entities and labels."""
    number = tokens = 0
    labels: Counter[str] = Counter()
    for sentence in sentences:
        number += 1
        tokens += len(sentence.tokens)
        if sentence.tags and sentence.tags.count(scheme.outside) < len(sentence.tags):
            labels.update(entity.label for entity in tags_to_entities(sentence.tags, scheme))
    return Counts(number, tokens, labels.total(), _by_frequency(labels))


def _by_frequency(labels: Counter[str]) -> Mapping[str, int]:
    return dict(labels.most_common())
