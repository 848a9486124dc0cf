"""Where the sentences and problems of one file gather while it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
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
        self._sequences: dict[Split | None, Counter[str]] = {}
        self._fingerprints = Fingerprints()
        self._tally = Tally(Counter(), Counter(), Counter())

    def sentence(self, sentence: RawSentence) -> None:
        packed = pack_sentence(sentence)
        self._sentences.append_packed(packed)
        self._fingerprints.add(packed[0])
        part = self._part(sentence.split)
        part.sentences += 1
        part.tokens += len(sentence.tokens)
        if sentence.tags is not None:
            self._count_tags(sentence.split, [packed[1]])

    def joined(
        self, tokens: list[str], tags: list[str], lengths: list[int], document: str, line: int
    ) -> None:
        """As `sentence`, for several that have nothing beside tokens and tags.

        Those of each come joined by line feeds. Blank lines stand between the sentences.
        """
        rows = []
        for its_tokens, its_tags, length in zip(tokens, tags, lengths, strict=True):
            rows.append((its_tokens, its_tags, document, line))
            line += length + 1
        self._sentences.extend_packed(rows)
        self._fingerprints.add(*tokens)
        part = self._part(None)
        part.sentences += len(lengths)
        part.tokens += sum(lengths)
        self._count_tags(None, tags)

    def _part(self, split: Split | None) -> Part:
        part = self._parts.get(split)
        if part is None:
            part = self._parts[split] = Part()
        return part

    def _count_tags(self, split: Split | None, tags: Iterable[str]) -> None:
        """Sentences of the same tags, such as those without an entity, are counted at once."""
        sequences = self._sequences.get(split)
        if sequences is None:
            sequences = self._sequences[split] = Counter()
        sequences.update(tags)
        if len(sequences) >= _SEQUENCES:
            self._count_transitions()

    def _count_transitions(self) -> None:
        for split, sequences in self._sequences.items():
            transitions = self._parts[split].transitions
            # Those that occur once are counted in one go, which is faster than one by one.
            single: list[str | None] = [None]
            for line, number in sequences.items():
                tags: list[str | None] = [*line.split("\n"), None]
                if number == 1:
                    single += tags
                else:
                    for step, count in Counter(pairwise([None, *tags])).items():
                        transitions[step] += count * number
            transitions.update(pairwise(single))
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
