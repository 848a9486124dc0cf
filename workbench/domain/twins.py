"""Sentences with the same tokens, found by number: no text is kept."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from workbench.domain.occurrences import lasting_hash
from workbench.domain.quality import LIMITS, Issue, Limits, QualityKind, is_tagged
from workbench.domain.sentence import Sentence, Split, Status

_BUCKETS = 1024
_SPLITS = (None, *Split)
_NUMBERED = [(number, split) for number, split in enumerate(_SPLITS) if split]
_UNTAGGED = 0


class Twins:
    """Collects sentences; `issues` tells which share their tokens, and what is odd there."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._shortest = limits.twin_tokens
        # Too few tokens to be a duplicate or a leak.
        self._short: set[int] = set()
        self._ids = array("q")
        self._tokens = array("q")
        # What they are tagged with; 0 stands for untagged.
        self._answers = array("q")
        self._splits = array("b")
        self._buckets = [array("l") for _ in range(_BUCKETS)]

    def note(self, sentence: Sentence) -> None:
        """Take a sentence down; rejected ones do not count."""
        if sentence.status is Status.REJECTED or not sentence.tokens:
            return
        tokens = lasting_hash(sentence.tokens)
        self._buckets[tokens % _BUCKETS].append(len(self._ids))
        if len(sentence.tokens) < self._shortest:
            self._short.add(tokens)
        self._ids.append(sentence.id)
        self._tokens.append(tokens)
        answer = hash(sentence.entities) or 1
        self._answers.append(answer if is_tagged(sentence) else _UNTAGGED)
        self._splits.append(_SPLITS.index(sentence.split))

    def issues(self) -> Iterator[list[Issue]]:
        """What is odd about sentences with the same tokens, in small portions."""
        for bucket in self._buckets:
            groups: dict[int, list[int]] = defaultdict(list)
            for index in bucket:
                groups[self._tokens[index]].append(index)
            found = [pair for pair in groups.items() if len(pair[1]) > 1]
            yield [issue for key, group in found for issue in self._issues_of(key, group)]

    def _issues_of(self, key: int, group: Sequence[int]) -> Iterator[Issue]:
        tagged = [index for index in group if self._answers[index] != _UNTAGGED]
        splits = {self._splits[index] for index in group} - {0}
        if len({self._answers[index] for index in tagged}) > 1:
            yield self._issue(QualityKind.CONFLICT, key, tagged)
        if key in self._short:
            return
        if len(splits) > 1:
            shared = [index for index in group if self._splits[index]]
            yield self._issue(QualityKind.LEAK, key, shared)
        elif len({self._answers[index] for index in tagged}) <= 1:
            yield self._issue(QualityKind.DUPLICATE, key, group)

    def _issue(self, kind: QualityKind, key: int, group: Sequence[int]) -> Issue:
        ids = tuple(sorted(self._ids[index] for index in group))
        splits = Counter(self._splits[index] for index in group)
        shares = tuple((str(split), splits[i]) for i, split in _NUMBERED if splits[i])
        return Issue(kind, f"{key:016x}", ids, count=len(ids), splits=shares)
