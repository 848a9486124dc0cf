"""One bad tag in its context with its repair, fetched page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.domain.checks import FindingKind, find, repair
from workbench.domain.counts import FoundFinding
from workbench.domain.sentence import Sentence, join_tokens
from workbench.operations.store import Reader
from workbench.ui.annotate.mentions.concordance import Line

CONTEXT_TOKENS = 16
PAGE = 128


@dataclass(frozen=True, slots=True)
class Diff:
    """A sentence's tags before and after; tokens may change too."""

    tokens: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def changed(self) -> frozenset[int]:
        """The positions whose tags differ."""
        pairs = zip(self.before, self.after, strict=True)
        return frozenset(position for position, (was, now) in enumerate(pairs) if was != now)


@dataclass(frozen=True, slots=True)
class Case:
    """A finding: its sentence, the token with the text around it, its tag before and after.

    `written` is what the repair does here in words, where that is more than the one tag.
    """

    sentence: int
    position: int
    line: Line
    before: str
    after: str
    is_mended: bool
    diff: Diff

    @property
    def left(self) -> str:
        return self.line.before

    @property
    def token(self) -> str:
        return self.line.hit

    @property
    def right(self) -> str:
        return self.line.after

    @property
    def written(self) -> str:
        """The new tag; also the one beside it where only that changes."""
        beside = self.position - 1
        if self.before == self.after and beside in self.diff.changed:
            return f"{self.diff.after[beside]} {self.after}"
        return self.after


def line_around(tokens: tuple[str, ...], start: int, end: int) -> Line:
    """Some tokens with what stands around them."""
    return Line(
        join_tokens(tokens[max(start - CONTEXT_TOKENS, 0) : start]),
        join_tokens(tokens[start:end]),
        join_tokens(tokens[end : end + CONTEXT_TOKENS]),
    )


def read_cases(reader: Reader, kind: FindingKind, policy: str, offset: int) -> list[Case]:
    """A page of the cases of a kind, with what the chosen repair would write."""
    found = reader.findings(kind, PAGE, offset)
    known = frozenset(reader.labels().names)
    numbers = sorted({one.sentence for one in found})
    sentences = {sentence.id: sentence for sentence in reader.sentences(numbers)}
    mended = {
        number: _mended(sentence, known, kind, policy) for number, sentence in sentences.items()
    }
    return [
        _case(one, sentences[one.sentence], mended) for one in found if one.sentence in sentences
    ]


def _mended(
    sentence: Sentence, known: frozenset[str], kind: FindingKind, policy: str
) -> tuple[tuple[str, ...], frozenset[int]]:
    """The tags after the repair, and the positions that are still of that kind."""
    tags = repair(sentence.tags, sentence.scheme, known, [kind], {kind: policy})
    left = find(tags, sentence.scheme, known)
    return tags, frozenset(one.position for one in left if one.kind is kind)


def _case(
    found: FoundFinding,
    sentence: Sentence,
    mended: Mapping[int, tuple[tuple[str, ...], frozenset[int]]],
) -> Case:
    at = found.finding.position
    tags, left = mended[found.sentence]
    return Case(
        found.sentence,
        at,
        line_around(sentence.tokens, at, at + 1),
        found.finding.tag,
        tags[at],
        tags[at] != found.finding.tag or at not in left,
        Diff(sentence.tokens, sentence.tags, tags),
    )
