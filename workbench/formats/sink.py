"""Where the sentences and problems of one file gather while it is read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from workbench.domain.sentence import Split
from workbench.formats.base import (
    Account,
    Layout,
    Problem,
    Progress,
    RawSentence,
    Source,
    pack_problem,
    pack_sentence,
    unpack_problem,
    unpack_sentence,
)
from workbench.formats.corpus import CorpusFile, Fingerprints, Part
from workbench.formats.spool import Spool

_BORDER: list[str | None] = [None]
# Sequences of tags that are kept before their steps are counted.
_SEQUENCES = 4096


@dataclass(frozen=True)
class Tally:
    """Units by their name: met, kept, reported."""

    read: Counter[str]
    kept: Counter[str]
    reported: Counter[str]

    def accounts(self) -> tuple[Account, ...]:
        return tuple(
            Account(unit, self.read[unit], self.kept[unit], self.reported[unit])
            for unit in sorted(self.read | self.kept | self.reported)
        )


class CorpusSink:
    """See `workbench.formats.base.Sink`. Memory does not grow with the file."""

    def __init__(self, source: Source, total: int = 0, progress: Progress | None = None) -> None:
        self._source = source
        self._total = total
        self._progress = progress
        self._sentences = Spool(pack_sentence, unpack_sentence)
        self._problems = Spool(pack_problem, unpack_problem)
        self._problem_counts: Counter[str] = Counter()
        self._parts: dict[Split | None, Part] = {}
        self._sequences: dict[tuple[Split | None, str], int] = {}
        self._fingerprints = Fingerprints()
        self._tally = Tally(Counter(), Counter(), Counter())

    def sentence(self, sentence: RawSentence) -> None:
        packed = pack_sentence(sentence)
        self._sentences.append_packed(packed)
        self._fingerprints.add(packed[0])
        part = self._parts.get(sentence.split)
        if part is None:
            part = self._parts[sentence.split] = Part()
        part.sentences += 1
        part.tokens += len(sentence.tokens)
        if sentence.tags is not None:
            self._count_tags(sentence.split, packed[1])

    def joined(self, tokens: str, tags: str, number: int, document: str, line: int) -> None:
        """As `sentence`, for one whose tokens and tags come joined by line feeds already."""
        self._sentences.append_packed((tokens, tags, document, line))
        self._fingerprints.add(tokens)
        part = self._parts.get(None)
        if part is None:
            part = self._parts[None] = Part()
        part.sentences += 1
        part.tokens += number
        self._count_tags(None, tags)

    def _count_tags(self, split: Split | None, tags: str) -> None:
        """Sentences of the same tags, such as those without an entity, are counted at once."""
        sequences, key = self._sequences, (split, tags)
        sequences[key] = sequences.get(key, 0) + 1
        if len(sequences) >= _SEQUENCES:
            self._count_transitions()

    def _count_transitions(self) -> None:
        # Those that occur once are counted in one go, which is faster than one by one.
        single: dict[Split | None, list[str | None]] = {}
        for (split, line), number in self._sequences.items():
            tags: list[str | None] = [*line.split("\n")]
            if number == 1:
                chain = single.setdefault(split, [None])
                chain += tags
                chain.append(None)
            else:
                transitions = self._parts[split].transitions
                for step, count in Counter(
                    zip(_BORDER + tags, tags + _BORDER, strict=True)
                ).items():
                    transitions[step] += count * number
        for split, chain in single.items():
            self._parts[split].transitions.update(pairwise(chain))
        self._sequences.clear()

    def read(self, unit: str, number: int = 1) -> None:
        self._tally.read[unit] += number

    def keep(self, unit: str, number: int = 1) -> None:
        self._tally.kept[unit] += number

    def lose(self, unit: str, line: int, code: str, message: str) -> None:
        self._tally.reported[unit] += 1
        self.problem(line, code, message)

    def problem(self, line: int, code: str, message: str) -> None:
        self._problems.append(Problem(self._source.name, line, code, message))
        self._problem_counts[code] += 1

    def at(self, position: int) -> None:
        if self._progress is not None:
            self._progress(position, self._total)

    def __len__(self) -> int:
        return len(self._sentences)

    def close(self) -> None:
        """Give the temporary files up, after a failure."""
        self._sentences.close()
        self._problems.close()

    def finish(self, layout: Layout, split: Split | None, digest: str) -> CorpusFile:
        """The file, read to its end. A unit that is unaccounted for is a bug of the reader."""
        self._count_transitions()
        accounts = self._tally.accounts()
        for account in accounts:
            if not account.balanced:
                raise RuntimeError(f"{self._source.name} ({layout.format}): {account}")
        return CorpusFile(
            path=self._source.path,
            name=self._source.name,
            split=split,
            layout=layout,
            sentences=self._sentences,
            problems=self._problems,
            problem_counts=self._problem_counts,
            parts=self._parts,
            fingerprints=self._fingerprints,
            accounts=accounts,
            digest=digest,
            file=self._source.file,
        )
