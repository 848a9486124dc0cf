"""What the preview of an import shows, gathered in another thread; no widget is touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from workbench.domain.sentence import Split
from workbench.formats.base import Account, Counts, Problem, Progress, ReadOptions
from workbench.formats.corpus import Corpus
from workbench.formats.reading import read_corpus
from workbench.ui.chip_text import ShownSentence

PREVIEWED = 40
LEAST_OF_A_FILE = 3
MOST_PROBLEMS = 10_000
_EACH = 2_000


@dataclass(frozen=True)
class Preview:
    """A corpus that was read, and what is shown of it. It stays open until it is closed."""

    corpus: Corpus
    counts: Counts
    duplicates: int
    kinds: Mapping[str, int]
    accounts: tuple[Account, ...]
    sentences: tuple[ShownSentence, ...]
    problems: tuple[Problem, ...]

    @property
    def tagged(self) -> bool:
        """Whether anybody has annotated anything of it."""
        return any(part.transitions for file in self.corpus.files for part in file.parts.values())

    def with_splits(self, numbers: Sequence[int], split: Split | None) -> Preview:
        """The same with another split for some of the files."""
        corpus = self.corpus
        for number in numbers:
            corpus = corpus.with_split(number, split)
        return replace(self, corpus=corpus)

    def close(self) -> None:
        self.corpus.close()


def look_at(paths: Sequence[Path], options: ReadOptions, progress: Progress) -> Preview:
    """Read files as `read_corpus` does, with all that is shown of them."""
    corpus = read_corpus(paths, options, progress)
    try:
        return Preview(
            corpus,
            corpus.counts,
            corpus.duplicates,
            corpus.problem_counts,
            total_accounts(corpus),
            tuple(_first_sentences(corpus)),
            first_problems(corpus, "", progress),
        )
    except BaseException:
        corpus.close()
        raise


def first_problems(corpus: Corpus, code: str, progress: Progress) -> tuple[Problem, ...]:
    """The first problems, of one code or ("") of any; stops early when it has enough."""
    return tuple(islice(_problems(corpus, code, progress), MOST_PROBLEMS))


def total_accounts(corpus: Corpus) -> tuple[Account, ...]:
    """The accounts over all files, by unit."""
    read: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    reported: Counter[str] = Counter()
    for one in (account for file in corpus.files for account in file.accounts):
        read[one.unit] += one.read
        kept[one.unit] += one.kept
        reported[one.unit] += one.reported
    return tuple(Account(unit, read[unit], kept[unit], reported[unit]) for unit in read)


def describe_accounts(accounts: Sequence[Account]) -> str:
    """`records 1,000 read = 998 kept + 2 reported`, a unit after the other."""
    return " · ".join(
        f"{one.unit} {one.read:,} read = {one.kept:,} kept + {one.reported:,} reported"
        for one in accounts
    )


def _problems(corpus: Corpus, code: str, progress: Progress) -> Iterator[Problem]:
    total = sum(corpus.problem_counts.values())
    for number, problem in enumerate(corpus.problems):
        if number % _EACH == 0:
            progress(number, total)
        if not code or problem.code == code:
            yield problem


def _first_sentences(corpus: Corpus) -> Iterator[ShownSentence]:
    """A few from each file, so that every one of a few files is seen."""
    share = max(PREVIEWED // len(corpus.files), LEAST_OF_A_FILE)
    for file in corpus.files[: PREVIEWED // LEAST_OF_A_FILE]:
        for sentence in file.sentences.first(share):
            yield ShownSentence(sentence.tokens, corpus.entities(file, sentence))
